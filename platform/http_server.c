/* SPDX-License-Identifier: MIT */
/* The server on libmicrohttpd: connections rest without a thread until somebody answers. */
#include "platform/http_server.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <microhttpd.h>

#include "platform/http_server_parts.h"

enum {
	BODY_FIRST = 16 * 1024,
	/* A body in chunks must be read to its end before it can be answered; one of more than this many limits is cut off instead. */
	OVERSIZE_MAX = 8,
	FRAMING_ERROR = 400,
};

struct http_server {
	struct http_server_options options;
	struct MHD_Daemon *daemon;
	struct http_watch *watch;
	int fd;
	unsigned port;
};

/*
 * Who may touch it: libmicrohttpd's thread of this connection, until the handler is called; whoever has to answer, until
 * http_answer(); then that thread again.
 */
enum exchange_state {
	EXCHANGE_READING,
	EXCHANGE_HANDLED,  /* the handler was called and the thread has not let go of the connection */
	EXCHANGE_RESTING,  /* suspended: http_answer() has to wake it */
	EXCHANGE_ANSWERED, /* `response` is there, or cannot be */
};

struct http_exchange {
	struct http_server *server;
	struct http_connection *watched;
	struct MHD_Connection *connection;
	atomic_int state;
	bool is_begun;
	const char *method; /* libmicrohttpd's */
	enum http_reading reading;
	char *body;
	size_t n_body, cap_body; /* n_body counts on when the body is too large */
	unsigned status;
	struct MHD_Response *response; /* NULL after EXCHANGE_ANSWERED: out of memory */
	size_t n_path;
	char path[];
};

struct sent_body {
	size_t n;
	bool wipe;
	char bytes[];
};

static struct http_connection *
watched(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static void
on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode code)
{
	struct http_server *server = context;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(
			connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		*socket_context = http_watch_add(server->watch, info->connect_fd);
	} else if (*socket_context != NULL) {
		http_watch_remove(server->watch, *socket_context);
		*socket_context = NULL;
	}
}

/* The request line is there. The path is taken here, as it was sent: later it is only to be had decoded. */
static void *
on_request_line(void *context, const char *uri, struct MHD_Connection *connection)
{
	const size_t n_path = strcspn(uri, "?");
	struct http_exchange *exchange = calloc(1, sizeof(*exchange) + n_path);
	struct http_connection *of = watched(connection);
	if (exchange == NULL || of == NULL) {
		free(exchange);
		return NULL; /* on_request() closes the connection */
	}
	exchange->server = context;
	exchange->watched = of;
	exchange->connection = connection;
	exchange->n_path = n_path;
	memcpy(exchange->path, uri, n_path);
	http_watch_set(exchange->server->watch, of, HTTP_PHASE_READING);
	return exchange;
}

static void
drop_body(struct http_exchange *exchange)
{
	if (exchange->body != NULL) {
		explicit_bzero(exchange->body, exchange->cap_body);
		free(exchange->body);
		exchange->body = NULL;
		exchange->cap_body = 0;
	}
}

/* The answer was sent, or never will be. */
static void
on_completed(void *context, struct MHD_Connection *connection, void **request_context,
	enum MHD_RequestTerminationCode code)
{
	struct http_server *server = context;
	struct http_exchange *exchange = *request_context;
	(void)connection;
	(void)code;
	if (exchange != NULL) {
		http_watch_set(server->watch, exchange->watched, HTTP_PHASE_RESTING);
		if (exchange->response != NULL) {
			MHD_destroy_response(exchange->response);
		}
		drop_body(exchange);
		free(exchange);
		*request_context = NULL;
	}
}

static enum MHD_Result
queue_answer(struct http_exchange *exchange)
{
	if (exchange->response == NULL) {
		return MHD_NO;
	}
	http_watch_set(exchange->server->watch, exchange->watched, HTTP_PHASE_SENDING);
	const enum MHD_Result r = MHD_queue_response(
		exchange->connection, exchange->status, exchange->response);
	MHD_destroy_response(exchange->response); /* the connection has its own count on it */
	exchange->response = NULL;
	return r;
}

/*
 * Calls the handler. The connection is suspended before it is known whether anybody has answered meanwhile; whoever comes
 * second of the two wakes it.
 */
static enum MHD_Result
hand_over(struct http_exchange *exchange)
{
	const struct http_server_options *options = &exchange->server->options;
	struct MHD_Connection *connection = exchange->connection;
	int expected = EXCHANGE_HANDLED;
	if (!http_watch_take(exchange->server->watch, exchange->watched)) {
		return MHD_NO;
	}
	atomic_store(&exchange->state, EXCHANGE_HANDLED);
	options->handle(options->context, exchange);
	if (atomic_load(&exchange->state) == EXCHANGE_ANSWERED) {
		return queue_answer(exchange);
	}
	MHD_suspend_connection(connection);
	if (!atomic_compare_exchange_strong(&exchange->state, &expected, EXCHANGE_RESTING)) {
		MHD_resume_connection(connection);
	}
	return MHD_YES;
}

/*
 * Two ways to say how long the body is are how a request is smuggled past the server in front (RFC 9112 section 6.1).
 */
static bool
is_framed_once(struct MHD_Connection *connection)
{
	const char *length = MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
	const char *coding = MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_TRANSFER_ENCODING);
	return length == NULL || coding == NULL;
}

/* Not the handler's: what framed the body is unknown, so nothing after the header can be believed. */
static enum MHD_Result
refuse_framing(struct http_exchange *exchange)
{
	exchange->response = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
	exchange->status = FRAMING_ERROR;
	if (exchange->response != NULL) {
		(void)MHD_add_response_header(exchange->response, MHD_HTTP_HEADER_CONNECTION, "close");
	}
	return queue_answer(exchange);
}

/* The length that the header announces; 0 without one. libmicrohttpd has refused what is no number. */
static unsigned long long
announced_length(struct MHD_Connection *connection)
{
	const char *length = MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
	return length == NULL ? 0 : strtoull(length, NULL, 10);
}

/* The header is whole. */
static enum MHD_Result
begin(struct http_exchange *exchange, const char *method)
{
	struct http_server *server = exchange->server;
	exchange->is_begun = true;
	exchange->method = method;
	if (!is_framed_once(exchange->connection)) {
		return refuse_framing(exchange);
	}
	if (announced_length(exchange->connection) > server->options.body_max) {
		exchange->reading = HTTP_TOO_LARGE;
		http_watch_linger(server->watch, exchange->watched);
		return hand_over(exchange);
	}
	return MHD_YES;
}

static bool
make_room(struct http_exchange *exchange, size_t n)
{
	if (exchange->n_body + n <= exchange->cap_body) {
		return true;
	}
	size_t cap = exchange->cap_body == 0 ? BODY_FIRST : exchange->cap_body;
	while (cap < exchange->n_body + n) {
		cap *= 2;
	}
	/* keep() lets no more in than this */
	const size_t body_max = exchange->server->options.body_max;
	cap = cap > body_max ? body_max : cap;
	char *body = malloc(cap);
	if (body == NULL) {
		return false;
	}
	const size_t n_body = exchange->n_body;
	if (n_body > 0) {
		memcpy(body, exchange->body, n_body);
	}
	drop_body(exchange); /* realloc() would leave a copy behind */
	exchange->body = body;
	exchange->cap_body = cap;
	return true;
}

static enum MHD_Result
keep(struct http_exchange *exchange, const char *bytes, size_t n)
{
	const size_t body_max = exchange->server->options.body_max;
	if (exchange->reading == HTTP_WHOLE && n > body_max - exchange->n_body) {
		exchange->reading = HTTP_TOO_LARGE;
		drop_body(exchange);
	}
	if (exchange->reading == HTTP_TOO_LARGE) {
		exchange->n_body += n;
		return exchange->n_body / OVERSIZE_MAX > body_max ? MHD_NO : MHD_YES;
	}
	if (!make_room(exchange, n)) {
		return MHD_NO;
	}
	memcpy(exchange->body + exchange->n_body, bytes, n);
	exchange->n_body += n;
	return MHD_YES;
}

/* Called when the header is there, for each piece of the body, at its end, and after the connection was woken. */
static enum MHD_Result
on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *upload, size_t *upload_size, void **request_context)
{
	struct http_exchange *exchange = *request_context;
	(void)context;
	(void)connection;
	(void)url;
	(void)version;
	if (exchange == NULL) {
		return MHD_NO;
	}
	if (atomic_load(&exchange->state) == EXCHANGE_ANSWERED) {
		return queue_answer(exchange);
	}
	if (!exchange->is_begun) {
		return begin(exchange, method);
	}
	if (*upload_size > 0) {
		const size_t n = *upload_size;
		*upload_size = 0;
		return keep(exchange, upload, n);
	}
	return hand_over(exchange);
}

static int
start(struct http_server *server)
{
	const struct http_server_options *options = &server->options;
	struct MHD_OptionItem items[] = {
		{ MHD_OPTION_LISTEN_SOCKET, server->fd, NULL },
		{ MHD_OPTION_CONNECTION_LIMIT, (intptr_t)options->n_connections_max, NULL },
		{ MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, server },
		{ MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, server },
		{ MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_request_line, server },
		{ MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
		/* Last: a pool of one is none. */
		{ options->n_threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END,
			(intptr_t)options->n_threads, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	server->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0,
		NULL, NULL, on_request, server, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
	return server->daemon == NULL ? -ENOMEM : 0;
}

int
http_server_open(const struct http_server_options *options, struct http_server **ret_server,
	struct diagnosis *ret_diagnosis)
{
	struct http_server *server = calloc(1, sizeof(*server));
	int fd = -1;
	int r = server == NULL ? -ENOMEM : http_listen(options->listen, &fd, ret_diagnosis);
	if (server != NULL && r < 0) {
		free(server);
		return r;
	}
	if (r == 0) {
		server->options = *options;
		server->fd = fd;
		server->port = http_listen_port(fd);
		r = http_watch_open(options->idle_timeout_ms, options->request_timeout_ms, &server->watch);
	}
	if (r == 0) {
		r = start(server);
	}
	if (r < 0) {
		*ret_diagnosis = (struct diagnosis){ .what = "The server has no memory or no threads left.",
			.remedy = "Close other programs, or raise the limits of this service." };
		(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", options->listen);
		if (server != NULL && server->watch != NULL) {
			http_watch_close(server->watch);
		}
		if (fd >= 0) {
			close(fd);
		}
		free(server);
		return r;
	}
	*ret_server = server;
	return 0;
}

unsigned
http_server_port(const struct http_server *server)
{
	return server->port;
}

struct http_server *
http_server_close(struct http_server *server)
{
	(void)MHD_quiesce_daemon(server->daemon); /* gives the socket back, open */
	close(server->fd);
	http_watch_drain(server->watch);
	MHD_stop_daemon(server->daemon);
	http_watch_close(server->watch);
	free(server);
	return NULL;
}

enum http_reading
http_reading(const struct http_exchange *exchange)
{
	return exchange->reading;
}

struct str
http_method(const struct http_exchange *exchange)
{
	return str_of(exchange->method);
}

struct str
http_path(const struct http_exchange *exchange)
{
	return (struct str){ exchange->path, exchange->n_path };
}

struct str
http_body(const struct http_exchange *exchange)
{
	return exchange->body == NULL ? STR_NONE : (struct str){ exchange->body, exchange->n_body };
}

struct str
http_header(const struct http_exchange *exchange, const char *name)
{
	const char *value = MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
	return value == NULL ? STR_NONE : str_of(value);
}

bool
http_query(const struct http_exchange *exchange, const char *name, struct str *ret_value)
{
	const char *value = NULL;
	size_t n = 0;
	if (MHD_lookup_connection_value_n(exchange->connection, MHD_GET_ARGUMENT_KIND, name,
			strlen(name), &value, &n) != MHD_YES) {
		return false;
	}
	*ret_value = value == NULL ? STR_NONE : (struct str){ value, n };
	return true;
}

static void
free_sent(void *context)
{
	struct sent_body *sent = context;
	if (sent->wipe) {
		explicit_bzero(sent->bytes, sent->n);
	}
	free(sent);
}

static struct MHD_Response *
make_response(const struct http_exchange *exchange, const struct http_answer *answer)
{
	struct sent_body *sent = malloc(sizeof(*sent) + answer->body.n);
	if (sent == NULL) {
		return NULL;
	}
	sent->n = answer->body.n;
	sent->wipe = answer->wipe_body;
	if (sent->n > 0) {
		memcpy(sent->bytes, answer->body.p, sent->n);
	}
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
		sent->n, sent->bytes, free_sent, sent);
	if (response == NULL) {
		free_sent(sent);
		return NULL;
	}
	bool is_whole = exchange->reading == HTTP_WHOLE ||
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close") == MHD_YES;
	for (int i = 0; i < HTTP_FIELDS_MAX && answer->fields[i].name != NULL; i++) {
		is_whole = is_whole &&
			MHD_add_response_header(response, answer->fields[i].name, answer->fields[i].value) ==
				MHD_YES;
	}
	if (!is_whole) { /* a header missing from an answer is worse than no answer */
		MHD_destroy_response(response);
		return NULL;
	}
	return response;
}

void
http_answer(struct http_exchange *exchange, const struct http_answer *answer)
{
	struct MHD_Connection *connection = exchange->connection;
	exchange->status = answer->status;
	exchange->response = make_response(exchange, answer);
	/* From here on the exchange may be gone, unless it rests. */
	if (atomic_exchange(&exchange->state, EXCHANGE_ANSWERED) == EXCHANGE_RESTING) {
		MHD_resume_connection(connection);
	}
}
