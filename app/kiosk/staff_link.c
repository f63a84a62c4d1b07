/* SPDX-License-Identifier: MIT */
/* One worker, one task at a time. What a technician typed lies in locked memory only, and is zeroed when it was sent. */
#include "kiosk/staff_link.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/selftest_report.h"
#include "platform/local_socket.h"
#include "platform/memory.h"
#include "platform/whole_file.h"

enum {
	TASK_BYTES = 16 * 1024, /* all that a task points at */
	QUICK_MS = 30 *
		1000, /* the service may have to start, and a PIN takes a slow processor seconds */
	RUN_MS = 4 * 60 * 1000, /* what the service gives a program, three times */
	LONG_MS = 16 * 60 * 1000,
};

/* ---- asking ---- */

static ms_t
patience(enum staff_verb verb)
{
	const bool is_long = verb == STAFF_UPDATE;
	return verb == STAFF_OPEN || verb == STAFF_CLOSE ? QUICK_MS : is_long ? LONG_MS : RUN_MS;
}

static void
keep_token(struct staff_token *token, enum staff_verb verb, struct staff_answer *answer)
{
	if (verb == STAFF_OPEN && answer->has_token) {
		token->is_there = true;
		memcpy(token->text, answer->token, sizeof(token->text));
	} else if (verb == STAFF_CLOSE || answer->status == STAFF_SIGNED_OUT) {
		explicit_bzero(token, sizeof(*token));
	}
	/* the core has no use for it */
	explicit_bzero(answer->token, sizeof(answer->token));
	answer->has_token = false;
}

static void
ask(const struct config *config, struct staff_token *token, const struct staff_call *call,
	int cancel, struct staff_answer *ret_answer)
{
	char line[STAFF_CALL_BYTES];
	char *answer = malloc(STAFF_ANSWER_BYTES);
	struct staff_call whole = *call;
	struct text text;
	size_t n = 0;
	*ret_answer = (struct staff_answer){ .status = STAFF_UNREACHABLE };
	if (answer == NULL) {
		return;
	}
	whole.token = token->is_there ? (struct str){ token->text, sizeof(token->text) } : STR_NONE;
	text_init(&text, line, sizeof(line));
	staff_call_write(&whole, &text);
	text_char(&text, '\n');
	const int r = text.full ? -EMSGSIZE :
							  local_socket_ask(config->staff, text.p, text.n, patience(call->verb),
								  cancel, answer, STAFF_ANSWER_BYTES, &n);
	explicit_bzero(line, sizeof(line));
	if (r != 0 || !staff_answer_read((struct str){ answer, n }, ret_answer)) {
		*ret_answer = (struct staff_answer){ .status = STAFF_UNREACHABLE };
	}
	explicit_bzero(answer, STAFF_ANSWER_BYTES);
	free(answer);
	keep_token(token, call->verb, ret_answer);
}

/* ---- storing the self-test ---- */

typedef void writer(const struct selftest *test, const struct selftest_of *of, struct text *out);

static int
store(const struct config *config, const char *name, writer *write, const struct staff_task *task)
{
	char path[320];
	char *bytes = malloc(SELFTEST_REPORT_BYTES);
	struct text text;
	if (bytes == NULL) {
		return -ENOMEM;
	}
	text_init(&text, bytes, SELFTEST_REPORT_BYTES);
	write(task->test, &task->of, &text);
	assert(!text.full); /* device and version are bounded, the sentences are ours */
	(void)snprintf(path, sizeof(path), "%s/%s", config->state, name);
	const int r = whole_file_write(path, 0644, WHOLE_FILE_OWNER_NONE, text_str(&text));
	free(bytes);
	return r;
}

static void
keep(const struct config *config, const struct staff_task *task, struct staff_answer *ret_answer)
{
	int r = store(config, "selftest.json", selftest_write_json, task);
	r = r == 0 ? store(config, "selftest.txt", selftest_report_text, task) : r;
	r = r == 0 ? store(config, "selftest.html", selftest_report_html, task) : r;
	const enum msg said = r == 0 ? MSG_SELFTEST_KEPT : MSG_SELFTEST_NOT_KEPT;
	*ret_answer = (struct staff_answer){ .status = r == 0 ? STAFF_OK : STAFF_FAILED };
	staff_answer_add(
		ret_answer, r == 0 ? STAFF_GOOD : STAFF_BAD, msg(LANG_EN, said), msg(LANG_FR, said));
}

void
staff_link_now(const struct config *config, struct staff_token *token,
	const struct staff_task *task, int cancel, struct staff_answer *ret_answer)
{
	if (task->call.verb == STAFF_KEEP) {
		keep(config, task, ret_answer);
	} else {
		ask(config, token, &task->call, cancel, ret_answer);
	}
}

/* ---- the worker ---- */

struct staff_link {
	const struct config *config;
	void (*done)(void *context, uint32_t number, const struct staff_answer *answer);
	void *context;
	pthread_t thread;
	int cancel;                 /* eventfd, readable once the link is being closed */
	struct staff_token token;   /* the worker's */
	struct staff_answer answer; /* the worker's */

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	bool waiting, closing;
	struct arena
		memory[2]; /* locked; holds what the task points at: one that waits, one under way */
	struct staff_task task;
	struct selftest test;
};

static void
copy_task(struct staff_task *to, struct selftest *test, struct arena *memory,
	const struct staff_task *from)
{
	arena_wipe(memory);
	*to = *from;
	for (int32_t i = 0; i < from->call.n_args; i++) {
		to->call.args[i].value = arena_copy(memory, from->call.args[i].value);
	}
	to->of.device = arena_copy(memory, from->of.device);
	to->of.version = arena_copy(memory, from->of.version);
	if (from->test != NULL) {
		*test = *from->test;
		to->test = test;
	}
}

static void
work_off(struct staff_link *link)
{
	struct staff_task task;
	struct selftest test;
	copy_task(&task, &test, &link->memory[1], &link->task);
	arena_wipe(&link->memory[0]);
	link->task = (struct staff_task){ .number = 0 };
	pthread_mutex_unlock(&link->lock);
	staff_link_now(link->config, &link->token, &task, link->cancel, &link->answer);
	arena_wipe(&link->memory[1]);
	memory_wipe_stack();
	if (task.call.verb != STAFF_CLOSE) {
		link->done(link->context, task.number, &link->answer);
	}
	explicit_bzero(&link->answer, sizeof(link->answer));
	pthread_mutex_lock(&link->lock);
}

static void *
run(void *context)
{
	struct staff_link *link = context;
	pthread_mutex_lock(&link->lock);
	for (;;) {
		while (!link->waiting && !link->closing) {
			pthread_cond_wait(&link->changed, &link->lock);
		}
		if (!link->waiting) {
			break;
		}
		link->waiting = false;
		work_off(link);
	}
	pthread_mutex_unlock(&link->lock);
	return NULL;
}

int
staff_link_open(const struct config *config,
	void (*done)(void *context, uint32_t number, const struct staff_answer *answer), void *context,
	struct staff_link **ret_link)
{
	int locked; /* the answers' memory has told already when it is not */
	struct staff_link *link = calloc(1, sizeof(*link));
	char *memory = link != NULL ? memory_secret(2 * TASK_BYTES, &locked) : NULL;
	if (memory == NULL) {
		free(link);
		return -ENOMEM;
	}
	arena_init(&link->memory[0], memory, TASK_BYTES);
	arena_init(&link->memory[1], memory + TASK_BYTES, TASK_BYTES);
	link->config = config;
	link->done = done;
	link->context = context;
	pthread_mutex_init(&link->lock, NULL); /* cannot fail with default attributes (glibc) */
	pthread_cond_init(&link->changed, NULL);
	link->cancel = eventfd(0, EFD_CLOEXEC);
	const int error = link->cancel < 0 ? errno : pthread_create(&link->thread, NULL, run, link);
	if (error != 0) {
		if (link->cancel >= 0) {
			(void)close(link->cancel);
		}
		free(link);
		return -error;
	}
	*ret_link = link;
	return 0;
}

void
staff_link_put(struct staff_link *link, const struct staff_task *task)
{
	pthread_mutex_lock(&link->lock);
	copy_task(&link->task, &link->test, &link->memory[0], task);
	link->waiting = true;
	pthread_cond_signal(&link->changed);
	pthread_mutex_unlock(&link->lock);
}

struct staff_link *
staff_link_close(struct staff_link *link)
{
	pthread_mutex_lock(&link->lock);
	link->closing = true;
	pthread_cond_signal(&link->changed);
	pthread_mutex_unlock(&link->lock);
	(void)eventfd_write(link->cancel, 1); /* the first of all: it cannot be full */
	pthread_join(link->thread, NULL);
	(void)close(link->cancel);
	pthread_cond_destroy(&link->changed);
	pthread_mutex_destroy(&link->lock);
	arena_wipe(&link->memory[0]);
	arena_wipe(&link->memory[1]);
	explicit_bzero(link, sizeof(*link));
	free(link);
	return NULL;
}
