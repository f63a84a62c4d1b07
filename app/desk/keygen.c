/* SPDX-License-Identifier: MIT */
/* Makes all keys of a department and a site: for sealing, for the calendar, for the intake, for status look-ups. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk.h"
#include "desk/options.h"
#include "platform/seal.h"
#include "platform/seal_jws.h"

enum { STATUS_KEY_BYTES = 32, PATH_BYTES = 4096 };

static int
make_content_keys(const char *private_path, const char *public_path, struct diagnosis *diagnosis)
{
	return seal_make_signing_keys(private_path, public_path, NULL, diagnosis);
}

/* By this name the intake keeps what it has seen of the desk's access log: no other desk may have it. */
static int
make_token(const char *token_path, const char *record_path, struct diagnosis *diagnosis)
{
	char name[24];
	uint32_t number = 0;
	(void)!getrandom(
		&number, sizeof(number), 0); /* so few bytes come whole; the token's come after */
	(void)snprintf(name, sizeof(name), "desk-%08x", (unsigned)number);
	return seal_make_token(token_path, record_path, name, diagnosis);
}

/* Secret and public halves, and who gets them. */
static const struct {
	int (*make)(const char *secret_path, const char *public_path, struct diagnosis *diagnosis);
	const char *names[2], *uses[2];
} pairs[] = {
	{ seal_make_keys, { "desk.jwk", "recipient.jwks" },
		{ "private key; it opens every request: keep it off kiosks, and keep a copy in a safe",
			"public key; put it into the state folder of each kiosk" } },
	{ make_content_keys, { "content.jwk", "content.jwks" },
		{ "private key; it signs the calendar: keep it off kiosks and off the intake",
			"public key; put it where calendar.jws is read, on the intake and at each desk" } },
	{ make_token, { "desk.token", "desk.json" },
		{ "token of this desk for the intake; put it into the state folder of the desk",
			"by which the intake knows the token; put it into desks/ in the key folder of the intake" } },
};

enum { N_PAIRS = sizeof(pairs) / sizeof(pairs[0]) };

struct paths {
	char pairs[N_PAIRS][2][PATH_BYTES], status_key[PATH_BYTES];
};

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

static bool
join_all(struct paths *paths, const char *folder)
{
	bool fits = join(paths->status_key, folder, "status.key");
	for (int i = 0; i < N_PAIRS; i++) {
		fits = fits && join(paths->pairs[i][0], folder, pairs[i].names[0]) &&
			join(paths->pairs[i][1], folder, pairs[i].names[1]);
	}
	return fits;
}

/* The first file that is in the way, or NULL. */
static const char *
find_old(const struct paths *paths)
{
	struct stat info;
	for (int i = 0; i < 2 * N_PAIRS; i++) {
		if (lstat(paths->pairs[i / 2][i % 2], &info) == 0) {
			return paths->pairs[i / 2][i % 2];
		}
	}
	return NULL;
}

/* All pairs, or none: some of them would only be in the way of the next try. */
static int
make_pairs(const struct paths *paths)
{
	struct diagnosis diagnosis;
	for (int i = 0; i < N_PAIRS; i++) {
		const int r = pairs[i].make(paths->pairs[i][0], paths->pairs[i][1], &diagnosis);
		if (r < 0) {
			while (--i >= 0) {
				(void)unlink(paths->pairs[i][0]);
				(void)unlink(paths->pairs[i][1]);
			}
			desk_complain(&diagnosis);
			return r == -EEXIST ? EXIT_FINDINGS : EXIT_FATAL;
		}
	}
	return EXIT_GOOD;
}

static void
print_uses(const struct paths *paths)
{
	for (int i = 0; i < 2 * N_PAIRS; i++) {
		printf("%s: %s\n", paths->pairs[i / 2][i % 2], pairs[i / 2].uses[i % 2]);
	}
	printf("%s: status key; the same on the kiosks and the desk of a site\n", paths->status_key);
}

static int
make_all(const char *folder)
{
	static struct paths paths;
	if (!join_all(&paths, folder)) {
		fprintf(stderr, "guichet-desk: the name of the folder is too long\n");
		return EXIT_USAGE;
	}
	if (mkdir(folder, 0700) < 0 && errno != EEXIST) {
		fprintf(
			stderr, "guichet-desk: %s: The folder cannot be made: %s.\n", folder, strerror(errno));
		return EXIT_FATAL;
	}
	const char *old = find_old(&paths);
	if (old != NULL) {
		fprintf(stderr,
			"guichet-desk: %s: There is a key file already; keys are never overwritten.\n"
			"              Name another folder, or move the old keys to a safe place: without them old envelopes stay closed.\n",
			old);
		return EXIT_FINDINGS;
	}
	const int exit_code = make_pairs(&paths);
	if (exit_code != EXIT_GOOD) {
		return exit_code;
	}
	const int r = make_status_key(paths.status_key);
	if (r < 0) {
		fprintf(stderr, "guichet-desk: %s: The status key cannot be written: %s.\n",
			paths.status_key, strerror(-r));
		return EXIT_FATAL;
	}
	print_uses(&paths);
	return EXIT_GOOD;
}

int
desk_keygen(int argc, char **argv)
{
	const char *folder = NULL;
	const struct options_own own[] = { { "out", &folder, NULL }, { NULL, NULL, NULL } };
	struct options options;
	const int r = options_parse(argc, argv, own, OFFICE_USAGE_KEYGEN, &options);
	if (r != 0) {
		return r == OPTIONS_HELP ? EXIT_GOOD : EXIT_USAGE;
	}
	if (folder == NULL || options.n_arguments > 0) {
		return options_misuse(&options, OFFICE_USAGE_KEYGEN);
	}
	return make_all(folder);
}
