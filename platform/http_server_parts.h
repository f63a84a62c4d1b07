/* SPDX-License-Identifier: MIT */
/* What the files of the adapter "http_server" share, for them only. */
#ifndef PLATFORM_HTTP_SERVER_PARTS_H
#define PLATFORM_HTTP_SERVER_PARTS_H

#include "platform/http_server.h"

/* http_server_listen.c */

/* Binds and listens; *ret_fd is the caller's. 0 or negative errno with a diagnosis, as http_server_open(). */
__attribute__((warn_unused_result)) int http_listen(
	const char *where, int *ret_fd, struct diagnosis *ret_diagnosis);
/* 0 when it is not known. */
unsigned http_listen_port(int fd);

/*
 * http_server_watch.c: libmicrohttpd only knows how long a connection was silent, and one byte a minute is not silent. The watch knows
 * since when each connection has been doing what it does, and shuts down the ones that take too long.
 *
 *   FRESH ----> READING --whole--> OURS --answer--> SENDING --sent--> RESTING --+
 *     (request timeout)           (no limit)     (request timeout)  (idle)      |
 *                  ^------------------first byte--------------------------------+
 */
enum http_phase {
	HTTP_PHASE_READING, /* the server waits for the rest of a request; a new connection too */
	HTTP_PHASE_OURS,    /* the client waits for us */
	HTTP_PHASE_SENDING,
	HTTP_PHASE_RESTING, /* between two requests */
};

struct http_watch;
struct http_connection;

__attribute__((warn_unused_result)) int http_watch_open(
	ms_t idle_timeout_ms, ms_t request_timeout_ms, struct http_watch **ret_watch);
/* Of a watch without connections. Returns NULL. */
struct http_watch *http_watch_close(struct http_watch *watch);

/* The rest from any thread. NULL when out of memory. `fd` stays the caller's and must stay open until http_watch_remove(). */
struct http_connection *http_watch_add(struct http_watch *watch, int fd);
void http_watch_remove(struct http_watch *watch, struct http_connection *connection);
void http_watch_set(
	struct http_watch *watch, struct http_connection *connection, enum http_phase phase);
/* The request is whole and becomes ours. False when the connection was cut off meanwhile: then nobody would get the answer. */
bool http_watch_take(struct http_watch *watch, struct http_connection *connection);
/*
 * The client may still be sending what will not be read. Closing then resets the connection, and the answer on its way may be lost with
 * it (RFC 9112 section 9.6); so what still comes is thrown away for a while after the removal.
 */
void http_watch_linger(struct http_watch *watch, struct http_connection *connection);
/* From now on no connection begins another request; returns when the last one was removed. */
void http_watch_drain(struct http_watch *watch);

#endif
