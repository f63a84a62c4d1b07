/* SPDX-License-Identifier: MIT */
/* Requests to one server over one connection that stays open, by libcurl. */
#ifndef PLATFORM_HTTP_CLIENT_H
#define PLATFORM_HTTP_CLIENT_H

#include "core/str.h"
#include "platform/diagnosis.h"

struct http_client;

struct http_client_options {
	const char
		*url; /* "http://127.0.0.1:8471" (loopback only) or "https://intake.example"; no path */
	const char *ca_file; /* PEM; the only authority trusted for https; NULL with http */
	const char *certificate_pem,
		*key_pem;       /* what we show with https: texts, copied; both or NULL */
	const char *bearer; /* sent as "Authorization: Bearer"; NULL: none */
	ms_t connect_timeout_ms,
		request_timeout_ms; /* of a download: the longest time in which next to nothing comes */
};

/* 0 or negative errno with a diagnosis: -EPERM (plain HTTP to another than a loopback address, or https without ca_file), -EINVAL, -ENOENT, -ENOMEM. */
__attribute__((warn_unused_result)) int http_client_open(const struct http_client_options *options,
	struct http_client **ret_client, struct diagnosis *ret_diagnosis);
/* From the next request on, over a connection of its own. Both are copied; NULL: nothing is shown. 0 or -ENOMEM. */
__attribute__((warn_unused_result)) int http_client_show(
	struct http_client *client, const char *certificate_pem, const char *key_pem);
bool http_client_shows(const struct http_client *client);
/* From any thread, or a signal handler: the request under way and all later ones end with HTTP_CANCELLED. */
void http_client_cancel(struct http_client *client);
struct http_client *http_client_close(struct http_client *client);

/*
 * Where a body goes that is too long for memory. Its length is known beforehand: a reply that announces another, or none, is not taken,
 * so that the file holds nothing but the beginning of what was asked for.
 */
struct http_download {
	int fd;       /* open for writing; the position does not matter */
	int64_t size; /* of the whole */
	int64_t
		n_there; /* bytes that are there, which are not asked for; counted on, also before a failure */
};

struct http_request {
	const char *method, *path; /* path with query, as on the wire */
	const char *content_type;  /* NULL without body */
	struct str body;
	const char *headers[4]; /* "Name: value"; ends at NULL */
	struct http_download
		*download; /* of a GET: where the body of 200 or 206 goes; NULL: into memory */
};

enum { HTTP_REPLY_MAX = 1024 * 1024 };

/* Owned by the client, valid until its next call. Text is NUL-terminated. */
struct http_reply {
	unsigned status;
	struct str body; /* at most HTTP_REPLY_MAX; more is HTTP_NO_ANSWER. Not what was downloaded */
	const char *content_type; /* "" when there is none; without parameters, lower case */
	struct str receipt;       /* header Guichet-Receipt, or empty */
	ms_t date_wall;           /* header Date since 1970; 0: none */
	ms_t retry_after;         /* header Retry-After in ms; 0: none */
};

enum {
	HTTP_NO_ANSWER = 1, /* unreachable, cut, too slow, or no HTTP: `ret_reason` says which */
	HTTP_UNTRUSTED,     /* TLS: not the server that we trust, or the clock is wrong */
	HTTP_CANCELLED,
	HTTP_OTHER_LENGTH, /* of a download: the server's file is another */
};

/* Why there was no reply; each has its sentence in English. */
enum http_trouble {
	HTTP_TROUBLE_NONE,
	HTTP_TROUBLE_NAME,
	HTTP_TROUBLE_UNREACHABLE,
	HTTP_TROUBLE_SLOW,
	HTTP_TROUBLE_NOT_HTTP,
	HTTP_TROUBLE_TOO_LONG,
	HTTP_TROUBLE_CUT,
	HTTP_TROUBLE_NO_TLS,
	HTTP_TROUBLE_AUTHORITY,
	HTTP_TROUBLE_NOT_YET_VALID,
	HTTP_TROUBLE_EXPIRED,
	HTTP_TROUBLE_OTHER_SERVER,
	HTTP_TROUBLE_CANCELLED,
	HTTP_TROUBLES
};

/* Any status is a success here; a download is whole after 200 and 206.
 * 0, one of the above with a reason of one sentence without addresses (a static string), or negative errno. Follows no redirection. */
__attribute__((warn_unused_result)) int http_client_send(struct http_client *client,
	const struct http_request *request, struct http_reply *ret_reply, const char **ret_reason);
/* What the reason of the last http_client_send() was; for those who say it in another language. */
enum http_trouble http_client_trouble(const struct http_client *client);
/* Connections opened since http_client_open(). */
long http_client_connections(const struct http_client *client);

#endif
