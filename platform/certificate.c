/* SPDX-License-Identifier: MIT */
/* The kiosk's side of an enrolment on OpenSSL: asking for a certificate, and judging the one that comes. */
#include "platform/seal_certificate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "platform/seal_parts.h"

/* ---- base64 and PEM ---- */

char *
certificate_base64_put(const unsigned char *bytes, size_t n)
{
	char *text = n > CERTIFICATE_BODY_MAX ? NULL : malloc((n + 2) / 3 * 4 + 1);
	if (text != NULL) {
		(void)EVP_EncodeBlock((unsigned char *)text, bytes, (int)n);
	}
	return text;
}

unsigned char *
certificate_base64_get(struct str text, size_t *ret_n)
{
	unsigned char *plain = text.n > CERTIFICATE_BODY_MAX ? NULL : malloc(text.n + 1);
	size_t n = 0, padding = 0;
	for (size_t i = 0; plain != NULL && i < text.n; i++) {
		if (strchr(" \t\r\n", text.p[i]) == NULL || text.p[i] == '\0') {
			plain[n++] = (unsigned char)text.p[i];
		}
	}
	while (padding < 2 && padding < n && plain[n - 1 - padding] == '=') {
		padding++;
	}
	unsigned char *bytes = n == 0 || n % 4 != 0 ? NULL : malloc(n);
	const int decoded = bytes == NULL ? -1 : EVP_DecodeBlock(bytes, plain, (int)n);
	free(plain);
	ERR_clear_error();
	if (decoded < 0 || (size_t)decoded < padding) {
		free(bytes);
		return NULL;
	}
	*ret_n = (size_t)decoded - padding;
	return bytes;
}

/* Malloc'ed and NUL-terminated; NULL: no memory. Frees the BIO. */
static char *
text_of(BIO *bio)
{
	char *bytes, *text = NULL;
	const long n = BIO_get_mem_data(bio, &bytes);
	if (n > 0) {
		text = malloc((size_t)n + 1);
	}
	if (text != NULL) {
		memcpy(text, bytes, (size_t)n);
		text[n] = '\0';
	}
	BIO_free(bio);
	return text;
}

char *
certificate_pack(X509 *certificate)
{
	PKCS7 *bag = PKCS7_new();
	unsigned char *der = NULL;
	char *text = NULL;
	int n = -1;
	if (bag != NULL && PKCS7_set_type(bag, NID_pkcs7_signed) == 1) {
		bag->d.sign->contents->type = OBJ_nid2obj(NID_pkcs7_data); /* and no content: RFC 8951 */
		n = PKCS7_add_certificate(bag, certificate) == 1 ? i2d_PKCS7(bag, &der) : -1;
	}
	if (n > 0) {
		text = certificate_base64_put(der, (size_t)n);
	}
	OPENSSL_free(der);
	PKCS7_free(bag);
	ERR_clear_error();
	return text;
}

static PKCS7 *
bag_of(struct str text)
{
	size_t n = 0;
	unsigned char *der = certificate_base64_get(text, &n);
	const unsigned char *at = der;
	PKCS7 *bag = der == NULL ? NULL : d2i_PKCS7(NULL, &at, (long)n);
	if (bag != NULL && (at != der + n || !PKCS7_type_is_signed(bag) || bag->d.sign == NULL)) {
		PKCS7_free(bag);
		bag = NULL;
	}
	free(der);
	ERR_clear_error();
	return bag;
}

int
certificate_unpack(struct str text, char **ret_pem)
{
	PKCS7 *bag = bag_of(text);
	const STACK_OF(X509) *certificates = bag == NULL ? NULL : bag->d.sign->cert;
	const int n = certificates == NULL ? 0 : sk_X509_num(certificates);
	BIO *bio = n > 0 ? BIO_new(BIO_s_mem()) : NULL;
	bool written = bio != NULL;
	for (int i = 0; i < n && written; i++) {
		written = PEM_write_bio_X509(bio, sk_X509_value(certificates, i)) == 1;
	}
	PKCS7_free(bag);
	ERR_clear_error();
	if (n <= 0) {
		return SEAL_REFUSED;
	}
	char *pem = bio == NULL ? NULL : text_of(bio);
	if (!written || pem == NULL) {
		free(pem);
		return -ENOMEM;
	}
	*ret_pem = pem;
	return 0;
}

int
certificate_key_pem(const struct seal_key *key, char **ret_pem)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	const bool written = bio != NULL &&
		PEM_write_bio_PKCS8PrivateKey(bio, key->pkey, NULL, NULL, 0, NULL, NULL) == 1;
	char *pem = bio == NULL ? NULL : text_of(bio);
	ERR_clear_error();
	if (!written || pem == NULL) {
		free(pem);
		return -ENOMEM;
	}
	*ret_pem = pem;
	return 0;
}

/* ---- asking ---- */

static bool
fill_request(X509_REQ *request, const struct seal_key *key, const char *device, const char *code)
{
	X509_NAME *name = X509_REQ_get_subject_name(request);
	return X509_REQ_set_version(request, 0) == 1 &&
		X509_NAME_add_entry_by_NID(
			name, NID_commonName, MBSTRING_UTF8, (const unsigned char *)device, -1, -1, 0) == 1 &&
		X509_REQ_set_pubkey(request, key->pkey) == 1 &&
		(code == NULL ||
			X509_REQ_add1_attr_by_NID(request, NID_pkcs9_challengePassword, MBSTRING_ASC,
				(const unsigned char *)code, (int)strlen(code)) == 1) &&
		X509_REQ_sign(request, key->pkey, EVP_sha256()) > 0;
}

int
certificate_ask(
	const struct seal_key *key, const char *device, const char *code, char **ret_request)
{
	unsigned char *der = NULL;
	if (!seal_device_is_valid(str_of(device)) || !key->is_private) {
		return -EINVAL;
	}
	X509_REQ *request = X509_REQ_new();
	const int n = request != NULL && fill_request(request, key, device, code) ?
		i2d_X509_REQ(request, &der) :
		-1;
	char *text = n > 0 ? certificate_base64_put(der, (size_t)n) : NULL;
	OPENSSL_clear_free(der, n > 0 ? (size_t)n : 0);
	X509_REQ_free(request);
	ERR_clear_error();
	if (text == NULL) {
		return -ENOMEM;
	}
	*ret_request = text;
	return 0;
}

/* ---- judging ---- */

bool
certificate_device_of(const X509_NAME *name, char ret_device[CERTIFICATE_DEVICE_MAX + 1])
{
	const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	if (X509_NAME_entry_count(name) != 1 || at < 0) {
		return false;
	}
	const ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
	const struct str device = { (const char *)ASN1_STRING_get0_data(value),
		(size_t)ASN1_STRING_length(value) };
	const int type = ASN1_STRING_type(value);
	if ((type != V_ASN1_UTF8STRING && type != V_ASN1_PRINTABLESTRING) ||
		!seal_device_is_valid(device)) {
		return false;
	}
	memcpy(ret_device, device.p, device.n);
	ret_device[device.n] = '\0';
	return true;
}

static bool
wall_of(const ASN1_TIME *time, ms_t *ret_wall)
{
	struct tm tm;
	if (ASN1_TIME_to_tm(time, &tm) != 1) {
		return false;
	}
	*ret_wall = (ms_t)timegm(&tm) * 1000;
	return true;
}

static bool
serial_of(const X509 *certificate, char *ret_serial, size_t size)
{
	BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
	char *hex = number == NULL ? NULL : BN_bn2hex(number);
	const bool fits = hex != NULL && strlen(hex) < size;
	for (size_t i = 0; fits && i <= strlen(hex); i++) {
		ret_serial[i] = hex[i] >= 'A' && hex[i] <= 'F' ? (char)(hex[i] - 'A' + 'a') : hex[i];
	}
	OPENSSL_free(hex);
	BN_free(number);
	return fits;
}

static bool
read_facts(const X509 *certificate, struct certificate_facts *ret_facts)
{
	struct certificate_facts facts = { .device = "" };
	if (!certificate_device_of(X509_get_subject_name(certificate), facts.device) ||
		!serial_of(certificate, facts.serial, sizeof(facts.serial)) ||
		!wall_of(X509_get0_notBefore(certificate), &facts.not_before) ||
		!wall_of(X509_get0_notAfter(certificate), &facts.not_after)) {
		return false;
	}
	*ret_facts = facts;
	return true;
}

/* The first certificate of a PEM text; NULL: there is none. */
static X509 *
certificate_of(struct str pem)
{
	BIO *bio = pem.n > CERTIFICATE_BODY_MAX ? NULL : BIO_new_mem_buf(pem.p, (int)pem.n);
	X509 *certificate = bio == NULL ? NULL : PEM_read_bio_X509(bio, NULL, NULL, NULL);
	BIO_free(bio);
	ERR_clear_error();
	return certificate;
}

/* Whatever the time is: the caller's clock may be wrong, the server's is not asked here. */
static bool
is_issued_by(X509 *certificate, X509 *authority)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	const bool issued = store != NULL && context != NULL &&
		X509_STORE_add_cert(store, authority) == 1 &&
		X509_STORE_set_flags(store, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_X509_STRICT) == 1 &&
		X509_STORE_set_purpose(store, X509_PURPOSE_SSL_CLIENT) == 1 &&
		X509_STORE_CTX_init(context, store, certificate, NULL) == 1 &&
		X509_verify_cert(context) == 1;
	X509_STORE_CTX_free(context);
	X509_STORE_free(store);
	ERR_clear_error();
	return issued;
}

static int
judge(X509 *certificate, X509 *authority, const struct seal_key *key, const char *device,
	struct certificate_facts *ret_facts)
{
	struct certificate_facts facts;
	if (certificate == NULL || authority == NULL || !read_facts(certificate, &facts)) {
		return CERTIFICATE_MALFORMED;
	}
	if (!is_issued_by(certificate, authority)) {
		return CERTIFICATE_OTHER_AUTHORITY;
	}
	EVP_PKEY *public_key = X509_get0_pubkey(certificate);
	if (public_key == NULL || EVP_PKEY_eq(public_key, key->pkey) != 1) {
		ERR_clear_error();
		return CERTIFICATE_OTHER_KEY;
	}
	if (strcmp(facts.device, device) != 0) {
		return CERTIFICATE_OTHER_DEVICE;
	}
	*ret_facts = facts;
	return 0;
}

int
certificate_check(struct str pem, struct str authority, const struct seal_key *key,
	const char *device, struct certificate_facts *ret_facts)
{
	X509 *certificate = certificate_of(pem), *issuer = certificate_of(authority);
	const int r = judge(certificate, issuer, key, device, ret_facts);
	X509_free(certificate);
	X509_free(issuer);
	return r;
}

int
certificate_read(struct str pem, struct certificate_facts *ret_facts)
{
	X509 *certificate = certificate_of(pem);
	const bool is_read = certificate != NULL && read_facts(certificate, ret_facts);
	X509_free(certificate);
	return is_read ? 0 : CERTIFICATE_MALFORMED;
}
