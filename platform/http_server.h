/* SPDX-License-Identifier: MIT */
/* A small HTTP/1.1 server on a loopback address, by libmicrohttpd; TLS and the outer world are nginx's. */
#ifndef PLATFORM_HTTP_SERVER_H
#define PLATFORM_HTTP_SERVER_H

#include "core/str.h"
#include "platform/diagnosis.h"

struct http_server;
struct http_exchange; /* one request, until http_answer() */

/* What came of reading the request; the handler is called in each case and must answer. */
enum http_reading {
	HTTP_WHOLE,
	HTTP_TOO_LARGE, /* the body is over `body_max`: it was not kept. Answer 413; the connection is then closed */
};

struct http_server_options {
	const char *listen; /* "127.0.0.1:8471", "[::1]:8471"; port 0: any free one */
	size_t body_max;
	unsigned n_threads;         /* 1 .. 16; the handler is called on all of them */
	unsigned n_connections_max; /* of all clients */
	ms_t idle_timeout_ms;       /* without a byte either way */
	ms_t
		request_timeout_ms; /* from the first byte (or the connection) to the last of a request: slow clients are cut off */
	void (*handle)(void *context, struct http_exchange *exchange);
	void *context;
};

/*
 * 0 or negative errno with a diagnosis: -EPERM (the address is not of the loopback: this server has no TLS), -EINVAL
 * (no address and port), -EADDRINUSE, -ENOMEM.
 */
__attribute__((warn_unused_result)) int http_server_open(const struct http_server_options *options,
	struct http_server **ret_server, struct diagnosis *ret_diagnosis);
/* The port that was taken. */
unsigned http_server_port(const struct http_server *server);
/* Takes no more requests, waits until all exchanges are answered, closes. Returns NULL. */
struct http_server *http_server_close(struct http_server *server);

/* All of these are valid until http_answer(). Method and path as sent; the path is not decoded, without query. */
enum http_reading http_reading(const struct http_exchange *exchange);
struct str http_method(const struct http_exchange *exchange);
struct str http_path(const struct http_exchange *exchange);
struct str http_body(const struct http_exchange *exchange);
/* Value of the first header of this name, any case; STR_NONE when there is none. */
struct str http_header(const struct http_exchange *exchange, const char *name);
/* The decoded value of the query's first member of this name; false when there is none. */
bool http_query(const struct http_exchange *exchange, const char *name, struct str *ret_value);

struct http_field {
	const char *name, *value;
};

enum { HTTP_FIELDS_MAX = 16 };

struct http_answer {
	unsigned status;
	struct str body; /* copied */
	bool wipe_body;  /* the server's own copy is zeroed when it was sent: personal data */
	struct http_field
		fields[HTTP_FIELDS_MAX]; /* copied; ends at a NULL name. Content-Length and Date are made */
};

/*
 * Exactly once for each exchange, in the handler or later, from any thread; the exchange is gone then. Until it is
 * called the connection rests and costs no thread. A client that has gone away is no error.
 */
void http_answer(struct http_exchange *exchange, const struct http_answer *answer);

#endif
