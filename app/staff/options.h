/* SPDX-License-Identifier: MIT */
/* What guichet-staff is started with. */
#ifndef STAFF_OPTIONS_H
#define STAFF_OPTIONS_H

#include <stdbool.h>
#include <sys/types.h>

enum { OPTIONS_PATH_BYTES = 256 };

struct options {
	const char *socket; /* NULL: systemd hands one over */
	const char *state, *config, *stick;
	const char *services;              /* NULL: guichetctl's own default */
	char programs[OPTIONS_PATH_BYTES]; /* folder of guichetctl */
	const char *owner; /* user who gets identity and intake.jwks; NULL: whoever runs this */
	const char *cards; /* public keys that cards are signed with; NULL: content.jwks of the state */
	const char *system; /* folder of rauc, systemctl */
	const char *enrol;  /* folder by which guichet-enrol.service is asked; NULL: enrols itself */
	uid_t user;         /* who may call beside root and the service's own user */
};

enum { OPTIONS_DONE = 1, OPTIONS_WRONG = 2 };

/* 0; OPTIONS_DONE: --help or --version was answered; OPTIONS_WRONG: a sentence is on stderr. */
__attribute__((warn_unused_result)) int options_parse(
	int argc, char **argv, struct options *ret_options);

#endif
