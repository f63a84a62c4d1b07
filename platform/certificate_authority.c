/* SPDX-License-Identifier: MIT */
/* The intake's side of an enrolment on OpenSSL: an authority on P-384, requests read with suspicion, certificates issued. */
#include "platform/seal_certificate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "core/text.h"
#include "platform/seal_parts.h"

enum { AUTHORITY_YEARS = 10, YEAR_DAYS = 365, DAY_S = 24 * 60 * 60, SERIAL_BYTES = 16 };

struct certificate_authority {
	EVP_PKEY *key;
	X509 *certificate;
	char *bag;
};

int
certificate_new_serial(char ret_serial[CERTIFICATE_SERIAL_LENGTH + 1])
{
	unsigned char random[SERIAL_BYTES];
	if (RAND_bytes(random, sizeof(random)) != 1) {
		ERR_clear_error();
		return -EIO;
	}
	random[0] = (random[0] & 0x3F) |
		0x40; /* positive, and as long as the others (RFC 5280 section 4.1.2.2) */
	for (size_t i = 0; i < CERTIFICATE_SERIAL_LENGTH; i++) {
		ret_serial[i] = "0123456789abcdef"[random[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
	}
	ret_serial[CERTIFICATE_SERIAL_LENGTH] = '\0';
	return 0;
}

/* ---- building certificates ---- */

static bool
set_serial(X509 *certificate, const char *hex)
{
	BIGNUM *number = NULL;
	const bool set = BN_hex2bn(&number, hex) > 0 &&
		BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
	BN_free(number);
	return set;
}

static bool
set_times(X509 *certificate, ms_t not_before, ms_t not_after)
{
	return ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)(not_before / 1000)) != NULL &&
		ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)(not_after / 1000)) != NULL;
}

static bool
add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	const bool added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return added;
}

static bool
add_extensions(X509 *certificate, X509 *issuer, const char *uuid)
{
	char name[64];
	(void)snprintf(name, sizeof(name), "URI:urn:uuid:%s", uuid);
	return add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
		add_extension(certificate, issuer, NID_key_usage, "critical,digitalSignature") &&
		add_extension(certificate, issuer, NID_ext_key_usage, "clientAuth") &&
		add_extension(certificate, issuer, NID_subject_alt_name, name) &&
		add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
		add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
}

static bool
add_authority_extensions(X509 *certificate)
{
	return add_extension(
			   certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
		add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
		add_extension(certificate, certificate, NID_subject_key_identifier, "hash");
}

static bool
name_it(X509_NAME *subject, const char *name)
{
	return X509_NAME_add_entry_by_NID(
			   subject, NID_commonName, MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0) == 1;
}

/* ---- the authority's own files ---- */

/* NULL: no memory, or a name that none can have. */
static X509 *
sign_itself(EVP_PKEY *key, const char *name, ms_t wall)
{
	char serial[CERTIFICATE_SERIAL_LENGTH + 1];
	X509 *certificate = X509_new();
	const ms_t until = wall + (ms_t)AUTHORITY_YEARS * YEAR_DAYS * DAY_S * 1000;
	const bool made = certificate != NULL && certificate_new_serial(serial) == 0 &&
		X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate, serial) &&
		set_times(certificate, wall, until) && name_it(X509_get_subject_name(certificate), name) &&
		X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) == 1 &&
		X509_set_pubkey(certificate, key) == 1 && add_authority_extensions(certificate) &&
		X509_sign(certificate, key, EVP_sha384()) > 0;
	if (!made) {
		X509_free(certificate);
		certificate = NULL;
	}
	return certificate;
}

static int
write_bio(const char *path, mode_t mode, BIO *bio)
{
	char *bytes;
	const long n = BIO_get_mem_data(bio, &bytes);
	return n <= 0 ? -EIO : seal_file_write_new(path, mode, (struct str){ bytes, (size_t)n });
}

/* *ret_path is the file that could not be written. */
static int
write_authority(EVP_PKEY *key, X509 *certificate, const char *const paths[2], const char **ret_path)
{
	BIO *secret = BIO_new(BIO_s_secmem()), *open = BIO_new(BIO_s_mem());
	int r = secret != NULL && open != NULL &&
			PEM_write_bio_PKCS8PrivateKey(secret, key, NULL, NULL, 0, NULL, NULL) == 1 &&
			PEM_write_bio_X509(open, certificate) == 1 ?
		0 :
		-ENOMEM;
	*ret_path = paths[0];
	if (r == 0) {
		r = write_bio(paths[0], 0600, secret);
	}
	if (r == 0) {
		*ret_path = paths[1];
		r = write_bio(paths[1], 0644, open);
		if (r < 0) {
			(void)unlink(paths[0]); /* half an authority would only be in the way */
		}
	}
	BIO_free(secret);
	BIO_free(open);
	return r;
}

int
certificate_authority_make(const char *key_path, const char *certificate_path, const char *name,
	ms_t wall, struct diagnosis *ret_diagnosis)
{
	const char *const paths[] = { key_path, certificate_path }, *path = key_path;
	EVP_PKEY *key = EVP_EC_gen("P-384");
	X509 *certificate = key == NULL ? NULL : sign_itself(key, name, wall);
	const int r = certificate == NULL ? -EINVAL : write_authority(key, certificate, paths, &path);
	X509_free(certificate);
	EVP_PKEY_free(key);
	ERR_clear_error();
	if (r == -EEXIST) {
		return seal_diagnose(ret_diagnosis, r, path,
			"There is an authority already; it is never overwritten.",
			"Go on with it, or move it to a safe place: kiosks that it enrolled must be enrolled anew.");
	}
	return r == 0 ?
		0 :
		seal_diagnose_errno(ret_diagnosis, r, path, "The authority cannot be made",
			"Check the name (1 to 64 characters), and that the folder exists, is yours, and has room.");
}

static bool
is_private_file(FILE *file)
{
	struct stat info;
	return fstat(fileno(file), &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/* 0, -EPERM (others can reach the key), -EINVAL, or another negative errno. */
static int
read_key(const char *path, EVP_PKEY **ret_key)
{
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return -errno;
	}
	const bool is_private = is_private_file(file);
	*ret_key = is_private ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
	(void)fclose(file);
	return !is_private ? -EPERM : *ret_key == NULL ? -EINVAL : 0;
}

static int
read_certificate(const char *path, X509 **ret_certificate)
{
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return -errno;
	}
	*ret_certificate = PEM_read_X509(file, NULL, NULL, NULL);
	(void)fclose(file);
	return *ret_certificate == NULL ? -EINVAL : 0;
}

static int
explain(struct diagnosis *ret_diagnosis, int error, const char *path)
{
	switch (error) {
	case -ENOENT:
		return seal_diagnose(ret_diagnosis, error, path,
			"There is no authority that could issue certificates.",
			"Make one with guichet-intake ca, or bring its files from where they are kept.");
	case -EPERM:
		return seal_diagnose(ret_diagnosis, error, path,
			"Other users than its owner can reach the private key of the authority.",
			"Set its mode to 0600; if others had access, make a new authority.");
	case -EINVAL:
		return seal_diagnose(ret_diagnosis, error, path,
			"This is no key or certificate in PEM, or the two do not belong together.",
			"Bring both files of the authority anew from where they are kept.");
	default:
		return seal_diagnose_errno(ret_diagnosis, error, path, "The authority cannot be read",
			"Check owner and mode of the file.");
	}
}

int
certificate_authority_open(const char *key_path, const char *certificate_path,
	struct certificate_authority **ret_authority, struct diagnosis *ret_diagnosis)
{
	struct certificate_authority *authority = calloc(1, sizeof(*authority));
	const char *path = key_path;
	int r = authority == NULL ? -ENOMEM : read_key(key_path, &authority->key);
	if (r == 0) {
		path = certificate_path;
		r = read_certificate(certificate_path, &authority->certificate);
	}
	if (r == 0 && X509_check_private_key(authority->certificate, authority->key) != 1) {
		r = -EINVAL;
	}
	if (r == 0) {
		authority->bag = certificate_pack(authority->certificate);
		r = authority->bag == NULL ? -ENOMEM : 0;
	}
	ERR_clear_error();
	if (r < 0) {
		certificate_authority_close(authority);
		return explain(ret_diagnosis, r, path);
	}
	*ret_authority = authority;
	return 0;
}

struct certificate_authority *
certificate_authority_close(struct certificate_authority *authority)
{
	if (authority != NULL) {
		EVP_PKEY_free(authority->key);
		X509_free(authority->certificate);
		free(authority->bag);
		free(authority);
	}
	return NULL;
}

const char *
certificate_authority_bag(const struct certificate_authority *authority)
{
	return authority->bag;
}

/* ---- requests ---- */

/* The DER's digest, too. NULL: it is none, or not signed by its own key. */
static X509_REQ *
parse(struct str body, unsigned char ret_sha256[32])
{
	size_t n = 0;
	unsigned char *der = certificate_base64_get(body, &n);
	const unsigned char *at = der;
	X509_REQ *request = der == NULL ? NULL : d2i_X509_REQ(NULL, &at, (long)n);
	EVP_PKEY *key = request == NULL ? NULL : X509_REQ_get0_pubkey(request);
	const bool is_good = key != NULL && at == der + n && X509_REQ_verify(request, key) == 1 &&
		seal_sha256((struct str){ (const char *)der, n }, ret_sha256) == 0;
	if (!is_good) {
		X509_REQ_free(request);
		request = NULL;
	}
	free(der);
	ERR_clear_error();
	return request;
}

/* True with an empty code when there is none. */
static bool
read_code(const X509_REQ *request, char ret_code[CERTIFICATE_CODE_LENGTH + 1])
{
	const int at = X509_REQ_get_attr_by_NID(request, NID_pkcs9_challengePassword, -1);
	ret_code[0] = '\0';
	if (at < 0) {
		return true;
	}
	X509_ATTRIBUTE *attribute = X509_REQ_get_attr(request, at);
	const ASN1_TYPE *value = X509_ATTRIBUTE_count(attribute) != 1 ?
		NULL :
		X509_ATTRIBUTE_get0_type(attribute, 0);
	if (value == NULL ||
		(value->type != V_ASN1_PRINTABLESTRING && value->type != V_ASN1_UTF8STRING)) {
		return false;
	}
	const ASN1_STRING *text = value->value.asn1_string;
	return certificate_code_parse(
		(struct str){ (const char *)ASN1_STRING_get0_data(text), (size_t)ASN1_STRING_length(text) },
		ret_code);
}

static int
write_jwks(const struct seal_key *key, struct certificate_request *request)
{
	struct text out;
	text_init(&out, request->jwks, sizeof(request->jwks) - 1);
	text_add(&out, STR("{\"keys\":["));
	const int r = seal_key_write_public(key, &out);
	text_add(&out, STR(",\"use\":\"sig\",\"alg\":\"" SEAL_SIGNING_ALG "\",\"kid\":"));
	text_json(&out, str_of(request->kid));
	text_add(&out, STR(",\"device\":"));
	text_json(&out, str_of(request->device));
	text_add(&out, STR("}]}"));
	request->jwks[out.n] = '\0';
	return r < 0 ? r : out.full ? -E2BIG : 0;
}

static int
read_key_of(const X509_REQ *csr, struct certificate_request *request)
{
	struct seal_key *key;
	int r = seal_key_of_pkey(X509_REQ_get0_pubkey((X509_REQ *)csr), &key);
	if (r != 0) {
		return r;
	}
	memcpy(request->kid, seal_kid(key), sizeof(request->kid));
	r = write_jwks(key, request);
	seal_free_key(key);
	return r;
}

int
certificate_request_read(struct str body, struct certificate_request *ret_request)
{
	struct certificate_request request = { .device = "" };
	X509_REQ *csr = parse(body, request.sha256);
	if (csr == NULL) {
		return SEAL_REFUSED;
	}
	int r = certificate_device_of(X509_REQ_get_subject_name(csr), request.device) &&
			read_code(csr, request.code) ?
		0 :
		SEAL_REFUSED;
	if (r == 0) {
		r = read_key_of(csr, &request);
	}
	X509_REQ_free(csr);
	if (r == 0) {
		*ret_request = request;
	}
	OPENSSL_cleanse(request.code, sizeof(request.code));
	return r;
}

int
certificate_issue(const struct certificate_authority *authority, struct str body,
	const struct certificate_terms *terms, char **ret_bag)
{
	unsigned char sha256[32];
	X509_REQ *csr = parse(body, sha256);
	char device[CERTIFICATE_DEVICE_MAX + 1];
	if (csr == NULL || !certificate_device_of(X509_REQ_get_subject_name(csr), device)) {
		X509_REQ_free(csr);
		return SEAL_REFUSED;
	}
	X509 *certificate = X509_new(), *issuer = authority->certificate;
	const bool made = certificate != NULL && X509_set_version(certificate, X509_VERSION_3) == 1 &&
		set_serial(certificate, terms->serial) &&
		set_times(certificate, terms->not_before, terms->not_after) &&
		name_it(X509_get_subject_name(certificate), device) &&
		X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
		X509_set_pubkey(certificate, X509_REQ_get0_pubkey(csr)) == 1 &&
		add_extensions(certificate, issuer, terms->uuid) &&
		X509_sign(certificate, authority->key, EVP_sha384()) > 0;
	char *bag = made ? certificate_pack(certificate) : NULL;
	X509_free(certificate);
	X509_REQ_free(csr);
	ERR_clear_error();
	if (bag == NULL) {
		return -ENOMEM;
	}
	*ret_bag = bag;
	return 0;
}
