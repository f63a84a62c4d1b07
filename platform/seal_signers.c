/* SPDX-License-Identifier: MIT */
/* The set of keys whose signatures are believed: read from JWK Sets, in the order of their thumbprints. */
#include "platform/seal_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/seal_jws.h"

enum {
	FILE_MAX = 8 * 1024 * 1024, /* SEAL_SIGNERS_MAX keys of at most 512 characters */
	DEVICE_MAX = 63,
};

struct signer {
	struct seal_key *key;
	char device[DEVICE_MAX + 1];
};

struct seal_signers {
	struct signer **of; /* by kid; pointers, so that a new one in the middle moves little */
	int n, cap;
};

bool
seal_device_is_valid(struct str device)
{
	for (size_t i = 0; i < device.n; i++) {
		const char c = device.p[i];
		if (c != '-' && !(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) {
			return false;
		}
	}
	return device.n > 0 && device.n <= DEVICE_MAX;
}

static struct signer *
free_signer(struct signer *signer)
{
	if (signer != NULL) {
		seal_free_key(signer->key);
		free(signer);
	}
	return NULL;
}

struct seal_signers *
seal_free_signers(struct seal_signers *signers)
{
	if (signers != NULL) {
		for (int i = 0; i < signers->n; i++) {
			free_signer(signers->of[i]);
		}
		free(signers->of);
		free(signers);
	}
	return NULL;
}

int
seal_n_signers(const struct seal_signers *signers)
{
	return signers == NULL ? 0 : signers->n;
}

/* Place of the first key whose thumbprint is not less than `kid`; thumbprints are all of one length. */
static int
place_of(const struct seal_signers *signers, const char *kid)
{
	int from = 0, to = signers->n;
	while (from < to) {
		const int middle = from + (to - from) / 2;
		if (memcmp(signers->of[middle]->key->kid, kid, SEAL_KID_SIZE - 1) < 0) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return from;
}

static struct signer *
find(const struct seal_signers *signers, const char *kid)
{
	const int at = signers == NULL ? 0 : place_of(signers, kid);
	return at < seal_n_signers(signers) &&
			memcmp(signers->of[at]->key->kid, kid, SEAL_KID_SIZE - 1) == 0 ?
		signers->of[at] :
		NULL;
}

const struct seal_key *
seal_find_signer(const struct seal_signers *signers, struct str kid, const char **ret_device)
{
	const struct signer *signer = kid.n == SEAL_KID_SIZE - 1 ? find(signers, kid.p) : NULL;
	if (signer == NULL) {
		return NULL;
	}
	*ret_device = signer->device;
	return signer->key;
}

static int
make_room(struct seal_signers *signers, int more)
{
	if (more > SEAL_SIGNERS_MAX - signers->n) {
		return -E2BIG;
	}
	int cap = signers->cap > 0 ? signers->cap : 4;
	while (cap < signers->n + more) {
		cap *= 2;
	}
	if (cap > signers->cap) {
		struct signer **of = realloc(signers->of, sizeof(*of) * (size_t)cap);
		if (of == NULL) {
			return -ENOMEM;
		}
		signers->of = of;
		signers->cap = cap;
	}
	return 0;
}

/* There is room. Takes over the signer; one with the same key is there at most once. */
static void
insert(struct seal_signers *signers, struct signer *signer)
{
	const int at = place_of(signers, signer->key->kid);
	memmove(&signers->of[at + 1], &signers->of[at],
		sizeof(struct signer *) * (size_t)(signers->n - at));
	signers->of[at] = signer;
	signers->n++;
}

/* SEAL_REFUSED: not a key for signing, which other programs may want; -EBADMSG: a device without a proper name. */
static int
read_signer(struct str jwk, struct signer *signer)
{
	struct str crv, device;
	const bool has_device = seal_json_member(jwk, "device", &device);
	if (!seal_jwk_is_for(jwk, &seal_for_signing) || !seal_json_string(jwk, "crv", &crv) ||
		!str_eq(crv, STR(SEAL_SIGNING_CURVE))) {
		return SEAL_REFUSED;
	}
	if (has_device) {
		if (!seal_json_string(jwk, "device", &device) || !seal_device_is_valid(device)) {
			return -EBADMSG;
		}
		memcpy(signer->device, device.p, device.n);
	}
	return seal_key_of_jwk(jwk, false, &signer->key);
}

/* -EEXIST: the key is another device's already; two devices with one key could speak for each other. */
static int
add_one(struct seal_signers *fresh, const struct seal_signers *known, struct str jwk)
{
	struct signer *signer = calloc(1, sizeof(*signer));
	int r = signer == NULL ? -ENOMEM : read_signer(jwk, signer);
	if (r == 0) {
		const struct signer *same = find(known, signer->key->kid);
		same = same != NULL ? same : find(fresh, signer->key->kid);
		if (same != NULL) {
			r = strcmp(same->device, signer->device) == 0 ? SEAL_REFUSED : -EEXIST;
		} else {
			r = make_room(fresh, 1);
		}
	}
	if (r == 0) {
		insert(fresh, signer);
	} else {
		free_signer(signer);
	}
	return r < 0 ? r : 0;
}

/* -EPERM: a private key lies here; -ENOKEY: no key for signing. */
static int
read_set(struct str jwks, struct seal_signers *fresh, const struct seal_signers *known)
{
	struct str keys, jwk;
	if (seal_jwks_has_private(jwks)) {
		return -EPERM;
	}
	if (!seal_json_member(jwks, "keys", &keys) || keys.p[0] != '[') {
		return -EBADMSG;
	}
	for (size_t at = 0; seal_json_next(keys, &at, &jwk);) {
		const int r = add_one(fresh, known, jwk);
		if (r < 0) {
			return r;
		}
	}
	return 0;
}

static int
explain(struct diagnosis *ret_diagnosis, int error, const char *path)
{
	switch (error) {
	case -EPERM:
		return seal_diagnose(ret_diagnosis, -EINVAL, path,
			"The set holds a private key, which must never leave whoever signs with it.",
			"Remove the file, have new keys made by whoever the key belongs to, and fetch the set of public keys.");
	case -EBADMSG:
		return seal_diagnose(ret_diagnosis, -EINVAL, path,
			"This is no JWK Set, or the device of a key is no name of 1 to 63 letters, digits and hyphens.",
			"Fetch the set of public keys anew from whoever made it.");
	case -EEXIST:
		return seal_diagnose(ret_diagnosis, -EINVAL, path,
			"The set gives a key to one device that belongs to another one.",
			"Find out which device has the key, and have new keys made for the other.");
	case -E2BIG:
		return seal_diagnose(ret_diagnosis, -E2BIG, path,
			"With this set there are more than 16384 keys to believe.",
			"Remove the keys of devices that are no longer in use.");
	default:
		return seal_diagnose_errno(ret_diagnosis, error, path, "The keys cannot be taken in",
			"Restart; if it stays, reinstall OpenSSL.");
	}
}

/* All or nothing; afterwards `fresh` has no signers of its own. */
static int
merge(struct seal_signers *fresh, struct seal_signers *signers)
{
	const int r = make_room(signers, fresh->n);
	if (r == 0) {
		for (int i = 0; i < fresh->n; i++) {
			insert(signers, fresh->of[i]);
		}
		fresh->n = 0;
	}
	return r;
}

int
seal_add_signers(const char *path, struct seal_signers **signers, struct diagnosis *ret_diagnosis)
{
	struct seal_file file;
	int r = seal_file_read(path, FILE_MAX, &file, ret_diagnosis);
	if (r < 0) {
		return r;
	}
	struct seal_signers *fresh = calloc(1, sizeof(*fresh));
	r = fresh == NULL ? -ENOMEM : read_set((struct str){ file.bytes, file.n }, fresh, *signers);
	seal_file_forget(&file);
	if (r == 0 && *signers == NULL) {
		*signers = fresh;
		return 0;
	}
	if (r == 0) {
		r = merge(fresh, *signers);
	}
	seal_free_signers(fresh);
	return r == 0 ? 0 : explain(ret_diagnosis, r, path);
}

int
seal_read_signers(struct str jwks, struct seal_signers **ret_signers)
{
	if (!seal_json_valid(jwks)) {
		return SEAL_REFUSED;
	}
	struct seal_signers *fresh = calloc(1, sizeof(*fresh));
	const int r = fresh == NULL ? -ENOMEM : read_set(jwks, fresh, NULL);
	if (r < 0) {
		seal_free_signers(fresh);
		return r == -ENOMEM || r == -EIO ? r : SEAL_REFUSED;
	}
	*ret_signers = fresh;
	return 0;
}
