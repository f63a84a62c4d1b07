/* SPDX-License-Identifier: MIT */
/* Enrolment's documents: a request, the certificate for it, what another program makes of both, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "platform/seal_certificate.h"
#include "platform/seal_parts.h"

#define CODE "ABCDEFGHJKMNPQRSTVWXYZ0124"
#define UUID "019aa5d0-1234-7000-8000-0123456789ab"

enum { NOW_S = 1796000000 };

struct world {
	char folder[64], ca_key[96], ca_pem[96];
	struct certificate_authority *authority;
	struct seal_key *key, *other;
	char *authority_pem;
};

static int
make_world(void **state)
{
	static struct world world;
	struct diagnosis diagnosis;
	(void)snprintf(world.folder, sizeof(world.folder), "/tmp/guichet-ca-XXXXXX");
	assert_non_null(mkdtemp(world.folder));
	(void)snprintf(world.ca_key, sizeof(world.ca_key), "%s/ca.key", world.folder);
	(void)snprintf(world.ca_pem, sizeof(world.ca_pem), "%s/ca.pem", world.folder);
	assert_int_equal(certificate_authority_make(world.ca_key, world.ca_pem, "Test authority",
						 (ms_t)NOW_S * 1000, &diagnosis),
		0);
	assert_int_equal(
		certificate_authority_open(world.ca_key, world.ca_pem, &world.authority, &diagnosis), 0);
	assert_int_equal(seal_key_generate(seal_curve_named(STR("P-256")), &world.key), 0);
	assert_int_equal(seal_key_generate(seal_curve_named(STR("P-256")), &world.other), 0);
	assert_int_equal(certificate_unpack(
						 str_of(certificate_authority_bag(world.authority)), &world.authority_pem),
		0);
	*state = &world;
	return 0;
}

static int
end_world(void **state)
{
	struct world *world = *state;
	certificate_authority_close(world->authority);
	seal_free_key(world->key);
	seal_free_key(world->other);
	free(world->authority_pem);
	(void)unlink(world->ca_key);
	(void)unlink(world->ca_pem);
	return rmdir(world->folder);
}

static struct certificate_terms
terms(void)
{
	struct certificate_terms terms = { .uuid = UUID,
		.not_before = (ms_t)NOW_S * 1000,
		.not_after = (ms_t)(NOW_S + 365 * 24 * 60 * 60) * 1000 };
	assert_int_equal(certificate_new_serial(terms.serial), 0);
	return terms;
}

/* The PEM of a certificate for this key and device. */
static char *
issue(const struct world *world, const struct seal_key *key, const char *device)
{
	char *request, *bag, *pem;
	const struct certificate_terms given = terms();
	assert_int_equal(certificate_ask(key, device, NULL, &request), 0);
	assert_int_equal(certificate_issue(world->authority, str_of(request), &given, &bag), 0);
	assert_int_equal(certificate_unpack(str_of(bag), &pem), 0);
	free(request);
	free(bag);
	return pem;
}

static void
request_says_who_asks(void **state)
{
	const struct world *world = *state;
	struct certificate_request request;
	char *body;
	assert_int_equal(certificate_ask(world->key, "KIOSK-0042", CODE, &body), 0);
	assert_int_equal(certificate_request_read(str_of(body), &request), 0);
	assert_string_equal(request.device, "KIOSK-0042");
	assert_string_equal(request.code, CODE);
	assert_string_equal(request.kid, seal_kid(world->key));
	assert_non_null(strstr(request.jwks, "\"device\":\"KIOSK-0042\""));
	assert_null(strstr(request.jwks, "\"d\":"));
	free(body);
	assert_int_equal(certificate_ask(world->key, "KIOSK-0042", NULL, &body), 0);
	assert_int_equal(certificate_request_read(str_of(body), &request), 0);
	assert_string_equal(request.code, "");
	free(body);
	assert_int_equal(certificate_ask(world->key, "no tag", NULL, &body), -EINVAL);
}

static void
certificate_is_for_whom_asked(void **state)
{
	const struct world *world = *state;
	struct certificate_facts facts;
	char *pem = issue(world, world->key, "KIOSK-0042");
	const struct str ca = str_of(world->authority_pem);
	assert_int_equal(certificate_check(str_of(pem), ca, world->key, "KIOSK-0042", &facts), 0);
	assert_string_equal(facts.device, "KIOSK-0042");
	assert_int_equal(strlen(facts.serial), CERTIFICATE_SERIAL_LENGTH);
	assert_true(facts.not_before == (ms_t)NOW_S * 1000);
	assert_true(facts.not_after == (ms_t)(NOW_S + 365 * 24 * 60 * 60) * 1000);
	assert_int_equal(certificate_check(str_of(pem), ca, world->other, "KIOSK-0042", &facts),
		CERTIFICATE_OTHER_KEY);
	assert_int_equal(certificate_check(str_of(pem), ca, world->key, "KIOSK-0043", &facts),
		CERTIFICATE_OTHER_DEVICE);
	assert_int_equal(certificate_check(STR("nothing"), ca, world->key, "KIOSK-0042", &facts),
		CERTIFICATE_MALFORMED);
	assert_int_equal(certificate_check(str_of(pem), str_of(pem), world->key, "KIOSK-0042", &facts),
		CERTIFICATE_OTHER_AUTHORITY);
	free(pem);
}

static void
other_authority_is_not_believed(void **state)
{
	const struct world *world = *state;
	struct diagnosis diagnosis;
	struct certificate_facts facts;
	struct certificate_authority *other;
	char key_path[96], pem_path[96], *pem, *ca;
	(void)snprintf(key_path, sizeof(key_path), "%s/o.key", world->folder);
	(void)snprintf(pem_path, sizeof(pem_path), "%s/o.pem", world->folder);
	/* the same name does not make it the same */
	assert_int_equal(certificate_authority_make(
						 key_path, pem_path, "Test authority", (ms_t)NOW_S * 1000, &diagnosis),
		0);
	assert_int_equal(certificate_authority_open(key_path, pem_path, &other, &diagnosis), 0);
	assert_int_equal(certificate_unpack(str_of(certificate_authority_bag(other)), &ca), 0);
	certificate_authority_close(other);
	pem = issue(world, world->key, "KIOSK-0042");
	assert_int_equal(certificate_check(str_of(pem), str_of(ca), world->key, "KIOSK-0042", &facts),
		CERTIFICATE_OTHER_AUTHORITY);
	/* its two files belong together */
	assert_int_equal(
		certificate_authority_open(world->ca_key, pem_path, &other, &diagnosis), -EINVAL);
	assert_int_equal(chmod(key_path, 0640), 0);
	assert_int_equal(certificate_authority_open(key_path, pem_path, &other, &diagnosis), -EPERM);
	assert_int_equal(certificate_authority_make(
						 key_path, pem_path, "Test authority", (ms_t)NOW_S * 1000, &diagnosis),
		-EEXIST);
	free(pem);
	free(ca);
	(void)unlink(key_path);
	(void)unlink(pem_path);
}

/* What RFC 5280 and docs/formats/enrolment.md ask of one, by OpenSSL's own reading. */
static void
certificate_is_for_clients_only(void **state)
{
	const struct world *world = *state;
	char *pem = issue(world, world->key, "KIOSK-0042");
	BIO *bio = BIO_new_mem_buf(pem, -1);
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	assert_non_null(certificate);
	assert_int_equal(X509_get_extended_key_usage(certificate), XKU_SSL_CLIENT);
	assert_int_equal(X509_get_key_usage(certificate), KU_DIGITAL_SIGNATURE);
	assert_int_equal(X509_check_ca(certificate), 0);
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	assert_int_equal(sk_GENERAL_NAME_num(names), 1);
	const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, 0);
	assert_int_equal(name->type, GEN_URI);
	assert_string_equal(
		(const char *)ASN1_STRING_get0_data(name->d.uniformResourceIdentifier), "urn:uuid:" UUID);
	GENERAL_NAMES_free(names);
	X509_free(certificate);
	BIO_free(bio);
	free(pem);
}

/* A request by OpenSSL's own functions, signed by `signer`. */
static char *
odd_request(EVP_PKEY *key, EVP_PKEY *signer, const char *device, const char *organisation)
{
	unsigned char *der = NULL;
	X509_REQ *request = X509_REQ_new();
	X509_NAME *name = X509_REQ_get_subject_name(request);
	assert_int_equal(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
						 (const unsigned char *)device, -1, -1, 0),
		1);
	if (organisation != NULL) {
		assert_int_equal(X509_NAME_add_entry_by_NID(name, NID_organizationName, MBSTRING_UTF8,
							 (const unsigned char *)organisation, -1, -1, 0),
			1);
	}
	assert_int_equal(X509_REQ_set_pubkey(request, key), 1);
	assert_true(X509_REQ_sign(request, signer, EVP_sha256()) > 0);
	const int n = i2d_X509_REQ(request, &der);
	char *text = certificate_base64_put(der, (size_t)n);
	OPENSSL_free(der);
	X509_REQ_free(request);
	return text;
}

static void
refuses(char *body)
{
	struct certificate_request request;
	assert_int_equal(certificate_request_read(str_of(body), &request), SEAL_REFUSED);
	free(body);
}

static void
odd_requests_are_refused(void **state)
{
	const struct world *world = *state;
	EVP_PKEY *p384 = EVP_EC_gen("P-384"), *rsa = EVP_RSA_gen(2048);
	EVP_PKEY *ours = world->key->pkey;
	struct certificate_request request;
	refuses(odd_request(p384, p384, "KIOSK-0042", NULL));
	refuses(odd_request(rsa, rsa, "KIOSK-0042", NULL));
	refuses(odd_request(ours, world->other->pkey, "KIOSK-0042", NULL));
	refuses(odd_request(ours, ours, "KIOSK 0042", NULL));
	refuses(odd_request(ours, ours, "KIOSK-0042", "Somebody"));
	char *body = odd_request(ours, ours, "KIOSK-0042", NULL);
	assert_int_equal(certificate_request_read(str_of(body), &request), 0);
	free(body);
	refuses(strdup(""));
	refuses(strdup("===="));
	refuses(strdup("AAAA"));
	assert_int_equal(certificate_ask(world->key, "KIOSK-0042", "TOO-SHORT", &body), 0);
	refuses(body);
	EVP_PKEY_free(p384);
	EVP_PKEY_free(rsa);
}

static void
every_changed_byte_is_noticed(void **state)
{
	const struct world *world = *state;
	struct certificate_request request, before;
	char *body;
	assert_int_equal(certificate_ask(world->key, "KIOSK-0042", CODE, &body), 0);
	assert_int_equal(certificate_request_read(str_of(body), &before), 0);
	const size_t length = strcspn(body, "=");
	for (size_t i = 0; i < length; i += 7) {
		const char was = body[i];
		body[i] = was == 'A' ? 'B' : 'A';
		assert_int_equal(certificate_request_read(str_of(body), &request), SEAL_REFUSED);
		body[i] = was;
	}
	/* line breaks of another writer count for nothing */
	char broken[2048];
	(void)snprintf(broken, sizeof(broken), "%.64s\r\n%s\n", body, body + 64);
	assert_int_equal(certificate_request_read(str_of(broken), &request), 0);
	assert_memory_equal(request.sha256, before.sha256, sizeof(before.sha256));
	free(body);
}

static void
code_is_typed_in_many_ways(void **state)
{
	(void)state;
	char code[CERTIFICATE_CODE_LENGTH + 1], other[CERTIFICATE_CODE_LENGTH + 1], buffer[64];
	struct text text;
	assert_int_equal(certificate_code_make(code), 0);
	assert_int_equal(certificate_code_make(other), 0);
	assert_string_not_equal(code, other);
	text_init(&text, buffer, sizeof(buffer));
	certificate_code_show(code, &text);
	assert_int_equal(text.n, CERTIFICATE_CODE_LENGTH + 4);
	assert_true(certificate_code_parse(text_str(&text), other));
	assert_string_equal(code, other);
	assert_true(certificate_code_parse(STR(" abcde-fghjk-mnpqr-stvwx-yzoil4\n"), other));
	assert_string_equal(other, "ABCDEFGHJKMNPQRSTVWXYZ0114");
	assert_false(certificate_code_parse(STR("ABCDEFGHJKMNPQRSTVWXYZ011"), other));
	assert_false(certificate_code_parse(STR("ABCDEFGHJKMNPQRSTVWXYZ01144"), other));
	assert_false(certificate_code_parse(STR("ABCDEFGHJKMNPQRSTVWXYZ0115"), other));
	assert_false(certificate_code_parse(STR("UBCDEFGHJKMNPQRSTVWXYZ0114"), other));
	assert_false(certificate_code_parse((struct str){ "A\0CDEFGHJKMNPQRSTVWXYZ0114", 26 }, other));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_says_who_asks),
		cmocka_unit_test(certificate_is_for_whom_asked),
		cmocka_unit_test(other_authority_is_not_believed),
		cmocka_unit_test(certificate_is_for_clients_only),
		cmocka_unit_test(odd_requests_are_refused),
		cmocka_unit_test(every_changed_byte_is_noticed),
		cmocka_unit_test(code_is_typed_in_many_ways),
	};
	return cmocka_run_group_tests(tests, make_world, end_world);
}
