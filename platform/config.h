/* SPDX-License-Identifier: MIT */
/* guichet.conf: the settings of one kiosk, by inih. */
#ifndef PLATFORM_CONFIG_H
#define PLATFORM_CONFIG_H

#include <stdbool.h>

#include "core/units.h"
#include "platform/diagnosis.h"

/* Paths are absolute or relative to the working directory; empty: the program's own default. docs/formats/config.md. */
struct config {
	char services[256];      /* folder with one folder a service */
	char fonts[256];         /* fonts.conf */
	char state[256];         /* outbox.db and the keys */
	char staff[101];         /* socket of guichet-staff */
	char device[64];         /* asset tag: letters, digits, hyphens */
	char province[3];        /* two letters; QC puts French first */
	char first_language[12]; /* of the first page: "by-province", "en", "fr" */
	char time_zone[64];      /* IANA name */
	bool officer;            /* one is present where the kiosk stands */
	ms_t idle_limit;         /* 120 s .. 300 s, K-46 */
	float px_per_mm;
	int distance_mm;      /* viewing distance */
	int size;             /* 1 .. 4 */
	char theme[24];       /* as theme_label() */
	char card[32];        /* of the device's screen; empty: the first that has one */
	int mode_w, mode_h;   /* of the device's panel; 0: the one it prefers */
	int turned;           /* degrees clockwise by which the picture is turned */
	char keyboard[24];    /* its layout: us, ca-french, ca-multilingual */
	char sound_card[32];  /* ALSA's id; empty: the first that is no HDMI */
	int attenuation_db;   /* by which the device's sound is softer than the card can */
	char intake[256];     /* URL of the server that requests go to */
	char intake_ca[256];  /* PEM; empty with http:// on the same machine */
	char bundles[256];    /* URL of the folder with updates; empty: none come from the network */
	char bundles_ca[256]; /* PEM; empty: as intake_ca */
};

void config_defaults(struct config *config);
/*
 * Sections [site], [display], [input], [sound], [session], [paths], [sync], [update]; what the file does not name stays as it is.
 * 0; -ENOENT or another errno of reading; -EINVAL with the line, the setting and its allowed values, `config` untouched.
 */
__attribute__((warn_unused_result)) int config_load(
	const char *path, struct config *config, struct diagnosis *ret_diagnosis);
/*
 * One setting, as a line of the file would set it: for the command line, so that both have the same limits.
 * 0; -EINVAL with what is allowed in `what` and `remedy`.
 */
__attribute__((warn_unused_result)) int config_set(struct config *config, const char *section,
	const char *name, const char *value, struct diagnosis *ret_diagnosis);

#endif
