/* SPDX-License-Identifier: MIT */
/* The workshop's way to what was sealed; it leaves the same traces as the officers'. */
#include "desk/workshop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk/desk.h"
#include "desk/inbox_parts.h"
#include "desk/print.h"
#include "desk/say.h"
#include "platform/local_time.h"
#include "platform/outbox.h"
#include "platform/wire_json.h"

enum { ENVELOPE_MAX = 1024 * 1024 };

#define ROLE_WORKSHOP "workshop"

struct opening {
	const struct workshop *what;
	struct desk_store *store;
	struct seal_key *key;
	struct templates *templates;
	int n_found, n_refused;
	int error; /* negative errno that ended it, else 0 */
};

static void
refuse(struct opening *opening, struct str name, enum office why)
{
	const enum lang lang = opening->what->options->lang;
	const struct str sentence = office_messages[why].in[lang];
	fprintf(stderr,
		lang == LANG_FR ? "guichet-desk\u00a0: %.*s\u00a0: %.*s\n" : "guichet-desk: %.*s: %.*s\n",
		(int)name.n, name.p, (int)sentence.n, sentence.p);
	opening->n_refused++;
}

static int
write_down(struct opening *opening, struct str id, const char *outcome)
{
	struct desk_entry entry = inbox_entry_of(
		str_of(opening->what->options->actor), ROLE_WORKSHOP, INBOX_ACTION_OPEN, id);
	entry.reason = opening->what->reason;
	entry.outcome = str_of(outcome);
	return desk_store_log(opening->store, &entry);
}

static int
print_unsealed(struct opening *opening, struct unsealed *unsealed, struct str name)
{
	struct reading *reading;
	if (opening->what->json) {
		const int r = print_line((struct str){ unsealed->plaintext, unsealed->n });
		unseal_forget(unsealed);
		return r;
	}
	int r = unseal_read(unsealed);
	if (r != 0) {
		unseal_forget(unsealed);
		if (r > 0) {
			refuse(opening, name, OFFICE_WORKSHOP_FORMAT);
		}
		return r > 0 ? 0 : r;
	}
	r = reading_make(unsealed, opening->templates, &reading);
	if (r == 0) {
		r = print_reading(reading, opening->what->options->lang);
		reading_free(reading);
	}
	return r;
}

/* `name` stands for the envelope in messages, `id` in the log. */
static int
open_one(struct opening *opening, struct str name, struct str id, struct str envelope)
{
	struct unsealed unsealed;
	opening->n_found++;
	int r = write_down(opening, id, INBOX_OUTCOME_ALLOWED);
	if (r == 0) {
		r = unseal_open(opening->key, envelope, &unsealed);
	}
	if (r == 0) {
		return print_unsealed(opening, &unsealed, name);
	}
	if (r == SEAL_REFUSED) {
		refuse(opening, name, OFFICE_WORKSHOP_REFUSED);
		r = write_down(opening, id, "unreadable");
	}
	return r;
}

/* A row whose envelope names another request was swapped by somebody who can write to the file. */
static bool
open_row(void *context, struct str id, struct str envelope)
{
	struct opening *opening = context;
	const char *wanted = opening->what->id;
	if (wanted != NULL && !str_eq(str_of(wanted), id)) {
		return true;
	}
	if (seal_is_for(envelope, id)) {
		opening->error = open_one(opening, id, id, envelope);
	} else {
		opening->n_found++;
		refuse(opening, id, OFFICE_WORKSHOP_SWAPPED);
	}
	return opening->error == 0;
}

static int
open_outbox(struct opening *opening)
{
	struct diagnosis diagnosis;
	struct outbox *outbox;
	int r = outbox_open(opening->what->outbox, true, &outbox, &diagnosis);
	if (r < 0) {
		return say_diagnosis(opening->what->options->lang, r, &diagnosis);
	}
	r = outbox_each(outbox, open_row, opening);
	outbox_close(outbox);
	if (r < 0) {
		fprintf(stderr, "guichet-desk: %s: The outbox cannot be read to its end: %s.\n",
			opening->what->outbox, strerror(-r));
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
	int error = fd < 0 ? -errno : 0;
	while (error == 0 && n <= ENVELOPE_MAX) {
		const ssize_t got = read(fd, buffer + n, ENVELOPE_MAX + 1 - n);
		if (got == 0) {
			break;
		}
		if (got < 0 && errno != EINTR) {
			error = -errno;
		}
		n += got > 0 ? (size_t)got : 0;
	}
	if (fd >= 0 && !is_stdin) {
		close(fd);
	}
	*ret_n = n;
	return error;
}

/* The id that an envelope claims to have; empty when it cannot be read. It is not to be trusted before the envelope opened. */
static struct str
claimed_id(struct str envelope, char buffer[WIRE_ID_LENGTH + 1])
{
	struct wire_header header;
	char *json;
	if (seal_peek(envelope, &json) != 0) {
		return STR_NONE;
	}
	const bool good = wire_read_header(str_of(json), &header);
	free(json);
	if (!good) {
		return STR_NONE;
	}
	memcpy(buffer, header.sub, WIRE_ID_LENGTH + 1);
	return str_of(buffer);
}

static int
open_file(struct opening *opening)
{
	const char *path = opening->what->envelope;
	const enum lang lang = opening->what->options->lang;
	char *buffer = malloc(ENVELOPE_MAX + 1);
	char id[WIRE_ID_LENGTH + 1];
	size_t n;
	if (buffer == NULL) {
		return say_error(lang, -ENOMEM);
	}
	const int r = read_envelope(path, buffer, &n);
	if (r < 0) {
		fprintf(stderr, "guichet-desk: %s: The envelope cannot be read: %s.\n", path, strerror(-r));
		free(buffer);
		return EXIT_FATAL;
	}
	/* Editors and shells end files with a line feed. */
	const struct str envelope = str_trim((struct str){ buffer, n });
	const char *wanted = opening->what->id;
	if (wanted != NULL && !seal_is_for(envelope, str_of(wanted))) {
		opening->n_found++;
		refuse(opening, str_of(path), OFFICE_WORKSHOP_OTHER);
	} else {
		opening->error = open_one(opening, str_of(path), claimed_id(envelope, id), envelope);
	}
	free(buffer);
	return EXIT_GOOD;
}

static int
verdict(const struct opening *opening, int status)
{
	const enum lang lang = opening->what->options->lang;
	if (opening->error < 0) {
		return say_error(lang, opening->error);
	}
	if (status == EXIT_GOOD && opening->what->id != NULL && opening->n_found == 0) {
		say(lang, office_messages[OFFICE_DESK_ABSENT]);
		return EXIT_FINDINGS;
	}
	return status == EXIT_GOOD && opening->n_refused > 0 ? EXIT_FINDINGS : status;
}

/* The log is looked at and times are shown as the inbox does it. 0 or negative errno. */
static int
begin_inbox(const struct opening *opening)
{
	const struct options *options = opening->what->options;
	struct inbox place = { .store = opening->store };
	struct inbox_verdict verdict;
	int r = inbox_load_calendar(&place, options->state);
	if (r == 0) {
		r = inbox_glance_log(&place, &verdict);
	}
	if (r == 0) {
		say_tampering(options->lang, &verdict);
	}
	if (r == 0 && !opening->what->json && inbox_other_zone(&place) != NULL) {
		say_about(options->lang, OFFICE_CALENDAR_OTHER_ZONE, inbox_other_zone(&place));
	}
	free(place.calendar_memory);
	return r;
}

/* 0, or negative errno with a diagnosis. */
static int
begin(struct opening *opening, struct diagnosis *ret_diagnosis)
{
	const struct options *options = opening->what->options;
	char path[INBOX_PATH_BYTES];
	int r = inbox_path(options->state, "desk.jwk", path);
	*ret_diagnosis = (struct diagnosis){
		.file = "--state", .what = "The path is too long.", .remedy = "Name a shorter folder."
	};
	if (r == 0) {
		r = seal_load_private(path, &opening->key, ret_diagnosis);
	}
	if (r == 0) {
		r = inbox_path(options->state, "desk.db", path);
	}
	if (r == 0) {
		r = desk_store_open(path, seal_sha256, &opening->store, ret_diagnosis);
	}
	if (r == 0) {
		r = begin_inbox(opening);
	}
	if (r == 0) {
		opening->templates = templates_load(
			options->services[0] == '\0' ? NULL : options->services);
		r = opening->templates == NULL ? -ENOMEM : 0;
	}
	return r;
}

int
workshop_open(const struct workshop *what)
{
	struct opening opening = { .what = what };
	struct diagnosis diagnosis;
	const int r = begin(&opening, &diagnosis);
	int status = EXIT_FATAL;
	if (r < 0) {
		(void)say_diagnosis(what->options->lang, r, &diagnosis);
	} else {
		status = verdict(
			&opening, what->outbox != NULL ? open_outbox(&opening) : open_file(&opening));
	}
	desk_store_close(opening.store);
	if (opening.key != NULL) {
		seal_free_key(opening.key);
	}
	templates_free(opening.templates);
	return status;
}
