/* SPDX-License-Identifier: MIT */
/* Tests of the HTTP client against servers that behave and servers that do not, on loopback. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/http_client.h"

enum { SEEN_MAX = 64 * 1024 };

/* Answers every request with the same bytes, one connection after the other. */
struct server {
	int fd;
	unsigned port;
	pthread_t thread;
	struct str reply;
	bool is_silent;      /* reads and never answers */
	int n_before_close;  /* requests of one connection; 0: as many as come */
	int n_connections;   /* read after server_close() */
	char seen[SEEN_MAX]; /* the last request */
	size_t n_seen, n_whole;
};

/* How many bytes the request in `seen` has, or 0 when its head is not whole. */
static size_t
length_of(const struct server *server)
{
	const char *end = memmem(server->seen, server->n_seen, "\r\n\r\n", 4);
	if (end == NULL) {
		return 0;
	}
	const char *length = memmem(server->seen, (size_t)(end - server->seen), "Content-Length: ", 16);
	return (size_t)(end - server->seen) + 4 +
		(length == NULL ? 0 : (size_t)strtoul(length + 16, NULL, 10));
}

static bool
read_request(struct server *server, int fd)
{
	server->n_seen = 0;
	for (;;) {
		const ssize_t n = read(fd, server->seen + server->n_seen, SEEN_MAX - 1 - server->n_seen);
		if (n <= 0) {
			return false;
		}
		server->n_seen += (size_t)n;
		server->seen[server->n_seen] = '\0';
		const size_t length = length_of(server);
		if (length > 0 && server->n_seen >= length) {
			server->n_whole = server->n_seen;
			return true;
		}
	}
}

static void
serve(struct server *server, int fd)
{
	for (int n = 0; server->n_before_close == 0 || n < server->n_before_close; n++) {
		if (!read_request(server, fd)) {
			return;
		}
		if (server->is_silent) {
			char rest;
			(void)!read(fd, &rest, 1); /* until the client gives up */
			return;
		}
		if (send(fd, server->reply.p, server->reply.n, MSG_NOSIGNAL) < 0) {
			return;
		}
	}
}

static void *
run(void *context)
{
	struct server *server = context;
	int fd;
	while ((fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		server->n_connections++;
		serve(server, fd);
		close(fd);
	}
	return NULL;
}

static void
server_open(struct server *server, struct str reply)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	*server = (struct server){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
		.reply = reply };
	assert_int_equal(bind(server->fd, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(server->fd, 8), 0);
	assert_int_equal(getsockname(server->fd, (struct sockaddr *)&address, &size), 0);
	server->port = ntohs(address.sin_port);
}

static void
server_start(struct server *server)
{
	assert_int_equal(pthread_create(&server->thread, NULL, run, server), 0);
}

/* After the client was closed: a server that still serves one would wait for it. */
static void
server_close(struct server *server)
{
	(void)shutdown(server->fd, SHUT_RDWR);
	assert_int_equal(pthread_join(server->thread, NULL), 0);
	close(server->fd);
}

static struct http_client *
open_client(const struct server *server, ms_t timeout_ms)
{
	char url[64];
	struct diagnosis diagnosis;
	struct http_client *client;
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u", server->port);
	const struct http_client_options options = {
		.url = url, .connect_timeout_ms = timeout_ms, .request_timeout_ms = timeout_ms
	};
	assert_int_equal(http_client_open(&options, &client, &diagnosis), 0);
	return client;
}

static int
get(struct http_client *client, struct http_reply *ret_reply, const char **ret_reason)
{
	const struct http_request request = { .method = "GET", .path = "/healthz" };
	return http_client_send(client, &request, ret_reply, ret_reason);
}

/* What one reply of a server gives, on a connection of its own. */
static int
try(struct str bytes, struct http_reply *ret_reply)
{
	static struct server server;
	static char body[256], type[64], receipt[64];
	const char *reason = NULL;
	struct http_reply reply;
	server_open(&server, bytes);
	server.n_before_close = 1;
	server_start(&server);
	struct http_client *client = open_client(&server, 5000);
	const int r = get(client, &reply, &reason);
	if (r == 0 && reply.body.n < sizeof(body)) {
		memcpy(body, reply.body.p, reply.body.n);
		(void)snprintf(type, sizeof(type), "%s", reply.content_type);
		(void)snprintf(receipt, sizeof(receipt), "%.*s", (int)reply.receipt.n, reply.receipt.p);
		*ret_reply = reply;
		ret_reply->body.p = body;
		ret_reply->content_type = type;
		ret_reply->receipt = str_of(receipt);
	}
	if (r != 0) {
		assert_non_null(reason);
		assert_null(strstr(reason, "127.0.0.1"));
	}
	http_client_close(client);
	server_close(&server);
	return r;
}

static int
opens(const char *url, const char *ca_file)
{
	struct diagnosis diagnosis = { .what = "" };
	struct http_client *client = NULL;
	const struct http_client_options options = {
		.url = url, .ca_file = ca_file, .connect_timeout_ms = 1000, .request_timeout_ms = 1000
	};
	const int r = http_client_open(&options, &client, &diagnosis);
	assert_true((r == 0) == (client != NULL));
	assert_true(r == 0 || (diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0'));
	http_client_close(client);
	return r;
}

static void
plain_http_is_for_loopback_only(void **state)
{
	static const char *const good[] = { "http://127.0.0.1:8471", "http://127.9.8.7:1",
		"http://[::1]:8471/", "http://localhost:8471", "http://LOCALHOST", "http://127.1:80" };
	static const char *const far[] = { "http://128.0.0.1:8471", "http://126.0.0.1",
		"http://10.0.0.1", "http://intake.example", "http://localhost.example", "http://localhost.",
		"http://[::ffff:127.0.0.1]:80", "http://[::2]", "http://127.0.0.1.example",
		"http://0.0.0.0" };
	static const char *const no_server[] = { "", "intake.example", "ftp://127.0.0.1",
		"file:///etc/passwd", "http://127.0.0.1/v1", "http://127.0.0.1?x", "http://127.0.0.1#x",
		"http://somebody@127.0.0.1", "http://:secret@127.0.0.1", "http://[::1%lo]:80",
		"http://127.0.0.1:99999" };
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (opens(good[i], NULL) != 0) {
			fail_msg("%s was refused", good[i]);
		}
	}
	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
		if (opens(far[i], NULL) != -EPERM) {
			fail_msg("%s was not refused", far[i]);
		}
	}
	for (size_t i = 0; i < sizeof(no_server) / sizeof(no_server[0]); i++) {
		if (opens(no_server[i], NULL) != -EINVAL) {
			fail_msg("%s was not refused as no server", no_server[i]);
		}
	}
}

static void
https_needs_its_authority(void **state)
{
	(void)state;
	assert_int_equal(opens("https://intake.example", NULL), -EPERM);
	assert_int_equal(opens("https://intake.example", "/nowhere/ca.pem"), -ENOENT);
	assert_int_equal(opens("https://intake.example", "/dev/null"), 0);
}

static void
a_request_is_sent_as_it_was_given(void **state)
{
	static struct server server;
	struct diagnosis diagnosis;
	struct http_client *client;
	struct http_reply reply;
	const char *reason;
	char url[64];
	(void)state;
	server_open(&server, STR("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"));
	server_start(&server);
	(void)snprintf(url, sizeof(url), "http://localhost:%u", server.port);
	const struct http_client_options options = {
		.url = url, .bearer = "a-token", .connect_timeout_ms = 5000, .request_timeout_ms = 5000
	};
	assert_int_equal(http_client_open(&options, &client, &diagnosis), 0);
	static char body[20000];
	memset(body, 'b', sizeof(body));
	const struct http_request request = { .method = "PUT",
		.path = "/v1/x/../y?a=%20b",
		.content_type = "application/jose",
		.body = { body, sizeof(body) },
		.headers = { "Kiosk-Signature: abc..def", "Accept-Language: fr" } };
	assert_int_equal(http_client_send(client, &request, &reply, &reason), 0);
	assert_int_equal(reply.status, 201);
	assert_int_equal(reply.body.n, 0);
	assert_string_equal(reply.body.p, "");
	http_client_close(client);
	server_close(&server);
	assert_memory_equal(server.seen, "PUT /v1/x/../y?a=%20b HTTP/1.1\r\n", 32);
	assert_non_null(strstr(server.seen, "\r\nAuthorization: Bearer a-token\r\n"));
	assert_non_null(strstr(server.seen, "\r\nContent-Type: application/jose\r\n"));
	assert_non_null(strstr(server.seen, "\r\nKiosk-Signature: abc..def\r\n"));
	assert_non_null(strstr(server.seen, "\r\nAccept-Language: fr\r\n"));
	assert_null(strstr(server.seen, "Expect"));
	assert_memory_equal(server.seen + server.n_whole - sizeof(body), body, sizeof(body));
}

static void
a_reply_is_read_whole(void **state)
{
	struct http_reply reply;
	(void)state;
	assert_int_equal(try(STR("HTTP/1.1 200 OK\r\nDate: Mon, 09 Nov 2026 15:04:05 GMT\r\n"
							 "Content-Type: Application/JSON ; charset=utf-8\r\n"
							 "guichet-receipt: abc.def.ghi\r\nContent-Length: 15\r\n\r\n"
							 "{\"status\":\"ok\"}"),
						 &reply),
		0);
	assert_int_equal(reply.status, 200);
	assert_true(str_eq(reply.body, STR("{\"status\":\"ok\"}")));
	assert_string_equal(reply.content_type, "application/json");
	assert_true(str_eq(reply.receipt, STR("abc.def.ghi")));
	assert_int_equal(reply.date_wall, 1794236645000);
	assert_int_equal(reply.retry_after, 0);
}

static void
retry_after_is_seconds_or_a_date(void **state)
{
	struct http_reply reply;
	(void)state;
	assert_int_equal(
		try(STR("HTTP/1.1 503 No\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n"), &reply), 0);
	assert_int_equal(reply.retry_after, 30000);
	assert_int_equal(reply.date_wall, 0);
	assert_string_equal(reply.content_type, "");
	/* by the server's clock, wherever ours stands */
	assert_int_equal(
		try(STR("HTTP/1.1 429 No\r\nDate: Fri, 09 Nov 2001 15:04:05 GMT\r\n"
				"Retry-After: Fri, 09 Nov 2001 15:05:05 GMT\r\nContent-Length: 0\r\n\r\n"),
			&reply),
		0);
	assert_int_equal(reply.retry_after, 60000);
	assert_int_equal(
		try(STR("HTTP/1.1 503 No\r\nRetry-After: 99999999999999999999\r\nContent-Length: 0\r\n\r\n"),
			&reply),
		0);
	assert_int_equal(reply.retry_after, 24 * 60 * 60 * 1000);
	assert_int_equal(
		try(STR("HTTP/1.1 503 No\r\nRetry-After: -5 soon\r\nContent-Length: 0\r\n\r\n"), &reply),
		0);
	assert_int_equal(reply.retry_after, 0);
}

static void
a_redirection_is_not_followed(void **state)
{
	struct http_reply reply;
	(void)state;
	assert_int_equal(try(STR("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
							 "Content-Length: 0\r\n\r\n"),
						 &reply),
		0);
	assert_int_equal(reply.status, 302);
}

static void
what_is_no_whole_answer_is_none(void **state)
{
	struct http_reply reply;
	(void)state;
	assert_int_equal(try(STR(""), &reply), HTTP_NO_ANSWER);
	assert_int_equal(try(STR("hello, this is no HTTP\r\n"), &reply), HTTP_NO_ANSWER);
	assert_int_equal(try(STR("HTTP/1.1 200 OK\r\nContent-Le"), &reply), HTTP_NO_ANSWER);
	assert_int_equal(
		try(STR("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf"), &reply), HTTP_NO_ANSWER);
}

static void
a_reply_without_end_is_cut_off(void **state)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
	const size_t n = HTTP_REPLY_MAX + sizeof(head);
	struct http_reply reply;
	(void)state;
	char *bytes = malloc(n);
	memset(bytes, 'x', n);
	memcpy(bytes, head, sizeof(head) - 1);
	assert_int_equal(try((struct str){ bytes, n }, &reply), HTTP_NO_ANSWER);
	/* one byte less fits */
	assert_int_equal(try((struct str){ bytes, n - 1 }, &reply), 0);
	free(bytes);
}

static void
requests_share_one_connection(void **state)
{
	static struct server server;
	struct http_reply reply;
	const char *reason;
	(void)state;
	server_open(&server, STR("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
	server_start(&server);
	struct http_client *client = open_client(&server, 5000);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(get(client, &reply, &reason), 0);
		assert_true(str_eq(reply.body, STR("ok")));
	}
	assert_int_equal(http_client_connections(client), 1);
	http_client_close(client);
	server_close(&server);
	assert_int_equal(server.n_connections, 1);
}

/* The server closes a connection that rested: the next request takes a new one, and nobody notices. */
static void
a_closed_connection_is_replaced(void **state)
{
	static struct server server;
	struct http_reply reply;
	const char *reason;
	(void)state;
	server_open(&server, STR("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
	server.n_before_close = 2;
	server_start(&server);
	struct http_client *client = open_client(&server, 5000);
	for (int i = 0; i < 6; i++) {
		const struct http_request request = { .method = "PUT",
			.path = "/x",
			.content_type = "text/plain",
			.body = STR("the same bytes") };
		assert_int_equal(http_client_send(client, &request, &reply, &reason), 0);
	}
	assert_int_equal(http_client_connections(client), 3);
	http_client_close(client);
	server_close(&server);
}

static void
nobody_and_silence_are_no_answer(void **state)
{
	static struct server server;
	struct http_reply reply;
	const char *reason = NULL;
	(void)state;
	server_open(&server, STR_NONE);
	server.is_silent = true;
	server_start(&server);
	struct http_client *client = open_client(&server, 60);
	assert_int_equal(get(client, &reply, &reason), HTTP_NO_ANSWER);
	assert_non_null(strstr(reason, "in time"));
	http_client_close(client);
	server_close(&server);
	client = open_client(&server, 5000); /* the port is free now */
	assert_int_equal(get(client, &reply, &reason), HTTP_NO_ANSWER);
	http_client_close(client);
}

static void
proxies_of_the_environment_are_ignored(void **state)
{
	struct http_reply reply;
	(void)state;
	assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	assert_int_equal(setenv("ALL_PROXY", "http://127.0.0.1:1", 1), 0);
	assert_int_equal(try(STR("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), &reply), 0);
	assert_int_equal(unsetenv("http_proxy"), 0);
	assert_int_equal(unsetenv("ALL_PROXY"), 0);
}

/* Of "0123456789", the beginning of which is there. Returns what http_client_send() does; `wanted` is what the file then holds. */
static int
download(struct str bytes, const char *there, const char *wanted)
{
	static struct server server;
	char path[] = "/tmp/guichet-download-XXXXXX", held[32];
	struct http_reply reply;
	const char *reason = NULL;
	struct http_download file = {
		.fd = mkstemp(path), .size = 10, .n_there = (int64_t)strlen(there)
	};
	assert_true(file.fd >= 0 && unlink(path) == 0);
	assert_int_equal(write(file.fd, there, strlen(there)), (ssize_t)strlen(there));
	server_open(&server, bytes);
	server.n_before_close = 1;
	server_start(&server);
	struct http_client *client = open_client(&server, 5000);
	const struct http_request request = { .method = "GET", .path = "/b", .download = &file };
	const int r = http_client_send(client, &request, &reply, &reason);
	assert_true(r <= 0 || reason[0] != '\0');
	http_client_close(client);
	server_close(&server);
	assert_int_equal(strstr(server.seen, "Range: bytes=") != NULL, there[0] != '\0');
	const ssize_t n = pread(file.fd, held, sizeof(held), 0);
	if (n != (ssize_t)strlen(wanted) || n != file.n_there || memcmp(held, wanted, (size_t)n) != 0) {
		fail_msg("%s: the file holds %.*s", bytes.p, (int)n, held);
	}
	close(file.fd);
	return r;
}

static void
a_download_is_whole_or_continued(void **state)
{
	const struct str whole = STR("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789");
	(void)state;
	assert_int_equal(download(whole, "", "0123456789"), 0);
	assert_int_equal(download(STR("HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\n"
								  "Content-Range: bytes 4-9/10\r\n\r\n456789"),
						 "0123", "0123456789"),
		0);
	/* cut: what came stays */
	assert_int_equal(download(STR("HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\n"
								  "Content-Range: bytes 4-9/10\r\n\r\n45"),
						 "0123", "012345"),
		HTTP_NO_ANSWER);
	/* a server without ranges: what is there is passed over, and not lost when that is cut */
	assert_int_equal(download(whole, "0123", "0123456789"), 0);
	assert_int_equal(
		download(STR("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01"), "0123", "0123"),
		HTTP_NO_ANSWER);
}

static void
a_download_of_another_length_is_not_begun(void **state)
{
	static const char *const others[] = {
		"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890",
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n01",
		"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<title>Welcome</title>",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n",
		"HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\n\r\n456789",
		"HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\nContent-Range: bytes 4-9/*\r\n\r\n456789",
		"HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\nContent-Range: bytes 3-8/10\r\n\r\n345678",
		"HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\nContent-Range: bytes 4-9/11\r\n\r\n456789",
		"HTTP/1.1 206 Partial Content\r\nContent-Length: 10\r\nContent-Range: bytes 4-9/10\r\n\r\n0123456789",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_int_equal(download(str_of(others[i]), "0123", "0123"), HTTP_OTHER_LENGTH);
	}
	/* what is no file is no download */
	assert_int_equal(
		download(STR("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"), "0123", "0123"), 0);
	assert_int_equal(
		download(STR("HTTP/1.1 302 Found\r\nLocation: /c\r\nContent-Length: 0\r\n\r\n"), "", ""),
		0);
}

static void *
cancel(void *context)
{
	http_client_cancel(context);
	return NULL;
}

/* The time limit of a minute would end the test by its own: whatever the order, the request ends at once. */
static void
a_request_can_be_called_off(void **state)
{
	static struct server server;
	struct http_reply reply;
	const char *reason = NULL;
	pthread_t thread;
	(void)state;
	server_open(&server, STR_NONE);
	server.is_silent = true;
	server_start(&server);
	struct http_client *client = open_client(&server, 60000);
	assert_int_equal(pthread_create(&thread, NULL, cancel, client), 0);
	assert_int_equal(get(client, &reply, &reason), HTTP_CANCELLED);
	assert_non_null(reason);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(get(client, &reply, &reason), HTTP_CANCELLED);
	http_client_close(client);
	server_close(&server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_http_is_for_loopback_only),
		cmocka_unit_test(https_needs_its_authority),
		cmocka_unit_test(a_request_is_sent_as_it_was_given),
		cmocka_unit_test(a_reply_is_read_whole),
		cmocka_unit_test(retry_after_is_seconds_or_a_date),
		cmocka_unit_test(a_redirection_is_not_followed),
		cmocka_unit_test(what_is_no_whole_answer_is_none),
		cmocka_unit_test(a_reply_without_end_is_cut_off),
		cmocka_unit_test(requests_share_one_connection),
		cmocka_unit_test(a_closed_connection_is_replaced),
		cmocka_unit_test(nobody_and_silence_are_no_answer),
		cmocka_unit_test(proxies_of_the_environment_are_ignored),
		cmocka_unit_test(a_request_can_be_called_off),
		cmocka_unit_test(a_download_is_whole_or_continued),
		cmocka_unit_test(a_download_of_another_length_is_not_begun),
	};
	return cmocka_run_group_tests_name("http client", tests, NULL, NULL);
}
