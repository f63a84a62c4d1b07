/* SPDX-License-Identifier: MIT */
/* Tests of signatures, of the keys for them, and of the set of keys that are believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/seal_jws.h"
#include "platform/seal_parts.h"

static const char receipt[] =
	"{\"id\":\"019aa5d0-0000-7000-8000-000000000001\",\"due_date\":\"2026-11-12\"}";

/* A folder with the pair of one device. */
struct world {
	char folder[64], private_path[96], public_path[96], other_path[96];
	struct seal_key *key;
	struct seal_signers *signers;
};

static void
write_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int
make_world(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	struct diagnosis diagnosis;
	(void)snprintf(world->folder, sizeof(world->folder), "/tmp/guichet-jws-XXXXXX");
	if (mkdtemp(world->folder) == NULL) {
		return -1;
	}
	(void)snprintf(
		world->private_path, sizeof(world->private_path), "%s/device.jwk", world->folder);
	(void)snprintf(world->public_path, sizeof(world->public_path), "%s/device.jwks", world->folder);
	(void)snprintf(world->other_path, sizeof(world->other_path), "%s/other", world->folder);
	assert_int_equal(
		seal_make_signing_keys(world->private_path, world->public_path, "DEV-0001", &diagnosis), 0);
	assert_int_equal(seal_load_signing(world->private_path, &world->key, &diagnosis), 0);
	assert_int_equal(seal_add_signers(world->public_path, &world->signers, &diagnosis), 0);
	*state = world;
	return 0;
}

static int
end_world(void **state)
{
	struct world *world = *state;
	seal_free_key(world->key);
	seal_free_signers(world->signers);
	(void)unlink(world->private_path);
	(void)unlink(world->public_path);
	(void)unlink(world->other_path);
	(void)rmdir(world->folder);
	free(world);
	return 0;
}

static void
refuses(const struct world *world, const char *typ, struct str jws)
{
	char *payload = NULL;
	size_t n = 77;
	struct seal_signer signer = { 0 };
	assert_int_equal(seal_verify(world->signers, typ, jws, &payload, &n, &signer), SEAL_REFUSED);
	assert_true(payload == NULL && n == 77 && signer.kid == NULL);
}

static void
refuses_detached(const struct world *world, const char *typ, struct str jws, struct str payload)
{
	struct seal_signer signer = { 0 };
	assert_int_equal(
		seal_verify_detached(world->signers, typ, jws, payload, &signer), SEAL_REFUSED);
	assert_null(signer.kid);
}

static char *
sign(const struct world *world, const char *typ, struct str payload)
{
	char *jws;
	assert_int_equal(seal_sign(world->key, typ, payload, &jws), 0);
	return jws;
}

static char *
sign_detached(const struct world *world, const char *typ, struct str payload)
{
	char *jws;
	assert_int_equal(seal_sign_detached(world->key, typ, payload, &jws), 0);
	return jws;
}

/* RFC 7515 appendix A.3. */
static void
the_known_signature_is_genuine(void **state)
{
	(void)state;
	struct seal_key *key;
	unsigned char raw[SEAL_SIGNATURE_BYTES], payload[128];
	size_t n, n_payload;
	assert_int_equal(seal_key_of_jwk(STR("{\"kty\":\"EC\",\"crv\":\"P-256\","
										 "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
										 "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"),
						 false, &key),
		0);
	assert_true(seal_base64_get(
		STR("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"),
		raw, sizeof(raw), &n));
	assert_true(seal_base64_get(
		STR("eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"),
		payload, sizeof(payload), &n_payload));
	const struct str header = STR("eyJhbGciOiJFUzI1NiJ9"),
					 text = { (const char *)payload, n_payload };
	assert_int_equal(seal_es256_verify(key, header, text, raw), 0);
	for (size_t i = 0; i < sizeof(raw); i++) {
		raw[i] ^= 1;
		assert_int_equal(seal_es256_verify(key, header, text, raw), SEAL_REFUSED);
		raw[i] ^= 1;
	}
	/* numbers out of range: 0, and not below the order of the curve */
	memset(raw, 0, sizeof(raw));
	assert_int_equal(seal_es256_verify(key, header, text, raw), SEAL_REFUSED);
	memset(raw, 0xFF, sizeof(raw));
	assert_int_equal(seal_es256_verify(key, header, text, raw), SEAL_REFUSED);
	seal_free_key(key);
}

/* Lengths around the steps in which the signing input is made; the longest is D1's longest envelope. */
static void
what_is_signed_is_verified(void **state)
{
	const struct world *world = *state;
	static const size_t lengths[] = { 0, 1, 2, 1535, 1536, 1537, 3072, 300000, 655360 };
	char *text = malloc(655360), *payload, *jws;
	size_t n;
	struct seal_signer signer;
	memset(text, 'x', 655360);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		const struct str whole = { text, lengths[i] };
		jws = sign_detached(world, SEAL_TYP_UPLOAD, whole);
		assert_int_equal(
			seal_verify_detached(world->signers, SEAL_TYP_UPLOAD, str_of(jws), whole, &signer), 0);
		assert_string_equal(signer.kid, seal_kid(world->key));
		assert_string_equal(signer.device, "DEV-0001");
		free(jws);
		if (lengths[i] > 512 * 1024) {
			assert_int_equal(seal_sign(world->key, SEAL_TYP_RECEIPT, whole, &jws), -E2BIG);
			continue;
		}
		jws = sign(world, SEAL_TYP_RECEIPT, whole);
		assert_int_equal(
			seal_verify(world->signers, SEAL_TYP_RECEIPT, str_of(jws), &payload, &n, &signer), 0);
		assert_true(n == whole.n && memcmp(payload, text, n) == 0 && payload[n] == '\0');
		free(payload);
		free(jws);
	}
	free(text);
}

static void
any_changed_character_is_refused(void **state)
{
	const struct world *world = *state;
	char *jws = sign(world, SEAL_TYP_RECEIPT, str_of(receipt));
	const size_t n = strlen(jws);
	for (size_t i = 0; i < n; i++) {
		const char was = jws[i];
		jws[i] = was == 'A' ? 'B' : 'A';
		refuses(world, SEAL_TYP_RECEIPT, (struct str){ jws, n });
		jws[i] = was;
		refuses(world, SEAL_TYP_RECEIPT, (struct str){ jws, i });
	}
	free(jws);
}

static void
other_bytes_are_refused(void **state)
{
	const struct world *world = *state;
	char *jws = sign_detached(world, SEAL_TYP_UPLOAD, str_of(receipt));
	refuses_detached(world, SEAL_TYP_UPLOAD, str_of(jws), STR(""));
	refuses_detached(world, SEAL_TYP_UPLOAD, str_of(jws), str_of(receipt + 1));
	refuses_detached(world, SEAL_TYP_UPLOAD, str_of(jws), (struct str){ receipt, sizeof(receipt) });
	free(jws);
}

static void
each_signature_is_for_one_purpose(void **state)
{
	const struct world *world = *state;
	char *jws = sign(world, SEAL_TYP_RECEIPT, str_of(receipt));
	char *detached = sign_detached(world, SEAL_TYP_UPLOAD, str_of(receipt));
	refuses(world, SEAL_TYP_CALENDAR, str_of(jws));
	refuses(world, "guichet-receip", str_of(jws));
	refuses(world, "", str_of(jws));
	refuses_detached(world, SEAL_TYP_QUERY, str_of(detached), str_of(receipt));
	/* the one form where the other is meant */
	refuses(world, SEAL_TYP_UPLOAD, str_of(detached));
	refuses_detached(world, SEAL_TYP_RECEIPT, str_of(jws), str_of(receipt));
	free(detached);
	free(jws);
}

/* `format` has the thumbprint in the place of %s; the signature is genuine whatever stands there. */
static int
try_header(const struct world *world, const char *format)
{
	char json[400], header[600] = "", jws[800];
	unsigned char raw[SEAL_SIGNATURE_BYTES];
	char signature[SEAL_BASE64_LENGTH(SEAL_SIGNATURE_BYTES) + 1] = "";
	const int n = snprintf(json, sizeof(json), format, seal_kid(world->key));
	seal_base64_put((const unsigned char *)json, (size_t)n, header);
	assert_int_equal(seal_es256_sign(world->key, str_of(header), STR("payload"), raw), 0);
	seal_base64_put(raw, sizeof(raw), signature);
	(void)snprintf(jws, sizeof(jws), "%s..%s", header, signature);
	struct seal_signer signer;
	return seal_verify_detached(
		world->signers, "guichet-upload", str_of(jws), STR("payload"), &signer);
}

static void
a_header_says_three_things_and_no_more(void **state)
{
	const struct world *world = *state;
#define GOOD "\"alg\":\"ES256\",\"kid\":\"%s\",\"typ\":\"guichet-upload\""
	static const char *const headers[] = {
		"{" GOOD ",\"crit\":[\"exp\"]}",
		"{" GOOD ",\"b64\":false}",
		"{" GOOD ",\"b64\":true}",
		"{" GOOD ",\"jku\":\"https://guichet.invalid/keys\"}",
		"{" GOOD ",\"alg\":\"ES256\"}",
		"{" GOOD "",
		"[]",
		"{\"alg\":\"none\",\"kid\":\"%s\",\"typ\":\"guichet-upload\"}",
		"{\"alg\":\"ES384\",\"kid\":\"%s\",\"typ\":\"guichet-upload\"}",
		"{\"alg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"guichet-upload\"}",
		"{\"alg\":\"es256\",\"kid\":\"%s\",\"typ\":\"guichet-upload\"}",
		"{\"alg\":7,\"kid\":\"%s\",\"typ\":\"guichet-upload\"}",
		"{\"kid\":\"%s\",\"typ\":\"guichet-upload\",\"cty\":\"json\"}",
		"{\"alg\":\"ES256\",\"kid\":\"%s\",\"typ\":\"guichet-query\"}",
		"{\"alg\":\"ES256\",\"kid\":\"%s\",\"typ\":\"application/guichet-upload\"}",
		"{\"alg\":\"ES256\",\"kid\":\"%s\",\"cty\":\"guichet-upload\"}",
		"{\"alg\":\"ES256\",\"kid\":\"%s=\",\"typ\":\"guichet-upload\"}",
		"{\"alg\":\"ES256\",\"kid\":\"%.42s\",\"typ\":\"guichet-upload\"}",
		"{\"alg\":\"ES256\",\"kid\":\"0123456789012345678901234567890123456789012\",\"typ\":\"guichet-upload\"}",
		"{\"alg\":\"ES256\",\"kid\":null,\"typ\":\"guichet-upload\"}",
	};
	assert_int_equal(try_header(world, "{" GOOD "}"), 0);
	assert_int_equal(
		try_header(world, " {\"typ\" : \"guichet-upload\", \"kid\":\"%s\",\n\"alg\":\"ES256\"} "),
		0);
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		if (try_header(world, headers[i]) != SEAL_REFUSED) {
			fail_msg("accepted: %s", headers[i]);
		}
	}
#undef GOOD
}

static void
base64_has_one_spelling_here_too(void **state)
{
	const struct world *world = *state;
	char *jws = sign(world, SEAL_TYP_RECEIPT, STR("four")), changed[600];
	const size_t n = strlen(jws);
	(void)snprintf(changed, sizeof(changed), "%s=", jws);
	refuses(world, SEAL_TYP_RECEIPT, str_of(changed));
	(void)snprintf(changed, sizeof(changed), "%s\n", jws);
	refuses(world, SEAL_TYP_RECEIPT, str_of(changed));
	(void)snprintf(changed, sizeof(changed), "%s.", jws);
	refuses(world, SEAL_TYP_RECEIPT, str_of(changed));
	/* 64 bytes in 86 characters leave 4 bits, which must be 0; so do the 4 bytes of the payload */
	memcpy(changed, jws, n + 1);
	changed[n - 1]++;
	refuses(world, SEAL_TYP_RECEIPT, str_of(changed));
	memcpy(changed, jws, n + 1);
	strrchr(changed, '.')[-1]++;
	refuses(world, SEAL_TYP_RECEIPT, str_of(changed));
	free(jws);
}

/* ---- keys ---- */

static void
keys_for_one_purpose_are_refused_for_the_other(void **state)
{
	struct world *world = *state;
	char private_path[96], public_path[96];
	struct diagnosis diagnosis = { 0 };
	struct seal_key *key;
	(void)snprintf(private_path, sizeof(private_path), "%s/desk.jwk", world->folder);
	(void)snprintf(public_path, sizeof(public_path), "%s/recipient.jwks", world->folder);
	assert_int_equal(seal_make_keys(private_path, public_path, &diagnosis), 0);
	assert_int_equal(seal_load_public(world->public_path, 0, &key, &diagnosis), -EINVAL);
	assert_int_equal(seal_load_private(world->private_path, &key, &diagnosis), -EINVAL);
	assert_int_equal(seal_load_signing(private_path, &key, &diagnosis), -EINVAL);
	assert_non_null(strstr(diagnosis.what, "signing"));
	assert_int_equal(seal_add_signers(public_path, &world->signers, &diagnosis), 0);
	assert_int_equal(seal_n_signers(world->signers), 1);
	assert_int_equal(seal_load_private(private_path, &key, &diagnosis), 0);
	char *jws;
	assert_int_equal(seal_sign(key, SEAL_TYP_RECEIPT, STR("x"), &jws), -EINVAL);
	seal_free_key(key);
	(void)unlink(private_path);
	(void)unlink(public_path);
}

static void
signing_keys_are_kept_private_and_never_overwritten(void **state)
{
	const struct world *world = *state;
	struct diagnosis diagnosis = { 0 };
	struct seal_key *key;
	struct stat info;
	assert_int_equal(stat(world->private_path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_equal(
		seal_make_signing_keys(world->private_path, world->other_path, NULL, &diagnosis), -EEXIST);
	assert_int_equal(access(world->other_path, F_OK), -1);
	/* when the public half cannot be written, no private half stays */
	assert_int_equal(
		seal_make_signing_keys(world->other_path, world->public_path, NULL, &diagnosis), -EEXIST);
	assert_int_equal(access(world->other_path, F_OK), -1);
	assert_int_equal(chmod(world->private_path, 0640), 0);
	assert_int_equal(seal_load_signing(world->private_path, &key, &diagnosis), -EPERM);
	assert_non_null(strstr(diagnosis.remedy, "0600"));
	assert_int_equal(seal_load_signing("/nonexistent.jwk", &key, &diagnosis), -ENOENT);
}

static void
a_device_has_a_plain_name(void **state)
{
	const struct world *world = *state;
	static const char *const bad[] = { "", "DEV 1", "DEV/1", "DEV\"", "É",
		"0123456789012345678901234567890123456789012345678901234567890123" };
	struct diagnosis diagnosis;
	char jwks[600];
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(
			seal_make_signing_keys(world->other_path, world->other_path, bad[i], &diagnosis),
			-EINVAL);
		struct text text;
		struct seal_signers *signers = NULL;
		text_init(&text, jwks, sizeof(jwks) - 1);
		text_add(&text, STR("{\"keys\":["));
		assert_int_equal(seal_key_write_public(world->key, &text), 0);
		text_add(&text, STR(",\"device\":"));
		text_json(&text, str_of(bad[i]));
		text_add(&text, STR("}]}"));
		jwks[text.n] = '\0';
		write_file(world->other_path, jwks);
		assert_int_equal(seal_add_signers(world->other_path, &signers, &diagnosis), -EINVAL);
		assert_null(signers);
	}
}

static void
read_file(const char *path, char *buffer, size_t cap)
{
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	buffer[fread(buffer, 1, cap - 1, file)] = '\0';
	assert_int_equal(fclose(file), 0);
}

static void
a_token_is_made_once(void **state)
{
	const struct world *world = *state;
	struct diagnosis diagnosis;
	struct stat info;
	char token_path[96], token[64], record[256], expected[256];
	unsigned char bytes[32], digest[32];
	size_t n;
	(void)snprintf(token_path, sizeof(token_path), "%s/desk.token", world->folder);
	assert_int_equal(seal_make_token(token_path, world->other_path, "desk", &diagnosis), 0);
	assert_int_equal(stat(token_path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	read_file(token_path, token, sizeof(token));
	assert_true(seal_base64_get(str_of(token), bytes, sizeof(bytes), &n) && n == 32);
	assert_int_equal(seal_sha256(str_of(token), digest), 0);
	int at = snprintf(expected, sizeof(expected), "{\"name\": \"desk\", \"token_sha256\": \"");
	for (int i = 0; i < 32; i++) {
		at += snprintf(expected + at, sizeof(expected) - (size_t)at, "%02x", digest[i]);
	}
	(void)snprintf(expected + at, sizeof(expected) - (size_t)at, "\"}\n");
	read_file(world->other_path, record, sizeof(record));
	assert_string_equal(record, expected);
	/* neither is overwritten, and a token that nobody knows does not stay */
	assert_int_equal(seal_make_token(token_path, "/nonexistent/x", "desk", &diagnosis), -EEXIST);
	assert_int_equal(unlink(token_path), 0);
	assert_int_equal(seal_make_token(token_path, world->other_path, "desk", &diagnosis), -EEXIST);
	assert_int_equal(access(token_path, F_OK), -1);
}

/* ---- the set ---- */

/* A JWK Set of `n` fresh keys, followed by `more`; the first of them to *ret_key. */
static void
write_set(const char *path, int n, const char *more, struct seal_key **ret_key)
{
	const size_t cap = (size_t)n * 256 + 1024;
	char *buffer = malloc(cap);
	struct text text;
	text_init(&text, buffer, cap - 1);
	text_add(&text, STR("{\"keys\":["));
	for (int i = 0; i < n; i++) {
		struct seal_key *key;
		assert_int_equal(seal_key_generate(seal_curve_named(STR("P-256")), &key), 0);
		text_add(&text, i > 0 ? STR(",") : STR(""));
		assert_int_equal(seal_key_write_public(key, &text), 0);
		text_add(&text, STR("}"));
		if (i > 0) {
			seal_free_key(key);
		} else {
			*ret_key = key;
		}
	}
	text_add(&text, str_of(more));
	text_add(&text, STR("]}"));
	assert_false(text.full);
	buffer[text.n] = '\0';
	write_file(path, buffer);
	free(buffer);
}

static int
verify_with(const struct seal_signers *signers, const struct seal_key *key, const char *ret[1])
{
	char *jws;
	struct seal_signer signer = { 0 };
	assert_int_equal(seal_sign_detached(key, SEAL_TYP_QUERY, STR("?"), &jws), 0);
	const int r = seal_verify_detached(signers, SEAL_TYP_QUERY, str_of(jws), STR("?"), &signer);
	ret[0] = signer.device;
	free(jws);
	return r;
}

static void
a_set_grows_file_by_file(void **state)
{
	struct world *world = *state;
	struct diagnosis diagnosis;
	struct seal_key *first, *second;
	const char *device;
	write_set(world->other_path, 100,
		",{\"kty\":\"RSA\",\"n\":\"AA\",\"e\":\"AQAB\"},{\"kty\":\"oct\"},"
		"{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}",
		&first);
	assert_int_equal(verify_with(world->signers, first, &device), SEAL_REFUSED);
	assert_int_equal(seal_add_signers(world->other_path, &world->signers, &diagnosis), 0);
	assert_int_equal(seal_n_signers(world->signers), 101);
	assert_int_equal(verify_with(world->signers, first, &device), 0);
	assert_string_equal(device, "");
	/* once more the same: nothing new */
	assert_int_equal(seal_add_signers(world->other_path, &world->signers, &diagnosis), 0);
	assert_int_equal(seal_n_signers(world->signers), 101);
	write_set(world->other_path, 3, "", &second);
	assert_int_equal(seal_add_signers(world->other_path, &world->signers, &diagnosis), 0);
	assert_int_equal(seal_n_signers(world->signers), 104);
	assert_int_equal(verify_with(world->signers, second, &device), 0);
	assert_int_equal(verify_with(world->signers, first, &device), 0);
	assert_int_equal(verify_with(world->signers, world->key, &device), 0);
	assert_string_equal(device, "DEV-0001");
	assert_int_equal(verify_with(NULL, first, &device), SEAL_REFUSED);
	assert_int_equal(seal_n_signers(NULL), 0);
	seal_free_key(first);
	seal_free_key(second);
}

static void
a_set_that_is_refused_changes_nothing(void **state)
{
	struct world *world = *state;
	struct diagnosis diagnosis = { 0 };
	struct seal_key *key;
	const char *device;
	static const char *const more[] = { ",{\"kty\":\"EC\",\"d\":\"AA\"}",
		",{\"kty\":\"oct\",\"d\":7}" };
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		write_set(world->other_path, 2, more[i], &key);
		assert_int_equal(seal_add_signers(world->other_path, &world->signers, &diagnosis), -EINVAL);
		assert_non_null(strstr(diagnosis.what, "private key"));
		assert_int_equal(seal_n_signers(world->signers), 1);
		assert_int_equal(verify_with(world->signers, key, &device), SEAL_REFUSED);
		seal_free_key(key);
	}
	/* a private key by itself, and what is no set */
	assert_int_equal(seal_add_signers(world->private_path, &world->signers, &diagnosis), -EINVAL);
	static const char *const wrong[] = { "{}", "{\"keys\":{}}", "{\"keys\":7}", "[]", "",
		"{\"keys\":[],\"keys\":[]}" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		write_file(world->other_path, wrong[i]);
		assert_int_equal(seal_add_signers(world->other_path, &world->signers, &diagnosis), -EINVAL);
	}
	assert_int_equal(seal_add_signers("/nonexistent.jwks", &world->signers, &diagnosis), -ENOENT);
	assert_int_equal(seal_n_signers(world->signers), 1);
}

/* Whoever copies the key of a device under another name could speak for it. */
static void
two_devices_have_two_keys(void **state)
{
	struct world *world = *state;
	struct diagnosis diagnosis = { 0 };
	char jwks[600];
	struct text text;
	text_init(&text, jwks, sizeof(jwks) - 1);
	text_add(&text, STR("{\"keys\":["));
	assert_int_equal(seal_key_write_public(world->key, &text), 0);
	text_add(&text, STR(",\"device\":\"DEV-0002\"}]}"));
	jwks[text.n] = '\0';
	write_file(world->other_path, jwks);
	assert_int_equal(seal_add_signers(world->other_path, &world->signers, &diagnosis), -EINVAL);
	assert_int_equal(seal_n_signers(world->signers), 1);
}

struct reader {
	const struct world *world;
	const char *jws;
	int n_good;
};

static void *
verify_often(void *context)
{
	struct reader *reader = context;
	for (int i = 0; i < 50; i++) {
		struct seal_signer signer;
		reader->n_good += seal_verify_detached(reader->world->signers, SEAL_TYP_UPLOAD,
							  str_of(reader->jws), str_of(receipt), &signer) == 0;
	}
	return NULL;
}

static void
any_thread_may_verify(void **state)
{
	const struct world *world = *state;
	char *jws = sign_detached(world, SEAL_TYP_UPLOAD, str_of(receipt));
	struct reader readers[4];
	pthread_t threads[4];
	for (int i = 0; i < 4; i++) {
		readers[i] = (struct reader){ world, jws, 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, verify_often, &readers[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(readers[i].n_good, 50);
	}
	free(jws);
}

/* Computed with Python's hmac. */
static void
a_word_is_proved(void **state)
{
	(void)state;
	static const char *const vectors[][2] = {
		{ "copper", "UuwFbSTmTTQHQfhNBIwR-1zEA-0ZCk1jAl1mhceXY48" },
		{ "COPPER", "UuwFbSTmTTQHQfhNBIwR-1zEA-0ZCk1jAl1mhceXY48" },
		{ "Érable", "NfuaLTXWEShHT2ZJrbBK7juzBmaLG8NSAcbSP15ArY4" },
		{ "ŒUF", "bpgVDjlV4AAjZE_cbD2uEkKFVi0jiCV56gf6GuU-aUM" },
		{ "", "MmeQv4Jq51kHD7TeaB38VuKhzMCLTSFe6z7zNXcmYmk" },
	};
	unsigned char key[32];
	char proof[44];
	for (unsigned char i = 0; i < 32; i++) {
		key[i] = i;
	}
	const struct str ref_hash = STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		assert_int_equal(
			seal_word_proof(key, sizeof(key), ref_hash, str_of(vectors[i][0]), proof), 0);
		assert_string_equal(proof, vectors[i][1]);
	}
	char long_word[200];
	memset(long_word, 'a', sizeof(long_word));
	assert_int_equal(seal_word_proof(key, sizeof(key), ref_hash,
						 (struct str){ long_word, sizeof(long_word) }, proof),
		-E2BIG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_known_signature_is_genuine),
		cmocka_unit_test_setup_teardown(what_is_signed_is_verified, make_world, end_world),
		cmocka_unit_test_setup_teardown(any_changed_character_is_refused, make_world, end_world),
		cmocka_unit_test_setup_teardown(other_bytes_are_refused, make_world, end_world),
		cmocka_unit_test_setup_teardown(each_signature_is_for_one_purpose, make_world, end_world),
		cmocka_unit_test_setup_teardown(
			a_header_says_three_things_and_no_more, make_world, end_world),
		cmocka_unit_test_setup_teardown(base64_has_one_spelling_here_too, make_world, end_world),
		cmocka_unit_test_setup_teardown(
			keys_for_one_purpose_are_refused_for_the_other, make_world, end_world),
		cmocka_unit_test_setup_teardown(
			signing_keys_are_kept_private_and_never_overwritten, make_world, end_world),
		cmocka_unit_test_setup_teardown(a_device_has_a_plain_name, make_world, end_world),
		cmocka_unit_test_setup_teardown(a_token_is_made_once, make_world, end_world),
		cmocka_unit_test_setup_teardown(a_set_grows_file_by_file, make_world, end_world),
		cmocka_unit_test_setup_teardown(
			a_set_that_is_refused_changes_nothing, make_world, end_world),
		cmocka_unit_test_setup_teardown(two_devices_have_two_keys, make_world, end_world),
		cmocka_unit_test_setup_teardown(any_thread_may_verify, make_world, end_world),
		cmocka_unit_test(a_word_is_proved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
