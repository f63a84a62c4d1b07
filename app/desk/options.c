/* SPDX-License-Identifier: MIT */
/* The command line of guichet-desk: options that all commands share, told in the language that was asked for. */
#include "desk/options.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/msg.h"
#include "exit_codes.h"
#include "platform/beside.h"

enum {
	OPTION_STATE = 256,
	OPTION_INTAKE,
	OPTION_CA,
	OPTION_SERVICES,
	OPTION_ACTOR,
	OPTION_LANG,
	OPTION_HELP,
	OPTION_OWN, /* the first of the command itself */
};

static const struct option shared[] = {
	{ "state", required_argument, NULL, OPTION_STATE },
	{ "intake", required_argument, NULL, OPTION_INTAKE },
	{ "ca", required_argument, NULL, OPTION_CA },
	{ "services", required_argument, NULL, OPTION_SERVICES },
	{ "actor", required_argument, NULL, OPTION_ACTOR },
	{ "lang", required_argument, NULL, OPTION_LANG },
	{ "help", no_argument, NULL, OPTION_HELP },
};

enum { N_SHARED = sizeof(shared) / sizeof(shared[0]) };

/* "--lang fr" or "--lang=fr", wherever it stands: what is wrong before it is told in that language, too. */
static const char *
lang_asked(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0) {
			return argv[i] + 7;
		}
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) {
			return argv[i + 1];
		}
	}
	return "";
}

enum lang
options_lang(int argc, char **argv)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *asked = lang_asked(argc, argv);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && asked[0] == '\0'; i++) {
		const char *value = getenv(names[i]);
		asked = value != NULL ? value : "";
	}
	return strncmp(asked, "fr", 2) == 0 ? LANG_FR : LANG_EN;
}

/* Always OPTIONS_WRONG, for the caller to return. */
static int
wrong(enum lang lang, enum office id, const char *option)
{
	char buffer[512];
	struct text out;
	const struct msg_arg args[] = { { "option", str_of(option) } };
	text_init(&out, buffer, sizeof(buffer));
	msg_write(&out, office_messages[id].in[lang], args, 1);
	fprintf(stderr, "guichet-desk%s %.*s\n", lang == LANG_FR ? "\u00a0:" : ":", (int)out.n, out.p);
	return OPTIONS_WRONG;
}

void
options_print_usage(FILE *to, enum lang lang, enum office usage)
{
	char buffer[512];
	struct text out;
	const struct msg_arg args[] = { { "value", office_messages[usage].in[lang] } };
	const struct str shared_ones = office_messages[OFFICE_USAGE_SHARED].in[lang];
	text_init(&out, buffer, sizeof(buffer));
	msg_write(&out, office_messages[OFFICE_USAGE_HEAD].in[lang], args, 1);
	fprintf(to, "%.*s\n", (int)out.n, out.p);
	if (usage != OFFICE_USAGE_COMMAND) {
		fprintf(to, "       %.*s\n", (int)shared_ones.n, shared_ones.p);
	}
}

/* Names stand in the access log and in what a client may ask for: no line breaks, no other tricks. */
static bool
is_name(struct str name)
{
	if (name.n == 0 || name.n >= OPTIONS_ACTOR_BYTES || !utf8_valid(name)) {
		return false;
	}
	for (size_t at = 0; at < name.n;) {
		const uint32_t c = utf8_next(name, &at);
		if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
			return false;
		}
	}
	return true;
}

static bool
take_actor(struct options *options, const char *name)
{
	if (!is_name(str_of(name))) {
		return false;
	}
	(void)snprintf(options->actor, sizeof(options->actor), "%s", name);
	return true;
}

static void
find_services(struct options *options)
{
	if (!beside_find("services", options->services, sizeof(options->services)) ||
		access(options->services, F_OK) != 0) {
		options->services[0] = '\0';
	}
}

/* 0 or OPTIONS_WRONG. */
static int
take_shared(struct options *options, int option, const char *value)
{
	switch (option) {
	case OPTION_STATE:
		options->state = value;
		return 0;
	case OPTION_INTAKE:
		options->intake = value;
		return 0;
	case OPTION_CA:
		options->ca_file = value;
		return 0;
	case OPTION_SERVICES:
		return strlen(value) < sizeof(options->services) ?
			   (void)snprintf(options->services, sizeof(options->services), "%s", value),
			   0 : wrong(options->lang, OFFICE_DESK_OPTION_VALUE, "--services");
	case OPTION_ACTOR:
		return take_actor(options, value) ?
			0 :
			wrong(options->lang, OFFICE_DESK_OPTION_VALUE, "--actor");
	default: /* OPTION_LANG */
		if (strcmp(value, "en") != 0 && strcmp(value, "fr") != 0) {
			return wrong(options->lang, OFFICE_DESK_OPTION_VALUE, "--lang");
		}
		options->lang = value[0] == 'f' ? LANG_FR : LANG_EN;
		return 0;
	}
}

/* Fills `all` with the shared options and those of the command, and ends it. */
static void
join(struct option all[N_SHARED + OPTIONS_OWN_MAX + 1], const struct options_own *own)
{
	memcpy(all, shared, sizeof(shared));
	int n = N_SHARED;
	for (int i = 0; own[i].name != NULL && i < OPTIONS_OWN_MAX; i++) {
		all[n++] = (struct option){ own[i].name,
			own[i].value != NULL ? required_argument : no_argument, NULL, OPTION_OWN + i };
	}
	all[n] = (struct option){ NULL, 0, NULL, 0 };
}

static void
take_own(const struct options_own *own, const char *value)
{
	if (own->value != NULL) {
		*own->value = value;
	} else {
		*own->flag = true;
	}
}

int
options_parse(int argc, char **argv, const struct options_own *own, enum office usage,
	struct options *ret_options)
{
	struct option all[N_SHARED + OPTIONS_OWN_MAX + 1];
	struct options options = { .state = ".", .lang = options_lang(argc, argv) };
	int c;
	join(all, own);
	find_services(&options);
	opterr = 0; /* getopt's own sentences know one language */
	while ((c = getopt_long(argc, argv, ":", all, NULL)) != -1) {
		if (c == '?' || c == ':') {
			const char *option = optind > 0 ? argv[optind - 1] : "";
			return wrong(options.lang,
				c == '?' ? OFFICE_DESK_OPTION_UNKNOWN : OFFICE_DESK_OPTION_NO_VALUE, option);
		}
		if (c == OPTION_HELP) {
			options_print_usage(stdout, options.lang, usage);
			return OPTIONS_HELP;
		}
		if (c >= OPTION_OWN) {
			take_own(&own[c - OPTION_OWN], optarg);
		} else if (take_shared(&options, c, optarg) != 0) {
			return OPTIONS_WRONG;
		}
	}
	options.arguments = argv + optind;
	options.n_arguments = argc - optind;
	*ret_options = options;
	return 0;
}

int
options_misuse(const struct options *options, enum office usage)
{
	(void)wrong(options->lang, OFFICE_DESK_MISUSE, "");
	options_print_usage(stderr, options->lang, usage);
	return EXIT_USAGE;
}

int
options_need_actor(const struct options *options)
{
	if (options->actor[0] != '\0') {
		return 0;
	}
	(void)wrong(options->lang, OFFICE_DESK_NO_ACTOR, "");
	return EXIT_USAGE;
}

struct inbox_options
options_inbox(const struct options *options)
{
	return (struct inbox_options){ .state = options->state,
		.intake = options->intake,
		.ca_file = options->ca_file,
		.services = options->services[0] == '\0' ? NULL : options->services };
}
