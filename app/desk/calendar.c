/* SPDX-License-Identifier: MIT */
/* Signs a calendar of working days, and shows what a signed one says, for people to compare. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/msg.h"
#include "desk/desk.h"
#include "desk/options.h"
#include "office_messages.h"
#include "platform/calendar_json.h"
#include "platform/local_time.h"
#include "platform/seal_jws.h"

enum {
	FILE_MAX = 512 * 1024,
	LINE_MAX = 512,
	YEARS = 2, /* that are shown: this one and the next */
	DAYS_MAX = CALENDAR_HOLIDAYS_MAX + CALENDAR_CLOSED_MAX,
};

/* ---- what is said ---- */

static void
print_sentence(FILE *to, enum lang lang, enum office id, const struct msg_arg *args, int32_t n)
{
	char buffer[LINE_MAX];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	msg_write(&text, office_messages[id].in[lang], args, n);
	fprintf(to, "%.*s\n", (int)text.n, text.p);
}

/* Always EXIT_FINDINGS. */
static int
complain(enum lang lang, enum office id, const char *file)
{
	fprintf(stderr, "guichet-desk%s %s%s ", lang == LANG_FR ? "\u00a0:" : ":", file,
		lang == LANG_FR ? "\u00a0:" : ":");
	print_sentence(stderr, lang, id, NULL, 0);
	return EXIT_FINDINGS;
}

/* Always EXIT_FATAL. */
static int
complain_errno(const char *file, const char *what, int error)
{
	fprintf(stderr, "guichet-desk: %s: %s: %s.\n", file, what, strerror(-error));
	return EXIT_FATAL;
}

/* ---- files ---- */

/* Malloc'ed, without the line feed that editors and shells put behind it. 0 or negative errno. */
static int
read_file(const char *path, char **ret_bytes, struct str *ret_text)
{
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return -errno;
	}
	char *bytes = malloc(FILE_MAX);
	const size_t n = bytes == NULL ? 0 : fread(bytes, 1, FILE_MAX, file);
	const int r = bytes == NULL ? -ENOMEM : ferror(file) != 0 ? -EIO : n == FILE_MAX ? -EFBIG : 0;
	(void)fclose(file);
	if (r < 0) {
		free(bytes);
		return r;
	}
	*ret_bytes = bytes;
	*ret_text = str_trim((struct str){ bytes, n });
	return 0;
}

/* A calendar and the memory it lives in. */
struct reading_room {
	char memory[CALENDAR_ARENA_BYTES];
	struct calendar calendar;
};

/* Reads it and goes to its time zone. An exit code, and what is wrong is on stderr. */
static int
read_calendar(const char *path, struct str json, enum lang lang, struct reading_room *room)
{
	struct arena arena;
	struct diagnosis diagnosis;
	char zone[64];
	arena_init(&arena, room->memory, sizeof(room->memory));
	if (calendar_read(path, json, &arena, &room->calendar, &diagnosis) < 0) {
		desk_complain(&diagnosis);
		return EXIT_FINDINGS;
	}
	const struct str name = room->calendar.time_zone;
	const int n = snprintf(zone, sizeof(zone), "%.*s", (int)name.n, name.p);
	if (n >= (int)sizeof(zone) || local_time_use(zone) < 0) {
		return complain(lang, OFFICE_CALENDAR_ZONE, path);
	}
	return EXIT_GOOD;
}

/* ---- sign ---- */

/* No line feed at its end: so the file is the signature and nothing else. */
static int
print_signed(const char *key_path, struct str json)
{
	struct diagnosis diagnosis;
	struct seal_key *key;
	char *jws;
	if (seal_load_signing(key_path, &key, &diagnosis) < 0) {
		desk_complain(&diagnosis);
		return EXIT_FATAL;
	}
	const int r = seal_sign(key, SEAL_TYP_CALENDAR, json, &jws);
	seal_free_key(key);
	if (r < 0) {
		return complain_errno(key_path, "The calendar cannot be signed", r);
	}
	const bool written = fputs(jws, stdout) >= 0 && fflush(stdout) == 0;
	free(jws);
	return written ? EXIT_GOOD :
					 complain_errno("standard output", "The calendar cannot be written", -errno);
}

static int
sign(int argc, char **argv)
{
	static struct reading_room room;
	const char *key = NULL;
	const struct options_own own[] = { { "key", &key, NULL }, { 0 } };
	struct options options;
	const int parsed = options_parse(argc, argv, own, OFFICE_USAGE_CALENDAR_SIGN, &options);
	if (parsed != 0) {
		return parsed == OPTIONS_HELP ? EXIT_GOOD : EXIT_USAGE;
	}
	if (key == NULL || options.n_arguments != 1) {
		return options_misuse(&options, OFFICE_USAGE_CALENDAR_SIGN);
	}
	const char *path = options.arguments[0];
	char *bytes;
	struct str json;
	const int r = read_file(path, &bytes, &json);
	if (r < 0) {
		return complain_errno(path, "The calendar cannot be read", r);
	}
	int exit_code = read_calendar(path, json, options.lang, &room);
	if (exit_code == EXIT_GOOD) {
		exit_code = print_signed(key, json);
	}
	free(bytes);
	return exit_code;
}

/* ---- check ---- */

/* A day on which offices are closed. */
struct closed_day {
	struct date date;
	struct str name; /* empty: closed this once */
};

static void
insert(struct closed_day *days, int n, struct closed_day added)
{
	for (; n > 0 && calendar_compare(added.date, days[n - 1].date) < 0; n--) {
		days[n] = days[n - 1];
	}
	days[n] = added;
}

static int
collect(const struct calendar *calendar, int32_t year, enum lang lang, struct closed_day *days)
{
	int n = 0;
	for (int32_t i = 0; i < calendar->n_holidays; i++) {
		struct closed_day day = { .name = calendar->holidays[i].name.in[lang] };
		if (calendar_observed(calendar, i, year, &day.date)) {
			insert(days, n++, day);
		}
	}
	for (int32_t i = 0; i < calendar->n_closed; i++) {
		if (calendar->closed[i].year == year) {
			insert(days, n++, (struct closed_day){ .date = calendar->closed[i] });
		}
	}
	return n;
}

static void
print_year(const struct calendar *calendar, int32_t year, enum lang lang)
{
	struct closed_day days[DAYS_MAX];
	const int n = collect(calendar, year, lang, days);
	printf("\n%d\n", (int)year);
	for (int i = 0; i < n; i++) {
		char buffer[96];
		struct text date;
		text_init(&date, buffer, sizeof(buffer));
		format_weekday_date(lang, calendar_weekday(days[i].date), days[i].date, &date);
		const struct msg_arg args[] = { { "date", text_str(&date) }, { "name", days[i].name } };
		print_sentence(stdout, lang,
			days[i].name.n > 0 ? OFFICE_HOLIDAYS_DAY : OFFICE_HOLIDAYS_CLOSED, args, 2);
	}
}

/* EXIT_FINDINGS when it does not reach this year. */
static int
print_calendar(const struct calendar *calendar, enum lang lang)
{
	int minutes;
	char numbers[3][16];
	const int32_t year = local_date(local_time_now(), &minutes).year;
	const int32_t values[] = { calendar->first_year, calendar->last_year, year };
	for (int i = 0; i < 3; i++) {
		(void)snprintf(numbers[i], sizeof(numbers[i]), "%d", (int)values[i]);
	}
	const struct msg_arg args[] = { { "first", str_of(numbers[0]) }, { "last", str_of(numbers[1]) },
		{ "zone", calendar->time_zone }, { "year", str_of(numbers[2]) } };
	print_sentence(stdout, lang, OFFICE_HOLIDAYS_TITLE, args, 3);
	for (int32_t y = year; y < year + YEARS; y++) {
		if (y >= calendar->first_year && y <= calendar->last_year) {
			print_year(calendar, y, lang);
		}
	}
	if (year >= calendar->first_year && year <= calendar->last_year) {
		return EXIT_GOOD;
	}
	printf("\n");
	print_sentence(stdout, lang, OFFICE_HOLIDAYS_NOT_NOW, &args[3], 1);
	return EXIT_FINDINGS;
}

/* The calendar's JSON, malloc'ed, when it is genuine. An exit code. */
static int
verify(const char *keys_path, const char *path, enum lang lang, char **ret_json, size_t *ret_n)
{
	struct seal_signers *signers = NULL;
	struct seal_signer signer;
	struct diagnosis diagnosis;
	char *bytes;
	struct str jws;
	int r = read_file(path, &bytes, &jws);
	if (r < 0) {
		return complain_errno(path, "The calendar cannot be read", r);
	}
	if (seal_add_signers(keys_path, &signers, &diagnosis) < 0) {
		free(bytes);
		desk_complain(&diagnosis);
		return EXIT_FATAL;
	}
	r = seal_verify(signers, SEAL_TYP_CALENDAR, jws, ret_json, ret_n, &signer);
	seal_free_signers(signers);
	free(bytes);
	if (r < 0) {
		return complain_errno(path, "The signature cannot be checked", r);
	}
	return r == 0 ? EXIT_GOOD : complain(lang, OFFICE_HOLIDAYS_NOT_GENUINE, path);
}

static int
check(int argc, char **argv)
{
	static struct reading_room room;
	const char *keys = NULL;
	const struct options_own own[] = { { "keys", &keys, NULL }, { 0 } };
	struct options options;
	const int parsed = options_parse(argc, argv, own, OFFICE_USAGE_CALENDAR_CHECK, &options);
	if (parsed != 0) {
		return parsed == OPTIONS_HELP ? EXIT_GOOD : EXIT_USAGE;
	}
	if (keys == NULL || options.n_arguments != 1) {
		return options_misuse(&options, OFFICE_USAGE_CALENDAR_CHECK);
	}
	const char *path = options.arguments[0];
	char *json;
	size_t n;
	int exit_code = verify(keys, path, options.lang, &json, &n);
	if (exit_code != EXIT_GOOD) {
		return exit_code;
	}
	exit_code = read_calendar(path, (struct str){ json, n }, options.lang, &room);
	if (exit_code == EXIT_GOOD) {
		exit_code = print_calendar(&room.calendar, options.lang);
	}
	free(json);
	return exit_code;
}

int
desk_calendar(int argc, char **argv)
{
	if (argc >= 2 && strcmp(argv[1], "sign") == 0) {
		return sign(argc - 1, argv + 1);
	}
	if (argc >= 2 && strcmp(argv[1], "check") == 0) {
		return check(argc - 1, argv + 1);
	}
	const bool is_help = argc >= 2 && strcmp(argv[1], "--help") == 0;
	FILE *to = is_help ? stdout : stderr;
	const enum lang lang = options_lang(argc, argv);
	options_print_usage(to, lang, OFFICE_USAGE_CALENDAR_SIGN);
	options_print_usage(to, lang, OFFICE_USAGE_CALENDAR_CHECK);
	return is_help ? EXIT_GOOD : EXIT_USAGE;
}
