/* SPDX-License-Identifier: MIT */
/* Says what went wrong and what to do; the name of the program comes first, because pipes mix what programs say. */
#include "desk/say.h"

#include <errno.h>
#include <stdio.h>

#include "desk/desk.h"
#include "desk/wording.h"

enum { SENTENCE_BYTES = 1024 };

static const char *
prefix(enum lang lang)
{
	return lang == LANG_FR ? "guichet-desk\u00a0:" : "guichet-desk:";
}

void
say(enum lang lang, struct bilingual sentence)
{
	const struct str s = sentence.in[lang];
	fprintf(stderr, "%s %.*s\n", prefix(lang), (int)s.n, s.n == 0 ? "" : s.p);
}

void
say_about(enum lang lang, enum office id, const char *value)
{
	char buffer[SENTENCE_BYTES];
	struct text out;
	const struct msg_arg args[] = { { "value", str_of(value) } };
	text_init(&out, buffer, sizeof(buffer));
	msg_write(&out, office_messages[id].in[lang], args, 1);
	fprintf(stderr, "%s %.*s\n", prefix(lang), (int)out.n, out.p);
}

void
say_done(enum lang lang, enum office id, const char *value)
{
	char buffer[SENTENCE_BYTES];
	struct text out;
	const struct msg_arg args[] = { { "value", str_of(value) } };
	text_init(&out, buffer, sizeof(buffer));
	msg_write(&out, office_messages[id].in[lang], args, 1);
	printf("%.*s\n", (int)out.n, out.p);
}

void
say_tampering(enum lang lang, const struct inbox_verdict *verdict)
{
	char number[24];
	if (verdict->broken_seq != 0) {
		(void)snprintf(number, sizeof(number), "%lld", (long long)verdict->broken_seq);
		say_about(lang, OFFICE_LOG_BROKEN, number);
	}
	if (verdict->is_cut) {
		say(lang, office_messages[OFFICE_LOG_CUT]);
	}
}

int
say_error(enum lang lang, int error)
{
	say(lang, wording_error(error));
	return EXIT_FATAL;
}

/* The details are in English only; so this says what they are about. */
static struct bilingual
cause_of(int error, struct str file)
{
	const bool is_plain = str_starts(file, STR("http://"));
	if (is_plain || str_starts(file, STR("https://"))) {
		return office_messages[error != -EPERM ? OFFICE_CAUSE_URL :
				is_plain                       ? OFFICE_CAUSE_PLAIN :
												 OFFICE_CAUSE_AUTHORITY];
	}
	switch (error) {
	case -EACCES:
	case -EPERM:
		return office_messages[OFFICE_CAUSE_ACCESS];
	case -EROFS:
		return office_messages[OFFICE_CAUSE_READ_ONLY];
	case -ENOENT:
	case -ENOTDIR:
		return office_messages[OFFICE_CAUSE_ABSENT];
	case -EINVAL:
	case -EPROTO:
		return office_messages[OFFICE_CAUSE_CONTENT];
	default:
		return wording_error(error);
	}
}

int
say_diagnosis(enum lang lang, int error, const struct diagnosis *diagnosis)
{
	if (lang == LANG_FR) {
		say(lang, cause_of(error, str_of(diagnosis->file)));
	}
	desk_complain(diagnosis);
	return EXIT_FATAL;
}
