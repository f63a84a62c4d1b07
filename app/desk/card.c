/* SPDX-License-Identifier: MIT */
/* Makes a technician's card: its text on standard output, its serial and its end for people on standard error. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "desk/desk.h"
#include "desk/options.h"
#include "desk/pin.h"
#include "desk/say.h"
#include "platform/local_time.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, SENTENCE_BYTES = 512 };

struct wish {
	const char *key, *name, *days, *may, *pin_file;
};

static bool
take_days(const char *value, int *ret_days)
{
	char *end;
	const long days = strtol(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || days < 1 || days > CARD_DAYS_MAX) {
		return false;
	}
	*ret_days = (int)days;
	return true;
}

static bool
take_right(const char *value, unsigned *ret_may)
{
	if (value == NULL || strcmp(value, "staff") == 0) {
		*ret_may = CARD_MAY_STAFF;
		return true;
	}
	*ret_may = CARD_MAY_STAFF | CARD_MAY_DOWNGRADE;
	return strcmp(value, "downgrade") == 0;
}

/* What the options say, from this second on. An exit code. */
static int
fill(const struct wish *wish, enum lang lang, struct card *card)
{
	int days;
	if (!take_days(wish->days, &days)) {
		say_about(lang, OFFICE_DESK_OPTION_ALLOWED, "--days: 1 – 1100");
		return EXIT_USAGE;
	}
	if (!take_right(wish->may, &card->may)) {
		say_about(lang, OFFICE_DESK_OPTION_ALLOWED, "--may: staff, downgrade");
		return EXIT_USAGE;
	}
	if (!card_is_name(str_of(wish->name))) {
		say(lang, office_messages[OFFICE_CARD_NAME_WRONG]);
		return EXIT_USAGE;
	}
	(void)snprintf(card->name, sizeof(card->name), "%s", wish->name);
	card->not_before = local_time_now() / 1000 * 1000;
	card->not_after = card->not_before + (ms_t)days * DAY_MS;
	const int r = card_new_serial(card->serial);
	return r < 0 ? say_error(lang, r) : EXIT_GOOD;
}

static void
tell(const struct card *card, enum lang lang)
{
	char day[64], buffer[SENTENCE_BYTES];
	struct text date, out;
	int minutes;
	text_init(&date, day, sizeof(day));
	format_date(lang, local_date(card->not_after, &minutes), &date);
	const struct msg_arg args[] = { { "serial", str_of(card->serial) },
		{ "name", str_of(card->name) }, { "date", text_str(&date) } };
	text_init(&out, buffer, sizeof(buffer));
	msg_write(&out, office_messages[OFFICE_CARD_MADE].in[lang], args, 3);
	fprintf(stderr, "%.*s\n", (int)out.n, out.p);
}

static int
print(const struct seal_key *key, const struct card *card, const struct pin *pin, enum lang lang)
{
	char *text;
	const int r = card_make(key, card, str_of(pin->digits), &text);
	if (r < 0) {
		return say_error(lang, r);
	}
	const bool written = puts(text) >= 0 && fflush(stdout) == 0;
	const int error = -errno;
	free(text);
	if (!written) {
		return say_error(lang, error);
	}
	tell(card, lang);
	return EXIT_GOOD;
}

static int
make(const struct wish *wish, enum lang lang)
{
	struct diagnosis diagnosis;
	struct seal_key *key;
	struct pin pin;
	struct card card = { .may = 0 };
	int exit_code = fill(wish, lang, &card);
	if (exit_code != EXIT_GOOD) {
		return exit_code;
	}
	const int r = seal_load_signing(wish->key, &key, &diagnosis);
	if (r < 0) {
		return say_diagnosis(lang, r, &diagnosis);
	}
	exit_code = pin_get(wish->pin_file, lang, &pin);
	if (exit_code == EXIT_GOOD) {
		exit_code = print(key, &card, &pin, lang);
		explicit_bzero(&pin, sizeof(pin));
	}
	seal_free_key(key);
	return exit_code;
}

int
desk_card(int argc, char **argv)
{
	struct wish wish = { .key = NULL };
	const struct options_own own[] = { { "key", &wish.key, NULL }, { "name", &wish.name, NULL },
		{ "days", &wish.days, NULL }, { "may", &wish.may, NULL },
		{ "pin-file", &wish.pin_file, NULL }, { NULL, NULL, NULL } };
	struct options options;
	const int parsed = options_parse(argc, argv, own, OFFICE_USAGE_CARD, &options);
	if (parsed != 0) {
		return parsed == OPTIONS_HELP ? EXIT_GOOD : EXIT_USAGE;
	}
	if (wish.key == NULL || wish.name == NULL || wish.days == NULL || options.n_arguments > 0) {
		return options_misuse(&options, OFFICE_USAGE_CARD);
	}
	return make(&wish, options.lang);
}
