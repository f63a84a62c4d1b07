/* SPDX-License-Identifier: MIT */
/* Tests of the HTTP server over real connections, with bytes as a bad client would send them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "platform/http_server.h"

enum {
	BODY_MAX = 100000,
	REQUEST_TIMEOUT_MS = 150,
	IDLE_TIMEOUT_MS = 600,
	PATIENCE_MS = 60000, /* what takes longer has failed */
	MANY = 200,
	RESTING_MAX = MANY,
};

struct place {
	struct http_server *server;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct http_exchange *resting[RESTING_MAX]; /* of "/rest", for the test to answer */
	int n_resting, n_handled;
};

static void
answer_text(struct http_exchange *exchange, unsigned status, struct str body)
{
	const struct http_answer answer = { .status = status,
		.body = body,
		.wipe_body = true,
		.fields = { { "Content-Type", "text/plain" }, { "X-Test", "yes" } } };
	http_answer(exchange, &answer);
}

static void
answer_size(struct http_exchange *exchange)
{
	char text[64];
	(void)snprintf(text, sizeof(text), "%zu bytes", http_body(exchange).n);
	answer_text(exchange, 200, str_of(text));
}

/* What the server understood: method, path, a header, a member of the query, body. */
static void
answer_echo(struct http_exchange *exchange)
{
	char text[1024];
	struct str value = STR("(none)");
	const bool has = http_query(exchange, "q", &value);
	const struct str method = http_method(exchange), path = http_path(exchange),
					 header = http_header(exchange, "X-Probe"), body = http_body(exchange);
	const int n = snprintf(text, sizeof(text), "%.*s|%.*s|%.*s|%d|%.*s|%.*s", (int)method.n,
		method.p, (int)path.n, path.p, (int)header.n, header.p == NULL ? "" : header.p, has,
		(int)value.n, value.p == NULL ? "" : value.p, (int)body.n, body.p == NULL ? "" : body.p);
	answer_text(exchange, 200, (struct str){ text, (size_t)n });
}

static void
handle(void *context, struct http_exchange *exchange)
{
	struct place *place = context;
	pthread_mutex_lock(&place->lock);
	place->n_handled++;
	const bool rests = str_eq(http_path(exchange), STR("/rest"));
	if (rests) {
		place->resting[place->n_resting++] = exchange;
	}
	pthread_cond_broadcast(&place->changed);
	pthread_mutex_unlock(&place->lock);
	if (rests) {
		return;
	}
	if (http_reading(exchange) == HTTP_TOO_LARGE) {
		assert_int_equal(http_body(exchange).n, 0);
		answer_text(exchange, 413, STR("too large"));
	} else if (str_eq(http_path(exchange), STR("/size"))) {
		answer_size(exchange);
	} else {
		answer_echo(exchange);
	}
}

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	struct diagnosis diagnosis;
	(void)pthread_mutex_init(&place->lock, NULL);
	(void)pthread_cond_init(&place->changed, NULL);
	const struct http_server_options options = { .listen = "127.0.0.1:0",
		.body_max = BODY_MAX,
		.n_threads = 2,
		.n_connections_max = MANY + 56,
		.idle_timeout_ms = IDLE_TIMEOUT_MS,
		.request_timeout_ms = REQUEST_TIMEOUT_MS,
		.handle = handle,
		.context = place };
	*state = place;
	return http_server_open(&options, &place->server, &diagnosis);
}

static int
remove_place(void **state)
{
	struct place *place = *state;
	if (place->server != NULL) {
		http_server_close(place->server);
	}
	(void)pthread_cond_destroy(&place->changed);
	(void)pthread_mutex_destroy(&place->lock);
	free(place);
	return 0;
}

static int
connect_to(const struct place *place)
{
	const struct timeval patience = { .tv_sec = PATIENCE_MS / 1000 };
	const struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((in_port_t)http_server_port(place->server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)), 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void
send_text(int fd, const char *text)
{
	const size_t n = strlen(text);
	assert_int_equal(send(fd, text, n, MSG_NOSIGNAL), (ssize_t)n);
}

/* One answer with a Content-Length, and no byte of the next. Status, or 0 when the connection ended first. */
static int
receive(int fd, char *ret_body, size_t size)
{
	char head[4096] = "";
	size_t n = 0, length = 0;
	int status = 0;
	while (n < sizeof(head) - 1 && strstr(head, "\r\n\r\n") == NULL) {
		if (recv(fd, head + n, 1, 0) != 1) {
			return 0;
		}
		head[++n] = '\0';
	}
	const char *field = strstr(head, "Content-Length: ");
	assert_int_equal(sscanf(head, "HTTP/1.1 %d", &status), 1);
	if (field != NULL) {
		assert_int_equal(sscanf(field, "Content-Length: %zu", &length), 1);
	}
	assert_true(length < size);
	for (size_t at = 0; at < length;) {
		const ssize_t got = recv(fd, ret_body + at, length - at, 0);
		assert_true(got > 0);
		at += (size_t)got;
	}
	ret_body[length] = '\0';
	return status;
}

static void
expect(int fd, int status, const char *body)
{
	char text[4096];
	assert_int_equal(receive(fd, text, sizeof(text)), status);
	assert_string_equal(text, body);
}

static ms_t
now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (ms_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A client that sends a byte every 20 ms, and when it saw its connection closed. */
struct trickle {
	const char *first, *then; /* `then` over and over; empty: nothing */
	int fd;
	ms_t took; /* MS_NEVER: not closed */
};

static bool
is_closed(int fd)
{
	char byte;
	struct pollfd waiting = { .fd = fd, .events = POLLIN };
	return poll(&waiting, 1, 0) == 1 && recv(fd, &byte, 1, 0) <= 0;
}

static void
time_trickles(struct trickle *trickles, int n)
{
	const ms_t begun = now();
	int n_open = n;
	for (int i = 0; i < n; i++) {
		trickles[i].took = MS_NEVER;
		send_text(trickles[i].fd, trickles[i].first);
	}
	for (size_t at = 0; n_open > 0 && now() - begun < PATIENCE_MS; at++) {
		(void)poll(NULL, 0, 20);
		for (struct trickle *t = trickles; t < trickles + n; t++) {
			if (t->took == MS_NEVER && is_closed(t->fd)) {
				t->took = now() - begun;
				close(t->fd);
				n_open--;
			} else if (t->took == MS_NEVER && t->then[0] != '\0') {
				(void)send(t->fd, &t->then[at % strlen(t->then)], 1, MSG_NOSIGNAL);
			}
		}
	}
}

static void
wait_for_resting(struct place *place, int n)
{
	pthread_mutex_lock(&place->lock);
	while (place->n_resting < n) {
		pthread_cond_wait(&place->changed, &place->lock);
	}
	pthread_mutex_unlock(&place->lock);
}

static void
test_keeps_alive(void **state)
{
	const int fd = connect_to(*state);
	for (int i = 0; i < 3; i++) {
		send_text(fd, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
		expect(fd, 200, "GET|/a||0|(none)|");
	}
	close(fd);
}

static void
test_pipelines(void **state)
{
	const int fd = connect_to(*state);
	send_text(fd,
		"PUT /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
		"GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"
		"GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
	expect(fd, 200, "PUT|/1||0|(none)|abc");
	expect(fd, 200, "GET|/2||0|(none)|");
	expect(fd, 200, "GET|/3||0|(none)|");
	close(fd);
}

static void
test_reads_chunks(void **state)
{
	const int fd = connect_to(*state);
	send_text(fd,
		"PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
		"4\r\nwiki\r\n5;x=y\r\npedia\r\n0\r\n\r\n");
	expect(fd, 200, "PUT|/c||0|(none)|wikipedia");
	close(fd);
}

static void
test_reads_headers_and_query(void **state)
{
	const int fd = connect_to(*state);
	send_text(
		fd, "GET /a%20b?z=1&q=caf%C3%A9+cr%26me&q=2 HTTP/1.1\r\nHost: x\r\nx-pRoBe: seen\r\n\r\n");
	expect(fd, 200, "GET|/a%20b|seen|1|caf\xC3\xA9 cr&me|");
	send_text(fd, "GET /a?q HTTP/1.1\r\nHost: x\r\n\r\n");
	expect(fd, 200, "GET|/a||1||");
	send_text(fd, "GET /a?qq=1 HTTP/1.1\r\nHost: x\r\n\r\n");
	expect(fd, 200, "GET|/a||0|(none)|");
	close(fd);
}

static void
test_refuses_announced_length(void **state)
{
	struct place *place = *state;
	const int fd = connect_to(place);
	char text[64];
	send_text(fd, "PUT /big HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n");
	expect(fd, 413, "too large"); /* without a byte of the body */
	assert_int_equal(recv(fd, text, sizeof(text), 0), 0);
	assert_int_equal(place->n_handled, 1);
	close(fd);
}

/* The client sends it all before it reads; the answer must not be lost for that. */
static void
test_answers_who_sends_on(void **state)
{
	static char bytes[64 * 1024];
	const int fd = connect_to(*state);
	send_text(fd, "PUT /big HTTP/1.1\r\nHost: x\r\nContent-Length: 8388608\r\n\r\n");
	for (int i = 0; i < 128; i++) {
		assert_int_equal(send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL), (ssize_t)sizeof(bytes));
	}
	expect(fd, 413, "too large");
	close(fd);
}

static void
test_refuses_chunks_over_limit(void **state)
{
	struct place *place = *state;
	static char chunk[50001];
	const int fd = connect_to(place);
	memset(chunk, 'x', 50000);
	send_text(fd, "PUT /big HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 3; i++) {
		send_text(fd, "c350\r\n");
		send_text(fd, chunk);
		send_text(fd, "\r\n");
	}
	send_text(fd, "0\r\n\r\n");
	expect(fd, 413, "too large");
	assert_int_equal(recv(fd, chunk, 1, 0), 0);
	assert_int_equal(place->n_handled, 1);
	close(fd);
}

static void
test_takes_body_of_the_limit(void **state)
{
	static char body[BODY_MAX + 1];
	const int fd = connect_to(*state);
	memset(body, 'x', BODY_MAX);
	send_text(fd, "PUT /size HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
	send_text(fd, body);
	expect(fd, 200, "100000 bytes");
	close(fd);
}

static void
test_endless_chunks_end(void **state)
{
	struct place *place = *state;
	static char chunk[50001];
	const int fd = connect_to(place);
	memset(chunk, 'x', 50000);
	send_text(fd, "PUT /big HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
	int n = 0;
	while (n < 1000 && send(fd, "c350\r\n", 6, MSG_NOSIGNAL) == 6 &&
		send(fd, chunk, 50000, MSG_NOSIGNAL) == 50000 && send(fd, "\r\n", 2, MSG_NOSIGNAL) == 2) {
		n++;
	}
	assert_true(n < 1000);
	assert_int_equal(place->n_handled, 0);
	close(fd);
}

static void
test_cuts_trickles(void **state)
{
	struct place *place = *state;
	struct trickle trickles[] = {
		{ "", "", 0, 0 }, { "GET /", "a", 0, 0 },
		{ "GET / HTTP/1.1\r\nHost: x\r\nX-Long: ", "a", 0, 0 },
		{ "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n", "a", 0, 0 },
		{ "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", 0, 0 },
		{ "", "", 0,
			0 }, /* rests after an answer: the measure of the others on a machine that is busy */
	};
	const int n = sizeof(trickles) / sizeof(trickles[0]), resting = n - 1;
	for (int i = 0; i < n; i++) {
		trickles[i].fd = connect_to(place);
	}
	send_text(trickles[resting].fd, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
	expect(trickles[resting].fd, 200, "GET|/a||0|(none)|");
	time_trickles(trickles, n);
	assert_in_range(trickles[resting].took, IDLE_TIMEOUT_MS - 20, PATIENCE_MS);
	for (int i = 0; i < resting; i++) {
		assert_in_range(trickles[i].took, REQUEST_TIMEOUT_MS - 20, trickles[resting].took);
	}
	assert_int_equal(place->n_handled, 1);
}

/* A connection that rests may do so for longer; its next request has no more time than the first. */
static void
test_cuts_trickle_after_rest(void **state)
{
	struct trickle trickles[] = { { "GET /aaaa", "a", 0, 0 }, { "", "", 0, 0 } };
	for (int i = 0; i < 2; i++) {
		trickles[i].fd = connect_to(*state);
		send_text(trickles[i].fd, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
		expect(trickles[i].fd, 200, "GET|/a||0|(none)|");
	}
	time_trickles(trickles, 2);
	assert_in_range(trickles[0].took, REQUEST_TIMEOUT_MS - 20, trickles[1].took);
	assert_in_range(trickles[1].took, IDLE_TIMEOUT_MS - 20, PATIENCE_MS);
}

/* Whoever waits for us is not slow, however long it takes. */
static void
test_answers_later(void **state)
{
	struct place *place = *state;
	const int fd = connect_to(place);
	struct pollfd waiting = { .fd = fd, .events = POLLIN };
	send_text(fd, "GET /rest HTTP/1.1\r\nHost: x\r\n\r\n");
	wait_for_resting(place, 1);
	assert_int_equal(poll(&waiting, 1, 2 * REQUEST_TIMEOUT_MS), 0);
	answer_text(place->resting[0], 201, STR("late"));
	expect(fd, 201, "late");
	send_text(fd, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
	expect(fd, 200, "GET|/a||0|(none)|");
	close(fd);
}

static void
test_client_gone(void **state)
{
	struct place *place = *state;
	int fd = connect_to(place);
	send_text(fd, "GET /rest HTTP/1.1\r\nHost: x\r\n\r\n");
	wait_for_resting(place, 1);
	close(fd);
	answer_text(place->resting[0], 200, STR("nobody reads this"));
	fd = connect_to(place);
	send_text(fd, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
	expect(fd, 200, "GET|/a||0|(none)|");
	close(fd);
}

/* Each answer is given by another thread while all the others rest. */
static void
test_many_at_once(void **state)
{
	struct place *place = *state;
	int fds[MANY];
	for (int i = 0; i < MANY; i++) {
		fds[i] = connect_to(place);
		send_text(fds[i], "GET /rest HTTP/1.1\r\nHost: x\r\n\r\n");
	}
	wait_for_resting(place, MANY);
	for (int i = MANY; i-- > 0;) {
		answer_text(place->resting[i], 200, STR("ok"));
	}
	for (int i = 0; i < MANY; i++) {
		expect(fds[i], 200, "ok");
		close(fds[i]);
	}
}

static void *
close_server(void *context)
{
	struct place *place = context;
	place->server = http_server_close(place->server);
	return NULL;
}

static void
test_closes_after_answers(void **state)
{
	struct place *place = *state;
	pthread_t closing;
	char byte;
	const int resting = connect_to(place), idle = connect_to(place), half = connect_to(place);
	send_text(idle, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
	expect(idle, 200, "GET|/a||0|(none)|");
	send_text(half, "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na");
	send_text(resting, "GET /rest HTTP/1.1\r\nHost: x\r\n\r\n");
	wait_for_resting(place, 1);
	assert_int_equal(pthread_create(&closing, NULL, close_server, place), 0);
	assert_int_equal(recv(idle, &byte, 1, 0), 0); /* so it is closing */
	assert_true(recv(half, &byte, 1, 0) <= 0);
	answer_text(place->resting[0], 200, STR("the last one"));
	expect(resting, 200, "the last one");
	assert_int_equal(pthread_join(closing, NULL), 0);
	assert_null(place->server);
	assert_int_equal(place->n_handled, 2);
	close(resting);
	close(idle);
	close(half);
}

static void
test_bad_requests(void **state)
{
	static const char *const bad[] = { "\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
		"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
		"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"GET /%zz?q=%zz%0 HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", "\x16\x03\x01\x02",
		"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n" };
	struct place *place = *state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[512];
		int fd = connect_to(place);
		send_text(fd, bad[i]);
		(void)shutdown(fd, SHUT_WR);
		while (recv(fd, text, sizeof(text), 0) > 0) {
		}
		close(fd);
		fd = connect_to(place);
		send_text(fd, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
		expect(fd, 200, "GET|/a||0|(none)|");
		close(fd);
	}
}

static void
test_framed_twice(void **state)
{
	struct place *place = *state;
	const int fd = connect_to(place);
	send_text(fd,
		"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
	expect(fd, 400, "");
	assert_int_equal(place->n_handled, 0);
	close(fd);
}

static void
check_refused(const char *listen, int error, const char *reason)
{
	struct diagnosis diagnosis = { .what = "" };
	struct http_server *server = NULL;
	const struct http_server_options options = { .listen = listen,
		.body_max = 1,
		.n_threads = 1,
		.n_connections_max = 1,
		.idle_timeout_ms = 1000,
		.request_timeout_ms = 1000,
		.handle = handle };
	assert_int_equal(http_server_open(&options, &server, &diagnosis), error);
	assert_null(server);
	assert_string_equal(diagnosis.file, listen);
	assert_non_null(strstr(diagnosis.what, reason));
	assert_true(diagnosis.remedy[0] != '\0');
}

static void
test_listens_on_loopback_only(void **state)
{
	const struct place *place = *state;
	char taken[32];
	check_refused("0.0.0.0:0", -EPERM, "no TLS");
	check_refused("192.0.2.1:80", -EPERM, "no TLS");
	check_refused("128.0.0.1:80", -EPERM, "no TLS");
	check_refused("[::]:0", -EPERM, "no TLS");
	check_refused("[::ffff:127.0.0.1]:0", -EPERM, "no TLS");
	check_refused("localhost:0", -EINVAL, "no address");
	check_refused("127.0.0.1", -EINVAL, "no address");
	check_refused("127.0.0.1:", -EINVAL, "no address");
	check_refused("127.0.0.1:x", -EINVAL, "no address");
	check_refused("127.0.0.1:65536", -EINVAL, "no address");
	check_refused("[127.0.0.1]:0", -EINVAL, "no address");
	check_refused("::1:0", -EINVAL, "no address");
	check_refused("", -EINVAL, "no address");
	(void)snprintf(taken, sizeof(taken), "127.0.0.1:%u", http_server_port(place->server));
	check_refused(taken, -EADDRINUSE, "Another program");
}

int
main(void)
{
#define EACH(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)
	const struct CMUnitTest tests[] = {
		EACH(test_keeps_alive),
		EACH(test_pipelines),
		EACH(test_reads_chunks),
		EACH(test_reads_headers_and_query),
		EACH(test_refuses_announced_length),
		EACH(test_answers_who_sends_on),
		EACH(test_refuses_chunks_over_limit),
		EACH(test_takes_body_of_the_limit),
		EACH(test_endless_chunks_end),
		EACH(test_cuts_trickles),
		EACH(test_cuts_trickle_after_rest),
		EACH(test_answers_later),
		EACH(test_client_gone),
		EACH(test_many_at_once),
		EACH(test_closes_after_answers),
		EACH(test_bad_requests),
		EACH(test_framed_twice),
		EACH(test_listens_on_loopback_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
