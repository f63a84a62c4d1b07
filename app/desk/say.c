/* SPDX-License-Identifier: MIT */
/* Says what went wrong and what to do; the name of the program comes first, because pipes mix what programs say. */
#include "desk/say.h"

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

int
say_error(enum lang lang, int error)
{
	say(lang, wording_error(error));
	return EXIT_FATAL;
}

int
say_diagnosis(enum lang lang, int error, const struct diagnosis *diagnosis)
{
	if (lang == LANG_FR) {
		say(lang, wording_error(error));
	}
	desk_complain(diagnosis);
	return EXIT_FATAL;
}
