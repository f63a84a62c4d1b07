/* SPDX-License-Identifier: MIT */
/* Stores a request with the answers on standard input (a JSON object) as a kiosk does, whatever they say, and with the
 * documents that are shown to an officer (a JSON array), if any; prints its id, its reference and its call-back words. */
#include "travel_request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/format.h"
#include "platform/outbox.h"

enum { ANSWERS_MAX = 400 * 1024, PLAINTEXT_MAX = 512 * 1024 };

struct form {
	const char *id, *version, *sha256;
};

struct content {
	struct str answers, shown;
};

static void
add(struct text *out, const char *before, struct str value)
{
	text_add(out, str_of(before));
	text_json(out, value);
}

/* docs/formats/envelope.json */
static void
write_plaintext(const struct form *form, const struct travel_request *request,
	const struct content *content, struct text *out)
{
	add(out, "{\"schema\":1,\"id\":", str_of(request->id));
	add(out, ",\"service\":", str_of(form->id));
	add(out, ",\"formId\":", str_of(form->id));
	add(out, ",\"formVersion\":", str_of(form->version));
	add(out, ",\"formSha256\":", str_of(form->sha256));
	add(out, ",\"language\":", request->lang == LANG_EN ? STR("en") : STR("fr"));
	text_add(out, STR(",\"answers\":"));
	text_add(out, content->answers);
	add(out, ",\"reference\":", str_of(request->reference));
	add(out, ",\"callbackWords\":[", callback_word(request->lang, request->words[0]));
	add(out, ",", callback_word(request->lang, request->words[1]));
	text_add(out, STR("],\"createdAt\":\""));
	format_rfc3339(request->created_wall, out);
	add(out, "\",\"timeZone\":", STR("America/Toronto"));
	text_add(out, STR(",\"clock\":{\"wall\":"));
	text_int(out, request->created_wall);
	text_add(out, STR(",\"sure\":true},\"device\":\"DEV-0000\",\"assisted\":null"));
	if (content->shown.n > 0) {
		text_add(out, STR(",\"shown\":"));
		text_add(out, content->shown);
	}
	text_char(out, '}');
}

static char *
seal(const struct travel_site *site, const struct form *form, const struct travel_request *request,
	const struct content *content)
{
	static char buffer[PLAINTEXT_MAX];
	struct text plaintext;
	char ref_hash[44], *jwe;
	text_init(&plaintext, buffer, sizeof(buffer));
	write_plaintext(form, request, content, &plaintext);
	int r = plaintext.full ? -E2BIG :
							 seal_ref_hash(site->status_key, TRAVEL_STATUS_KEY_BYTES,
								 str_of(request->reference), ref_hash);
	const struct seal_header header = { .id = str_of(request->id),
		.form = str_of(form->id),
		.form_version = str_of(form->version),
		.lang = request->lang,
		.ref_hash = str_of(ref_hash) };
	if (r == 0) {
		r = seal_close(site->key, &header, text_str(&plaintext), &jwe);
	}
	if (r != 0) {
		travel_give_up("sealing", -r);
	}
	return jwe;
}

static void
store(const char *state, const struct travel_request *request, const char *jwe)
{
	char path[4096];
	unsigned char sha256[OUTBOX_SHA256_BYTES];
	struct diagnosis diagnosis;
	struct outbox *outbox;
	snprintf(path, sizeof(path), "%s/outbox.db", state);
	if (outbox_open(path, false, &outbox, &diagnosis) != 0) {
		fprintf(stderr, "seal-request: %s: %s\n", diagnosis.file, diagnosis.what);
		exit(4);
	}
	int r = seal_sha256(str_of(jwe), sha256);
	if (r == 0) {
		r = outbox_put(outbox, str_of(request->id), request->created_wall, str_of(jwe), sha256);
	}
	outbox_close(outbox);
	if (r != 0) {
		travel_give_up("outbox", r < 0 ? -r : ENOSPC);
	}
}

int
main(int argc, char **argv)
{
	static char answers[ANSWERS_MAX];
	struct travel_site site = { .kind = "genuine" };
	struct travel_request request;
	if (argc != 6 && argc != 7) {
		fprintf(stderr, "usage: seal-request STATE en|fr FORM VERSION SHA256 [SHOWN] <ANSWERS\n");
		return 2;
	}
	const struct form form = { .id = argv[3], .version = argv[4], .sha256 = argv[5] };
	const size_t n = fread(answers, 1, sizeof(answers), stdin);
	travel_site_load(&site, argv[1]);
	travel_request_make(NULL, strcmp(argv[2], "fr") == 0 ? LANG_FR : LANG_EN, &request);
	const struct content content = { .answers = str_trim((struct str){ answers, n }),
		.shown = argc == 7 ? str_of(argv[6]) : STR_NONE };
	char *jwe = seal(&site, &form, &request, &content);
	store(argv[1], &request, jwe);
	const struct str one = callback_word(request.lang, request.words[0]);
	const struct str two = callback_word(request.lang, request.words[1]);
	printf(
		"%s %s %.*s %.*s\n", request.id, request.reference, (int)one.n, one.p, (int)two.n, two.p);
	free(jwe);
	seal_free_key(site.key);
	return 0;
}
