/* SPDX-License-Identifier: MIT */
/* Every setting has one row in a table: where it goes, and what is allowed. */
#include "platform/config.h"

#include <errno.h>
#include <ini.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/theme.h"

enum kind {
	KIND_PATH,
	KIND_URL,
	KIND_FOLDER_URL,
	KIND_TAG,
	KIND_PROVINCE,
	KIND_FIRST,
	KIND_ZONE,
	KIND_THEME,
	KIND_MODE,
	KIND_TURN,
	KIND_LAYOUT,
	KIND_CARD,
	KIND_SWITCH,
	KIND_INT,
	KIND_FLOAT,
	KIND_SECONDS
};

struct setting {
	const char *section, *name;
	enum kind kind;
	size_t offset, size; /* of the member of struct config */
	double min, max;     /* of numbers */
	const char *allowed;
};

#define MEMBER(m) offsetof(struct config, m), sizeof(((struct config *)NULL)->m)

static const struct setting settings[] = {
	{ "site", "device", KIND_TAG, MEMBER(device), 0, 0, "1 to 63 letters, digits and hyphens" },
	{ "site", "province", KIND_PROVINCE, MEMBER(province), 0, 0,
		"AB BC MB NB NL NS NT NU ON PE QC SK YT" },
	{ "site", "first-language", KIND_FIRST, MEMBER(first_language), 0, 0, "by-province, en or fr" },
	{ "site", "time-zone", KIND_ZONE, MEMBER(time_zone), 0, 0,
		"a name of the IANA database, as America/Toronto" },
	{ "site", "officer", KIND_SWITCH, MEMBER(officer), 0, 0, "yes or no" },
	{ "display", "px-per-mm", KIND_FLOAT, MEMBER(px_per_mm), 1, 20, "1 to 20, as 3.78" },
	{ "display", "distance", KIND_INT, MEMBER(distance_mm), 300, 1500,
		"300 to 1500, in millimetres" },
	{ "display", "size", KIND_INT, MEMBER(size), 1, 4, "1, 2, 3 or 4" },
	{ "display", "theme", KIND_THEME, MEMBER(theme), 0, 0,
		"default, black-on-white, white-on-black or low-contrast" },
	{ "display", "card", KIND_PATH, MEMBER(card), 0, 0,
		"the path of a device, as /dev/dri/card0, at most 31 bytes" },
	{ "display", "mode", KIND_MODE, offsetof(struct config, mode_w), 2 * sizeof(int), 480, 7680,
		"width and height that the panel has, as 1920x1080" },
	{ "display", "turned", KIND_TURN, MEMBER(turned), 0, 270, "0, 90, 180 or 270" },
	{ "input", "keyboard", KIND_LAYOUT, MEMBER(keyboard), 0, 0,
		"us, ca-french or ca-multilingual" },
	{ "sound", "card", KIND_CARD, MEMBER(sound_card), 0, 0,
		"the id of a card in /proc/asound/cards, at most 31 letters, digits, - and _" },
	{ "sound", "attenuation", KIND_INT, MEMBER(attenuation_db), 0, 60, "0 to 60, in decibels" },
	{ "session", "idle-limit", KIND_SECONDS, MEMBER(idle_limit), 120, 300,
		"120 to 300, in seconds" },
	{ "paths", "services", KIND_PATH, MEMBER(services), 0, 0,
		"the path of a folder, at most 255 bytes" },
	{ "paths", "fonts", KIND_PATH, MEMBER(fonts), 0, 0,
		"the path of a fontconfig file, at most 255 bytes" },
	{ "paths", "state", KIND_PATH, MEMBER(state), 0, 0, "the path of a folder, at most 255 bytes" },
	{ "paths", "staff", KIND_PATH, MEMBER(staff), 0, 0, "the path of a socket, at most 100 bytes" },
	{ "sync", "intake", KIND_URL, MEMBER(intake), 0, 0,
		"https://NAME or https://NAME:PORT; on the same machine http://127.0.0.1:PORT" },
	{ "sync", "ca", KIND_PATH, MEMBER(intake_ca), 0, 0,
		"the path of a PEM file, at most 255 bytes" },
	{ "update", "bundles", KIND_FOLDER_URL, MEMBER(bundles), 0, 0,
		"https://NAME/FOLDER, of letters, digits and - . _ ~ /; on the same machine http://127.0.0.1:PORT/FOLDER" },
	{ "update", "bundles-ca", KIND_PATH, MEMBER(bundles_ca), 0, 0,
		"the path of a PEM file, at most 255 bytes" },
};

enum { N_SETTINGS = sizeof(settings) / sizeof(settings[0]) };

static const char provinces[][3] = { "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE",
	"QC", "SK", "YT" };

void
config_defaults(struct config *config)
{
	*config = (struct config){
		.device = "DEV-0000",
		.province = "ON",
		.first_language = "by-province",
		.time_zone = "America/Toronto",
		.idle_limit = 180000,    /* K-46 */
		.px_per_mm = 96 / 25.4f, /* the pixel of CSS: what a desk's screen is near */
		.distance_mm = 600,
		.size = 2,
		.theme = "default",
		.keyboard = "ca-multilingual",
		.intake = "http://127.0.0.1:8471",
	};
}

static bool
is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool
consists_of(const char *value, const char *besides_alphanumeric)
{
	for (const char *c = value; *c != '\0'; c++) {
		if (!is_alphanumeric(*c) && strchr(besides_alphanumeric, *c) == NULL) {
			return false;
		}
	}
	return value[0] != '\0';
}

static bool
is_province(const char *value)
{
	for (size_t i = 0; i < sizeof(provinces) / sizeof(provinces[0]); i++) {
		if (strcmp(provinces[i], value) == 0) {
			return true;
		}
	}
	return false;
}

/* Which servers are allowed with which scheme the HTTP client says; here only what can be no URL is caught. */
static bool
is_url(const char *value, const char *besides_alphanumeric)
{
	const struct str url = str_of(value);
	const struct str schemes[] = { STR("https://"), STR("http://") };
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (str_starts(url, schemes[i])) {
			return consists_of(value + schemes[i].n, besides_alphanumeric);
		}
	}
	return false;
}

/* What the panel can show is known only where it is. */
static bool
parse_mode(const char *value, const struct setting *setting, int mode[2])
{
	int w, h, end = 0;

	if (value[strspn(value, "0123456789x")] != '\0' || strlen(value) > 9 ||
		sscanf(value, "%dx%d%n", &w, &h, &end) != 2 || value[end] != '\0' || w < setting->min ||
		w > setting->max || h < setting->min || h > setting->max) {
		return false;
	}
	mode[0] = w;
	mode[1] = h;
	return true;
}

static bool
is_layout(const char *value)
{
	return strcmp(value, "us") == 0 || strcmp(value, "ca-french") == 0 ||
		strcmp(value, "ca-multilingual") == 0;
}

/* "C" decimal point whatever the locale: the program never calls setlocale(). */
static bool
parse_number(const struct setting *setting, const char *value, double *ret_number)
{
	char *end;
	if (value[0] == '\0' || value[strspn(value, "0123456789.")] != '\0') {
		return false; /* strtod() would take white space, signs, exponents, "inf" and hexadecimal */
	}
	const double number = strtod(value, &end);
	if (*end != '\0' || !(number >= setting->min && number <= setting->max)) {
		return false;
	}
	if ((setting->kind != KIND_FLOAT && number != (double)(int)number) ||
		(setting->kind == KIND_TURN && (int)number % 90 != 0)) {
		return false;
	}
	*ret_number = number;
	return true;
}

static bool
text_is_allowed(const struct setting *setting, const char *value)
{
	switch (setting->kind) {
	case KIND_PATH:
		return value[0] != '\0';
	case KIND_URL:
		return is_url(value, ".-:[]");
	case KIND_FOLDER_URL:
		return is_url(value, ".-:[]/_~");
	case KIND_TAG:
		return consists_of(value, "-");
	case KIND_PROVINCE:
		return is_province(value);
	case KIND_FIRST:
		return strcmp(value, "by-province") == 0 || strcmp(value, "en") == 0 ||
			strcmp(value, "fr") == 0;
	case KIND_ZONE:
		/* a name, never a path out of the database */
		return consists_of(value, "/_+-") && value[0] != '/';
	case KIND_THEME:
		return theme_find(str_of(value)) != THEME_COUNT;
	case KIND_LAYOUT:
		return is_layout(value);
	case KIND_CARD:
		return consists_of(value, "-_");
	case KIND_SWITCH:
	case KIND_MODE:
	case KIND_TURN:
	case KIND_INT:
	case KIND_FLOAT:
	case KIND_SECONDS:
		break;
	}
	return false;
}

static bool
parse_switch(const char *value, bool *ret_switch)
{
	const bool is_yes = strcmp(value, "yes") == 0;
	if (!is_yes && strcmp(value, "no") != 0) {
		return false;
	}
	*ret_switch = is_yes;
	return true;
}

static bool
store(const struct setting *setting, struct config *config, const char *value)
{
	char *member = (char *)config + setting->offset;
	double number;

	switch (setting->kind) {
	case KIND_MODE:
		return parse_mode(value, setting, (int *)(void *)member);
	case KIND_INT:
	case KIND_TURN:
	case KIND_FLOAT:
	case KIND_SECONDS:
		if (!parse_number(setting, value, &number)) {
			return false;
		}
		if (setting->kind == KIND_INT || setting->kind == KIND_TURN) {
			*(int *)member = (int)number;
		} else if (setting->kind == KIND_FLOAT) {
			*(float *)member = (float)number;
		} else {
			*(ms_t *)member = (ms_t)number * 1000;
		}
		return true;
	case KIND_SWITCH:
		return parse_switch(value, (bool *)member);
	case KIND_PATH:
	case KIND_URL:
	case KIND_FOLDER_URL:
	case KIND_TAG:
	case KIND_PROVINCE:
	case KIND_FIRST:
	case KIND_ZONE:
	case KIND_THEME:
	case KIND_LAYOUT:
	case KIND_CARD:
		break;
	}
	const size_t n = strlen(value);
	if (n >= setting->size || !text_is_allowed(setting, value)) {
		return false;
	}
	memset(member, 0, setting->size);
	memcpy(member, value, n);
	return true;
}

static const struct setting *
find(const char *section, const char *name)
{
	for (int i = 0; i < N_SETTINGS; i++) {
		if (strcmp(settings[i].section, section) == 0 && strcmp(settings[i].name, name) == 0) {
			return &settings[i];
		}
	}
	return NULL;
}

int
config_set(struct config *config, const char *section, const char *name, const char *value,
	struct diagnosis *ret_diagnosis)
{
	const struct setting *setting = find(section, name);
	struct diagnosis diagnosis = { .file = "" };

	if (setting == NULL) {
		snprintf(diagnosis.what, sizeof(diagnosis.what),
			"There is no setting \"%.60s\" in section [%.60s].", name, section);
		snprintf(
			diagnosis.remedy, sizeof(diagnosis.remedy), "Correct the name, or remove the line.");
	} else if (!store(setting, config, value)) {
		snprintf(diagnosis.what, sizeof(diagnosis.what), "\"%.100s\" is not allowed for %s.", value,
			name);
		snprintf(diagnosis.remedy, sizeof(diagnosis.remedy), "Allowed: %s.", setting->allowed);
	} else {
		return 0;
	}
	*ret_diagnosis = diagnosis;
	return -EINVAL;
}

struct reading {
	FILE *file;
	int line;
	struct config config;
	bool seen[N_SETTINGS];
	int refused_line; /* of the first refused setting; 0: none */
	struct diagnosis diagnosis;
};

/* Counts lines, which inih does not tell its handler, and refuses what inih would cut in two without a word. */
static char *
read_line(char *buffer, int size, void *context)
{
	struct reading *reading = context;
	char *line = fgets(buffer, size, reading->file);

	reading->line++;
	if (line == NULL || strlen(line) + 1 < (size_t)size || strchr(line, '\n') != NULL ||
		reading->refused_line != 0) {
		return line;
	}
	reading->refused_line = reading->line;
	reading->diagnosis = (struct diagnosis){
		.remedy = "Shorten it: a path may lead through a symbolic link."
	};
	snprintf(reading->diagnosis.where, sizeof(reading->diagnosis.where), "line %d", reading->line);
	snprintf(reading->diagnosis.what, sizeof(reading->diagnosis.what),
		"The line is longer than %d bytes.", size - 2);
	return NULL;
}

static int
take(void *context, const char *section, const char *name, const char *value)
{
	struct reading *reading = context;
	struct diagnosis diagnosis;
	const struct setting *setting = find(section, name);

	if (reading->refused_line != 0) {
		return 0;
	}
	if (setting != NULL && reading->seen[setting - settings]) {
		diagnosis = (struct diagnosis){ .remedy = "Leave only one of them." };
		snprintf(diagnosis.what, sizeof(diagnosis.what),
			"The setting %s stands here a second time.", name);
	} else if (config_set(&reading->config, section, name, value, &diagnosis) == 0) {
		reading->seen[setting - settings] = true;
		return 1;
	}
	reading->refused_line = reading->line;
	reading->diagnosis = diagnosis;
	snprintf(reading->diagnosis.where, sizeof(reading->diagnosis.where), "line %d, [%.60s] %.60s",
		reading->line, section, name);
	return 0;
}

static int
diagnose(const char *path, int error, struct diagnosis *diagnosis)
{
	snprintf(diagnosis->file, sizeof(diagnosis->file), "%s", path);
	if (error != EINVAL) {
		diagnosis->where[0] = '\0';
		snprintf(diagnosis->what, sizeof(diagnosis->what), "The configuration cannot be read: %s.",
			strerror(error));
		snprintf(diagnosis->remedy, sizeof(diagnosis->remedy),
			"Name an existing, readable file with --config, or leave the option out.");
	}
	return -error;
}

int
config_load(const char *path, struct config *config, struct diagnosis *ret_diagnosis)
{
	struct reading reading = { .file = fopen(path, "re"), .config = *config };
	if (reading.file == NULL) {
		return diagnose(path, errno, ret_diagnosis);
	}
	const int line = ini_parse_stream(read_line, &reading, take, &reading);
	const bool unreadable = ferror(reading.file) != 0;
	(void)fclose(reading.file);
	if (unreadable) {
		return diagnose(path, EIO, ret_diagnosis);
	}
	if (line < 0) {
		return diagnose(path, ENOMEM, ret_diagnosis);
	}
	if (line == 0 && reading.refused_line == 0) {
		*config = reading.config;
		return 0;
	}
	if (reading.refused_line == 0 || (line != 0 && line < reading.refused_line)) {
		reading.diagnosis = (struct diagnosis){
			.what =
				"This line is neither a [section], nor a setting (name = value), nor a comment (# or ;).",
			.remedy = "Correct the line, or put # in front of it.",
		};
		snprintf(reading.diagnosis.where, sizeof(reading.diagnosis.where), "line %d", line);
	}
	*ret_diagnosis = reading.diagnosis;
	return diagnose(path, EINVAL, ret_diagnosis);
}
