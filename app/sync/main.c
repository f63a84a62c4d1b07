/* SPDX-License-Identifier: MIT */
/* guichet-sync: delivers what waits in a kiosk's outbox to the intake. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "sync/sync.h"

static const char help[] =
	"usage: guichet-sync [--config FILE] [--state DIR] [--intake URL] [--ca FILE] [--retry-base SECONDS] [--once]\n"
	"       guichet-sync keygen --state DIR --device NAME\n"
	"       guichet-sync status [--config FILE] [--state DIR] [--intake URL] [--ca FILE] [--lang en|fr]\n"
	"                           REFERENCE WORD\n"
	"\n"
	"Delivers what waits in the outbox of a kiosk, and goes on doing so. Only the department can open it.\n"
	"\n"
	"  --config FILE         settings of the site (docs/formats/config.md); options come on top\n"
	"  --state DIR           outbox.db, device.jwk, intake.jwks and status.key; /data/guichet by default\n"
	"  --intake URL          https://NAME, or http://127.0.0.1:PORT on the same machine\n"
	"  --ca FILE             the one authority, in PEM, that is trusted for https\n"
	"  --retry-base SECONDS  the first wait after a failure, 0.01 to 60, 5 by default; each failure doubles it, up to\n"
	"                        15 minutes, and a part of it, drawn by lot, is waited\n"
	"  --once                one pass: 0 when nothing is left, 1 when something is\n"
	"\n"
	"keygen makes the kiosk's signing key: device.jwk stays, device.jwks goes to the intake.\n"
	"status asks what became of a request, as its client may, by the reference and one call-back word.\n"
	"\n"
	"guichet-sync COMMAND --help says how a command is used, guichet-sync --version which version this is.\n"
	"\n"
	"Exit status: 0 good, 1 something is left or was refused, 2 usage, 4 fatal.\n";

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage;
} commands[] = { { "keygen", sync_keygen, sync_keygen_usage },
	{ "status", sync_status, sync_status_usage } };
enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

/* The row of the command that was named, or N_COMMANDS. */
static size_t
command_of(int argc, char **argv)
{
	size_t i = 0;
	while (argc >= 2 && i < N_COMMANDS && strcmp(argv[1], commands[i].name) != 0) {
		i++;
	}
	return argc >= 2 ? i : N_COMMANDS;
}

int
main(int argc, char **argv)
{
	const size_t command = command_of(argc, argv);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			fputs(command < N_COMMANDS ? commands[command].usage : help, stdout);
			return EXIT_GOOD;
		}
	}
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		puts("guichet-sync " GUICHET_VERSION);
		return EXIT_GOOD;
	}
	/* a server that goes away is no reason to end */
	(void)signal(SIGPIPE, SIG_IGN);
	return command < N_COMMANDS ? commands[command].run(argc - 1, argv + 1) :
								  sync_deliver(argc, argv);
}
