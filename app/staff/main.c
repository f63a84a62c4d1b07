/* SPDX-License-Identifier: MIT */
/* guichet-staff: the only program of a kiosk that runs with rights. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "exit_codes.h"
#include "platform/local_socket.h"
#include "platform/log_line.h"
#include "platform/memory.h"
#include "staff/serve.h"

static int
fatal(const char *subject, int error, const char *english, const char *french)
{
	fprintf(stderr, "guichet-staff: %s: %s (%s)\nguichet-staff\u00a0: %s\u00a0: %s\n", subject,
		english, strerror(-error), subject, french);
	return EXIT_FATAL;
}

int
main(int argc, char **argv)
{
	struct options options;
	int listening;
	const int parsed = options_parse(argc, argv, &options);
	if (parsed != 0) {
		return parsed == OPTIONS_DONE ? EXIT_GOOD : EXIT_USAGE;
	}
	/* a PIN is in memory for a moment; on a desk the limits may forbid to lock it */
	if (memory_harden() != 0) {
		log_line("{\"memory\":\"unlocked\"}");
	}
	int r = options.socket != NULL ? local_socket_listen(options.socket, &listening) :
									 local_socket_inherit(&listening);
	if (r != 0) {
		return options.socket != NULL ?
			fatal(options.socket, r,
				"The socket cannot be made. Name a free path in a folder of yours.",
				"Le connecteur ne peut pas être créé. Indiquez un chemin libre dans un de vos dossiers.") :
			fatal("LISTEN_FDS", r,
				"systemd has handed over no socket. Start guichet-staff.socket, or give --socket.",
				"systemd n’a pas transmis de connecteur. Démarrez guichet-staff.socket ou donnez --socket.");
	}
	r = serve_run(&options, listening, options.socket == NULL);
	(void)close(listening);
	if (options.socket != NULL) {
		(void)unlink(options.socket);
	}
	return r == 0 ? EXIT_GOOD :
					fatal("poll", r, "The service cannot go on. Restart it.",
						"Le service ne peut pas continuer. Redémarrez-le.");
}
