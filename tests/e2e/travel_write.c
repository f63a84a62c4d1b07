/* SPDX-License-Identifier: MIT */
/* Puts requests into an outbox as the kiosk's save thread does, and writes down what was confirmed; or prints an envelope. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "core/format.h"
#include "core/reference.h"
#include "platform/outbox.h"
#include "platform/seal.h"

static const char usage[] =
	"usage: travel-write [OPTION...] STATE CONFIRMED   stores requests; the ids that were confirmed are added to a file\n"
	"       travel-write --print ID [OPTION...] STATE  prints one envelope\n"
	"  --count N      so many (1)\n"
	"  --pause MS     between two (0)\n"
	"  --word WORD    the answer to question 1 is this and the id (\"answer\")\n"
	"  --size BYTES   of the answer to question 2 (0)\n"
	"  --kind KIND    genuine; garbage (no envelope at all); swapped (the header names another request);\n"
	"                 liar (the plaintext does)\n";

enum { STATUS_KEY_BYTES = 32, PLAINTEXT_MAX = 512 * 1024, ID_BYTES = 37 };

struct writer {
	const char *state, *confirmed, *print, *word, *kind;
	long count, pause_ms, size;
	struct seal_key *key;
	unsigned char status_key[STATUS_KEY_BYTES];
	struct outbox *outbox;
	int confirmed_file;
};

struct request {
	char id[ID_BYTES], other_id[ID_BYTES], reference[REFERENCE_LENGTH + 1];
	ms_t created_wall;
	enum lang lang;
	uint16_t words[2];
};

__attribute__((noreturn)) static void
give_up(const char *what, int error)
{
	fprintf(stderr, "travel-write: %s: %s\n", what, strerror(error));
	exit(4);
}

static void
fill_random(void *bytes, size_t n)
{
	if (getrandom(bytes, n, 0) != (ssize_t)n) {
		give_up("random bytes", errno);
	}
}

static ms_t
now_wall(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (ms_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
make_id(ms_t wall, char ret_id[ID_BYTES])
{
	uint8_t random[10];
	fill_random(random, sizeof(random));
	uuid7_make(wall, random, ret_id);
	ret_id[ID_BYTES - 1] = '\0';
}

static void
make_request(const struct writer *writer, long number, struct request *ret_request)
{
	uint8_t random[6];
	struct request request = { .created_wall = now_wall(),
		.lang = number % 2 == 0 ? LANG_EN : LANG_FR };

	make_id(request.created_wall, request.id);
	make_id(request.created_wall, request.other_id);
	if (writer->print != NULL) {
		snprintf(request.id, sizeof(request.id), "%s", writer->print);
	}
	fill_random(random, sizeof(random));
	reference_make(random, request.reference);
	request.reference[REFERENCE_LENGTH] = '\0';
	fill_random(request.words, sizeof(request.words));
	*ret_request = request;
}

static void
add_member(struct text *out, const char *name, struct str value)
{
	text_add(out, str_of(name));
	text_json(out, value);
}

static void
add_answers(const struct writer *writer, const struct request *request, struct text *out)
{
	char answer[256];
	const int n = snprintf(answer, sizeof(answer), "%s %s", writer->word, request->id);

	add_member(out, ",\"answers\":{\"1\":", (struct str){ answer, (size_t)n });
	text_add(out, STR(",\"2\":\""));
	for (long i = 0; i < writer->size; i++) {
		text_char(out, 'a' + (uint32_t)i % 26);
	}
	text_add(out, STR("\"}"));
}

/* docs/formats/envelope.json; the template with this digest is on no desk. */
static void
write_plaintext(const struct writer *writer, const struct request *request, struct text *out)
{
	char digest[65];
	const bool is_liar = strcmp(writer->kind, "liar") == 0;

	memset(digest, '0', 64);
	add_member(out, "{\"schema\":1,\"id\":", str_of(is_liar ? request->other_id : request->id));
	add_member(out, ",\"service\":", STR("travel"));
	add_member(out, ",\"formId\":", STR("travel"));
	add_member(out, ",\"formVersion\":", STR("1"));
	add_member(out, ",\"formSha256\":", (struct str){ digest, 64 });
	add_member(out, ",\"language\":", request->lang == LANG_EN ? STR("en") : STR("fr"));
	add_answers(writer, request, out);
	add_member(out, ",\"reference\":", str_of(request->reference));
	add_member(out, ",\"callbackWords\":[", callback_word(request->lang, request->words[0]));
	add_member(out, ",", callback_word(request->lang, request->words[1]));
	text_add(out, STR("],\"createdAt\":\""));
	format_rfc3339(request->created_wall, out);
	add_member(out, "\",\"timeZone\":", STR("America/Toronto"));
	text_add(out, STR(",\"clock\":{\"wall\":"));
	text_int(out, request->created_wall);
	add_member(out, ",\"sure\":true},\"device\":", STR("DEV-0000"));
	text_add(out, STR(",\"assisted\":null}"));
}

static char *
seal(const struct writer *writer, const struct request *request)
{
	static char buffer[PLAINTEXT_MAX];
	struct text plaintext;
	char ref_hash[44], *jwe;
	const bool is_swapped = strcmp(writer->kind, "swapped") == 0;

	text_init(&plaintext, buffer, sizeof(buffer));
	write_plaintext(writer, request, &plaintext);
	if (plaintext.full) {
		give_up("--size", E2BIG);
	}
	int r = seal_ref_hash(
		writer->status_key, STATUS_KEY_BYTES, str_of(request->reference), ref_hash);
	const struct seal_header header = { .id = str_of(is_swapped ? request->other_id : request->id),
		.form = STR("travel"),
		.form_version = STR("1"),
		.lang = request->lang,
		.ref_hash = str_of(ref_hash) };
	if (r == 0) {
		r = seal_close(writer->key, &header, text_str(&plaintext), &jwe);
	}
	if (r != 0) {
		give_up("sealing", -r);
	}
	return jwe;
}

/* One write a line: a kill leaves no half of one. An id that is missing was not confirmed, though it may be stored. */
static void
write_down(const struct writer *writer, const char *id)
{
	char line[ID_BYTES + 1];
	const int n = snprintf(line, sizeof(line), "%s\n", id);
	if (write(writer->confirmed_file, line, (size_t)n) != n) {
		give_up(writer->confirmed, errno);
	}
}

static void
store(const struct writer *writer, const struct request *request)
{
	unsigned char sha256[OUTBOX_SHA256_BYTES];
	const bool is_garbage = strcmp(writer->kind, "garbage") == 0;
	char *jwe = is_garbage ? strdup("this is no envelope") : seal(writer, request);
	int r = seal_sha256(str_of(jwe), sha256);

	if (r == 0) {
		r = outbox_put(
			writer->outbox, str_of(request->id), request->created_wall, str_of(jwe), sha256);
	}
	free(jwe);
	if (r == OUTBOX_FULL) {
		give_up("outbox", ENOSPC);
	} else if (r != 0) {
		give_up("outbox", r < 0 ? -r : EEXIST);
	}
	write_down(writer, request->id);
	r = outbox_tidy(writer->outbox);
	if (r != 0) {
		fprintf(stderr, "travel-write: the outbox could not be tidied: %s\n", strerror(-r));
	}
}

static void
open_state(struct writer *writer)
{
	char path[4096];
	struct diagnosis diagnosis;

	snprintf(path, sizeof(path), "%s/recipient.jwks", writer->state);
	if (seal_load_public(path, now_wall(), &writer->key, &diagnosis) != 0) {
		fprintf(stderr, "travel-write: %s: %s\n", diagnosis.file, diagnosis.what);
		exit(4);
	}
	snprintf(path, sizeof(path), "%s/status.key", writer->state);
	const int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || read(file, writer->status_key, STATUS_KEY_BYTES) != STATUS_KEY_BYTES) {
		give_up(path, file < 0 ? errno : EINVAL);
	}
	(void)close(file);
	if (writer->print != NULL) {
		return;
	}
	snprintf(path, sizeof(path), "%s/outbox.db", writer->state);
	if (outbox_open(path, false, &writer->outbox, &diagnosis) != 0) {
		fprintf(stderr, "travel-write: %s: %s\n", diagnosis.file, diagnosis.what);
		exit(4);
	}
	writer->confirmed_file = open(
		writer->confirmed, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (writer->confirmed_file < 0) {
		give_up(writer->confirmed, errno);
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
			c == 's'            ? &writer->size :
								  NULL;
		const char **text = c == 'w' ? &writer->word : c == 'k' ? &writer->kind : &writer->print;
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
	struct request request;

	for (long i = 0; i < writer->count; i++) {
		make_request(writer, i, &request);
		store(writer, &request);
		if (writer->pause_ms > 0) {
			nanosleep(&pause, NULL);
		}
	}
}

int
main(int argc, char **argv)
{
	struct writer writer = { .word = "answer", .kind = "genuine", .count = 1 };
	struct request request;

	if (!read_options(&writer, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	open_state(&writer);
	if (writer.print != NULL) {
		make_request(&writer, 0, &request);
		char *jwe = seal(&writer, &request);
		printf("%s", jwe);
		free(jwe);
	} else {
		store_all(&writer);
		(void)outbox_close(writer.outbox);
		(void)close(writer.confirmed_file);
	}
	seal_free_key(writer.key);
	return 0;
}
