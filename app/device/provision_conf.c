/* SPDX-License-Identifier: MIT */
/* Line by line: the setting takes the place of its line, or stands at the end of its section, or begins the section. */
#include "device/provision_conf.h"

#include <string.h>

/* What is allowed stands in platform/config.c; here it is in French. */
static const struct {
	const char *section, *name, *french;
} settings[] = {
	{ "site", "device", "de 1 à 63 lettres, chiffres et traits d’union" },
	{ "site", "province", "AB BC MB NB NL NS NT NU ON PE QC SK YT" },
	{ "site", "first-language", "by-province, en ou fr" },
	{ "site", "time-zone", "un nom de la base de l’IANA, comme America/Toronto" },
	{ "site", "officer", "yes ou no" },
	{ "display", "px-per-mm", "de 1 à 20, comme 3.78" },
	{ "display", "distance", "de 300 à 1500, en millimètres" },
	{ "display", "size", "1, 2, 3 ou 4" },
	{ "display", "theme", "default, black-on-white, white-on-black ou low-contrast" },
	{ "session", "idle-limit", "de 120 à 300, en secondes" },
	{ "sync", "intake",
		"https://NOM ou https://NOM:PORT; sur la même machine http://127.0.0.1:PORT" },
	{ "sync", "ca", "le chemin d’un fichier PEM, au plus 255 octets" },
	{ "update", "bundles",
		"https://NOM/DOSSIER, de lettres, de chiffres et de - . _ ~ /; sur la même machine http://127.0.0.1:PORT/DOSSIER" },
	{ "update", "bundles-ca", "le chemin d’un fichier PEM, au plus 255 octets" },
};

const char *
provision_conf_section(const char *name)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		if (strcmp(settings[i].name, name) == 0) {
			return settings[i].section;
		}
	}
	return NULL;
}

const char *
provision_conf_name(const char *name)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		if (strcmp(settings[i].name, name) == 0) {
			return settings[i].name;
		}
	}
	return NULL;
}

const char *
provision_conf_french(const char *name)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		if (strcmp(settings[i].name, name) == 0) {
			return settings[i].french;
		}
	}
	return "";
}

static void
add_setting(struct text *out, const char *name, const char *value)
{
	text_add(out, str_of(name));
	text_add(out, STR(" = "));
	text_add(out, str_of(value));
	text_add(out, STR("\n"));
}

/* The name of "[name]"; empty for other lines. */
static struct str
section_of(struct str line)
{
	const struct str s = str_trim(line);
	return s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']' ? str_sub(s, 1, s.n - 1) : STR_NONE;
}

static bool
sets(struct str line, const char *name)
{
	const size_t equals = str_find(line, STR("="), 0);
	const size_t colon = str_find(line, STR(":"), 0);
	const size_t end = equals < colon ? equals : colon;
	return end < line.n && str_eq(str_trim(str_sub(line, 0, end)), str_of(name));
}

/* A comment or nothing behind the last setting of a section belongs to the next one. */
static bool
is_filler(struct str line)
{
	const struct str s = str_trim(line);
	return s.n == 0 || s.p[0] == '#' || s.p[0] == ';';
}

/* Where a new setting of the section goes: behind its last line that says something. conf.n + 1: there is no such section. */
static size_t
place_in(struct str conf, struct str section)
{
	size_t place = conf.n + 1;
	bool is_in = false;
	for (size_t at = 0; at < conf.n;) {
		const size_t end = str_find(conf, STR("\n"), at);
		const struct str line = str_sub(conf, at, end), name = section_of(line);
		is_in = name.n > 0 ? str_eq(name, section) : is_in;
		at = end < conf.n ? end + 1 : conf.n;
		if (is_in && !is_filler(line)) {
			place = at;
		}
	}
	return place;
}

/* True when the setting was there and is replaced. */
static bool
replace(struct str conf, struct str section, const char *name, const char *value, struct text *out)
{
	bool is_in = false, is_done = false;
	for (size_t at = 0; at < conf.n;) {
		const size_t end = str_find(conf, STR("\n"), at);
		const struct str line = str_sub(conf, at, end), found = section_of(line);
		is_in = found.n > 0 ? str_eq(found, section) : is_in;
		if (is_in && sets(line, name)) {
			add_setting(out, name, value);
			is_done = true;
		} else {
			text_add(out, line);
			text_add(out, STR("\n"));
		}
		at = end < conf.n ? end + 1 : conf.n;
	}
	return is_done;
}

bool
provision_conf_set(struct str conf, const char *name, const char *value, struct text *out)
{
	const struct str section = str_of(provision_conf_section(name));
	const struct text before = *out;
	if (replace(conf, section, name, value, out)) {
		return !out->full;
	}
	*out = before;
	const size_t place = place_in(conf, section);
	text_add(out, str_sub(conf, 0, place < conf.n ? place : conf.n));
	if (out->n > 0 && out->p[out->n - 1] != '\n') {
		text_add(out, STR("\n"));
	}
	if (place > conf.n) {
		text_add(out, conf.n == 0 ? STR("[") : STR("\n["));
		text_add(out, section);
		text_add(out, STR("]\n"));
	}
	add_setting(out, name, value);
	text_add(out, place < conf.n ? str_sub(conf, place, conf.n) : STR_NONE);
	return !out->full;
}
