/* SPDX-License-Identifier: MIT */
/* Makes the key by which the intake knows this kiosk. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "platform/seal_jws.h"
#include "sync/sync.h"

enum { PATH_BYTES = 4096 };

static int
make(const char *folder, const char *device)
{
	char private_path[PATH_BYTES], public_path[PATH_BYTES];
	struct diagnosis diagnosis;
	const int n = snprintf(private_path, PATH_BYTES, "%s/device.jwk", folder);
	const int n_public = snprintf(public_path, PATH_BYTES, "%s/device.jwks", folder);
	if (n < 0 || n >= PATH_BYTES || n_public < 0 || n_public >= PATH_BYTES) {
		fprintf(stderr, "guichet-sync: the name of the folder is too long\n");
		return EXIT_USAGE;
	}
	if (mkdir(folder, 0700) < 0 && errno != EEXIST) {
		fprintf(
			stderr, "guichet-sync: %s: The folder cannot be made: %s.\n", folder, strerror(errno));
		return EXIT_FATAL;
	}
	const int r = seal_make_signing_keys(private_path, public_path, device, &diagnosis);
	if (r < 0) {
		fprintf(stderr, "guichet-sync: %s: %s\n              %s\n", diagnosis.file, diagnosis.what,
			diagnosis.remedy);
		return r == -EEXIST ? EXIT_FINDINGS : r == -EINVAL ? EXIT_USAGE : EXIT_FATAL;
	}
	printf("%s: private key of %s; it stays on this kiosk, and nowhere else\n"
		   "%s: public key; put it into the folder devices/ of the intake's keys, as %s.jwks\n",
		private_path, device, public_path, device);
	return EXIT_GOOD;
}

const char sync_keygen_usage[] = "usage: guichet-sync keygen --state DIR --device NAME\n";

int
sync_keygen(int argc, char **argv)
{
	static const struct option options[] = { { "state", required_argument, NULL, 's' },
		{ "device", required_argument, NULL, 'd' }, { 0 } };
	const char *folder = NULL, *device = NULL;
	bool is_good = true;
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 's') {
			folder = optarg;
		} else if (c == 'd') {
			device = optarg;
		} else {
			is_good = false;
		}
	}
	if (!is_good || folder == NULL || device == NULL || optind != argc) {
		fputs(sync_keygen_usage, stderr);
		return EXIT_USAGE;
	}
	return make(folder, device);
}
