/* SPDX-License-Identifier: MIT */
/* guichetctl provision: settings, measurements and keys of this kiosk, from options, a file of answers and a bundle. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/say.h"
#include "device/provision_answers.h"

static const char device_state[] = "/data/guichet";

struct wish {
	struct provision_order order;
	struct provision_pair pairs[PROVISION_PAIRS_MAX];
	char *answers; /* the file's bytes; pairs point into them */
};

static bool
add(struct wish *wish, const char *name, const char *value)
{
	if (wish->order.n_pairs == PROVISION_PAIRS_MAX) {
		say_about(name, "There are more than 64 values.", "Il y a plus de 64 valeurs.");
		return false;
	}
	wish->pairs[wish->order.n_pairs++] = (struct provision_pair){ name, value };
	return true;
}

/* ---- the file of answers ---- */

static bool
take_answers(struct wish *wish, const char *path)
{
	size_t n = 0;
	const int r = wish->answers != NULL ? -EEXIST : files_read(path, &wish->answers, &n);
	if (r < 0) {
		say_errno(
			path, -r, "The answers cannot be read.", "Les réponses ne peuvent pas être lues.");
		return false;
	}
	struct provision_answers answers = { .rest = wish->answers };
	struct provision_pair pair;
	int next;
	while ((next = provision_answers_next(&answers, &pair)) == PROVISION_ANSWERS_PAIR) {
		if (!add(wish, pair.name, pair.value)) {
			return false;
		}
	}
	if (next == PROVISION_ANSWERS_WRONG) {
		char place[32];
		(void)snprintf(place, sizeof(place), "--answers: %d", answers.line);
		say_about(place, "This line is neither name = value nor a comment.",
			"Cette ligne n’est ni nom = valeur ni un commentaire.");
	}
	return next == 0;
}

/* ---- the command line: names of settings are options ---- */

static bool
take_owner(struct wish *wish, const char *user)
{
	if (files_owner_named(user, &wish->order.owner) == 0) {
		return true;
	}
	say_about(user, "There is no such user.", "Il n’y a pas d’utilisateur de ce nom.");
	return false;
}

static bool
take(struct wish *wish, const char *name, const char *value)
{
	if (strcmp(name, "state") == 0) {
		wish->order.state = value;
		return true;
	}
	if (strcmp(name, "cards") == 0) {
		wish->order.cards = value;
		return true;
	}
	if (strcmp(name, "from") == 0) {
		wish->order.bundle = value;
		return true;
	}
	return strcmp(name, "answers") == 0 ? take_answers(wish, value) :
		strcmp(name, "owner") == 0      ? take_owner(wish, value) :
										  add(wish, name, value);
}

/* "--name value" or "--name=value", which is cut in two. */
static bool
parse(int argc, char **argv, struct wish *wish)
{
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0) {
			return false;
		}
		char *name = argv[i] + 2, *equals = strchr(name, '=');
		if (strcmp(name, "check") == 0) {
			wish->order.is_trial = true;
			continue;
		}
		if (equals != NULL) {
			*equals = '\0';
		} else if (++i == argc) {
			say_about(name, "This option needs a value.", "Cette option a besoin d’une valeur.");
			return false;
		}
		if (!take(wish, name, equals != NULL ? equals + 1 : argv[i])) {
			return false;
		}
	}
	return true;
}

/* ---- saying ---- */

static void
complain(int result, const struct provision_report *report)
{
	const struct bilingual sentence = provision_sentence(result);
	char english[700], french[700];
	(void)snprintf(english, sizeof(english), "%.*s%s%s%s", (int)sentence.in[LANG_EN].n,
		sentence.in[LANG_EN].p, report->allowed[LANG_EN][0] == '\0' ? "" : " ",
		report->allowed[LANG_EN], report->allowed[LANG_EN][0] == '\0' ? "" : ".");
	(void)snprintf(french, sizeof(french), "%.*s%s%s%s", (int)sentence.in[LANG_FR].n,
		sentence.in[LANG_FR].p, report->allowed[LANG_FR][0] == '\0' ? "" : " ",
		report->allowed[LANG_FR], report->allowed[LANG_FR][0] == '\0' ? "" : ".");
	if (result == PROVISION_BUNDLE) {
		say_diagnosis(&report->diagnosis, french);
	} else {
		say_about(report->name, english, french);
	}
}

static void
print_success(
	enum lang lang, const struct provision_order *order, const struct provision_report *report)
{
	const bool is_french = lang == LANG_FR;
	printf(is_french ? "%s\u00a0: réglages %d, mesures %d, fichiers %d; %s.\n" :
					   "%s: settings %d, measurements %d, files %d; %s.\n",
		order->is_trial ? (is_french ? "Vérification" : "Checked") :
			is_french   ? "Configuration" :
						  "Provisioned",
		report->n_settings, report->n_hardware, report->n_files,
		order->is_trial ? (is_french ? "rien n’a été écrit" : "nothing was written") :
			is_french   ? "ils comptent dès le prochain démarrage" :
						  "they count from the next start");
}

static int
tell(int r, const struct provision_order *order, const struct provision_report *report)
{
	if (r < 0) {
		say_diagnosis(&report->diagnosis,
			"Un fichier ne peut pas être lu ou écrit. Vérifiez le dossier d’état, guichet.conf et le lot.");
		return EXIT_FATAL;
	}
	if (r > 0) {
		complain(r, report);
		return EXIT_FINDINGS;
	}
	for (int lang = LANG_EN; lang < LANG_COUNT; lang++) {
		if (say_shows((enum lang)lang)) {
			print_success((enum lang)lang, order, report);
		}
	}
	return EXIT_GOOD;
}

int
ctl_provision(int argc, char **argv)
{
	struct wish wish = { .order = { .state = device_state, .owner = WHOLE_FILE_OWNER_NONE } };
	struct provision_report report;
	int status = EXIT_USAGE;
	wish.order.pairs = wish.pairs;
	if (parse(argc, argv, &wish)) {
		status = tell(provision(&wish.order, &report), &wish.order, &report);
	}
	free(wish.answers);
	return status;
}
