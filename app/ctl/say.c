/* SPDX-License-Identifier: MIT */
/* Both languages unless one was asked for: whoever reads a terminal of a kiosk is not known beforehand. */
#include "ctl/say.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "exit_codes.h"

static int chosen = LANG_COUNT; /* both */

void
say_use(enum lang lang)
{
	chosen = (int)lang;
}

enum lang
say_lang(void)
{
	return chosen == LANG_FR ? LANG_FR : LANG_EN;
}

bool
say_shows(enum lang lang)
{
	return chosen == LANG_COUNT || chosen == (int)lang;
}

void
say_about(const char *subject, const char *english, const char *french)
{
	const bool has_subject = subject != NULL;
	if (say_shows(LANG_EN)) {
		fprintf(stderr, "guichetctl: %s%s%s\n", has_subject ? subject : "", has_subject ? ": " : "",
			english);
	}
	if (say_shows(LANG_FR)) {
		fprintf(stderr, "guichetctl\u00a0: %s%s%s\n", has_subject ? subject : "",
			has_subject ? "\u00a0: " : "", french);
	}
}

void
say_errno(const char *subject, int error, const char *english, const char *french)
{
	char sentence[512];
	(void)snprintf(sentence, sizeof(sentence), "%s (%s)", english, strerror(error));
	say_about(subject, sentence, french);
}

void
say_diagnosis(const struct diagnosis *diagnosis, const char *french)
{
	char sentence[sizeof(diagnosis->where) + sizeof(diagnosis->what) + sizeof(diagnosis->remedy) +
		8];
	(void)snprintf(sentence, sizeof(sentence), "%s%s%s %s", diagnosis->where,
		diagnosis->where[0] == '\0' ? "" : ": ", diagnosis->what, diagnosis->remedy);
	say_about(diagnosis->file, sentence, french);
}

int
say_no_memory(void)
{
	say_about(NULL, "There is not enough memory. Close other programs.",
		"Il n’y a pas assez de mémoire. Fermez d’autres programmes.");
	return EXIT_FATAL;
}
