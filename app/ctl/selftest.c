/* SPDX-License-Identifier: MIT */
/* guichetctl selftest: the half of a kiosk's self-test that needs nobody in front of it. */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/selftest_report.h"
#include "ctl/ctl.h"
#include "ctl/say.h"
#include "platform/beside.h"
#include "platform/config.h"
#include "platform/device_checks.h"
#include "platform/form_json.h"
#include "platform/letters.h"
#include "platform/outbox.h"
#include "platform/seal.h"
#include "platform/speech.h"
#include "platform/wall_clock.h"

enum { PATH_BYTES = 768, FORMS_BYTES = 16 * 1024 * 1024, STATUS_KEY_BYTES = 32 };

static const char device_state[] = "/data/guichet";

struct selftest_options {
	const char *state, *services;
	char own_services[PATH_BYTES], device[64];
	bool json, signs, boot;
};

/* ---- what only programs of Guichet can try ---- */

static enum selftest_outcome
try_outbox(const char *state)
{
	char path[PATH_BYTES];
	struct diagnosis diagnosis;
	struct outbox *outbox;
	struct outbox_counts counts;
	(void)snprintf(path, sizeof(path), "%s/outbox.db", state);
	if (access(path, F_OK) < 0 && errno == ENOENT) {
		return SELFTEST_UNTRIED; /* guichet makes it when it starts, and must own it */
	}
	/* read-only, lest files of another user come to lie beside it */
	if (outbox_open(path, true, &outbox, &diagnosis) != 0) {
		return SELFTEST_BAD;
	}
	const int r = outbox_count(outbox, &counts);
	(void)outbox_close(outbox);
	return r == 0 && access(path, W_OK) == 0 ? SELFTEST_GOOD : SELFTEST_BAD;
}

static enum selftest_outcome
try_keys(const char *state)
{
	char path[PATH_BYTES];
	struct seal_key *key;
	struct diagnosis diagnosis;
	struct stat status;
	(void)snprintf(path, sizeof(path), "%s/recipient.jwks", state);
	if (seal_load_public(path, 0, &key, &diagnosis) != 0) {
		return SELFTEST_BAD;
	}
	(void)seal_free_key(key);
	(void)snprintf(path, sizeof(path), "%s/status.key", state);
	return stat(path, &status) == 0 && status.st_size == STATUS_KEY_BYTES ? SELFTEST_GOOD :
																			SELFTEST_BAD;
}

/* Whether the folder's entry is a service that a kiosk can offer; what is no folder does not count. */
static bool
loads(const char *services, const char *name, struct arena *arena, const struct form_loading *with)
{
	char path[PATH_BYTES];
	const struct form *form;
	struct diagnosis diagnosis;
	return snprintf(path, sizeof(path), "%s/%s", services, name) < (int)sizeof(path) &&
		form_load_service(path, arena, with, &form, &diagnosis) == 0;
}

static enum selftest_outcome
try_services(const char *services)
{
	char lists[PATH_BYTES];
	const struct form_loading with = {
		.letters = letters_of_glib(),
		.lists = beside_find("lists", lists, sizeof(lists)) ? lists : NULL,
	};
	int n = 0, n_bad = 0;
	struct arena arena;
	DIR *folder = opendir(services);
	char *memory = folder != NULL ? malloc(FORMS_BYTES) : NULL;
	if (memory == NULL) {
		if (folder != NULL) {
			(void)closedir(folder);
		}
		return SELFTEST_BAD;
	}
	arena_init(&arena, memory, FORMS_BYTES);
	for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		if (entry->d_name[0] != '.' && entry->d_type != DT_REG) {
			n++;
			n_bad += loads(services, entry->d_name, &arena, &with) ? 0 : 1;
		}
	}
	free(memory);
	(void)closedir(folder);
	return n > 0 && n_bad == 0 ? SELFTEST_GOOD : SELFTEST_BAD;
}

static bool
hear(void *context, const int16_t *samples, size_t n)
{
	bool *sounds = context;
	for (size_t i = 0; i < n && !*sounds; i++) {
		*sounds = samples[i] != 0;
	}
	return true;
}

/* A word that makes no sound is a voice that does not work. */
static enum selftest_outcome
try_voice(enum lang lang)
{
	const struct str word = lang == LANG_EN ? STR("hello") : STR("bonjour");
	const struct span span = { .lang = lang, .shown = word, .words = word };
	const struct utterance utterance = {
		.number = 1, .spans = &span, .n_spans = 1, .rate = RATE_DEFAULT, .volume = VOLUME_DEFAULT
	};
	struct diagnosis diagnosis;
	bool sounds = false;
	return speech_render(&utterance, hear, &sounds, &diagnosis) == 0 && sounds ? SELFTEST_GOOD :
																				 SELFTEST_BAD;
}

static void
try_all(const struct selftest_options *options, struct selftest *ret_test)
{
	uint8_t *outcome = ret_test->outcome;
	bool is_sure;

	(void)wall_clock(&is_sure);
	*ret_test = (struct selftest){ .milli_px_per_mm = 0 };
	outcome[SELFTEST_LINK] = (uint8_t)device_checks_link(DEVICE_CHECKS_NETWORKS);
	outcome[SELFTEST_CLOCK] = (uint8_t)(is_sure ? SELFTEST_GOOD : SELFTEST_BAD);
	outcome[SELFTEST_DISK] = (uint8_t)device_checks_disk(options->state);
	outcome[SELFTEST_OUTBOX] = (uint8_t)try_outbox(options->state);
	outcome[SELFTEST_KEYS] = (uint8_t)try_keys(options->state);
	outcome[SELFTEST_SERVICES] = (uint8_t)try_services(options->services);
	outcome[SELFTEST_TPM] = (uint8_t)device_checks_tpm(DEVICE_CHECKS_TPM);
	outcome[SELFTEST_SLOTS] = (uint8_t)device_checks_slots(DEVICE_CHECKS_COMMAND_LINE);
	outcome[SELFTEST_VOICE_EN] = (uint8_t)try_voice(LANG_EN);
	outcome[SELFTEST_VOICE_FR] = (uint8_t)try_voice(LANG_FR);
}

/* ---- telling ---- */

static void
print_json(const struct selftest_options *options, const struct selftest *test)
{
	char buffer[2048];
	struct text text;
	const struct selftest_of of = {
		.device = str_of(options->device),
		.version = STR(GUICHET_VERSION),
		.wall = (ms_t)time(NULL) * 1000,
		.wall_sure = test->outcome[SELFTEST_CLOCK] == SELFTEST_GOOD,
	};
	text_init(&text, buffer, sizeof(buffer));
	selftest_write_json(test, &of, &text);
	printf("%.*s\n", (int)text.n, text.p);
}

static void
print_signs(const struct selftest *test)
{
	for (int i = 0; i < SELFTEST_FIRST_STEP; i++) {
		putchar(selftest_sign((enum selftest_outcome)test->outcome[i]));
	}
	putchar('\n');
}

static void
print_people(const struct selftest *test)
{
	char memory[512];
	for (int i = 0; i < SELFTEST_FIRST_STEP; i++) {
		struct arena arena;
		arena_init(&arena, memory, sizeof(memory));
		const struct str line = selftest_report_line(
			&arena, say_lang(), (enum selftest_item)i, (enum selftest_outcome)test->outcome[i]);
		printf("%.*s\n", (int)line.n, line.p);
	}
}

/* The newest system is kept only when clients could be served by it; a link or a clock may come later. */
static int
judge_boot(const struct selftest *test)
{
	static const struct {
		enum selftest_item item;
		const char *english, *french;
	} needed[] = {
		{ SELFTEST_VOICE_EN, "The English voice makes no sound. Keep the system that ran before.",
			"La voix anglaise ne produit aucun son. Gardez le système précédent." },
		{ SELFTEST_VOICE_FR, "The French voice makes no sound. Keep the system that ran before.",
			"La voix française ne produit aucun son. Gardez le système précédent." },
		{ SELFTEST_OUTBOX, "The outbox cannot be opened. Keep the system that ran before.",
			"La boîte d’envoi ne peut pas être ouverte. Gardez le système précédent." },
		{ SELFTEST_SERVICES, "Not all services can be loaded. Keep the system that ran before.",
			"Les services ne peuvent pas tous être chargés. Gardez le système précédent." },
	};
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (test->outcome[needed[i].item] == SELFTEST_BAD) {
			say_about(NULL, needed[i].english, needed[i].french);
			return EXIT_FINDINGS;
		}
	}
	return EXIT_GOOD;
}

/* ---- options ---- */

/* The services and the name of the device, out of the same file that guichet reads. */
static bool
take_config(const char *path, struct selftest_options *options)
{
	struct config config;
	struct diagnosis diagnosis;
	config_defaults(&config);
	if (config_load(path, &config, &diagnosis) != 0) {
		say_diagnosis(&diagnosis, "La configuration ne peut pas être utilisée.");
		return false;
	}
	(void)snprintf(options->device, sizeof(options->device), "%s", config.device);
	if (config.services[0] != '\0') {
		(void)snprintf(options->own_services, sizeof(options->own_services), "%s", config.services);
	}
	return true;
}

static bool
take(int option, struct selftest_options *options)
{
	switch (option) {
	case 's':
		options->state = optarg;
		return true;
	case 'v':
		options->services = optarg;
		return true;
	case 'c':
		return take_config(optarg, options);
	case 'j':
		options->json = true;
		return true;
	case 'g':
		options->signs = true;
		return true;
	case 'b':
		options->boot = true;
		return true;
	default:
		say_about(NULL, "This is no option of selftest, or it lacks its value.",
			"Ce n’est pas une option de selftest, ou il lui manque sa valeur.");
		return false;
	}
}

static bool
parse(int argc, char **argv, struct selftest_options *options)
{
	static const struct option names[] = { { "state", required_argument, NULL, 's' },
		{ "services", required_argument, NULL, 'v' }, { "config", required_argument, NULL, 'c' },
		{ "json", no_argument, NULL, 'j' }, { "signs", no_argument, NULL, 'g' },
		{ "boot", no_argument, NULL, 'b' }, { 0 } };
	int c;
	*options = (struct selftest_options){ .state = device_state, .device = "DEV-0000" };
	if (!beside_find("services", options->own_services, sizeof(options->own_services))) {
		options->own_services[0] = '\0';
	}
	opterr = 0; /* what getopt would say is in English only */
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (!take(c, options)) {
			return false;
		}
	}
	if (options->services == NULL) {
		options->services = options->own_services;
	}
	return optind == argc && options->json + options->signs + options->boot <= 1;
}

int
ctl_selftest(int argc, char **argv)
{
	struct selftest_options options;
	struct selftest test;
	if (!parse(argc, argv, &options)) {
		return EXIT_USAGE;
	}
	try_all(&options, &test);
	if (options.boot) {
		return judge_boot(&test);
	}
	if (options.json) {
		print_json(&options, &test);
	} else if (options.signs) {
		print_signs(&test);
	} else {
		print_people(&test);
	}
	return selftest_count(&test, SELFTEST_BAD) == 0 ? EXIT_GOOD : EXIT_FINDINGS;
}
