/* SPDX-License-Identifier: MIT */
/* Tests of sealing, opening and keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/seal_parts.h"

static const char form_json[] =
	"{\"schema\":1,\"answers\":{\"1\":\"Élodie Lefèvre-O’Brien\",\"2\":[\"a\",\"b\"]}}";

static struct seal_header
example_header(void)
{
	return (struct seal_header){ .id = STR("019aa5d0-0000-7000-8000-000000000001"),
		.form = STR("callback"),
		.form_version = STR("3"),
		.lang = LANG_FR,
		.ref_hash = STR("abc") };
}

static struct seal_key *
new_key(const char *curve)
{
	struct seal_key *key;
	assert_int_equal(seal_key_generate(seal_curve_named(str_of(curve)), &key), 0);
	return key;
}

static char *
seal(const struct seal_key *key, struct str plaintext)
{
	const struct seal_header header = example_header();
	char *jwe;
	assert_int_equal(seal_close(key, &header, plaintext, &jwe), 0);
	return jwe;
}

static void
refuses(const struct seal_key *key, struct str jwe)
{
	char *plaintext = NULL;
	size_t n = 0;
	assert_int_equal(seal_open(key, jwe, &plaintext, &n), SEAL_REFUSED);
	assert_null(plaintext);
}

static void
opens_to(const struct seal_key *key, const char *jwe, struct str expected)
{
	char *plaintext;
	size_t n;
	assert_int_equal(seal_open(key, str_of(jwe), &plaintext, &n), 0);
	assert_true(n >= expected.n && n % 1024 == 0 && n - expected.n < 1024);
	if (expected.n > 0) {
		assert_memory_equal(plaintext, expected.p, expected.n);
	}
	for (size_t i = expected.n; i < n; i++) {
		assert_int_equal(plaintext[i], ' ');
	}
	assert_int_equal(plaintext[n], '\0');
	free(plaintext);
}

/* Both curves; lengths around the steps of the padding. */
static void
what_is_sealed_opens(void **state)
{
	(void)state;
	static const char *const curves[] = { "P-384", "P-256" };
	static const size_t lengths[] = { 0, 1, 1023, 1024, 1025, 4096, 400000 };
	char *text = malloc(400000);
	memset(text, 'x', 400000);
	for (int c = 0; c < 2; c++) {
		struct seal_key *key = new_key(curves[c]);
		for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
			char *jwe = seal(key, (struct str){ text, lengths[i] });
			opens_to(key, jwe, (struct str){ text, lengths[i] });
			free(jwe);
		}
		seal_free_key(key);
	}
	free(text);
}

/* D1: the largest request, 380 KiB of answers and what is around them, stays under 640 KiB. */
static void
the_largest_request_fits_an_envelope(void **state)
{
	(void)state;
	struct seal_key *key = new_key("P-384");
	const size_t n = 389120 + 2048;
	char *text = malloc(n);
	memset(text, 'x', n);
	char *jwe = seal(key, (struct str){ text, n });
	assert_true(strlen(jwe) <= 640 * 1024);
	free(jwe);
	free(text);
	seal_free_key(key);
}

static void
equal_forms_give_equal_lengths_and_other_bytes(void **state)
{
	(void)state;
	struct seal_key *key = new_key("P-256");
	char *one = seal(key, STR("{\"a\":\"short\"}"));
	char *two = seal(key, STR("{\"a\":\"quite a bit longer than the other one\"}"));
	char *three = seal(key, STR("{\"a\":\"short\"}"));
	assert_int_equal(strlen(one), strlen(two));
	assert_string_not_equal(one, three);
	free(one);
	free(two);
	free(three);
	seal_free_key(key);
}

static char
other_digit(char c)
{
	return c == 'A' ? 'B' : 'A';
}

/* Every character of every part of one envelope, changed by itself; the dots too. */
static void
any_changed_character_is_refused(void **state)
{
	(void)state;
	struct seal_key *key = new_key("P-256");
	char *jwe = seal(key, str_of(form_json));
	const size_t n = strlen(jwe);
	int parts = 1;
	for (size_t i = 0; i < n; i++) {
		const char was = jwe[i];
		parts += was == '.';
		jwe[i] = other_digit(was);
		refuses(key, (struct str){ jwe, n });
		jwe[i] = was;
	}
	assert_int_equal(parts, 5);
	opens_to(key, jwe, str_of(form_json));
	free(jwe);
	seal_free_key(key);
}

static void
a_changed_part_is_refused_on_p384(void **state)
{
	(void)state;
	struct seal_key *key = new_key("P-384");
	char *jwe = seal(key, str_of(form_json));
	const size_t n = strlen(jwe);
	size_t from = 0;
	for (int part = 0; part < 5; part++) {
		const size_t to = str_find((struct str){ jwe, n }, STR("."), from);
		const size_t spots[] = { from, (from + to) / 2, to - 1 };
		for (int i = 0; i < 3; i++) {
			const char was = jwe[spots[i]];
			jwe[spots[i]] = other_digit(was);
			refuses(key, (struct str){ jwe, n });
			jwe[spots[i]] = was;
		}
		from = to + 1;
	}
	free(jwe);
	seal_free_key(key);
}

static void
a_cut_envelope_is_refused(void **state)
{
	(void)state;
	struct seal_key *key = new_key("P-256");
	char *jwe = seal(key, str_of(form_json));
	for (size_t n = 0; n < strlen(jwe); n++) {
		refuses(key, (struct str){ jwe, n });
	}
	free(jwe);
	seal_free_key(key);
}

static void
another_key_is_refused(void **state)
{
	(void)state;
	struct seal_key *key = new_key("P-384"), *other = new_key("P-384"), *smaller = new_key("P-256");
	char *jwe = seal(key, str_of(form_json));
	refuses(other, str_of(jwe));
	refuses(smaller, str_of(jwe));
	free(jwe);
	seal_free_key(key);
	seal_free_key(other);
	seal_free_key(smaller);
}

/* The header of the envelope with `from` replaced by `to`. */
static char *
with_header(const char *jwe, const char *from, const char *to)
{
	char *json;
	assert_int_equal(seal_peek(str_of(jwe), &json), 0);
	const struct str old = str_of(json);
	const size_t at = str_find(old, str_of(from), 0);
	assert_true(at < old.n);
	char changed[4096];
	const int n = snprintf(
		changed, sizeof(changed), "%.*s%s%s", (int)at, json, to, json + at + strlen(from));
	const char *rest = strchr(jwe, '.');
	const size_t n_header = SEAL_BASE64_LENGTH((size_t)n);
	char *made = malloc(n_header + strlen(rest) + 1);
	seal_base64_put((const unsigned char *)changed, (size_t)n, made);
	memcpy(made + n_header, rest, strlen(rest) + 1);
	free(json);
	return made;
}

/* The header is authenticated as a whole; what a sender with the key may ask for is tried in tests/e2e/jose.sh. */
static void
a_header_that_asks_for_something_else_is_refused(void **state)
{
	(void)state;
	static const char *const changes[][2] = {
		{ "\"alg\":\"ECDH-ES+A256KW\"", "\"alg\":\"dir\"" },
		{ "\"alg\":\"ECDH-ES+A256KW\"", "\"alg\":\"ECDH-ES\"" },
		{ "\"enc\":\"A256GCM\"", "\"enc\":\"A128GCM\"" },
		{ "\"cty\":\"json\"", "\"cty\":\"json\",\"zip\":\"DEF\"" },
		{ "\"cty\":\"json\"", "\"cty\":\"json\",\"crit\":[\"exp\"]" },
		{ "\"cty\":\"json\"", "\"cty\":\"json\",\"alg\":\"ECDH-ES+A256KW\"" },
		{ "\"cty\":\"json\"", "\"cty\":\"json\",\"apu\":7" },
		{ "\"cty\":\"json\"", "\"cty\":\"json\"," },
		{ "\"kty\":\"EC\"", "\"kty\":\"OKP\"" },
		{ "\"lang\":\"fr\"", "\"lang\":\"en\"" },
		{ "\"sub\":\"019", "\"sub\":\"119" },
	};
	struct seal_key *key = new_key("P-384");
	char *jwe = seal(key, str_of(form_json));
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		char *made = with_header(jwe, changes[i][0], changes[i][1]);
		refuses(key, str_of(made));
		free(made);
	}
	free(jwe);
	seal_free_key(key);
}

static void
the_header_says_what_d4_allows_and_no_more(void **state)
{
	(void)state;
	static const char *const members[] = { "alg", "enc", "kid", "cty", "epk", "sub", "form",
		"form_version", "lang", "ref_hash" };
	struct seal_key *key = new_key("P-384");
	char *jwe = seal(key, str_of(form_json));
	char *json;
	assert_int_equal(seal_peek(str_of(jwe), &json), 0);
	assert_true(seal_json_valid(str_of(json)));
	struct str value;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		assert_true(seal_json_member(str_of(json), members[i], &value));
	}
	size_t colons = 0;
	for (const char *p = json; *p != '\0'; p++) {
		colons += *p == ':';
	}
	assert_int_equal(colons, 10 + 4); /* the ten, and the four members of epk */
	assert_true(seal_json_string(str_of(json), "kid", &value));
	assert_true(str_eq(value, str_of(seal_kid(key))));
	assert_true(seal_json_string(str_of(json), "sub", &value));
	assert_true(str_eq(value, example_header().id));
	assert_true(seal_json_string(str_of(json), "lang", &value) && str_eq(value, STR("fr")));
	free(json);
	free(jwe);
	seal_free_key(key);
}

/* RFC 7518 appendix C. */
static void
concat_kdf_gives_the_known_answer(void **state)
{
	(void)state;
	static const unsigned char z[32] = { 158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131,
		191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144,
		196 };
	unsigned char derived[16];
	char text[23] = "";
	assert_int_equal(seal_concat_kdf(z, sizeof(z), "A128GCM", STR("Alice"), STR("Bob"),
						 sizeof(derived), derived),
		0);
	seal_base64_put(derived, sizeof(derived), text);
	assert_string_equal(text, "VqqN6vgjbSBcIijNcacQGg");
}

#define BOB_PUBLIC \
	"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ\"," \
	"\"y\":\"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck\""
#define BOB_D "\"d\":\"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw\""
#define ALICE_D "\"d\":\"0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo\""

static int
take_in(const char *jwk, bool is_private)
{
	struct seal_key *key = NULL;
	assert_true(seal_json_valid(str_of(jwk)));
	const int r = seal_key_of_jwk(str_of(jwk), is_private, &key);
	assert_true((r == 0) == (key != NULL));
	seal_free_key(key);
	return r;
}

static void
keys_are_checked(void **state)
{
	(void)state;
	assert_int_equal(take_in("{" BOB_PUBLIC "}", false), 0);
	assert_int_equal(take_in("{" BOB_PUBLIC "," BOB_D "}", true), 0);
	/* the private half of another pair */
	assert_int_equal(take_in("{" BOB_PUBLIC "," ALICE_D "}", true), SEAL_REFUSED);
	assert_int_equal(take_in("{" BOB_PUBLIC "}", true), SEAL_REFUSED);
	/* a point beside the curve: the last character of y */
	assert_int_equal(
		take_in(
			"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ\","
			"\"y\":\"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyc0\"}",
			false),
		SEAL_REFUSED);
	/* left-over bits that are not 0 */
	assert_int_equal(
		take_in(
			"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ\","
			"\"y\":\"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck=\"}",
			false),
		SEAL_REFUSED);
	assert_int_equal(take_in("{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"}", false),
		SEAL_REFUSED);
	assert_int_equal(take_in("{\"kty\":\"RSA\",\"n\":\"AA\",\"e\":\"AQAB\"}", false), SEAL_REFUSED);
}

/* The example key of RFC 7517 appendix A.1; its thumbprint was computed with Python's hashlib. */
static void
kid_is_the_thumbprint(void **state)
{
	(void)state;
	struct seal_key *key;
	assert_int_equal(
		seal_key_of_jwk(
			STR("{\"alg\":\"x\",\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"kty\":\"EC\","
				"\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\",\"crv\":\"P-256\"}"),
			false, &key),
		0);
	assert_string_equal(seal_kid(key), "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s");
	seal_free_key(key);
}

/* RFC 4231 test case 2. */
static void
ref_hash_is_hmac_sha_256(void **state)
{
	(void)state;
	static const unsigned char mac[32] = { 0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a,
		0x04, 0x24, 0x26, 0x08, 0x95, 0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83,
		0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43 };
	char expected[44] = "", hash[44];
	seal_base64_put(mac, sizeof(mac), expected);
	assert_int_equal(
		seal_ref_hash((const unsigned char *)"Jefe", 4, STR("what do ya want for nothing?"), hash),
		0);
	assert_string_equal(hash, expected);
}

/* FIPS 180-4's example: SHA-256 of "abc". */
static void
sha256_of_abc(void **state)
{
	(void)state;
	unsigned char digest[32];
	assert_int_equal(seal_sha256(STR("abc"), digest), 0);
	assert_int_equal(digest[0], 0xba);
	assert_int_equal(digest[31], 0xad);
}

/* RFC 4648 section 10, without the padding characters. */
static void
base64_has_one_spelling(void **state)
{
	(void)state;
	static const char *const vectors[][2] = { { "", "" }, { "f", "Zg" }, { "fo", "Zm8" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg" }, { "fooba", "Zm9vYmE" }, { "foobar", "Zm9vYmFy" } };
	static const char *const wrong[] = { "Z", "Zh", "Zm9", "Zg==", "Zm9v\n", "Zm+v", "Zm/v",
		"Zm9vY" };
	unsigned char bytes[16];
	size_t n;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		char text[16] = "";
		seal_base64_put((const unsigned char *)vectors[i][0], strlen(vectors[i][0]), text);
		assert_string_equal(text, vectors[i][1]);
		assert_true(seal_base64_get(str_of(text), bytes, sizeof(bytes), &n));
		assert_int_equal(n, strlen(vectors[i][0]));
		assert_memory_equal(bytes, vectors[i][0], n);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(seal_base64_get(str_of(wrong[i]), bytes, sizeof(bytes), &n));
	}
	assert_false(seal_base64_get(STR("Zm9vYmFy"), bytes, 5, &n));
}

static void
json_is_read_strictly(void **state)
{
	(void)state;
	static const char *const good[] = { "{}", " { \"a\" : 1 } ",
		"{\"a\":[1,-2.5e3,\"\\u00e9\",{\"b\":null}],\"c\":true}" };
	static const char *const bad[] = { "", "[]", "{", "{}}", "{\"a\":1,}", "{\"a\":1 \"b\":2}",
		"{\"a\":01}", "{\"a\":.5}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}", "{\"a\":1,\"a\":2}",
		"{\"\\u0061\":1}", "{a:1}", "{\"a\":[1,]}", "{\"a\":tru}", "{\"a\":[[[[[[1]]]]]]}",
		"{\"a\":\"\xff\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":1e}", "{\"a\":-}" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(seal_json_valid(str_of(good[i])));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (seal_json_valid(str_of(bad[i]))) {
			fail_msg("taken for JSON: %s", bad[i]);
		}
	}
	int64_t n;
	assert_true(seal_json_integer(STR("{\"b\":{\"a\":1},\"a\":-42}"), "a", &n) && n == -42);
	assert_false(seal_json_integer(STR("{\"a\":1.5}"), "a", &n));
	assert_false(seal_json_integer(STR("{\"a\":\"1\"}"), "a", &n));
}

/* A folder of its own for each test of files. */
struct folder {
	char path[64], private_path[96], public_path[96];
};

static int
make_folder(void **state)
{
	struct folder *folder = calloc(1, sizeof(*folder));
	(void)snprintf(folder->path, sizeof(folder->path), "/tmp/guichet-seal-XXXXXX");
	if (mkdtemp(folder->path) == NULL) {
		return -1;
	}
	(void)snprintf(folder->private_path, sizeof(folder->private_path), "%s/desk.jwk", folder->path);
	(void)snprintf(
		folder->public_path, sizeof(folder->public_path), "%s/recipient.jwks", folder->path);
	*state = folder;
	return 0;
}

static int
remove_folder(void **state)
{
	struct folder *folder = *state;
	(void)unlink(folder->private_path);
	(void)unlink(folder->public_path);
	(void)rmdir(folder->path);
	free(folder);
	return 0;
}

static void
write_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
made_keys_seal_and_open(void **state)
{
	const struct folder *folder = *state;
	struct diagnosis diagnosis;
	struct seal_key *public_key, *private_key;
	assert_int_equal(seal_make_keys(folder->private_path, folder->public_path, &diagnosis), 0);
	struct stat info;
	assert_int_equal(stat(folder->private_path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_equal(seal_load_public(folder->public_path, 0, &public_key, &diagnosis), 0);
	assert_int_equal(seal_load_private(folder->private_path, &private_key, &diagnosis), 0);
	assert_string_equal(seal_kid(public_key), seal_kid(private_key));
	char *jwe = seal(public_key, str_of(form_json));
	opens_to(private_key, jwe, str_of(form_json));
	free(jwe);
	seal_free_key(public_key);
	seal_free_key(private_key);
}

static void
keys_are_never_overwritten(void **state)
{
	const struct folder *folder = *state;
	struct diagnosis diagnosis;
	write_file(folder->public_path, "mine");
	assert_int_equal(
		seal_make_keys(folder->private_path, folder->public_path, &diagnosis), -EEXIST);
	assert_string_equal(diagnosis.file, folder->public_path);
	assert_int_equal(access(folder->private_path, F_OK), -1); /* no half of a pair stays */
	char content[8] = "";
	const int fd = open(folder->public_path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, content, sizeof(content) - 1), 4);
	close(fd);
	assert_string_equal(content, "mine");
}

static void
a_readable_private_key_is_refused(void **state)
{
	const struct folder *folder = *state;
	struct diagnosis diagnosis;
	struct seal_key *key;
	assert_int_equal(seal_make_keys(folder->private_path, folder->public_path, &diagnosis), 0);
	assert_int_equal(chmod(folder->private_path, 0640), 0);
	assert_int_equal(seal_load_private(folder->private_path, &key, &diagnosis), -EPERM);
	assert_true(diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0');
}

static int
load_set(const struct folder *folder, const char *content, ms_t wall)
{
	struct diagnosis diagnosis = { .what = "" };
	struct seal_key *key = NULL;
	write_file(folder->public_path, content);
	const int r = seal_load_public(folder->public_path, wall, &key, &diagnosis);
	assert_true((r < 0) == (diagnosis.what[0] != '\0'));
	assert_true((r == 0) == (key != NULL));
	seal_free_key(key);
	return r;
}

static void
keys_count_only_in_their_time(void **state)
{
	const struct folder *folder = *state;
	static const char set[] = "{\"keys\":[{" BOB_PUBLIC ",\"nbf\":1000,\"exp\":2000}]}";
	assert_int_equal(load_set(folder, set, 999999), -EKEYEXPIRED);
	assert_int_equal(load_set(folder, set, 1000000), 0);
	assert_int_equal(load_set(folder, set, 1999999), 0);
	assert_int_equal(load_set(folder, set, 2000000), -EKEYEXPIRED);
	assert_int_equal(load_set(folder, set, 0), 0); /* a clock that is not set judges nothing */
	assert_int_equal(
		load_set(folder, "{\"keys\":[{" BOB_PUBLIC ",\"exp\":\"never\"}]}", 1), -EKEYEXPIRED);
}

/* A kiosk runs for weeks with a key that it loaded once. */
static void
a_loaded_key_knows_its_time(void **state)
{
	const struct folder *folder = *state;
	static const struct {
		const char *set;
		bool at_999, at_1000, at_1999, at_2000;
	} cases[] = {
		{ "{\"keys\":[{" BOB_PUBLIC ",\"nbf\":1000,\"exp\":2000}]}", false, true, true, false },
		{ "{\"keys\":[{" BOB_PUBLIC ",\"exp\":2000}]}", true, true, true, false },
		{ "{\"keys\":[{" BOB_PUBLIC "}]}", true, true, true, true },
		{ "{\"keys\":[{" BOB_PUBLIC ",\"exp\":\"never\"}]}", false, false, false, false },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct diagnosis diagnosis;
		struct seal_key *key;
		write_file(folder->public_path, cases[i].set);
		assert_int_equal(seal_load_public(folder->public_path, 0, &key, &diagnosis), 0);
		assert_int_equal(seal_key_is_valid(key, 999999), cases[i].at_999);
		assert_int_equal(seal_key_is_valid(key, 1000000), cases[i].at_1000);
		assert_int_equal(seal_key_is_valid(key, 1999999), cases[i].at_1999);
		assert_int_equal(seal_key_is_valid(key, 2000000), cases[i].at_2000);
		seal_free_key(key);
	}
}

static void
a_set_gives_its_first_usable_key(void **state)
{
	const struct folder *folder = *state;
	assert_int_equal(load_set(folder,
						 "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AA\",\"e\":\"AQAB\"},{" BOB_PUBLIC
						 ",\"use\":\"sig\"},{" BOB_PUBLIC ",\"exp\":1},{" BOB_PUBLIC
						 ",\"use\":\"enc\",\"alg\":\"ECDH-ES+A256KW\"}]}",
						 5000),
		0);
	assert_int_equal(load_set(folder, "{\"keys\":[{" BOB_PUBLIC ",\"use\":\"sig\"}]}", 0), -EINVAL);
	assert_int_equal(
		load_set(folder, "{\"keys\":[{" BOB_PUBLIC ",\"alg\":\"ECDH-ES\"}]}", 0), -EINVAL);
	assert_int_equal(load_set(folder, "{\"keys\":[{" BOB_PUBLIC "," BOB_D "}]}", 0),
		-EINVAL); /* a private key on a kiosk */
	assert_int_equal(load_set(folder, "{\"keys\":[]}", 0), -EINVAL);
	assert_int_equal(load_set(folder, "{\"keys\":{}}", 0), -EINVAL);
	assert_int_equal(load_set(folder, "{" BOB_PUBLIC "}", 0), -EINVAL);
	assert_int_equal(load_set(folder, "", 0), -EINVAL);
}

static void
an_absent_key_is_told(void **state)
{
	const struct folder *folder = *state;
	struct diagnosis diagnosis;
	struct seal_key *key;
	assert_int_equal(seal_load_public(folder->public_path, 0, &key, &diagnosis), -ENOENT);
	assert_int_equal(seal_load_private(folder->private_path, &key, &diagnosis), -ENOENT);
	assert_string_equal(diagnosis.file, folder->private_path);
}

#define file_test(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sealed_opens),
		cmocka_unit_test(the_largest_request_fits_an_envelope),
		cmocka_unit_test(equal_forms_give_equal_lengths_and_other_bytes),
		cmocka_unit_test(any_changed_character_is_refused),
		cmocka_unit_test(a_changed_part_is_refused_on_p384),
		cmocka_unit_test(a_cut_envelope_is_refused),
		cmocka_unit_test(another_key_is_refused),
		cmocka_unit_test(a_header_that_asks_for_something_else_is_refused),
		cmocka_unit_test(the_header_says_what_d4_allows_and_no_more),
		cmocka_unit_test(concat_kdf_gives_the_known_answer),
		cmocka_unit_test(keys_are_checked),
		cmocka_unit_test(kid_is_the_thumbprint),
		cmocka_unit_test(ref_hash_is_hmac_sha_256),
		cmocka_unit_test(sha256_of_abc),
		cmocka_unit_test(base64_has_one_spelling),
		cmocka_unit_test(json_is_read_strictly),
		file_test(made_keys_seal_and_open),
		file_test(keys_are_never_overwritten),
		file_test(a_readable_private_key_is_refused),
		file_test(keys_count_only_in_their_time),
		file_test(a_loaded_key_knows_its_time),
		file_test(a_set_gives_its_first_usable_key),
		file_test(an_absent_key_is_told),
	};
	return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
