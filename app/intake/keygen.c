/* SPDX-License-Identifier: MIT */
/* Makes the key folder of an intake: its signing key, and empty folders for devices and desks. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "exit_codes.h"
#include "intake/commands.h"
#include "platform/seal_jws.h"

enum { PATH_BYTES = 4096 };

static bool
join(char path[PATH_BYTES], const char *folder, const char *name)
{
	const int n = snprintf(path, PATH_BYTES, "%s/%s", folder, name);
	return n > 0 && n < PATH_BYTES;
}

static int
make_folder(const char *path)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST) {
		fprintf(
			stderr, "guichet-intake: %s: The folder cannot be made: %s.\n", path, strerror(errno));
		return EXIT_FATAL;
	}
	return EXIT_GOOD;
}

static int
make_all(const char *folder)
{
	char private_path[PATH_BYTES], public_path[PATH_BYTES], devices[PATH_BYTES], desks[PATH_BYTES];
	struct diagnosis d;
	if (!join(private_path, folder, "intake.jwk") || !join(public_path, folder, "intake.jwks") ||
		!join(devices, folder, "devices") || !join(desks, folder, "desks")) {
		fprintf(stderr, "guichet-intake: the name of the folder is too long\n");
		return EXIT_USAGE;
	}
	if (make_folder(folder) != EXIT_GOOD || make_folder(devices) != EXIT_GOOD ||
		make_folder(desks) != EXIT_GOOD) {
		return EXIT_FATAL;
	}
	const int r = seal_make_signing_keys(private_path, public_path, NULL, &d);
	if (r < 0) {
		fprintf(stderr, "guichet-intake: %s: %s\n                %s\n", d.file, d.what, d.remedy);
		return r == -EEXIST ? EXIT_FINDINGS : EXIT_FATAL;
	}
	printf("%s: private key; it signs receipts: whoever has it can make a kiosk delete requests\n"
		   "%s: public key; put it into the state folder of each kiosk and each desk\n"
		   "%s: put the device.jwks of each kiosk there, under a name of its own\n"
		   "%s: put the file of each desk there\n",
		private_path, public_path, devices, desks);
	return EXIT_GOOD;
}

int
commands_keygen(int argc, char **argv)
{
	static const char usage[] = "usage: guichet-intake keygen --out DIR\n";
	static const struct option options[] = { { "out", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' }, { 0 } };
	const char *folder = NULL;
	bool is_good = true;
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			return EXIT_GOOD;
		}
		is_good = is_good && c == 'o';
		folder = c == 'o' ? optarg : folder;
	}
	if (!is_good || folder == NULL || optind != argc) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	return make_all(folder);
}
