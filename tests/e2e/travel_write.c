/* SPDX-License-Identifier: MIT */
/* Puts requests into an outbox as the kiosk's save thread does, and writes down what was confirmed; or prints an envelope. */
#include "travel_request.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "platform/outbox.h"

static const char usage[] =
	"usage: travel-write [OPTION...] STATE CONFIRMED   stores requests; the ids that were confirmed are added to a file\n"
	"       travel-write --print ID [OPTION...] STATE  prints one envelope\n"
	"  --count N      so many (1)\n"
	"  --pause MS     between two (0)\n"
	"  --word WORD    the answer to question 1 is this and the id (\"answer\")\n"
	"  --size BYTES   of the answer to question 2 (0)\n"
	"  --kind KIND    genuine; garbage (no envelope at all); swapped (the header names another request);\n"
	"                 liar (the plaintext does)\n";

struct writer {
	struct travel_site site;
	const char *state, *confirmed, *print;
	long count, pause_ms;
	struct outbox *outbox;
	int confirmed_file;
};

/* One write a line: a kill leaves no half of one. An id that is missing was not confirmed, though it may be stored. */
static void
write_down(const struct writer *writer, const char *id)
{
	char line[TRAVEL_ID_BYTES + 1];
	const int n = snprintf(line, sizeof(line), "%s\n", id);
	if (write(writer->confirmed_file, line, (size_t)n) != n) {
		travel_give_up(writer->confirmed, errno);
	}
}

static void
store(const struct writer *writer, const struct travel_request *request)
{
	unsigned char sha256[OUTBOX_SHA256_BYTES];
	const bool is_garbage = strcmp(writer->site.kind, "garbage") == 0;
	char *jwe = is_garbage ? strdup("this is no envelope") :
							 travel_request_seal(&writer->site, request);
	int r = seal_sha256(str_of(jwe), sha256);

	if (r == 0) {
		r = outbox_put(
			writer->outbox, str_of(request->id), request->created_wall, str_of(jwe), sha256);
	}
	free(jwe);
	if (r == OUTBOX_FULL) {
		travel_give_up("outbox", ENOSPC);
	} else if (r != 0) {
		travel_give_up("outbox", r < 0 ? -r : EEXIST);
	}
	write_down(writer, request->id);
	r = outbox_tidy(writer->outbox);
	if (r != 0) {
		fprintf(stderr, "travel: the outbox could not be tidied: %s\n", strerror(-r));
	}
}

static void
open_state(struct writer *writer)
{
	char path[4096];
	struct diagnosis diagnosis;

	travel_site_load(&writer->site, writer->state);
	if (writer->print != NULL) {
		return;
	}
	snprintf(path, sizeof(path), "%s/outbox.db", writer->state);
	if (outbox_open(path, false, &writer->outbox, &diagnosis) != 0) {
		fprintf(stderr, "travel: %s: %s\n", diagnosis.file, diagnosis.what);
		exit(4);
	}
	writer->confirmed_file = open(
		writer->confirmed, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (writer->confirmed_file < 0) {
		travel_give_up(writer->confirmed, errno);
	}
}

static bool
read_options(struct writer *writer, int argc, char **argv)
{
	static const struct option options[] = { { "count", required_argument, NULL, 'c' },
		{ "pause", required_argument, NULL, 'p' }, { "word", required_argument, NULL, 'w' },
		{ "size", required_argument, NULL, 's' }, { "kind", required_argument, NULL, 'k' },
		{ "print", required_argument, NULL, 'P' }, { 0 } };
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		long *number = c == 'c' ? &writer->count :
			c == 'p'            ? &writer->pause_ms :
			c == 's'            ? &writer->site.size :
								  NULL;
		const char **text = c == 'w' ? &writer->site.word :
			c == 'k'                 ? &writer->site.kind :
									   &writer->print;
		if (c == '?') {
			return false;
		}
		if (number != NULL) {
			*number = strtol(optarg, NULL, 10);
		} else {
			*text = optarg;
		}
	}
	if (argc - optind != (writer->print == NULL ? 2 : 1)) {
		return false;
	}
	writer->state = argv[optind];
	writer->confirmed = argv[optind + 1];
	return true;
}

static void
store_all(const struct writer *writer)
{
	const struct timespec pause = { .tv_sec = writer->pause_ms / 1000,
		.tv_nsec = writer->pause_ms % 1000 * 1000000 };
	struct travel_request request;

	for (long i = 0; i < writer->count; i++) {
		travel_request_make(NULL, i % 2 == 0 ? LANG_EN : LANG_FR, &request);
		store(writer, &request);
		if (writer->pause_ms > 0) {
			nanosleep(&pause, NULL);
		}
	}
}

int
main(int argc, char **argv)
{
	struct writer writer = { .site = { .word = "answer", .kind = "genuine" }, .count = 1 };
	struct travel_request request;

	if (!read_options(&writer, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	open_state(&writer);
	if (writer.print != NULL) {
		travel_request_make(writer.print, LANG_EN, &request);
		char *jwe = travel_request_seal(&writer.site, &request);
		printf("%s", jwe);
		free(jwe);
	} else {
		store_all(&writer);
		(void)outbox_close(writer.outbox);
		(void)close(writer.confirmed_file);
	}
	seal_free_key(writer.site.key);
	return 0;
}
