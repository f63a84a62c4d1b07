/* SPDX-License-Identifier: MIT */
/* Writes the plaintext of docs/formats/envelope.json and seals it; nothing in it is anybody's. */
#include "travel_request.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "core/format.h"

enum { PLAINTEXT_MAX = 512 * 1024 };

void
travel_give_up(const char *what, int error)
{
	fprintf(stderr, "travel: %s: %s\n", what, strerror(error));
	exit(4);
}

static void
fill_random(void *bytes, size_t n)
{
	if (getrandom(bytes, n, 0) != (ssize_t)n) {
		travel_give_up("random bytes", errno);
	}
}

static ms_t
now_wall(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (ms_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
make_id(ms_t wall, char ret_id[TRAVEL_ID_BYTES])
{
	uint8_t random[10];
	fill_random(random, sizeof(random));
	uuid7_make(wall, random, ret_id);
	ret_id[TRAVEL_ID_BYTES - 1] = '\0';
}

void
travel_request_make(const char *id, enum lang lang, struct travel_request *ret_request)
{
	uint8_t random[6];
	struct travel_request request = { .created_wall = now_wall(), .lang = lang };

	make_id(request.created_wall, request.id);
	make_id(request.created_wall, request.other_id);
	if (id != NULL) {
		snprintf(request.id, sizeof(request.id), "%s", id);
	}
	fill_random(random, sizeof(random));
	reference_make(random, request.reference);
	request.reference[REFERENCE_LENGTH] = '\0';
	fill_random(request.words, sizeof(request.words));
	*ret_request = request;
}

static void
add_member(struct text *out, const char *name, struct str value)
{
	text_add(out, str_of(name));
	text_json(out, value);
}

static void
add_answers(const struct travel_site *site, const struct travel_request *request, struct text *out)
{
	char answer[256];
	const int n = snprintf(answer, sizeof(answer), "%s %s", site->word, request->id);

	add_member(out, ",\"answers\":{\"1\":", (struct str){ answer, (size_t)n });
	text_add(out, STR(",\"2\":\""));
	for (long i = 0; i < site->size; i++) {
		text_char(out, 'a' + (uint32_t)i % 26);
	}
	text_add(out, STR("\"}"));
}

/* docs/formats/envelope.json; the template with this digest is on no desk. */
static void
write_plaintext(
	const struct travel_site *site, const struct travel_request *request, struct text *out)
{
	char digest[65];
	const bool is_liar = strcmp(site->kind, "liar") == 0;

	memset(digest, '0', 64);
	add_member(out, "{\"schema\":1,\"id\":", str_of(is_liar ? request->other_id : request->id));
	add_member(out, ",\"service\":", STR("travel"));
	add_member(out, ",\"formId\":", STR("travel"));
	add_member(out, ",\"formVersion\":", STR("1"));
	add_member(out, ",\"formSha256\":", (struct str){ digest, 64 });
	add_member(out, ",\"language\":", request->lang == LANG_EN ? STR("en") : STR("fr"));
	add_answers(site, request, out);
	add_member(out, ",\"reference\":", str_of(request->reference));
	add_member(out, ",\"callbackWords\":[", callback_word(request->lang, request->words[0]));
	add_member(out, ",", callback_word(request->lang, request->words[1]));
	text_add(out, STR("],\"createdAt\":\""));
	format_rfc3339(request->created_wall, out);
	add_member(out, "\",\"timeZone\":", STR("America/Toronto"));
	text_add(out, STR(",\"clock\":{\"wall\":"));
	text_int(out, request->created_wall);
	add_member(out, ",\"sure\":true},\"device\":", STR("DEV-0000"));
	text_add(out, STR(",\"assisted\":null}"));
}

char *
travel_request_seal(const struct travel_site *site, const struct travel_request *request)
{
	char *buffer = malloc(PLAINTEXT_MAX);
	struct text plaintext;
	char ref_hash[44], *jwe;
	const bool is_swapped = strcmp(site->kind, "swapped") == 0;

	text_init(&plaintext, buffer, PLAINTEXT_MAX);
	write_plaintext(site, request, &plaintext);
	if (plaintext.full) {
		travel_give_up("the answers", E2BIG);
	}
	int r = seal_ref_hash(
		site->status_key, TRAVEL_STATUS_KEY_BYTES, str_of(request->reference), ref_hash);
	const struct seal_header header = { .id = str_of(is_swapped ? request->other_id : request->id),
		.form = STR("travel"),
		.form_version = STR("1"),
		.lang = request->lang,
		.ref_hash = str_of(ref_hash) };
	if (r == 0) {
		r = seal_close(site->key, &header, text_str(&plaintext), &jwe);
	}
	free(buffer);
	if (r != 0) {
		travel_give_up("sealing", -r);
	}
	return jwe;
}

void
travel_site_load(struct travel_site *site, const char *state)
{
	char path[4096];
	struct diagnosis diagnosis;

	snprintf(path, sizeof(path), "%s/recipient.jwks", state);
	if (seal_load_public(path, now_wall(), &site->key, &diagnosis) != 0) {
		fprintf(stderr, "travel: %s: %s\n", diagnosis.file, diagnosis.what);
		exit(4);
	}
	snprintf(path, sizeof(path), "%s/status.key", state);
	const int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 ||
		read(file, site->status_key, TRAVEL_STATUS_KEY_BYTES) != TRAVEL_STATUS_KEY_BYTES) {
		travel_give_up(path, file < 0 ? errno : EINVAL);
	}
	(void)close(file);
}
