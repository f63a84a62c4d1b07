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
	bool shows; /* a certificate */

	/* the last reply */
	char *body;
	size_t n_body, body_cap; /* the NUL behind it not counted */
	bool is_too_long, has_whole_head;
	enum http_trouble trouble;
	char content_type[HTTP_CLIENT_TYPE_MAX], receipt[HTTP_CLIENT_RECEIPT_MAX];
};

bool http_client_is_cancelled(const struct http_client *client);
/* Has the easy handle give what it receives to the client. False: no memory. */
bool http_client_take_reply(struct http_client *client);

#endif
