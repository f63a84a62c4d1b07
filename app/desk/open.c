/* SPDX-License-Identifier: MIT */
/* Opens sealed requests and prints them, one JSON object a line. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk/desk.h"
#include "platform/outbox.h"
#include "platform/seal.h"

enum { ENVELOPE_MAX = 1024 * 1024 };

struct opening {
	const struct seal_key *key;
	struct str wanted; /* id, or empty for all */
	int n_found, n_refused;
	int error; /* negative errno that ended it, else 0 */
};

static void
refuse(struct opening *opening, struct str name, const char *why)
{
	fprintf(stderr, "guichet-desk: %.*s: refused: %s\n", (int)name.n, name.p, why);
	opening->n_refused++;
}

/* The padding stays behind; the buffer of stdio is not used, because it would keep a copy. */
static int
print_plaintext(char *plaintext, size_t n)
{
	while (n > 0 && plaintext[n - 1] == ' ') {
		n--;
	}
	plaintext[n++] = '\n'; /* over the padding, or over the NUL behind it */
	for (size_t at = 0; at < n;) {
		const ssize_t put = write(STDOUT_FILENO, plaintext + at, n - at);
		if (put < 0 && errno != EINTR) {
			return -errno;
		}
		at += put > 0 ? (size_t)put : 0;
	}
	return 0;
}

/* `name` stands for the envelope in messages. */
static void
open_one(struct opening *opening, struct str name, struct str envelope)
{
	char *plaintext;
	size_t n;
	opening->n_found++;
	const int r = seal_open(opening->key, envelope, &plaintext, &n);
	if (r == SEAL_REFUSED) {
		refuse(opening, name, "it was damaged or changed, or it is sealed to another key");
		return;
	}
	if (r < 0) {
		opening->error = r;
		return;
	}
	opening->error = print_plaintext(plaintext, n);
	explicit_bzero(plaintext, n);
	free(plaintext);
}

/* A row whose envelope names another request was swapped by somebody who can write to the file. */
static bool
open_row(void *context, struct str id, struct str envelope)
{
	struct opening *opening = context;
	if (opening->wanted.n > 0 && !str_eq(opening->wanted, id)) {
		return true;
	}
	if (seal_is_for(envelope, id)) {
		open_one(opening, id, envelope);
	} else {
		opening->n_found++;
		refuse(opening, id, "the envelope under this id is of another request");
	}
	return opening->error == 0;
}

static int
open_outbox(struct opening *opening, const char *path)
{
	struct diagnosis diagnosis;
	struct outbox *outbox;
	if (outbox_open(path, true, &outbox, &diagnosis) < 0) {
		desk_complain(&diagnosis);
		return EXIT_FATAL;
	}
	const int r = outbox_each(outbox, open_row, opening);
	outbox_close(outbox);
	if (r < 0) {
		fprintf(stderr, "guichet-desk: %s: The outbox cannot be read to its end: %s.\n", path,
			strerror(-r));
		return EXIT_FATAL;
	}
	return EXIT_GOOD;
}

/* Reads at most one byte more than an envelope may have. */
static int
read_envelope(const char *path, char *buffer, size_t *ret_n)
{
	const bool is_stdin = strcmp(path, "-") == 0;
	const int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t got = -1;
	while (fd >= 0 && n <= ENVELOPE_MAX) {
		got = read(fd, buffer + n, ENVELOPE_MAX + 1 - n);
		if (got == 0 || (got < 0 && errno != EINTR)) {
			break;
		}
		n += got > 0 ? (size_t)got : 0;
	}
	const int error = got < 0 ? -errno : 0;
	if (fd >= 0 && !is_stdin) {
		close(fd);
	}
	*ret_n = n;
	return error;
}

static int
open_file(struct opening *opening, const char *path)
{
	char *buffer = malloc(ENVELOPE_MAX + 1);
	size_t n;
	if (buffer == NULL) {
		fprintf(stderr, "guichet-desk: out of memory\n");
		return EXIT_FATAL;
	}
	const int r = read_envelope(path, buffer, &n);
	if (r < 0) {
		fprintf(stderr, "guichet-desk: %s: The envelope cannot be read: %s.\n", path, strerror(-r));
		free(buffer);
		return EXIT_FATAL;
	}
	/* Editors and shells end files with a line feed. */
	const struct str envelope = str_trim((struct str){ buffer, n });
	if (opening->wanted.n > 0 && !seal_is_for(envelope, opening->wanted)) {
		opening->n_found++;
		refuse(opening, str_of(path), "the envelope is of another request");
	} else {
		open_one(opening, str_of(path), envelope);
	}
	free(buffer);
	return EXIT_GOOD;
}

static int
verdict(const struct opening *opening, int exit_code)
{
	if (opening->error < 0) {
		fprintf(stderr, "guichet-desk: %s\n", strerror(-opening->error));
		return EXIT_FATAL;
	}
	if (exit_code == EXIT_GOOD && opening->wanted.n > 0 && opening->n_found == 0) {
		fprintf(stderr, "guichet-desk: there is no request with the id %.*s\n",
			(int)opening->wanted.n, opening->wanted.p);
		return EXIT_FINDINGS;
	}
	return exit_code == EXIT_GOOD && opening->n_refused > 0 ? EXIT_FINDINGS : exit_code;
}

static int
open_all(const char *key_path, const char *outbox, const char *file, const char *id)
{
	struct diagnosis diagnosis;
	struct seal_key *key;
	if (seal_load_private(key_path, &key, &diagnosis) < 0) {
		desk_complain(&diagnosis);
		return EXIT_FATAL;
	}
	struct opening opening = { .key = key, .wanted = id == NULL ? STR_NONE : str_of(id) };
	const int exit_code = outbox != NULL ? open_outbox(&opening, outbox) :
										   open_file(&opening, file);
	seal_free_key(key);
	return verdict(&opening, exit_code);
}

int
desk_open(int argc, char **argv)
{
	static const struct option options[] = { { "key", required_argument, NULL, 'k' },
		{ "outbox", required_argument, NULL, 'o' }, { 0 } };
	const char *key = NULL, *outbox = NULL;
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'k') {
			key = optarg;
		} else if (c == 'o') {
			outbox = optarg;
		} else {
			return EXIT_USAGE;
		}
	}
	const char *file = outbox == NULL && optind < argc ? argv[optind++] : NULL;
	const char *id = optind < argc ? argv[optind++] : NULL;
	if (key == NULL || (outbox == NULL && file == NULL) || optind != argc) {
		fprintf(
			stderr, "usage: guichet-desk open --key FILE (--outbox FILE | ENVELOPE | -) [ID]\n");
		return EXIT_USAGE;
	}
	return open_all(key, outbox, file, id);
}
