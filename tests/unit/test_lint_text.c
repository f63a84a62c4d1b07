/* SPDX-License-Identifier: MIT */
/* What guichetctl lint finds in single texts: each fault, and what looks like it and is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ctl/lint_text.h"

struct tally {
	int errors, warnings;
};

static void
count(void *context, const char *severity, const char *what, const char *remedy, struct str near)
{
	struct tally *tally = context;
	*(strcmp(severity, "error") == 0 ? &tally->errors : &tally->warnings) += 1;
	assert_true(what[0] != '\0' && remedy[0] != '\0' && near.n > 0);
}

static void
assert_text(enum lang lang, const char *text, int errors, int warnings)
{
	struct tally tally = { 0 };
	lint_text(lang, str_of(text), count, &tally);
	lint_voice(lang, str_of(text), count, &tally);
	if (tally.errors != errors || tally.warnings != warnings) {
		fail_msg("\"%s\": %d errors, %d warnings", text, tally.errors, tally.warnings);
	}
}

static void
french_typography(void **state)
{
	(void)state;
	static const char *const good[] = { "Vraiment? Oui; non!",
		"Exemple\u00A0: 15:05 à https://canada.ca", "«\u00A0Oui\u00A0»", "25\u00A0%, 10\u00A0$",
		"L’été", "" };
	static const char *const bad[] = { "Vraiment ?", "Oui\u00A0; non", "Non\u202F!", "Exemple: oui",
		"Exemple :", "« Oui\u00A0»", "«\u00A0Oui »", "25 %", "10$" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_text(LANG_FR, good[i], 0, 0);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_text(LANG_FR, bad[i], 1, 0);
		assert_text(LANG_EN, bad[i], 0, 0);
	}
	assert_text(LANG_FR, "L'été", 0, 1);
}

static void
sentences_of_twenty_words(void **state)
{
	(void)state;
	assert_text(LANG_EN, "a b c d e f g h i j k l m n o p q r s t.", 0, 0);
	assert_text(LANG_EN, "a b c d e f g h i j k l m n o p q r s t u.", 0, 1);
	assert_text(LANG_EN, "a b c d e f g h i j. k l m n o p q r s t u.", 0, 0);
	assert_text(LANG_EN, "a b c d e f g h i j\nk l m n o p q r s t u", 0, 0);
	/* 3.5 and a no-break space end no sentence and part no words */
	assert_text(LANG_FR, "a b c d e f g h i j 3.5 k l m n o p q r\u00A0s", 0, 0);
	assert_text(LANG_FR, "a b c d e f g h i j 3.5 k l m n o p q r s t", 0, 1);
}

static void
names_of_the_sin(void **state)
{
	(void)state;
	assert_true(lint_text_names_sin(LANG_EN, STR("What is your SIN?")));
	assert_true(lint_text_names_sin(LANG_EN, STR("Your social Insurance Number")));
	assert_false(lint_text_names_sin(LANG_EN, STR("Single since")));
	assert_false(lint_text_names_sin(LANG_EN, STR("SINGLE")));
	assert_true(lint_text_names_sin(LANG_FR, STR("Quel est votre NAS?")));
	assert_true(lint_text_names_sin(LANG_FR, STR("Numéro d’assurance sociale")));
	assert_false(lint_text_names_sin(LANG_FR, STR("NASA")));
	assert_false(lint_text_names_sin(LANG_EN, STR("Explain. Do not include your SIN.")));
	assert_true(lint_text_names_sin(LANG_EN, STR("If you do not mind: your SIN?")));
	assert_true(lint_text_names_sin(LANG_EN, STR("Do not worry. What is your SIN?")));
	assert_false(lint_text_names_sin(LANG_FR, STR("Veuillez ne pas écrire votre NAS")));
	assert_false(lint_text_names_sin(LANG_FR, STR("N’écrivez jamais votre NAS.")));
}

/* One warning each, and none where the same signs mean something else. */
static void
assert_warned(enum lang lang, const char *const *bad, const char *const *good)
{
	for (size_t i = 0; bad[i]; i++) {
		assert_text(lang, bad[i], 0, 1);
	}
	for (size_t i = 0; good[i]; i++) {
		assert_text(lang, good[i], 0, 0);
	}
}

static void
french_dates_and_times(void **state)
{
	(void)state;
	static const char *const bad[] = { "le 9 novembre", "le 9\u00A0Novembre", "le 1\u00A0mai",
		"à 15h05", "à 15 h", "à 15\u00A0h 05", "à 9h", NULL };
	static const char *const good[] = { "le 9\u00A0novembre 2026", "le 1er\u00A0mai", "21 maisons",
		"à 15\u00A0h\u00A005", "à 9\u00A0h", "24h/24", "15 heures", "2026-11-09", NULL };
	assert_warned(LANG_FR, bad, good);
	assert_text(LANG_FR, "le 1 Mai", 0, 3);
}

static void
french_words_and_numbers(void **state)
{
	(void)state;
	static const char *const bad[] = { "Mme Tremblay", "M. Roy", "n° 5", "A propos de vous",
		"Etat civil", "votre soeur", "les voeux", "1 234 personnes", "10 000 000 personnes",
		"1,234 personnes", "3.50\u00A0$", "dit \"oui\" ", NULL };
	static const char *const good[] = { "Mme\u00A0Tremblay", "M.\u00A0Roy", "Mme est là",
		"À propos", "Plan A et B", "État", "votre sœur", "poêle", "coexister",
		"1\u00A0234 personnes", "1 800 555-0199", "613 555 0199", "123 456 789", "2, 3 ou 4",
		"3,50\u00A0$", "en $", "en %", "version 2.5", NULL };
	for (size_t i = 0; bad[i]; i++) {
		/* both quotes are reported */
		assert_text(LANG_FR, bad[i], 0, strchr(bad[i], '"') ? 2 : 1);
		assert_text(LANG_EN, bad[i], 0, 0);
	}
	for (size_t i = 0; good[i]; i++) {
		assert_text(LANG_FR, good[i], 0, 0);
	}
	assert_text(LANG_FR, "$10", 1, 0);
}

static void
dates_that_can_be_read_twice(void **state)
{
	(void)state;
	static const char *const bad[] = { "by 02/03/2026.", "2-3-2026", NULL };
	static const char *const good[] = { "2026-03-02", "1/2", "613-555-0199", "and/or",
		"102/03/2026", "02/03/20261", NULL };
	assert_warned(LANG_EN, bad, good);
	assert_warned(LANG_FR, bad, good);
}

static void
what_a_voice_cannot_say(void **state)
{
	(void)state;
	static const char *const bad[] = { "Next →", "✓ Done", "Привет, Мир", "ᐃᓄᒃᑎᑐᑦ ok",
		"PLEASE COMPLETE ALL THE FIELDS", "\U0001F600", NULL };
	static const char *const good[] = { "Don’t – “stop” …", "Name • Town", "20 °C, 5 €",
		"é ç œ Œ Ÿ ñ", "Canada™", "Service Canada", "IMPORTANT", "SERVICE CANADA",
		"EI, CPP, OAS and GIS", "a‑b\u00A0c", "½", NULL };
	assert_warned(LANG_EN, bad, good);
}

static void
tags_of_html(void **state)
{
	(void)state;
	static const char *const bad[] = { "a<br/>b", "< b >bold", "<a href='x'>", NULL };
	static const char *const good[] = { "a < b", "x <5> y", "1 < 2 > 0", "<", NULL };
	assert_warned(LANG_EN, bad, good);
}

static struct str place;

static void
keep_place(
	void *context, const char *severity, const char *what, const char *remedy, struct str near)
{
	(void)context, (void)severity, (void)what, (void)remedy;
	place = near;
}

/* The author finds it by the words around it. */
static void
places_are_shown(void **state)
{
	(void)state;
	lint_text(LANG_FR, STR("Un mot\nune fois: oui, deux"), keep_place, NULL);
	assert_true(str_eq(place, STR("une fois: oui,")));
	lint_text(LANG_EN, STR("One. a b c d e f g h i j k l m n o p q r s t u v"), keep_place, NULL);
	assert_true(str_eq(place, STR("a b c d e f g h i j k l m")));
	/* never in the middle of a character */
	lint_text(LANG_FR, STR("ééééééééééééééééééééééééé:"), keep_place, NULL);
	assert_true(utf8_valid(place) && place.n > 20 && place.n < 60);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(french_typography),
		cmocka_unit_test(sentences_of_twenty_words),
		cmocka_unit_test(names_of_the_sin),
		cmocka_unit_test(french_dates_and_times),
		cmocka_unit_test(french_words_and_numbers),
		cmocka_unit_test(dates_that_can_be_read_twice),
		cmocka_unit_test(what_a_voice_cannot_say),
		cmocka_unit_test(tags_of_html),
		cmocka_unit_test(places_are_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
