/* SPDX-License-Identifier: MIT */
/* guichet-intake: takes sealed requests in and hands them to the department; it can read none of them. */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit_codes.h"
#include "intake/commands.h"

enum {
	GROUP_DEFAULT = 256,
	GROUP_MAX = 4096,
	LIFE_MAX_S = 397 * 24 * 60 * 60,
	OPTION_LISTEN = 256,
	OPTION_STORE,
	OPTION_KEYS,
	OPTION_GROUP,
	OPTION_LIFE,
	OPTION_HELP,
	OPTION_VERSION
};

static const char usage[] =
	"usage: guichet-intake --listen ADDRESS:PORT --store sqlite:FILE --keys DIR [--group-max N]\n"
	"                      [--certificate-life SECONDS]\n"
	"       guichet-intake keygen --out DIR\n"
	"       guichet-intake ca --keys DIR --name NAME\n"
	"       guichet-intake token --store sqlite:FILE --device TAG [--hours N]\n"
	"       guichet-intake enrol --store sqlite:FILE --keys DIR --device TAG --out DIR REQUEST\n"
	"       guichet-intake revoke --store sqlite:FILE (--device TAG | --serial SERIAL)\n"
	"\n"
	"  --listen     of the loopback, such as 127.0.0.1:8471; port 0 takes any free one\n"
	"  --store      the database of sealed requests; it is made when it is not there\n"
	"  --keys       intake.jwk, ca.key and ca.pem, devices/*.jwks, desks/*.json, calendar.jws and content.jwks\n"
	"  --group-max  changes in one commit at most, 1 to 4096; default 256\n"
	"  --certificate-life  of kiosks, 60 to 34300800 seconds; default 31536000, a year\n"
	"\n"
	"ca makes the authority that issues certificates to kiosks; token makes a one-time code for a technician; enrol\n"
	"answers a request that came on a stick; revoke takes certificates back, at once.\n"
	"guichet-intake --version says which version this is.\n"
	"SIGHUP reads devices, desks and calendar anew. SIGTERM answers what is under way and ends.\n"
	"\n"
	"Exit status: 0 good, 1 refused, 2 usage, 4 fatal.\n";

static bool
parse_group(const char *value, int *ret_group_max)
{
	char *end;
	const long n = strtol(value, &end, 10);
	if (*value == '\0' || *end != '\0' || n < 1 || n > GROUP_MAX) {
		return false;
	}
	*ret_group_max = (int)n;
	return true;
}

static bool
parse_life(const char *value, ms_t *ret_life_ms)
{
	char *end;
	const long seconds = strtol(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || seconds < 60 || seconds > LIFE_MAX_S) {
		return false;
	}
	*ret_life_ms = (ms_t)seconds * 1000;
	return true;
}

/* EXIT_GOOD with whole options, or EXIT_USAGE; *ret_text when only that was asked for. */
static int
parse(int argc, char **argv, struct commands_serve *ret_options, const char **ret_text)
{
	static const struct option options[] = { { "listen", required_argument, NULL, OPTION_LISTEN },
		{ "store", required_argument, NULL, OPTION_STORE },
		{ "keys", required_argument, NULL, OPTION_KEYS },
		{ "group-max", required_argument, NULL, OPTION_GROUP },
		{ "certificate-life", required_argument, NULL, OPTION_LIFE },
		{ "help", no_argument, NULL, OPTION_HELP },
		{ "version", no_argument, NULL, OPTION_VERSION }, { 0 } };
	struct commands_serve parsed = { .group_max = GROUP_DEFAULT,
		.certificate_life_ms = COMMANDS_CERTIFICATE_LIFE_MS };
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == OPTION_LISTEN) {
			parsed.listen = optarg;
		} else if (c == OPTION_STORE) {
			parsed.store = optarg;
		} else if (c == OPTION_KEYS) {
			parsed.keys = optarg;
		} else if (c == OPTION_HELP || c == OPTION_VERSION) {
			*ret_text = c == OPTION_HELP ? usage : "guichet-intake " GUICHET_VERSION "\n";
			return EXIT_GOOD;
		} else if (c == OPTION_LIFE ?
				!parse_life(optarg, &parsed.certificate_life_ms) :
				c != OPTION_GROUP || !parse_group(optarg, &parsed.group_max)) {
			return EXIT_USAGE;
		}
	}
	if (optind != argc || parsed.listen == NULL || parsed.store == NULL || parsed.keys == NULL) {
		return EXIT_USAGE;
	}
	*ret_options = parsed;
	return EXIT_GOOD;
}

int
main(int argc, char **argv)
{
	struct commands_serve options;
	const char *text = NULL;
	if (argc >= 2 && strcmp(argv[1], "keygen") == 0) {
		return commands_keygen(argc - 1, argv + 1);
	}
	const int status = argc >= 2 ? commands_devices(argc - 1, argv + 1) : COMMANDS_NONE;
	if (status != COMMANDS_NONE) {
		return status;
	}
	if (parse(argc, argv, &options, &text) != EXIT_GOOD) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (text != NULL) {
		fputs(text, stdout);
		return EXIT_GOOD;
	}
	return commands_serve(&options);
}
