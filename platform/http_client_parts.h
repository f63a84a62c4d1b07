/* SPDX-License-Identifier: MIT */
/* What the files of the adapter "http_client" share, for them only. */
#ifndef PLATFORM_HTTP_CLIENT_PARTS_H
#define PLATFORM_HTTP_CLIENT_PARTS_H

#include <curl/curl.h>

#include "platform/http_client.h"

enum { HTTP_CLIENT_BASE_MAX = 300, HTTP_CLIENT_RECEIPT_MAX = 4096, HTTP_CLIENT_TYPE_MAX = 128 };

struct http_client {
	CURLM *multi; /* keeps the connection between requests */
	CURL *easy;
	struct curl_slist *pinned; /* "localhost", NULL for other names */
	char base[HTTP_CLIENT_BASE_MAX];
	char *authorization; /* header line, zeroed when freed; NULL: none */
	int cancel_fd;       /* eventfd; readable once cancelled, for good */
	long n_connections;
	long request_timeout_ms;
	bool shows; /* a certificate */

	/* the last reply */
	char *body;
	size_t n_body, body_cap; /* the NUL behind it not counted */
	bool is_too_long, has_whole_head;
	struct http_download *download; /* NULL: the body goes into memory */
	bool is_begun;                  /* the reply's length was looked at */
	int64_t n_skipped;              /* bytes of a whole file that the download has already */
	int download_result; /* why it was ended: HTTP_OTHER_LENGTH or negative errno; 0: it was not */
	enum http_trouble trouble;
	char content_type[HTTP_CLIENT_TYPE_MAX], receipt[HTTP_CLIENT_RECEIPT_MAX];
};

bool http_client_is_cancelled(const struct http_client *client);
/* Prepares the next exchange; `download` may be NULL. False: no memory. */
bool http_client_set_download(struct http_client *client, struct http_download *download);
/* True where the body belongs into the file, not into memory. */
bool http_client_is_file(const struct http_client *client);
/* Bytes of the body. False: the transfer is to end, and client->download_result says why. */
bool http_client_take_file(struct http_client *client, const char *bytes, size_t n);
/* Whether all of it is there. */
bool http_client_has_file(const struct http_client *client);
/* Has the easy handle give what it receives to the client. False: no memory. */
bool http_client_take_reply(struct http_client *client);

#endif
