/* SPDX-License-Identifier: MIT */
/* {"version":1,"made":SECONDS,"serials":["0123456789abcdef",...]}: always the whole list, so that the latest is enough. */
#include "platform/withdrawn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/seal_parts.h"

enum { MEMBERS = 3, PAYLOAD_MAX = WITHDRAWN_MAX * (CARD_SERIAL_LENGTH + 3) + 128 };

int
withdrawn_make(
	const struct seal_key *content_key, ms_t made, char *const *serials, int n, char **ret_jws)
{
	struct text out;
	char *buffer = n > WITHDRAWN_MAX ? NULL : malloc(PAYLOAD_MAX);
	if (buffer == NULL) {
		return n > WITHDRAWN_MAX ? -E2BIG : -ENOMEM;
	}
	text_init(&out, buffer, PAYLOAD_MAX);
	text_add(&out, STR("{\"version\":1,\"made\":"));
	text_int(&out, made / 1000);
	text_add(&out, STR(",\"serials\":["));
	int r = 0;
	for (int i = 0; r == 0 && i < n; i++) {
		r = card_is_serial(str_of(serials[i])) ? 0 : -EINVAL;
		text_add(&out, i > 0 ? STR(",") : STR_NONE);
		text_json(&out, str_of(serials[i]));
	}
	text_add(&out, STR("]}"));
	r = r == 0 && out.full ? -E2BIG : r;
	r = r == 0 ? seal_sign(content_key, SEAL_TYP_WITHDRAWN, text_str(&out), ret_jws) : r;
	free(buffer);
	return r;
}

/* ---- reading ---- */

static bool
take(struct withdrawn *list, struct str item)
{
	const struct str serial = item.n >= 2 && item.p[0] == '"' ? str_sub(item, 1, item.n - 1) :
																STR_NONE;
	if (list->n == WITHDRAWN_MAX || !card_is_serial(serial)) {
		return false;
	}
	memcpy(list->text[list->n], serial.p, serial.n);
	list->serials[list->n] = list->text[list->n];
	list->n++;
	return true;
}

static bool
read_payload(struct str payload, struct withdrawn *list)
{
	int64_t version, made;
	struct str serials, item;
	if (!seal_json_valid(payload) || seal_json_count(payload) != MEMBERS ||
		!seal_json_integer(payload, "version", &version) || version != 1 ||
		!seal_json_integer(payload, "made", &made) || made < 0 || made > INT64_MAX / 1000 ||
		!seal_json_member(payload, "serials", &serials) || serials.p[0] != '[') {
		return false;
	}
	list->made = made * 1000;
	bool is_good = true;
	for (size_t at = 0; is_good && seal_json_next(serials, &at, &item);) {
		is_good = take(list, item);
	}
	return is_good;
}

int
withdrawn_read(const struct seal_signers *keys, struct str jws, struct withdrawn **ret_list)
{
	struct seal_signer signer;
	char *payload;
	size_t n;
	int r = seal_verify(keys, SEAL_TYP_WITHDRAWN, str_trim(jws), &payload, &n, &signer);
	if (r != 0) {
		return r;
	}
	struct withdrawn *list = calloc(1, sizeof(*list));
	r = list == NULL ? -ENOMEM : read_payload((struct str){ payload, n }, list) ? 0 : SEAL_REFUSED;
	free(payload);
	if (r != 0) {
		free(list);
		return r;
	}
	*ret_list = list;
	return 0;
}

int
withdrawn_load(const struct seal_signers *keys, const char *path, struct withdrawn **ret_list)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *bytes = fd < 0 ? NULL : malloc(WITHDRAWN_BYTES_MAX);
	if (bytes == NULL) {
		const int error = fd < 0 ? errno : ENOMEM;
		if (fd >= 0) {
			(void)close(fd);
		}
		return -error;
	}
	size_t n = 0;
	ssize_t more = 1;
	while (n < WITHDRAWN_BYTES_MAX && (more = read(fd, bytes + n, WITHDRAWN_BYTES_MAX - n)) > 0) {
		n += (size_t)more;
	}
	int r = more < 0 ? -errno : n == WITHDRAWN_BYTES_MAX ? -EFBIG : 0;
	(void)close(fd);
	r = r == 0 ? withdrawn_read(keys, (struct str){ bytes, n }, ret_list) : r;
	free(bytes);
	return r;
}
