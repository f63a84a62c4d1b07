/* SPDX-License-Identifier: MIT */
/* A body that goes into a file: continued where it was cut, and taken only where its length is the one that was expected. */
#include "platform/http_client.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "platform/http_client_parts.h"

enum { OK = 200, PARTIAL_CONTENT = 206 };

/* As slow as this for the whole time limit, a link is as good as cut. */
static const long CRAWL_BYTES_A_SECOND = 16;

static bool
set_limits(const struct http_client *client, bool is_download)
{
	const long seconds = client->request_timeout_ms / 1000;
	return curl_easy_setopt(client->easy, CURLOPT_TIMEOUT_MS,
			   is_download ? 0L : client->request_timeout_ms) == CURLE_OK &&
		curl_easy_setopt(client->easy, CURLOPT_LOW_SPEED_LIMIT,
			is_download ? CRAWL_BYTES_A_SECOND : 0L) == CURLE_OK &&
		curl_easy_setopt(client->easy, CURLOPT_LOW_SPEED_TIME,
			!is_download    ? 0L :
				seconds > 0 ? seconds :
							  1L) == CURLE_OK;
}

bool
http_client_set_download(struct http_client *client, struct http_download *download)
{
	char range[32];
	client->download = download;
	client->is_begun = false;
	client->n_skipped = 0;
	client->download_result = 0;
	const bool is_rest = download != NULL && download->n_there > 0;
	(void)snprintf(range, sizeof(range), "%lld-", is_rest ? (long long)download->n_there : 0);
	return curl_easy_setopt(client->easy, CURLOPT_RANGE, is_rest ? range : NULL) == CURLE_OK &&
		set_limits(client, download != NULL);
}

static long
status_of(const struct http_client *client)
{
	long status = 0;
	(void)curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

bool
http_client_is_file(const struct http_client *client)
{
	const long status = client->download == NULL ? 0 : status_of(client);
	return status == OK || status == PARTIAL_CONTENT;
}

/* RFC 9110 section 14.4: "bytes FIRST-LAST/ALL", of what was asked for to the very end. */
static bool
is_rest(const struct http_client *client)
{
	char wanted[80];
	struct curl_header *header;
	const struct http_download *download = client->download;
	(void)snprintf(wanted, sizeof(wanted), "bytes %lld-%lld/%lld", (long long)download->n_there,
		(long long)download->size - 1, (long long)download->size);
	return curl_easy_header(client->easy, "Content-Range", 0, CURLH_HEADER, -1, &header) ==
		CURLHE_OK &&
		strcmp(header->value, wanted) == 0;
}

/* A server that knows no ranges sends all of it: what is there already is passed over, so that another cut loses nothing. */
static bool
begin(struct http_client *client)
{
	curl_off_t length = -1;
	const struct http_download *download = client->download;
	client->is_begun = true;
	(void)curl_easy_getinfo(client->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	if (status_of(client) == OK) {
		client->n_skipped = download->n_there;
		return length == download->size;
	}
	return length == download->size - download->n_there && is_rest(client);
}

static int
write_all(struct http_download *download, const char *bytes, size_t n)
{
	while (n > 0) {
		const ssize_t written = pwrite(download->fd, bytes, n, download->n_there);
		if (written < 0 && errno != EINTR) {
			return -errno;
		}
		const size_t step = written > 0 ? (size_t)written : 0;
		download->n_there += (int64_t)step;
		bytes += step;
		n -= step;
	}
	return 0;
}

bool
http_client_take_file(struct http_client *client, const char *bytes, size_t n)
{
	struct http_download *download = client->download;
	if (!client->is_begun && !begin(client)) {
		client->download_result = HTTP_OTHER_LENGTH;
		return false;
	}
	const size_t known = client->n_skipped < (int64_t)n ? (size_t)client->n_skipped : n;
	client->n_skipped -= (int64_t)known;
	if ((int64_t)(n - known) > download->size - download->n_there) {
		client->download_result = HTTP_OTHER_LENGTH;
		return false;
	}
	client->download_result = write_all(download, bytes + known, n - known);
	return client->download_result == 0;
}

bool
http_client_has_file(const struct http_client *client)
{
	return client->download->n_there == client->download->size;
}
