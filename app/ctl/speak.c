/* SPDX-License-Identifier: MIT */
/* guichetctl speak: the words, or the phonemes, that the kiosk would speak for a text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/normalize.h"
#include "ctl/ctl.h"
#include "ctl/say.h"
#include "platform/speech.h"

struct order {
	int lang; /* -1: not given */
	enum reading reading;
	bool is_phonemes;
	const char *shown;
};

static bool
parse_lang(const char *name, int *ret_lang)
{
	if (strcmp(name, "en") != 0 && strcmp(name, "fr") != 0) {
		return false;
	}
	*ret_lang = strcmp(name, "fr") == 0 ? LANG_FR : LANG_EN;
	return true;
}

static bool
parse_reading(const char *name, enum reading *ret_reading)
{
	static const struct {
		const char *name;
		enum reading reading;
	} readings[] = { { "text", READING_TEXT }, { "spelled", READING_SPELLED },
		{ "reference", READING_REFERENCE }, { "phone", READING_PHONE },
		{ "postal", READING_POSTAL } };
	for (size_t i = 0; i < sizeof(readings) / sizeof(readings[0]); i++) {
		if (strcmp(name, readings[i].name) == 0) {
			*ret_reading = readings[i].reading;
			return true;
		}
	}
	return false;
}

static bool
parse(int argc, char **argv, struct order *ret_order)
{
	struct order order = { .lang = -1, .reading = READING_TEXT };
	bool only_text = false;
	for (int i = 1; i < argc; i++) {
		if (!only_text && strcmp(argv[i], "--") == 0) {
			only_text = true;
		} else if (!only_text && strcmp(argv[i], "--phonemes") == 0) {
			order.is_phonemes = true;
		} else if (!only_text && strcmp(argv[i], "--lang") == 0) {
			if (++i == argc || !parse_lang(argv[i], &order.lang)) {
				return false;
			}
		} else if (!only_text && strcmp(argv[i], "--reading") == 0) {
			if (++i == argc || !parse_reading(argv[i], &order.reading)) {
				return false;
			}
		} else if ((!only_text && strncmp(argv[i], "--", 2) == 0) || order.shown != NULL) {
			return false; /* "-5" is a text */
		} else {
			order.shown = argv[i];
		}
	}
	*ret_order = order;
	return order.lang >= 0 && order.shown != NULL;
}

static int
print_phonemes(enum lang lang, struct str words)
{
	struct diagnosis diagnosis;
	const size_t size = words.n * 16 + 256; /* no letter has phonemes as long as that */
	char *phonemes = malloc(size);
	if (phonemes == NULL) {
		return say_no_memory();
	}
	const int r = speech_phonemes(lang, words, phonemes, size, &diagnosis);
	if (r == 0) {
		puts(phonemes);
	} else {
		say_diagnosis(&diagnosis,
			"La voix ne peut pas être utilisée. Installez espeak-ng-data, ou faites ./dev test, qui installe ce qui manque.");
	}
	free(phonemes);
	return r == 0 ? EXIT_GOOD : EXIT_FATAL;
}

int
ctl_speak(int argc, char **argv)
{
	struct order order;
	if (!parse(argc, argv, &order)) {
		return EXIT_USAGE;
	}
	const struct str shown = str_of(order.shown);
	if (!utf8_valid(shown)) {
		say_about(NULL, "The text is not UTF-8.", "Le texte n’est pas en UTF-8.");
		return EXIT_USAGE;
	}
	struct text words;
	const size_t size = shown.n * 64 + 64; /* the longest name of a single character has 28 bytes */
	char *buffer = malloc(size);
	if (buffer == NULL) {
		return say_no_memory();
	}
	text_init(&words, buffer, size);
	normalize((enum lang)order.lang, order.reading, shown, &words);
	int r = EXIT_GOOD;
	if (order.is_phonemes) {
		r = print_phonemes((enum lang)order.lang, text_str(&words));
	} else {
		printf("%.*s\n", (int)words.n, words.p);
	}
	free(buffer);
	return r;
}
