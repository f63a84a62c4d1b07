/* SPDX-License-Identifier: MIT */
/* Makes the department's key pair and the site's status key. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk.h"
#include "platform/seal.h"

enum { STATUS_KEY_BYTES = 32, PATH_BYTES = 4096 };

static int
write_random(int fd)
{
	unsigned char key[STATUS_KEY_BYTES];
	if (getrandom(key, sizeof(key), 0) != sizeof(key)) {
		return -EIO;
	}
	const ssize_t n = write(fd, key, sizeof(key));
	explicit_bzero(key, sizeof(key));
	if (n < 0) {
		return -errno;
	}
	return n != sizeof(key) ? -ENOSPC : fsync(fd) < 0 ? -errno : 0;
}

/* A status key that is there stays: with another one no client's reference would be found any more. */
static int
make_status_key(const char *path)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return errno == EEXIST ? 0 : -errno;
	}
	int r = write_random(fd);
	if (close(fd) < 0 && r == 0) {
		r = -errno;
	}
	if (r < 0) {
		(void)unlink(path);
	}
	return r;
}

static bool
join(char path[PATH_BYTES], const char *folder, const char *name)
{
	const int n = snprintf(path, PATH_BYTES, "%s/%s", folder, name);
	return n > 0 && n < PATH_BYTES;
}

static int
make_all(const char *folder)
{
	char private_path[PATH_BYTES], public_path[PATH_BYTES], status_path[PATH_BYTES];
	struct diagnosis diagnosis;
	if (!join(private_path, folder, "desk.jwk") || !join(public_path, folder, "recipient.jwks") ||
		!join(status_path, folder, "status.key")) {
		fprintf(stderr, "guichet-desk: the name of the folder is too long\n");
		return EXIT_USAGE;
	}
	if (mkdir(folder, 0700) < 0 && errno != EEXIST) {
		fprintf(
			stderr, "guichet-desk: %s: The folder cannot be made: %s.\n", folder, strerror(errno));
		return EXIT_FATAL;
	}
	int r = seal_make_keys(private_path, public_path, &diagnosis);
	if (r < 0) {
		desk_complain(&diagnosis);
		return r == -EEXIST ? EXIT_FINDINGS : EXIT_FATAL;
	}
	r = make_status_key(status_path);
	if (r < 0) {
		fprintf(stderr, "guichet-desk: %s: The status key cannot be written: %s.\n", status_path,
			strerror(-r));
		return EXIT_FATAL;
	}
	printf(
		"%s: private key; it opens every request: keep it off kiosks, and keep a copy in a safe\n"
		"%s: public key; put it into the state folder of each kiosk\n"
		"%s: status key; the same on the kiosks and the intake of a site\n",
		private_path, public_path, status_path);
	return EXIT_GOOD;
}

int
desk_keygen(int argc, char **argv)
{
	static const struct option options[] = { { "out", required_argument, NULL, 'o' }, { 0 } };
	const char *folder = NULL;
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'o') {
			return EXIT_USAGE;
		}
		folder = optarg;
	}
	if (folder == NULL || optind != argc) {
		fprintf(stderr, "usage: guichet-desk keygen --out DIR\n");
		return EXIT_USAGE;
	}
	return make_all(folder);
}
