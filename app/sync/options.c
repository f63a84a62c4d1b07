/* SPDX-License-Identifier: MIT */
/* Reads the command line; each option has the limits that its setting has in guichet.conf. */
#include "sync/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/backoff.h"

enum { RETRY_BASE_MIN_MS = 10, RETRY_BASE_MAX_MS = 60 * 1000 };

/* Where a provisioned device keeps it (docs/formats/config.md). */
static const char device_state[] = "/data/guichet";

static const struct option names[] = { { "config", required_argument, NULL, 'c' },
	{ "state", required_argument, NULL, 's' }, { "intake", required_argument, NULL, 'i' },
	{ "ca", required_argument, NULL, 'a' }, { "retry-base", required_argument, NULL, 'r' },
	{ "once", no_argument, NULL, 'o' }, { "lang", required_argument, NULL, 'l' }, { 0 } };

static bool
complain(const struct diagnosis *diagnosis, const char *option)
{
	fprintf(stderr, "guichet-sync: %s%s: %s%s%s\n              %s\n",
		diagnosis->file[0] == '\0' ? "--" : "", option, diagnosis->where,
		diagnosis->where[0] == '\0' ? "" : ": ", diagnosis->what, diagnosis->remedy);
	return false;
}

static bool
wrong(const char *option, const char *allowed)
{
	fprintf(stderr, "guichet-sync: %s: This value is not allowed.\n              Allowed: %s.\n",
		option, allowed);
	return false;
}

/* Seconds, fractions allowed: "5", "0.05". */
static bool
take_retry_base(const char *value, struct options *options)
{
	char *end;
	const bool is_number = value[0] != '\0' && value[strspn(value, "0123456789.")] == '\0';
	const double seconds = is_number ? strtod(value, &end) : 0;
	if (!is_number || *end != '\0' || seconds * 1000 < RETRY_BASE_MIN_MS ||
		seconds * 1000 > RETRY_BASE_MAX_MS) {
		return wrong("--retry-base", "0.01 to 60, in seconds");
	}
	options->retry_base_ms = (ms_t)(seconds * 1000 + 0.5);
	return true;
}

static bool
take_lang(const char *value, struct options *options)
{
	if (strcmp(value, "en") != 0 && strcmp(value, "fr") != 0) {
		return wrong("--lang", "en, fr");
	}
	options->lang = value[0] == 'f' ? LANG_FR : LANG_EN;
	return true;
}

static bool
take(int option, const char *value, struct options *options)
{
	static const struct {
		int option;
		const char *section, *name;
	} settings[] = { { 's', "paths", "state" }, { 'i', "sync", "intake" }, { 'a', "sync", "ca" } };
	struct diagnosis diagnosis;
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		if (option == settings[i].option &&
			config_set(&options->config, settings[i].section, settings[i].name, value, &diagnosis) <
				0) {
			return complain(&diagnosis, settings[i].name);
		}
	}
	if (option == 'o') {
		options->once = true;
	}
	return option == 'r' ? take_retry_base(value, options) :
		option == 'l'    ? take_lang(value, options) :
						   option != '?';
}

/* The file comes first, wherever its option stands: the others are set on top of it. */
static bool
load_config(int argc, char **argv, struct options *options)
{
	struct diagnosis diagnosis;
	bool is_good = true;
	int c;
	optind = 1;
	while (is_good && (c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == 'c' && config_load(optarg, &options->config, &diagnosis) < 0) {
			is_good = complain(&diagnosis, optarg);
		}
		is_good = is_good && c != '?';
	}
	return is_good;
}

bool
options_parse(int argc, char **argv, struct options *ret_options)
{
	struct options options = { .retry_base_ms = BACKOFF_BASE_MS, .lang = LANG_COUNT };
	int c;
	config_defaults(&options.config);
	if (!load_config(argc, argv, &options)) {
		return false;
	}
	optind = 1;
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (!take(c, optarg, &options)) {
			return false;
		}
	}
	if (options.config.state[0] == '\0') {
		(void)snprintf(options.config.state, sizeof(options.config.state), "%s", device_state);
	}
	options.arguments = argv + optind;
	options.n_arguments = argc - optind;
	*ret_options = options;
	return true;
}

void
options_path(const struct options *options, const char *name, char ret_path[OPTIONS_PATH_BYTES])
{
	(void)snprintf(ret_path, OPTIONS_PATH_BYTES, "%s/%s", options->config.state, name);
}

const char *
options_ca(const struct options *options)
{
	return options->config.intake_ca[0] == '\0' ? NULL : options->config.intake_ca;
}
