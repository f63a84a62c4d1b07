/* SPDX-License-Identifier: MIT */
/* The key pairs that come from and go to files: JWK and JWK Set (RFC 7517), for sealing and for signing. */
#include "platform/seal_parts.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "platform/seal_jws.h"

enum { FILE_MAX = 64 * 1024 };

#define NOT_TAKEN "The key cannot be taken in"
#define REINSTALL "Restart; if it stays, reinstall OpenSSL."

/* True when the member is absent too. */
static bool
member_allows(struct str jwk, const char *name, const char *wanted)
{
	struct str value;
	return !seal_json_member(jwk, name, &value) ||
		(seal_json_string(jwk, name, &value) && str_eq(value, str_of(wanted)));
}

bool
seal_jwk_is_for(struct str jwk, const struct seal_purpose *purpose)
{
	return member_allows(jwk, "use", purpose->use) && member_allows(jwk, "alg", purpose->alg);
}

bool
seal_jwks_has_private(struct str jwks)
{
	struct str keys, jwk, d;
	if (!seal_json_member(jwks, "keys", &keys)) {
		return seal_json_member(jwks, "d", &d);
	}
	for (size_t at = 0; seal_json_next(keys, &at, &jwk);) {
		if (seal_json_member(jwk, "d", &d)) {
			return true;
		}
	}
	return false;
}

/* Dates that cannot be read count as a time that never comes: a guess would seal to a key that nobody may hold any more. */
static void
take_time(struct str jwk, struct seal_key *key)
{
	struct str raw;
	const bool has_nbf = seal_json_member(jwk, "nbf", &raw);
	const bool has_exp = seal_json_member(jwk, "exp", &raw);
	if ((has_nbf && !seal_json_integer(jwk, "nbf", &key->nbf)) ||
		(has_exp && !seal_json_integer(jwk, "exp", &key->exp))) {
		key->exp = INT64_MIN;
	}
}

/* 0; SEAL_REFUSED: none can be used; -EKEYEXPIRED: one could at another time; -EPERM: a private key lies here. */
static int
pick_public(struct str jwks, ms_t wall, struct seal_key **ret_key)
{
	struct str keys, jwk;
	int result = SEAL_REFUSED;
	if (seal_jwks_has_private(jwks)) {
		return -EPERM;
	}
	if (!seal_json_member(jwks, "keys", &keys)) {
		return SEAL_REFUSED;
	}
	for (size_t at = 0; seal_json_next(keys, &at, &jwk);) {
		struct seal_key *key;
		const int r = seal_jwk_is_for(jwk, &seal_for_sealing) ? seal_key_of_jwk(jwk, false, &key) :
																SEAL_REFUSED;
		if (r < 0) {
			return r;
		}
		if (r == SEAL_REFUSED) {
			continue;
		}
		take_time(jwk, key);
		if (wall == 0 || seal_key_is_valid(key, wall)) {
			*ret_key = key;
			return 0;
		}
		seal_free_key(key);
		result = -EKEYEXPIRED;
	}
	return result;
}

int
seal_load_public(
	const char *path, ms_t wall, struct seal_key **ret_key, struct diagnosis *ret_diagnosis)
{
	struct seal_file file;
	int r = seal_file_read(path, FILE_MAX, &file, ret_diagnosis);
	if (r < 0) {
		return r;
	}
	r = pick_public((struct str){ file.bytes, file.n }, wall, ret_key);
	seal_file_forget(&file);
	switch (r) {
	case 0:
		return 0;
	case SEAL_REFUSED:
		return seal_diagnose(ret_diagnosis, -EINVAL, path,
			"The set holds no EC key on P-384 or P-256 for " SEAL_ALG ".",
			"Ask the department for its JWK Set of encryption keys.");
	case -EKEYEXPIRED:
		return seal_diagnose(ret_diagnosis, r, path,
			"No key of the set is valid at this time (nbf, exp).",
			"Check the clock of this machine; if it is right, fetch the department's new keys.");
	case -EPERM:
		return seal_diagnose(ret_diagnosis, -EINVAL, path,
			"The set holds a private key, which must never be on a kiosk.",
			"Remove the file, tell the department that the key has leaked, and fetch a set of public keys.");
	default:
		return seal_diagnose_errno(ret_diagnosis, r, path, NOT_TAKEN, REINSTALL);
	}
}

int
seal_read_public(struct str jwks, struct seal_key **ret_key)
{
	if (!seal_json_valid(jwks)) {
		return SEAL_REFUSED;
	}
	const int r = pick_public(jwks, 0, ret_key);
	return r == -EPERM || r == -EINVAL ? SEAL_REFUSED : r;
}

/* SEAL_REFUSED: it is no private key, or one for another purpose or on another curve. */
static int
load_private(const char *path, const struct seal_purpose *purpose, struct seal_key **ret_key,
	struct diagnosis *ret_diagnosis)
{
	struct seal_file file;
	int r = seal_file_read(path, FILE_MAX, &file, ret_diagnosis);
	if (r < 0) {
		return r;
	}
	if ((file.mode & (S_IRWXG | S_IRWXO)) != 0) {
		seal_file_forget(&file);
		return seal_diagnose(ret_diagnosis, -EPERM, path,
			"Other users than its owner can reach the private key.",
			"Set its mode to 0600; if others had access, make new keys.");
	}
	const struct str jwk = { file.bytes, file.n };
	r = seal_jwk_is_for(jwk, purpose) ? seal_key_of_jwk(jwk, true, ret_key) : SEAL_REFUSED;
	seal_file_forget(&file);
	return r < 0 ? seal_diagnose_errno(ret_diagnosis, r, path, NOT_TAKEN, REINSTALL) : r;
}

int
seal_load_private(const char *path, struct seal_key **ret_key, struct diagnosis *ret_diagnosis)
{
	const int r = load_private(path, &seal_for_sealing, ret_key, ret_diagnosis);
	return r != SEAL_REFUSED ?
		r :
		seal_diagnose(ret_diagnosis, -EINVAL, path,
			"This is no private EC key on P-384 or P-256 for " SEAL_ALG " whose halves match.",
			"Give the JWK that guichet-desk keygen made, not the JWK Set with the public key.");
}

int
seal_load_signing(const char *path, struct seal_key **ret_key, struct diagnosis *ret_diagnosis)
{
	struct seal_key *key;
	int r = load_private(path, &seal_for_signing, &key, ret_diagnosis);
	if (r == 0 && strcmp(key->curve->name, SEAL_SIGNING_CURVE) != 0) {
		seal_free_key(key);
		r = SEAL_REFUSED;
	}
	if (r == SEAL_REFUSED) {
		return seal_diagnose(ret_diagnosis, -EINVAL, path,
			"This is no private EC key on P-256 for signing whose halves match.",
			"Give the JWK for signing that keygen made; a key for sealing never signs.");
	}
	if (r == 0) {
		*ret_key = key;
	}
	return r;
}

static void
write_purpose(const struct seal_key *key, const struct seal_purpose *purpose, struct text *out)
{
	text_add(out, STR(",\"use\":\""));
	text_add(out, str_of(purpose->use));
	text_add(out, STR("\",\"alg\":\""));
	text_add(out, str_of(purpose->alg));
	text_add(out, STR("\",\"kid\":\""));
	text_add(out, str_of(key->kid));
	text_add(out, STR("\""));
}

/* `device` may be NULL. */
static int
write_public(const struct seal_key *key, const struct seal_purpose *purpose, const char *device,
	const char *path)
{
	char buffer[SEAL_JWK_MAX];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	text_add(&text, STR("{\"keys\":["));
	const int r = seal_key_write_public(key, &text);
	write_purpose(key, purpose, &text);
	if (device != NULL) {
		text_add(&text, STR(",\"device\":"));
		text_json(&text, str_of(device));
	}
	text_add(&text, STR("}]}\n"));
	return r < 0 ? r : seal_file_write_new(path, 0644, text_str(&text));
}

static int
write_private(const struct seal_key *key, const struct seal_purpose *purpose, const char *path)
{
	char buffer[SEAL_JWK_MAX];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	int r = seal_key_write_public(key, &text);
	if (r == 0) {
		r = seal_key_write_private(key, &text);
	}
	if (r == 0) {
		write_purpose(key, purpose, &text);
		text_add(&text, STR("}\n"));
		r = seal_file_write_new(path, 0600, text_str(&text));
	}
	OPENSSL_cleanse(buffer, sizeof(buffer));
	return r;
}

/* Takes over the key. */
static int
write_pair(struct seal_key *key, const struct seal_purpose *purpose, const char *device,
	const char *private_path, const char *public_path, struct diagnosis *ret_diagnosis)
{
	const char *path = private_path;
	int r = write_private(key, purpose, private_path);
	if (r == 0) {
		path = public_path;
		r = write_public(key, purpose, device, public_path);
		if (r < 0) {
			(void)unlink(private_path); /* half a pair would only be in the way */
		}
	}
	seal_free_key(key);
	if (r == -EEXIST) {
		return seal_diagnose(ret_diagnosis, r, path,
			"There is a key file already; keys are never overwritten.",
			"Name another folder, or move the old keys to a safe place: without them old envelopes stay closed.");
	}
	return r == 0 ? 0 :
					seal_diagnose_errno(ret_diagnosis, r, path, "The key file cannot be written",
						"Check that the folder exists, is yours, and has room.");
}

int
seal_make_keys(const char *private_path, const char *public_path, struct diagnosis *ret_diagnosis)
{
	struct seal_key *key;
	const int r = seal_key_generate(seal_curve_named(STR("P-384")), &key);
	if (r < 0) {
		return seal_diagnose_errno(
			ret_diagnosis, r, private_path, "OpenSSL made no key on P-384", "Reinstall OpenSSL.");
	}
	return write_pair(key, &seal_for_sealing, NULL, private_path, public_path, ret_diagnosis);
}

int
seal_make_signing_keys(const char *private_path, const char *public_path, const char *device,
	struct diagnosis *ret_diagnosis)
{
	struct seal_key *key;
	if (device != NULL && !seal_device_is_valid(str_of(device))) {
		return seal_diagnose(ret_diagnosis, -EINVAL, public_path,
			"The name of the device is no name: 1 to 63 letters, digits and hyphens.",
			"Give the name that stands as device in guichet.conf.");
	}
	const int r = seal_key_generate(seal_curve_named(STR(SEAL_SIGNING_CURVE)), &key);
	if (r < 0) {
		return seal_diagnose_errno(
			ret_diagnosis, r, private_path, "OpenSSL made no key on P-256", "Reinstall OpenSSL.");
	}
	return write_pair(key, &seal_for_signing, device, private_path, public_path, ret_diagnosis);
}
