/* SPDX-License-Identifier: MIT */
/* Signs what a kiosk is provisioned with: whose files they are, and that none was exchanged on its way. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/desk.h"
#include "desk/options.h"
#include "desk/say.h"
#include "platform/bundle.h"
#include "platform/whole_file.h"

/* An exit code. */
static int
put(const char *folder, const char *jws, enum lang lang)
{
	char path[OPTIONS_PATH_BYTES];
	const int n = snprintf(path, sizeof(path), "%s/" BUNDLE_SIGNATURE, folder);
	const int r = n < 0 || n >= (int)sizeof(path) ?
		-ENAMETOOLONG :
		whole_file_write(path, 0644, WHOLE_FILE_OWNER_NONE, str_of(jws));
	if (r < 0) {
		return say_error(lang, r);
	}
	say_done(lang, OFFICE_BUNDLE_SIGNED, path);
	return EXIT_GOOD;
}

static int
sign(const char *key_path, const char *folder, enum lang lang)
{
	struct diagnosis diagnosis;
	struct seal_key *key;
	char *jws = NULL;
	int r = seal_load_signing(key_path, &key, &diagnosis);
	if (r < 0) {
		return say_diagnosis(lang, r, &diagnosis);
	}
	r = bundle_sign(key, folder, &jws);
	seal_free_key(key);
	if (r == BUNDLE_EMPTY) {
		say_about(lang, OFFICE_BUNDLE_EMPTY, folder);
		return EXIT_FINDINGS;
	}
	if (r < 0) {
		return say_error(lang, r);
	}
	const int exit_code = put(folder, jws, lang);
	free(jws);
	return exit_code;
}

int
desk_bundle(int argc, char **argv)
{
	const char *key = NULL;
	const struct options_own own[] = { { "key", &key, NULL }, { NULL, NULL, NULL } };
	struct options options;
	const int parsed = options_parse(argc, argv, own, OFFICE_USAGE_BUNDLE, &options);
	if (parsed != 0) {
		return parsed == OPTIONS_HELP ? EXIT_GOOD : EXIT_USAGE;
	}
	if (key == NULL || options.n_arguments != 1) {
		return options_misuse(&options, OFFICE_USAGE_BUNDLE);
	}
	return sign(key, options.arguments[0], options.lang);
}
