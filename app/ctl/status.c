/* SPDX-License-Identifier: MIT */
/* guichetctl status: how this kiosk is, for technicians and for whoever watches many. */
#include "ctl/status.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#include "ctl/ctl.h"
#include "ctl/say.h"
#include "platform/config.h"
#include "platform/device_checks.h"
#include "platform/wall_clock.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, SOON_DAYS = 30 };

static const char device_state[] = "/data/guichet";

const char *const status_files[4] = { "recipient.jwks", "status.key", "intake.jwks",
	"content.jwks" };

long long
status_days_left(const struct status *status)
{
	const ms_t left = status->facts.not_after - status->wall;
	return left < 0 ? 0 : (long long)(left / DAY_MS);
}

bool
status_is_well(const struct status *status)
{
	const bool has_certificate = status->certificate == STATUS_CERTIFICATE_GOOD ||
		status->certificate == STATUS_CERTIFICATE_SOON;
	/* A kiosk whose key was carried to the intake by hand has no certificate, and is well. */
	const bool is_known = status->kid[0] != '\0' &&
		(has_certificate || status->certificate == STATUS_CERTIFICATE_NONE);
	return is_known && !status->is_enrolment_open && status->has[0] && status->has[1] &&
		status->has[2] && status->outbox_error == 0 && status->counts.in[OUTBOX_QUARANTINED] == 0 &&
		(status->disk_free_mb < 0 ||
			status->disk_free_mb * 1000000 >= (long long)DEVICE_CHECKS_FREE_MIB << 20);
}

/* ---- looking ---- */

static void
look_at_clock(struct status *status)
{
	status->wall = wall_clock(&status->is_wall_sure);
}

/* RAUC's own word on the kernel's command line (rauc.slot=A). */
static void
look_at_slot(struct status *status)
{
	char *line = NULL;
	size_t n = 0;
	if (files_read("/proc/cmdline", &line, &n) < 0) {
		return;
	}
	const char *at = strstr(line, "rauc.slot=");
	if (at != NULL) {
		at += strlen("rauc.slot=");
		(void)snprintf(status->slot, sizeof(status->slot), "%.*s", (int)strcspn(at, " \n"), at);
	}
	free(line);
}

static void
look_at_disk(struct status *status, const char *state)
{
	struct statvfs info;
	status->disk_free_mb = status->disk_mb = -1;
	if (statvfs(state, &info) == 0) {
		const long long block = (long long)info.f_frsize;
		status->disk_free_mb = (long long)info.f_bavail * block / 1000000;
		status->disk_mb = (long long)info.f_blocks * block / 1000000;
	}
}

static void
look_at_outbox(struct status *status, const char *state)
{
	char path[FILES_PATH_BYTES];
	struct diagnosis diagnosis;
	struct outbox *outbox = NULL;
	int r = !files_join(path, state, "outbox.db") ? -ENAMETOOLONG :
													outbox_open(path, true, &outbox, &diagnosis);
	if (r == 0) {
		r = outbox_count(outbox, &status->counts);
	}
	if (r == 0) {
		r = outbox_link(outbox, &status->link);
	}
	if (outbox != NULL) {
		outbox_close(outbox);
	}
	status->outbox_error = r;
}

/* Of what is there; the times by this machine's clock. */
static enum status_certificate
judge(const struct status *status, const struct seal_key *key, struct str pem, struct str authority,
	struct certificate_facts *ret_facts)
{
	if (key == NULL || certificate_check(pem, authority, key, status->device, ret_facts) != 0) {
		(void)!certificate_read(pem, ret_facts);
		return STATUS_CERTIFICATE_BROKEN;
	}
	const ms_t left = ret_facts->not_after - status->wall;
	return left <= 0                    ? STATUS_CERTIFICATE_EXPIRED :
		left < (ms_t)SOON_DAYS * DAY_MS ? STATUS_CERTIFICATE_SOON :
										  STATUS_CERTIFICATE_GOOD;
}

static void
look_at_identity(struct status *status, const char *state)
{
	char path[FILES_PATH_BYTES], *pem = NULL, *authority = NULL;
	struct diagnosis diagnosis;
	struct seal_key *key = NULL;
	size_t n_pem = 0, n_authority = 0;
	if (files_join(path, state, "device.jwk") && seal_load_signing(path, &key, &diagnosis) == 0) {
		memcpy(status->kid, seal_kid(key), sizeof(status->kid));
	}
	if (files_join(path, state, "device.crt") && files_read(path, &pem, &n_pem) == 0) {
		const bool has_authority = files_join(path, state, "device-ca.pem") &&
			files_read(path, &authority, &n_authority) == 0;
		status->certificate = judge(status, key, (struct str){ pem, n_pem },
			has_authority ? (struct str){ authority, n_authority } : STR_NONE, &status->facts);
	}
	status->is_enrolment_open = files_join(path, state, "enrol/device.jwk") && files_exist(path);
	for (int i = 0; i < 4; i++) {
		status->has[i] = files_join(path, state, status_files[i]) && files_exist(path);
	}
	seal_free_key(key);
	free(pem);
	free(authority);
}

/* ---- the command ---- */

/* An exit code. */
static int
load_device(const char *state, const char *file, struct status *status)
{
	char path[FILES_PATH_BYTES];
	struct config config;
	struct diagnosis diagnosis;
	config_defaults(&config);
	const bool is_own = file == NULL && files_join(path, state, "guichet.conf") &&
		files_exist(path);
	if ((file != NULL || is_own) &&
		config_load(file != NULL ? file : path, &config, &diagnosis) < 0) {
		say_diagnosis(&diagnosis, "La configuration ne peut pas être lue. Corrigez-la.");
		return EXIT_FATAL;
	}
	(void)snprintf(status->device, sizeof(status->device), "%s", config.device);
	return EXIT_GOOD;
}

int
ctl_status(int argc, char **argv)
{
	static const struct option names[] = { { "state", required_argument, NULL, 's' },
		{ "config", required_argument, NULL, 'c' }, { "json", no_argument, NULL, 'j' }, { 0 } };
	const char *state = device_state, *file = NULL;
	struct status status = { .outbox_error = 0 };
	bool is_json = false;
	int c;
	opterr = 0; /* what getopt would say is in English only */
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == '?') {
			say_about(argv[optind - 1], "This is no option here, or it lacks its value.",
				"Ce n’est pas une option ici, ou il lui manque sa valeur.");
			return EXIT_USAGE;
		}
		state = c == 's' ? optarg : state;
		file = c == 'c' ? optarg : file;
		is_json = is_json || c == 'j';
	}
	const int loaded = optind < argc ? EXIT_USAGE : load_device(state, file, &status);
	if (loaded != EXIT_GOOD) {
		return loaded;
	}
	look_at_clock(&status);
	look_at_slot(&status);
	look_at_disk(&status, state);
	look_at_outbox(&status, state);
	look_at_identity(&status, state);
	if (is_json) {
		status_print_json(&status);
	}
	for (int lang = LANG_EN; lang < LANG_COUNT && !is_json; lang++) {
		if (say_shows((enum lang)lang)) {
			status_print_people(&status, (enum lang)lang);
		}
	}
	return status_is_well(&status) ? EXIT_GOOD : EXIT_FINDINGS;
}
