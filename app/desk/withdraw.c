/* SPDX-License-Identifier: MIT */
/* Makes the list of technicians' cards that were lost, on standard output. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "desk/desk.h"
#include "desk/options.h"
#include "desk/say.h"
#include "platform/local_time.h"
#include "platform/withdrawn.h"

static int
make(const char *key_path, const struct options *options)
{
	struct diagnosis diagnosis;
	struct seal_key *key;
	char *jws = NULL;
	int r = seal_load_signing(key_path, &key, &diagnosis);
	if (r < 0) {
		return say_diagnosis(options->lang, r, &diagnosis);
	}
	r = withdrawn_make(key, local_time_now(), options->arguments, options->n_arguments, &jws);
	seal_free_key(key);
	if (r == -EINVAL) {
		say(options->lang, office_messages[OFFICE_WITHDRAW_SERIAL_WRONG]);
		return EXIT_USAGE;
	}
	if (r == 0 && (puts(jws) < 0 || fflush(stdout) != 0)) {
		r = -errno;
	}
	free(jws);
	return r < 0 ? say_error(options->lang, r) : EXIT_GOOD;
}

int
desk_withdraw(int argc, char **argv)
{
	const char *key = NULL;
	const struct options_own own[] = { { "key", &key, NULL }, { NULL, NULL, NULL } };
	struct options options;
	const int parsed = options_parse(argc, argv, own, OFFICE_USAGE_WITHDRAW, &options);
	if (parsed != 0) {
		return parsed == OPTIONS_HELP ? EXIT_GOOD : EXIT_USAGE;
	}
	if (key == NULL) {
		return options_misuse(&options, OFFICE_USAGE_WITHDRAW);
	}
	return make(key, &options);
}
