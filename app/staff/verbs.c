/* SPDX-License-Identifier: MIT */
/* Each call is checked before anything is done: the session, the right of its card, then the verb. */
#include "staff/verbs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "platform/log_line.h"
#include "platform/outbox.h"
#include "platform/wall_clock.h"
#include "platform/whole_file.h"
#include "platform/withdrawn.h"
#include "staff/tasks.h"

static const char *const refusals[] = {
	[CARD_MALFORMED] = "malformed",
	[CARD_UNKNOWN_KEY] = "unknown-key",
	[CARD_FORGED] = "forged",
	[CARD_WITHDRAWN] = "withdrawn",
	[CARD_NOT_YET_VALID] = "not-yet-valid",
	[CARD_EXPIRED] = "expired",
	[CARD_WRONG_PIN] = "wrong-pin",
};

ms_t
verbs_now(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_BOOTTIME, &now); /* cannot fail for this clock and a valid address */
	return (ms_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the time that a card is judged by ---- */

/* When the intake answered last, by the intake's clock; 0: never, or it cannot be read. */
static ms_t
last_contact(const char *state)
{
	char path[OPTIONS_PATH_BYTES * 2];
	struct diagnosis diagnosis;
	struct outbox *outbox;
	struct outbox_link link = { .last_contact_wall = 0 };
	(void)snprintf(path, sizeof(path), "%s/outbox.db", state);
	if (outbox_open(path, true, &outbox, &diagnosis) != 0) {
		return 0;
	}
	if (outbox_link(outbox, &link) != 0) {
		link.last_contact_wall = 0;
	}
	(void)outbox_close(outbox);
	return link.last_contact_wall > 0 ? link.last_contact_wall + link.server_ahead_ms : 0;
}

/*
 * What is over for certain: this program was built, the intake has answered. A clock in doubt counts for nothing, and one that is sure
 * may have been set back.
 */
static ms_t
wall(const char *state, bool *ret_sure)
{
	struct stat program;
	const ms_t now = wall_clock(ret_sure);
	const ms_t built = stat("/proc/self/exe", &program) == 0 ? (ms_t)program.st_mtime * 1000 : 0;
	const ms_t contact = last_contact(state);
	const ms_t over = contact > built ? contact : built;
	return *ret_sure && now > over ? now : over;
}

/* ---- wrong tries ---- */

/* Beside the stick's folder: gone with a restart of the machine, which whoever stands there would see. */
static void
tries_file(const struct options *options, char ret_path[OPTIONS_PATH_BYTES * 2])
{
	(void)snprintf(ret_path, OPTIONS_PATH_BYTES * 2, "%s/../tries", options->stick);
}

void
verbs_begin(const struct options *options, struct session *session)
{
	char path[OPTIONS_PATH_BYTES * 2], bytes[SESSION_TRIES_BYTES];
	tries_file(options, path);
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return; /* nobody has tried */
	}
	const size_t n = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file);
	if (!session_read_tries(session, (struct str){ bytes, n }, verbs_now())) {
		session->wait_until = verbs_now() +
			SESSION_WAIT_MAX_MS; /* whoever damaged it gains nothing */
	}
}

/* False: the next service would not know of them. */
static bool
keep_tries(const struct options *options, const struct session *session)
{
	char path[OPTIONS_PATH_BYTES * 2], bytes[SESSION_TRIES_BYTES];
	struct text text;
	tries_file(options, path);
	text_init(&text, bytes, sizeof(bytes));
	session_write_tries(session, &text);
	return whole_file_write(path, 0600, WHOLE_FILE_OWNER_NONE, text_str(&text)) == 0;
}

/* ---- open ---- */

static enum msg
refusal_message(int refusal)
{
	switch (refusal) {
	case CARD_MALFORMED:
		return MSG_SERVICE_CARD_MALFORMED;
	case CARD_UNKNOWN_KEY:
		return MSG_SERVICE_CARD_UNKNOWN_KEY;
	case CARD_WITHDRAWN:
		return MSG_SERVICE_CARD_WITHDRAWN;
	case CARD_NOT_YET_VALID:
		return MSG_SERVICE_CARD_NOT_YET_VALID;
	case CARD_EXPIRED:
		return MSG_SERVICE_CARD_EXPIRED;
	case CARD_WRONG_PIN:
		return MSG_SERVICE_CARD_WRONG_PIN;
	default:
		return MSG_SERVICE_CARD_FORGED;
	}
}

static void
let_in(struct session *session, const struct card *card, struct staff_answer *answer,
	const char **ret_reason)
{
	if (!(card->may & CARD_MAY_STAFF)) {
		answer->status = STAFF_REFUSED;
		*ret_reason = "no-right";
		tasks_say(answer, STAFF_BAD, MSG_SERVICE_CARD_NO_RIGHT);
		return;
	}
	if (session_open(session, card, verbs_now()) != 0) {
		answer->status = STAFF_FAILED;
		*ret_reason = "no-random";
		return;
	}
	answer->status = STAFF_OK;
	answer->has_token = true;
	memcpy(answer->token, session->token, sizeof(answer->token));
}

/* NULL: none was brought. One that cannot be read locks nobody out: whoever could damage it could delete it. */
static struct withdrawn *
lost_cards(const struct options *options, const struct seal_signers *keys)
{
	char path[OPTIONS_PATH_BYTES * 2];
	struct withdrawn *list = NULL;
	(void)snprintf(path, sizeof(path), "%s/" WITHDRAWN_FILE, options->state);
	const int r = withdrawn_load(keys, path, &list);
	if (r != 0 && r != -ENOENT) {
		log_line("{\"withdrawn\":\"not-read\"}");
	}
	return list;
}

static void
judge(const struct options *options, struct session *session, const struct staff_call *call,
	struct staff_answer *answer, const char **ret_reason)
{
	char path[OPTIONS_PATH_BYTES * 2];
	struct seal_signers *keys = NULL;
	struct diagnosis diagnosis;
	struct card card;
	(void)snprintf(path, sizeof(path), "%s/content.jwks", options->state);
	if (seal_add_signers(options->cards != NULL ? options->cards : path, &keys, &diagnosis) != 0) {
		answer->status = STAFF_UNAVAILABLE;
		*ret_reason = "no-keys";
		tasks_say(answer, STAFF_BAD, MSG_STAFF_NO_CARDS);
		return;
	}
	struct card_question question = { .text = staff_call_arg(call, STR("card")),
		.pin = staff_call_arg(call, STR("pin")),
		.keys = keys };
	question.wall = wall(options->state, &question.is_wall_sure);
	struct withdrawn *lost = lost_cards(options, keys);
	question.withdrawn = lost != NULL ? lost->serials : NULL;
	const int r = card_check(&question, &card);
	free(lost);
	(void)seal_free_signers(keys);
	if (r == 0) {
		let_in(session, &card, answer, ret_reason);
		return;
	}
	answer->status = r < 0 ? STAFF_FAILED : STAFF_REFUSED;
	*ret_reason = r < 0 ? "failed" : refusals[r];
	if (r > 0) {
		tasks_say(answer, STAFF_BAD, refusal_message(r));
	}
	/* a card that was misread, or held wrongly, proves nothing about who holds it */
	if (r > 0 && r != CARD_MALFORMED) {
		session_note_wrong(session, verbs_now());
	}
}

static void
open_session(const struct options *options, struct session *session, const struct staff_call *call,
	struct staff_answer *answer, const char **ret_reason)
{
	const ms_t wait = session_wait(session, verbs_now());
	if (wait > 0) {
		answer->status = STAFF_WAIT;
		answer->wait_s = (int32_t)((wait + 999) / 1000);
		return;
	}
	const int32_t n_wrong = session->n_wrong;
	judge(options, session, call, answer, ret_reason);
	if (session->n_wrong != n_wrong && !keep_tries(options, session)) {
		log_line("{\"tries\":\"not-kept\"}");
	}
}

/* ---- the others ---- */

static void
run_verb(const struct options *options, struct session *session, const struct staff_call *call,
	struct staff_answer *answer)
{
	switch (call->verb) {
	case STAFF_CLOSE:
		session_close(session);
		tasks_sign_out(options);
		answer->status = STAFF_OK;
		break;
	case STAFF_STATUS:
		tasks_status(options, answer);
		break;
	case STAFF_SELFTEST:
		tasks_selftest(options, answer);
		break;
	case STAFF_PROVISION:
		tasks_provision(options, call, answer);
		break;
	case STAFF_ENROL:
		tasks_enrol(options, call, answer);
		break;
	case STAFF_UPDATE:
		tasks_update(options, &session->card, answer);
		break;
	case STAFF_KEYS:
		tasks_keys(options, answer);
		break;
	case STAFF_MOUNT:
		tasks_mount(options, answer);
		break;
	case STAFF_REBOOT:
		tasks_reboot(options, answer);
		break;
	case STAFF_OPEN:
	case STAFF_VERB_COUNT:
		answer->status = STAFF_WRONG;
		break;
	}
}

void
verbs_do(const struct options *options, struct session *session, const struct staff_call *call,
	struct staff_answer *ret_answer, const char **ret_reason)
{
	*ret_answer = (struct staff_answer){ .status = STAFF_FAILED };
	*ret_reason = "";
	if (call->verb == STAFF_OPEN) {
		open_session(options, session, call, ret_answer, ret_reason);
	} else if (!session_use(session, call->token, verbs_now())) {
		ret_answer->status = STAFF_SIGNED_OUT;
	} else {
		run_verb(options, session, call, ret_answer);
		session->used_at = verbs_now(); /* what took long was no idleness */
	}
}
