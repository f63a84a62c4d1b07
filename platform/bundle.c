/* SPDX-License-Identifier: MIT */
/* {"version":1,"NAME":"SHA-256 in base64url",...}: flat, so that it has one reading. */
#include "platform/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/flat.h"
#include "platform/seal_parts.h"

enum {
	DIGEST_BYTES = 32,
	DIGEST_LENGTH = SEAL_BASE64_LENGTH(DIGEST_BYTES),
	PAYLOAD_MAX = 1024,
	PATH_BYTES = 4096,
};

const char *const bundle_names[BUNDLE_FILES_MAX] = { "recipient.jwks", "status.key", "intake.jwks",
	"content.jwks", "intake-ca.pem", "withdrawn.jws", "answers.txt", NULL };

static int
digest_of(struct str bytes, char ret_digest[DIGEST_LENGTH])
{
	unsigned char digest[DIGEST_BYTES];
	const int r = seal_sha256(bytes, digest);
	if (r == 0) {
		seal_base64_put(digest, sizeof(digest), ret_digest);
	}
	return r;
}

/* ---- signing ---- */

/* 0, -ENOENT, -EFBIG, or another negative errno. */
static int
read_file(const char *folder, const char *name, char bytes[BUNDLE_FILE_BYTES_MAX + 1],
	struct str *ret_bytes)
{
	char path[PATH_BYTES];
	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path)) {
		return -ENAMETOOLONG;
	}
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	size_t n = 0;
	ssize_t more = 0;
	while (n <= BUNDLE_FILE_BYTES_MAX &&
		(more = read(fd, bytes + n, BUNDLE_FILE_BYTES_MAX + 1 - n)) > 0) {
		n += (size_t)more;
	}
	const int error = errno;
	(void)close(fd);
	*ret_bytes = (struct str){ bytes, n };
	return more < 0 ? -error : n > BUNDLE_FILE_BYTES_MAX ? -EFBIG : 0;
}

static int
write_payload(const char *folder, char *bytes, struct text *out)
{
	int n_files = 0;
	text_add(out, STR("{\"version\":1"));
	for (int i = 0; bundle_names[i] != NULL; i++) {
		struct str file;
		char digest[DIGEST_LENGTH];
		int r = read_file(folder, bundle_names[i], bytes, &file);
		if (r == -ENOENT) {
			continue;
		}
		r = r == 0 ? digest_of(file, digest) : r;
		if (r < 0) {
			return r;
		}
		text_add(out, STR(","));
		text_json(out, str_of(bundle_names[i]));
		text_add(out, STR(":"));
		text_json(out, (struct str){ digest, DIGEST_LENGTH });
		n_files++;
	}
	text_add(out, STR("}"));
	return out->full ? -E2BIG : n_files == 0 ? BUNDLE_EMPTY : 0;
}

int
bundle_sign(const struct seal_key *content_key, const char *folder, char **ret_jws)
{
	char buffer[PAYLOAD_MAX];
	struct text payload;
	char *bytes = malloc(BUNDLE_FILE_BYTES_MAX + 1);
	if (bytes == NULL) {
		return -ENOMEM;
	}
	text_init(&payload, buffer, sizeof(buffer));
	const int r = write_payload(folder, bytes, &payload);
	explicit_bzero(bytes, BUNDLE_FILE_BYTES_MAX + 1); /* a status key is among them */
	free(bytes);
	return r == 0 ? seal_sign(content_key, SEAL_TYP_BUNDLE, text_str(&payload), ret_jws) : r;
}

/* ---- checking ---- */

static int
judge(struct str payload, const struct bundle_entry *entries, int n_entries)
{
	if (!flat_is_object(payload) || flat_count(payload) != n_entries + 1 ||
		!str_eq(flat_find(payload, STR("version")).text, STR("1"))) {
		return BUNDLE_REFUSED;
	}
	for (int i = 0; i < n_entries; i++) {
		char digest[DIGEST_LENGTH];
		const struct flat_value value = flat_find(payload, str_of(entries[i].name));
		const int r = digest_of(entries[i].bytes, digest);
		if (r < 0) {
			return r;
		}
		if (value.kind != FLAT_STRING ||
			!str_eq(value.text, (struct str){ digest, DIGEST_LENGTH })) {
			return BUNDLE_REFUSED;
		}
	}
	return 0;
}

int
bundle_check(const struct seal_signers *keys, struct str jws, const struct bundle_entry *entries,
	int n_entries)
{
	struct seal_signer signer;
	char *payload;
	size_t n;
	int r = seal_verify(keys, SEAL_TYP_BUNDLE, str_trim(jws), &payload, &n, &signer);
	if (r != 0) {
		return r == SEAL_REFUSED ? BUNDLE_REFUSED : r;
	}
	r = judge((struct str){ payload, n }, entries, n_entries);
	free(payload);
	return r;
}
