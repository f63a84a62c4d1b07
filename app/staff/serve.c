/* SPDX-License-Identifier: MIT */
/* One thread, eight callers at most; each has five seconds for a line, so that none keeps the others out. */
#include "staff/serve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/local_socket.h"
#include "platform/log_line.h"
#include "platform/memory.h"
#include "staff/tasks.h"
#include "staff/verbs.h"

enum {
	CALLERS_MAX = 8,
	LINE_MS = 5000,
	ANSWER_MS = 5000,
	QUIET_MS = 20 * 60 * 1000, /* longer than the longest wait, which it would end */
};

struct caller {
	int fd; /* -1: free */
	uid_t peer;
	ms_t since; /* of the line that is being read */
	size_t n;
	char line[STAFF_CALL_BYTES];
};

struct serving {
	const struct options *options;
	struct session session;
	struct caller callers[CALLERS_MAX];
	char answer[STAFF_ANSWER_BYTES];
	char scratch[STAFF_CALL_BYTES];
	ms_t busy_at; /* when somebody called last */
};

/* Written by the signal's handler: a flag, and nothing else can be done there. */
static volatile sig_atomic_t ending;

static void
on_term(int number)
{
	(void)number;
	ending = 1;
}

static void
hang_up(struct caller *caller)
{
	(void)close(caller->fd);
	explicit_bzero(caller->line, sizeof(caller->line));
	caller->fd = -1;
	caller->n = 0;
}

/* root, who could do all this anyway; the kiosk's user; and in development whoever runs the service. */
static bool
may_call(const struct options *options, uid_t peer)
{
	return peer == 0 || peer == options->user || peer == geteuid();
}

static void
take_caller(struct serving *serving, int listening)
{
	int fd;
	uid_t peer;
	if (local_socket_accept(listening, &fd, &peer) != 0) {
		return;
	}
	struct caller *free = NULL;
	for (int i = 0; i < CALLERS_MAX; i++) {
		free = serving->callers[i].fd < 0 ? &serving->callers[i] : free;
	}
	if (free == NULL || !may_call(serving->options, peer)) {
		log_line("{\"verb\":null,\"peer\":%u,\"status\":\"%s\"}", (unsigned)peer,
			free == NULL ? "busy" : "stranger");
		(void)close(fd);
		return;
	}
	free->fd = fd;
	free->peer = peer;
	free->since = verbs_now();
	serving->busy_at = free->since;
}

static bool
send_answer(struct serving *serving, const struct caller *caller, const struct staff_answer *answer)
{
	struct text text;
	text_init(&text, serving->answer, sizeof(serving->answer));
	staff_answer_write(answer, &text);
	text_char(&text, '\n');
	struct pollfd what = { .fd = caller->fd, .events = POLLOUT };
	size_t sent = 0;
	while (!text.full && sent < text.n && poll(&what, 1, ANSWER_MS) > 0) {
		const ssize_t n = send(caller->fd, text.p + sent, text.n - sent, MSG_NOSIGNAL);
		if (n <= 0) {
			break;
		}
		sent += (size_t)n;
	}
	const bool is_whole = !text.full && sent == text.n;
	explicit_bzero(serving->answer, text.n);
	return is_whole;
}

static void
log_call(const struct serving *serving, const struct caller *caller, const char *verb,
	const struct staff_answer *answer, const char *reason, ms_t took)
{
	const struct session *session = &serving->session;
	log_line("{\"verb\":\"%s\",\"peer\":%u,\"status\":\"%s\"%s%s%s%s%s%s,\"ms\":%lld}", verb,
		(unsigned)caller->peer, staff_status_name(answer->status),
		reason[0] != '\0' ? ",\"reason\":\"" : "", reason, reason[0] != '\0' ? "\"" : "",
		session->is_open ? ",\"card\":\"" : "", session->is_open ? session->card.serial : "",
		session->is_open ? "\"" : "", (long long)took);
}

/* False: the caller is to be hung up on. */
static bool
answer_line(struct serving *serving, struct caller *caller, struct str line)
{
	struct staff_call call;
	struct staff_answer answer = { .status = STAFF_WRONG };
	struct text scratch;
	const char *reason = "", *verb = "";
	const ms_t began = verbs_now();
	text_init(&scratch, serving->scratch, sizeof(serving->scratch));
	if (staff_call_read(line, &scratch, &call)) {
		verb = staff_verb_name(call.verb);
		verbs_do(serving->options, &serving->session, &call, &answer, &reason);
	}
	explicit_bzero(serving->scratch, scratch.n);
	serving->busy_at = verbs_now();
	log_call(serving, caller, verb, &answer, reason, serving->busy_at - began);
	const bool sent = send_answer(serving, caller, &answer);
	explicit_bzero(&answer, sizeof(answer));
	return sent;
}

/* A line that is longer than any call: what follows of it would be taken for calls. */
static void
refuse_long(struct serving *serving, struct caller *caller)
{
	const struct staff_answer answer = { .status = STAFF_WRONG };
	log_call(serving, caller, "", &answer, "too-long", 0);
	(void)send_answer(serving, caller, &answer);
	hang_up(caller);
}

static void
hear(struct serving *serving, struct caller *caller)
{
	const ssize_t n = recv(
		caller->fd, caller->line + caller->n, sizeof(caller->line) - caller->n, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	if (n <= 0) {
		hang_up(caller);
		return;
	}
	caller->n += (size_t)n;
	for (char *end; (end = memchr(caller->line, '\n', caller->n)) != NULL;) {
		const size_t length = (size_t)(end - caller->line);
		const bool goes_on = answer_line(serving, caller, (struct str){ caller->line, length });
		memory_wipe_stack(); /* a card and a PIN went through functions that have returned */
		if (!goes_on) {
			hang_up(caller);
			return;
		}
		memmove(caller->line, end + 1, caller->n - length - 1);
		caller->n -= length + 1;
		explicit_bzero(caller->line + caller->n, length + 1);
		caller->since = verbs_now();
	}
	if (caller->n == sizeof(caller->line)) {
		refuse_long(serving, caller);
	}
}

/* Milliseconds until somebody's time is over, or the session's; hangs up on those whose time is. */
static int
hang_up_late(struct serving *serving, bool may_end)
{
	const ms_t now = verbs_now();
	const ms_t quiet = may_end ? serving->busy_at + QUIET_MS - now : QUIET_MS;
	const ms_t idle = serving->session.used_at + SESSION_IDLE_MS - now;
	ms_t next = serving->session.is_open && idle < quiet ? idle : quiet;
	for (int i = 0; i < CALLERS_MAX; i++) {
		struct caller *caller = &serving->callers[i];
		const ms_t left = caller->since + LINE_MS - now;
		if (caller->fd >= 0 && left <= 0) {
			hang_up(caller);
		} else if (caller->fd >= 0 && left < next) {
			next = left;
		}
	}
	return next < 1 ? 1 : (int)next;
}

static bool
is_over(struct serving *serving, bool may_end)
{
	const ms_t now = verbs_now();
	/* nobody called for longer than any session lasts */
	const bool is_quiet = now - serving->busy_at >= QUIET_MS;
	const bool was_open = serving->session.is_open;
	const bool remembers = session_tick(&serving->session, now);
	if (was_open && !serving->session.is_open) {
		tasks_sign_out(serving->options); /* whoever went away without signing out */
	}
	return ending || (may_end && is_quiet && !remembers);
}

static int
turn(struct serving *serving, int listening, bool may_end)
{
	struct pollfd what[CALLERS_MAX + 1] = { { .fd = listening, .events = POLLIN } };
	for (int i = 0; i < CALLERS_MAX; i++) {
		what[i + 1] = (struct pollfd){ .fd = serving->callers[i].fd, .events = POLLIN };
	}
	const int n = poll(what, CALLERS_MAX + 1, hang_up_late(serving, may_end));
	if (n < 0) {
		return errno == EINTR ? 0 : -errno;
	}
	for (int i = 0; i < CALLERS_MAX; i++) {
		if (what[i + 1].fd >= 0 && what[i + 1].revents != 0 &&
			serving->callers[i].fd == what[i + 1].fd) {
			hear(serving, &serving->callers[i]);
		}
	}
	if (what[0].revents != 0) {
		take_caller(serving, listening);
	}
	return 0;
}

int
serve_run(const struct options *options, int listening, bool may_end)
{
	static struct serving serving; /* too large for the stack; one service a process */
	const struct sigaction term = { .sa_handler = on_term };
	int r = 0;
	serving = (struct serving){ .options = options, .busy_at = verbs_now() };
	for (int i = 0; i < CALLERS_MAX; i++) {
		serving.callers[i].fd = -1;
	}
	if (sigaction(SIGTERM, &term, NULL) < 0 || sigaction(SIGINT, &term, NULL) < 0) {
		return -errno;
	}
	verbs_begin(options, &serving.session);
	while (r == 0 && !is_over(&serving, may_end)) {
		r = turn(&serving, listening, may_end);
	}
	explicit_bzero(&serving, sizeof(serving));
	return r;
}
