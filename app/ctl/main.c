/* SPDX-License-Identifier: MIT */
/* guichetctl: what technicians, agents and authors of forms run at a terminal. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/say.h"

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage, *does, *options;
};

static const struct command commands[] = {
	{ "lint", ctl_lint, "lint [--json] FORM...",
		"says what is wrong with form templates and service folders",
		"  --json  one JSON object a finding\n" },
	{ "evaluate", ctl_evaluate, "evaluate FORM RUNS.jsonl",
		"says what a form shows and refuses for recorded answers",
		"  RUNS.jsonl  one run a line; - reads them from standard input\n" },
	{ "check-field", ctl_check_field, "check-field ELEMENT.jsonl", "validates single answers",
		"  ELEMENT.jsonl  one element with answers a line; - reads them from standard input\n" },
	{ "format-number", ctl_format_number, "format-number RUNS.jsonl",
		"shows numbers as the questions of a form do",
		"  RUNS.jsonl  one number a line; - reads them from standard input:\n"
		"              {\"lang\": \"en\" or \"fr\", \"options\": {...}, \"value\": a number or text}\n"
		"              options are stepCount, currencyCode and useThousandsSeparator\n" },
	{ "preview", ctl_preview,
		"preview FORM --out DIR [--size 1..4] [--theme NAME] [--window WxH] [--province XX] [--fonts FILE]",
		"shows every page of a form or a service: its picture and what is said",
		"  --out DIR      the folder for index.html and all that it shows; made if it is not there\n"
		"  --size N       text size, 1 to 4\n"
		"  --theme NAME   default, black-on-white, white-on-black or low-contrast\n"
		"  --window WxH   the screen in pixels; 1080x1920 by default\n"
		"  --province XX  two letters; in QC French comes first\n"
		"  --fonts FILE   the fonts.conf of the kiosk; the one that came with the program by default\n"
		"  --lang en|fr   the language of the pages, and of what goes wrong; both by default\n" },
	{ "speak", ctl_speak,
		"speak --lang en|fr [--phonemes] [--reading text|spelled|reference|phone|postal] TEXT",
		"prints the words that would be spoken",
		"  --lang      the language of the text, and of what goes wrong\n"
		"  --phonemes  prints what the voice makes of the words\n"
		"  --reading   how the text is read; text by default\n" },
	{ "queue", ctl_queue,
		"queue [--state DIR] [--json] [--retry ID | --set-aside [--even-if-healthy]]",
		"says what waits, and why; puts back what was set apart; sets a damaged outbox aside",
		"  --state DIR        the folder of outbox.db; /data/guichet by default\n"
		"  --json             one JSON object instead of sentences\n"
		"  --retry ID         puts a request that was set apart back into the queue\n"
		"  --set-aside        renames a damaged outbox, so that guichet begins a new one\n"
		"  --even-if-healthy  also one that is not damaged: what waits in it is then not sent\n" },
	{ "selftest", ctl_selftest,
		"selftest [--state DIR] [--services DIR] [--config FILE] [--json | --signs | --boot]",
		"tries what a kiosk needs and nobody has to watch",
		"  --state DIR     the folder of outbox.db and the keys; /data/guichet by default\n"
		"  --services DIR  one folder a service; those of the configuration by default\n"
		"  --config FILE   guichet.conf, for the services and the name of the device\n"
		"  --json          one JSON object (docs/formats/selftest.md)\n"
		"  --signs         one sign an item, for guichet-staff\n"
		"  --boot          says only why a new system must not be kept\n" },
	{ "provision", ctl_provision,
		"provision [--state DIR] [--from BUNDLE] [--answers FILE] [--owner USER] [--check] [--NAME VALUE]...",
		"writes this kiosk's settings, what was measured where it stands, and its keys",
		"  --state DIR     the folder that is written; /data/guichet by default\n"
		"  --from BUNDLE   a folder with recipient.jwks, status.key, intake.jwks, content.jwks, intake-ca.pem, or some of them\n"
		"  --answers FILE  name = value, one a line\n"
		"  --owner USER    who gets the files\n"
		"  --check         says what is wrong, and writes nothing\n"
		"  --NAME VALUE    as device, province, time-zone, bar-measured; docs/formats/provision.md lists them\n" },
	{ "status", ctl_status, "status [--state DIR] [--config FILE] [--json]",
		"says how this kiosk is: identity, certificate, outbox, link, clock, disk",
		"  --state DIR    the folder of outbox and keys; /data/guichet by default\n"
		"  --config FILE  settings; guichet.conf of the state folder by default\n"
		"  --json         one JSON object instead of sentences\n" },
	{ "enrol", ctl_enrol,
		"enrol [--state DIR] [--config FILE] [--device TAG] [--again] [--owner USER]\n"
		"                  ([--intake URL] [--ca FILE] (--code CODE | --code-file FILE) | --request DIR | --answer DIR | --resume)",
		"gives this kiosk its key and certificate, by a one-time code or by a stick",
		"  --state DIR       the folder of the keys; /data/guichet by default\n"
		"  --config FILE     settings; guichet.conf of the state folder by default; options come on top\n"
		"  --device TAG      the asset tag of this kiosk\n"
		"  --intake URL      https://NAME, or http://127.0.0.1:PORT on the same machine\n"
		"  --ca FILE         the one authority, in PEM, that is trusted for https\n"
		"  --code CODE       of guichet-intake token; spaces, hyphens and lower case do not matter\n"
		"  --code-file FILE  the same from a file; - is standard input\n"
		"  --again           replaces the key that is there\n"
		"  --owner USER      who gets the files: the user of guichet-sync\n"
		"  --request DIR     writes TAG.p10 there, for guichet-intake enrol\n"
		"  --answer DIR      takes in what guichet-intake enrol wrote\n"
		"  --resume          finishes what was cut short after all had come; else nothing\n" },
	{ "fetch-update", ctl_fetch_update,
		"fetch-update [--config FILE] [--folder DIR] [--release FILE]",
		"fetches the newest update from the department's folder, or goes on with it",
		"  --config FILE   settings; guichet.conf of the state folder by default\n"
		"  --folder DIR    where it comes to lie; /data/guichet-update by default\n"
		"  --release FILE  names the version that runs; /usr/lib/os-release by default\n" },
};
enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void
print_usage(FILE *to)
{
	fputs("usage: guichetctl COMMAND [ARGUMENTS]\n\n", to);
	for (size_t i = 0; i < N_COMMANDS; i++) {
		fprintf(to, "  %s\n      %s\n", commands[i].usage, commands[i].does);
	}
	fputs(
		"\nAll take --lang en|fr: the language of what goes wrong (both by default), and of what queue and selftest print (English by "
		"default).\n"
		"guichetctl COMMAND --help says what its options are, guichetctl --version which version this is.\n"
		"\nExit status: 0 good, 1 findings or refused, 2 usage, 3 expectation failed, 4 fatal.\n",
		to);
}

/* Takes "--lang en" or "--lang=en" at `i` out of the arguments. Returns how many are left; -1 after a sentence. */
static int
take_lang(int argc, char **argv, int i)
{
	const bool has_equals = argv[i][6] == '=';
	const char *value = has_equals ? argv[i] + 7 : argv[i + 1];
	const int n = has_equals ? 1 : 2;
	if (value == NULL || (strcmp(value, "en") != 0 && strcmp(value, "fr") != 0)) {
		say_about("--lang", "The languages are en and fr.", "Les langues sont en et fr.");
		return -1;
	}
	say_use(value[0] == 'f' ? LANG_FR : LANG_EN);
	memmove(
		argv + i, argv + i + n, (size_t)(argc - i - n + 1) * sizeof(argv[0])); /* with the NULL */
	return argc - n;
}

static bool
is_lang(const char *argument)
{
	return strcmp(argument, "--lang") == 0 || strncmp(argument, "--lang=", 7) == 0;
}

/* Before the command, and behind it unless it is speak, whose own option it is. As take_lang(). */
static int
take_all_langs(int argc, char **argv)
{
	int n = argc;
	while (n > 1 && is_lang(argv[1])) {
		n = take_lang(n, argv, 1);
	}
	const bool is_own = n > 1 && strcmp(argv[1], "speak") == 0;
	for (int i = 2; i < n && !is_own && strcmp(argv[i], "--") != 0;) {
		if (is_lang(argv[i])) {
			n = take_lang(n, argv, i);
		} else {
			i++;
		}
	}
	return n;
}

static bool
asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			return true;
		}
	}
	return false;
}

/* `argv` begins with the command's name. */
static int
run(const struct command *command, int argc, char **argv)
{
	if (asks_for_help(argc, argv)) {
		printf("usage: guichetctl %s\n\n%s", command->usage, command->options);
		if (command->run != ctl_speak && command->run != ctl_preview) {
			puts(
				"  --lang en|fr  the language of what goes wrong, both by default; of what queue and selftest print, English by default");
		}
		return EXIT_GOOD;
	}
	const int status = command->run(argc, argv);
	if (status == EXIT_USAGE) {
		fprintf(stderr, "usage: guichetctl %s\n", command->usage);
	}
	return status;
}

int
main(int argc, char **argv)
{
	const int n = take_all_langs(argc, argv);
	if (n < 0) {
		return EXIT_USAGE;
	}
	for (size_t i = 0; n >= 2 && i < N_COMMANDS; i++) {
		if (strcmp(argv[1], commands[i].name) == 0) {
			return run(&commands[i], n - 1, argv + 1);
		}
	}
	if (asks_for_help(n, argv)) {
		print_usage(stdout);
		return EXIT_GOOD;
	}
	if (n == 2 && strcmp(argv[1], "--version") == 0) {
		puts("guichetctl " GUICHET_VERSION);
		return EXIT_GOOD;
	}
	if (n >= 2) {
		say_about(argv[1], "There is no such command.", "Il n’y a pas de commande de ce nom.");
	}
	print_usage(stderr);
	return EXIT_USAGE;
}
