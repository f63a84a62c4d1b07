/* SPDX-License-Identifier: MIT */
/* The files that keys come from and go to: JWK and JWK Set (RFC 7517). */
#include "platform/seal_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

enum { FILE_MAX = 64 * 1024 };

static int
diagnose(struct diagnosis *ret_diagnosis, int error, const char *path, const char *what,
	const char *remedy)
{
	*ret_diagnosis = (struct diagnosis){ .where = "" };
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", path);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s", what);
	(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy), "%s", remedy);
	return error;
}

static int
diagnose_errno(struct diagnosis *ret_diagnosis, int error, const char *path, const char *what,
	const char *remedy)
{
	(void)diagnose(ret_diagnosis, error, path, "", remedy);
	(void)snprintf(
		ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s: %s.", what, strerror(-error));
	return error;
}

/* A key file in memory; the bytes are zeroed by forget(). */
struct key_file {
	char *bytes;
	size_t n;
	mode_t mode;
};

static void
forget(struct key_file *file)
{
	OPENSSL_cleanse(file->bytes, FILE_MAX);
	free(file->bytes);
	file->bytes = NULL;
}

/* Reads until the end or until `cap` bytes. */
static int
read_all(int fd, char *bytes, size_t cap, size_t *ret_n)
{
	size_t n = 0;
	while (n < cap) {
		const ssize_t got = read(fd, bytes + n, cap - n);
		if (got < 0 && errno != EINTR) {
			return -errno;
		}
		if (got == 0) {
			break;
		}
		n += got > 0 ? (size_t)got : 0;
	}
	*ret_n = n;
	return 0;
}

static int
load(const char *path, struct key_file *ret_file, struct diagnosis *ret_diagnosis)
{
	static const char remedy[] =
		"Copy the key file there, or make keys for trials with guichet-desk keygen.";
	struct stat info;
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &info) < 0) {
		const int error = -errno;
		if (fd >= 0) {
			close(fd);
		}
		return diagnose_errno(ret_diagnosis, error, path, "The key file cannot be opened", remedy);
	}
	struct key_file file = { .bytes = malloc(FILE_MAX), .mode = info.st_mode };
	int r = file.bytes == NULL ? -ENOMEM : read_all(fd, file.bytes, FILE_MAX, &file.n);
	close(fd);
	if (r < 0) {
		if (file.bytes != NULL) {
			forget(&file);
		}
		return diagnose_errno(ret_diagnosis, r, path, "The key file cannot be read", remedy);
	}
	if (file.n == FILE_MAX || !seal_json_valid((struct str){ file.bytes, file.n })) {
		forget(&file);
		return diagnose(ret_diagnosis, -EINVAL, path,
			"The key file is not one JSON object of less than 64 KiB.",
			"Fetch the file anew from the department; do not edit it by hand.");
	}
	*ret_file = file;
	return 0;
}

/* Whether the key is meant for what is done with it here. */
static bool
is_for_sealing(struct str jwk)
{
	struct str value;
	const bool has_use = seal_json_member(jwk, "use", &value);
	const bool right_use = !has_use ||
		(seal_json_string(jwk, "use", &value) && str_eq(value, STR("enc")));
	const bool has_alg = seal_json_member(jwk, "alg", &value);
	const bool right_alg = !has_alg ||
		(seal_json_string(jwk, "alg", &value) && str_eq(value, STR(SEAL_ALG)));
	return right_use && right_alg;
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
	struct str keys, jwk, d;
	int result = SEAL_REFUSED;
	if (!seal_json_member(jwks, "keys", &keys)) {
		return SEAL_REFUSED;
	}
	for (size_t at = 0; seal_json_next(keys, &at, &jwk);) {
		if (seal_json_member(jwk, "d", &d)) {
			return -EPERM;
		}
	}
	for (size_t at = 0; seal_json_next(keys, &at, &jwk);) {
		struct seal_key *key;
		const int r = is_for_sealing(jwk) ? seal_key_of_jwk(jwk, false, &key) : SEAL_REFUSED;
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
	struct key_file file;
	int r = load(path, &file, ret_diagnosis);
	if (r < 0) {
		return r;
	}
	r = pick_public((struct str){ file.bytes, file.n }, wall, ret_key);
	forget(&file);
	switch (r) {
	case 0:
		return 0;
	case SEAL_REFUSED:
		return diagnose(ret_diagnosis, -EINVAL, path,
			"The set holds no EC key on P-384 or P-256 for " SEAL_ALG ".",
			"Ask the department for its JWK Set of encryption keys.");
	case -EKEYEXPIRED:
		return diagnose(ret_diagnosis, r, path,
			"No key of the set is valid at this time (nbf, exp).",
			"Check the clock of this machine; if it is right, fetch the department's new keys.");
	case -EPERM:
		return diagnose(ret_diagnosis, -EINVAL, path,
			"The set holds a private key, which must never be on a kiosk.",
			"Remove the file, tell the department that the key has leaked, and fetch a set of public keys.");
	default:
		return diagnose_errno(ret_diagnosis, r, path, "The key cannot be taken in",
			"Restart; if it stays, reinstall OpenSSL.");
	}
}

int
seal_load_private(const char *path, struct seal_key **ret_key, struct diagnosis *ret_diagnosis)
{
	struct key_file file;
	int r = load(path, &file, ret_diagnosis);
	if (r < 0) {
		return r;
	}
	if ((file.mode & (S_IRWXG | S_IRWXO)) != 0) {
		forget(&file);
		return diagnose(ret_diagnosis, -EPERM, path,
			"Other users than its owner can reach the private key.",
			"Set its mode to 0600; if others had access, make new keys.");
	}
	r = seal_key_of_jwk((struct str){ file.bytes, file.n }, true, ret_key);
	forget(&file);
	if (r == SEAL_REFUSED) {
		return diagnose(ret_diagnosis, -EINVAL, path,
			"This is no private EC key on P-384 or P-256 whose halves match.",
			"Give the JWK that guichet-desk keygen made, not the JWK Set with the public key.");
	}
	if (r < 0) {
		return diagnose_errno(ret_diagnosis, r, path, "The key cannot be taken in",
			"Restart; if it stays, reinstall OpenSSL.");
	}
	return 0;
}

/* Makes the folder's entry for `path` durable. */
static int
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[4096];
	const int n = slash == NULL ?
		snprintf(folder, sizeof(folder), ".") :
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path + 1), path);
	if (n < 0 || (size_t)n >= sizeof(folder)) {
		return -ENAMETOOLONG;
	}
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	const int r = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return r;
}

static int
write_all(int fd, struct str bytes)
{
	for (size_t n = 0; n < bytes.n;) {
		const ssize_t put = write(fd, bytes.p + n, bytes.n - n);
		if (put < 0 && errno != EINTR) {
			return -errno;
		}
		n += put > 0 ? (size_t)put : 0;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* Writes a file that was not there before, or leaves none behind. */
static int
write_new(const char *path, mode_t mode, struct str bytes)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd < 0) {
		return -errno;
	}
	int r = write_all(fd, bytes);
	if (close(fd) < 0 && r == 0) {
		r = -errno;
	}
	if (r == 0) {
		r = sync_folder(path);
	}
	if (r < 0) {
		(void)unlink(path);
	}
	return r;
}

static void
write_purpose(const struct seal_key *key, struct text *out)
{
	text_add(out, STR(",\"use\":\"enc\",\"alg\":\"" SEAL_ALG "\",\"kid\":\""));
	text_add(out, str_of(key->kid));
	text_add(out, STR("\""));
}

static int
write_public(const struct seal_key *key, const char *path)
{
	char buffer[SEAL_JWK_MAX];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	text_add(&text, STR("{\"keys\":["));
	const int r = seal_key_write_public(key, &text);
	write_purpose(key, &text);
	text_add(&text, STR("}]}\n"));
	return r < 0 ? r : write_new(path, 0644, text_str(&text));
}

static int
write_private(const struct seal_key *key, const char *path)
{
	char buffer[SEAL_JWK_MAX];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	int r = seal_key_write_public(key, &text);
	if (r == 0) {
		r = seal_key_write_private(key, &text);
	}
	if (r == 0) {
		write_purpose(key, &text);
		text_add(&text, STR("}\n"));
		r = write_new(path, 0600, text_str(&text));
	}
	OPENSSL_cleanse(buffer, sizeof(buffer));
	return r;
}

int
seal_make_keys(const char *private_path, const char *public_path, struct diagnosis *ret_diagnosis)
{
	struct seal_key *key;
	int r = seal_key_generate(seal_curve_named(STR("P-384")), &key);
	if (r < 0) {
		return diagnose_errno(
			ret_diagnosis, r, private_path, "OpenSSL made no key on P-384", "Reinstall OpenSSL.");
	}
	const char *path = private_path;
	r = write_private(key, private_path);
	if (r == 0) {
		path = public_path;
		r = write_public(key, public_path);
		if (r < 0) {
			(void)unlink(private_path); /* half a pair would only be in the way */
		}
	}
	seal_free_key(key);
	if (r == -EEXIST) {
		return diagnose(ret_diagnosis, r, path,
			"There is a key file already; keys are never overwritten.",
			"Name another folder, or move the old keys to a safe place: without them old envelopes stay closed.");
	}
	return r == 0 ? 0 :
					diagnose_errno(ret_diagnosis, r, path, "The key file cannot be written",
						"Check that the folder exists, is yours, and has room.");
}
