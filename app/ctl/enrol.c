/* SPDX-License-Identifier: MIT */
/* guichetctl enrol: gives this device its key and certificate, by a one-time code or by a stick. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/format.h"
#include "ctl/ctl.h"
#include "ctl/say.h"
#include "device/enrolment.h"
#include "platform/config.h"

enum { CODE_BYTES = 128 };

static const char device_state[] = "/data/guichet";

struct wish {
	const char *state, *config, *intake, *ca, *device, *code, *code_file, *owner, *request, *answer;
	bool is_again, is_resume;
};

static int
usage(const char *subject, const char *english, const char *french)
{
	say_about(subject, english, french);
	return EXIT_USAGE;
}

static bool
parse(int argc, char **argv, struct wish *wish)
{
	static const struct option names[] = { { "state", required_argument, NULL, 's' },
		{ "config", required_argument, NULL, 'c' }, { "intake", required_argument, NULL, 'i' },
		{ "ca", required_argument, NULL, 'a' }, { "device", required_argument, NULL, 'd' },
		{ "code", required_argument, NULL, 'o' }, { "code-file", required_argument, NULL, 'f' },
		{ "owner", required_argument, NULL, 'w' }, { "request", required_argument, NULL, 'r' },
		{ "answer", required_argument, NULL, 'n' }, { "again", no_argument, NULL, 'g' },
		{ "resume", no_argument, NULL, 'u' }, { 0 } };
	int c;
	opterr = 0; /* what getopt would say is in English only */
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		const char **place = c == 's' ? &wish->state :
			c == 'c'                  ? &wish->config :
			c == 'i'                  ? &wish->intake :
			c == 'a'                  ? &wish->ca :
			c == 'd'                  ? &wish->device :
			c == 'o'                  ? &wish->code :
			c == 'f'                  ? &wish->code_file :
			c == 'w'                  ? &wish->owner :
			c == 'r'                  ? &wish->request :
			c == 'n'                  ? &wish->answer :
										NULL;
		if (place != NULL) {
			*place = optarg;
		} else if (c == 'g') {
			wish->is_again = true;
		} else if (c == 'u') {
			wish->is_resume = true;
		} else {
			say_about(argv[optind - 1], "This is no option here, or it lacks its value.",
				"Ce n’est pas une option ici, ou il lui manque sa valeur.");
			return false;
		}
	}
	return optind == argc;
}

/* The file that --config names, else the one that provisioning wrote; options come on top. An exit code. */
static int
load_config(const struct wish *wish, struct config *config)
{
	char path[FILES_PATH_BYTES];
	struct diagnosis diagnosis;
	const struct {
		const char *value, *section, *name;
	} options[] = { { wish->device, "site", "device" }, { wish->intake, "sync", "intake" },
		{ wish->ca, "sync", "ca" } };
	config_defaults(config);
	config->device[0] = '\0';
	(void)snprintf(path, sizeof(path), "%s/guichet.conf", wish->state);
	const char *file = wish->config != NULL ? wish->config : files_exist(path) ? path : NULL;
	if (file != NULL && config_load(file, config, &diagnosis) < 0) {
		say_diagnosis(&diagnosis, "La configuration ne peut pas être lue. Corrigez-la.");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (options[i].value != NULL &&
			config_set(config, options[i].section, options[i].name, options[i].value, &diagnosis) <
				0) {
			(void)snprintf(diagnosis.file, sizeof(diagnosis.file), "--%s", options[i].name);
			say_diagnosis(&diagnosis, "Cette valeur n’est pas permise.");
			return EXIT_USAGE;
		}
	}
	return config->device[0] != '\0' || wish->is_resume ?
		EXIT_GOOD :
		usage("--device",
			"This kiosk has no device name yet. Set it up first, or give its name here.",
			"Cette borne n’a pas encore de nom d’appareil. Configurez-la d’abord, ou donnez son nom ici.");
}

/* "-" is standard input: what stands on a command line, everybody on the machine can read. */
static int
read_code(const struct wish *wish, char code[CODE_BYTES], struct str *ret_code)
{
	if (wish->code != NULL) {
		*ret_code = str_of(wish->code);
		return EXIT_GOOD;
	}
	if (wish->code_file == NULL) {
		return usage("--code", "The one-time code is needed, or --request or --answer.",
			"Le code à usage unique est requis, ou --request ou --answer.");
	}
	const bool is_input = strcmp(wish->code_file, "-") == 0;
	const int fd = is_input ? STDIN_FILENO : open(wish->code_file, O_RDONLY | O_CLOEXEC);
	const ssize_t n = fd < 0 ? -1 : read(fd, code, CODE_BYTES);
	const int error = errno;
	if (fd >= 0 && !is_input) {
		close(fd);
	}
	if (n < 0) {
		say_errno(
			wish->code_file, error, "The code cannot be read.", "Le code ne peut pas être lu.");
		return EXIT_FATAL;
	}
	*ret_code = (struct str){ code, (size_t)n };
	return EXIT_GOOD;
}

/* ---- saying ---- */

static void
print_success(enum lang lang, const struct enrolment_report *report, const char *asked_in)
{
	char buffer[32];
	struct text day;
	const bool is_french = lang == LANG_FR;
	if (asked_in != NULL) {
		printf(is_french ?
				"La demande est dans %s. Clé\u00a0: %s\nApportez-la aux responsables du service de réception, et lisez-leur la clé.\n" :
				"The request is in %s. Key: %s\nBring it to those who run the intake, and read the key to them.\n",
			asked_in, report->kid);
		return;
	}
	text_init(&day, buffer, sizeof(buffer));
	format_rfc3339(report->certificate.not_after, &day);
	printf(is_french ? "%s est inscrite. Certificat %s, valide jusqu’au %.*s.\n" :
					   "%s is enrolled. Certificate %s, valid until %.*s.\n",
		report->certificate.device, report->certificate.serial, 10, day.p);
}

/* What a system's error comes to; its details are in English. */
static const char *
french_for(int error)
{
	return error == -EPERM || error == -EACCES ?
		"L’adresse, ou l’accès à un fichier, n’est pas permis. Vérifiez les droits, et l’adresse avec https et --ca." :
		"Un fichier ne peut pas être lu ou écrit. Vérifiez le dossier d’état, son propriétaire et l’espace libre.";
}

static int
tell(int r, const struct enrolment_report *report, const char *asked_in)
{
	if (r < 0) {
		say_diagnosis(&report->diagnosis, french_for(r));
		return EXIT_FATAL;
	}
	if (r > 0) {
		char english[512], french[512];
		const struct bilingual sentence = enrolment_sentence((enum enrolment_result)r);
		(void)snprintf(
			english, sizeof(english), "%.*s", (int)sentence.in[LANG_EN].n, sentence.in[LANG_EN].p);
		(void)snprintf(
			french, sizeof(french), "%.*s", (int)sentence.in[LANG_FR].n, sentence.in[LANG_FR].p);
		say_about(report->problem[0] == '\0' ? NULL : report->problem, english, french);
		return EXIT_FINDINGS;
	}
	for (int lang = LANG_EN; lang < LANG_COUNT; lang++) {
		if (say_shows((enum lang)lang)) {
			print_success((enum lang)lang, report, asked_in);
		}
	}
	return EXIT_GOOD;
}

/* ---- doing ---- */

static int
enrol(const struct wish *wish, struct enrolment_order *order, struct enrolment_report *report)
{
	char code[CODE_BYTES];
	if (wish->is_resume) {
		const int r = enrolment_resume(order, report);
		return r == ENROLMENT_NO_REQUEST ? EXIT_GOOD : tell(r, report, NULL);
	}
	if (wish->request != NULL) {
		return tell(enrolment_request(order, wish->request, report), report, wish->request);
	}
	if (wish->answer != NULL) {
		return tell(enrolment_answer(order, wish->answer, report), report, NULL);
	}
	int status = read_code(wish, code, &order->code);
	if (status == EXIT_GOOD) {
		status = tell(enrolment_online(order, report), report, NULL);
	}
	explicit_bzero(code, sizeof(code));
	return status;
}

int
ctl_enrol(int argc, char **argv)
{
	struct wish wish = { .state = device_state };
	struct config config;
	struct enrolment_report report;
	if (!parse(argc, argv, &wish) ||
		(wish.request != NULL) + (wish.answer != NULL) +
				(wish.code != NULL || wish.code_file != NULL) + wish.is_resume >
			1) {
		return EXIT_USAGE;
	}
	const int status = load_config(&wish, &config);
	if (status != EXIT_GOOD) {
		return status;
	}
	struct enrolment_order order = { .state = wish.state,
		.device = config.device,
		.intake = config.intake,
		.ca_file = config.intake_ca[0] == '\0' ? NULL : config.intake_ca,
		.is_again = wish.is_again,
		.owner = WHOLE_FILE_OWNER_NONE };
	if (wish.owner != NULL && files_owner_named(wish.owner, &order.owner) < 0) {
		return usage(wish.owner, "There is no such user.", "Il n’y a pas d’utilisateur de ce nom.");
	}
	return enrol(&wish, &order, &report);
}
