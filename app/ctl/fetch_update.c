/* SPDX-License-Identifier: MIT */
/* guichetctl fetch-update: brings the newest update to this device, in as many visits to the network as it takes. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/say.h"
#include "device/update_fetch.h"
#include "platform/config.h"
#include "platform/wall_clock.h"

struct wish {
	const char *config, *folder, *release;
};

static bool
parse(int argc, char **argv, struct wish *wish)
{
	static const struct option names[] = { { "config", required_argument, NULL, 'c' },
		{ "folder", required_argument, NULL, 'f' }, { "release", required_argument, NULL, 'r' },
		{ 0 } };
	int c;
	opterr = 0; /* what getopt would say is in English only */
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		const char **place = c == 'c' ? &wish->config :
			c == 'f'                  ? &wish->folder :
			c == 'r'                  ? &wish->release :
										NULL;
		if (place == NULL) {
			say_about(argv[optind - 1], "This is no option here, or it lacks its value.",
				"Ce n’est pas une option ici, ou il lui manque sa valeur.");
			return false;
		}
		*place = optarg;
	}
	return optind == argc;
}

/* The line "IMAGE_VERSION=" of os-release(5), which is written without quotes. */
static bool
read_version(const char *release, char ret_version[UPDATE_VERSION_MAX + 1])
{
	static const char name[] = "IMAGE_VERSION=";
	char *text = NULL;
	size_t n = 0;
	if (files_read(release, &text, &n) < 0) {
		return false;
	}
	const char *line = text;
	while (strncmp(line, name, strlen(name)) != 0 && strchr(line, '\n') != NULL) {
		line = strchr(line, '\n') + 1;
	}
	const char *from = strncmp(line, name, strlen(name)) == 0 ? line + strlen(name) : "";
	const struct str version = { from, strcspn(from, "\n") };
	const bool is_good = update_version_is_good(version);
	if (is_good) {
		(void)snprintf(ret_version, UPDATE_VERSION_MAX + 1, "%.*s", (int)version.n, version.p);
	}
	free(text);
	return is_good;
}

/* Whether another try can do better is for the caller's timer: everything that is no success is EXIT_FINDINGS. */
static int
tell(int r, const struct update_report *report)
{
	char about[UPDATE_VERSION_MAX + 64], english[256], french[256];
	if (r < 0) {
		say_diagnosis(&report->diagnosis,
			"Le dossier, l’adresse ou le fichier de l’autorité ne convient pas. Vérifiez les réglages de [update] et l’espace libre.");
		return EXIT_FATAL;
	}
	const struct bilingual sentence = update_sentence((enum update_result)r);
	const char *version = report->notice.version;
	const int n = snprintf(about, sizeof(about), "%s", version);
	if (report->n_there > 0 && n > 0) {
		(void)snprintf(about + n, sizeof(about) - (size_t)n, " (%lld/%lld)",
			(long long)report->n_there, (long long)report->notice.size);
	}
	(void)snprintf(
		english, sizeof(english), "%.*s", (int)sentence.in[LANG_EN].n, sentence.in[LANG_EN].p);
	(void)snprintf(
		french, sizeof(french), "%.*s", (int)sentence.in[LANG_FR].n, sentence.in[LANG_FR].p);
	say_about(version[0] == '\0' ? NULL : about, english, french);
	return r == UPDATE_FETCHED || r == UPDATE_CURRENT || r == UPDATE_WAITS || r == UPDATE_TRIED ?
		EXIT_GOOD :
		EXIT_FINDINGS;
}

int
ctl_fetch_update(int argc, char **argv)
{
	struct wish wish = { "/data/guichet/guichet.conf", "/data/guichet-update",
		"/usr/lib/os-release" };
	char running[UPDATE_VERSION_MAX + 1];
	struct config config;
	struct diagnosis diagnosis;
	struct update_report report;
	bool is_sure;
	if (!parse(argc, argv, &wish)) {
		return EXIT_USAGE;
	}
	config_defaults(&config);
	if (config_load(wish.config, &config, &diagnosis) < 0) {
		say_diagnosis(&diagnosis, "La configuration ne peut pas être lue. Corrigez-la.");
		return EXIT_USAGE;
	}
	if (config.bundles[0] == '\0') {
		return EXIT_GOOD;
	}
	if (!read_version(wish.release, running)) {
		say_about(wish.release,
			"It names no version: the line IMAGE_VERSION is missing or strange.",
			"Ce fichier ne nomme pas de version\u00a0: la ligne IMAGE_VERSION manque, ou elle est étrange.");
		return EXIT_USAGE;
	}
	const char *ca = config.bundles_ca[0] != '\0' ? config.bundles_ca : config.intake_ca;
	const struct update_order order = { .folder = wish.folder,
		.bundles = config.bundles,
		.ca_file = ca[0] == '\0' ? NULL : ca,
		.running = running,
		.now_wall = wall_clock(&is_sure) };
	return tell(update_fetch(&order, &report), &report);
}
