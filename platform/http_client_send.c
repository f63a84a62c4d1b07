/* SPDX-License-Identifier: MIT */
/* One exchange: builds the request, waits for the reply or a cancellation, and says what became of it. */
#include "platform/http_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/http_client_parts.h"

enum {
	POLL_MS = 60000, /* libcurl's own time limits wake it before */
	URL_MAX = HTTP_CLIENT_BASE_MAX + 1024,
	BODY_FIRST = 4096,
	HEADERS_MAX = sizeof(((struct http_request *)NULL)->headers) / sizeof(const char *),
	/* RFC 5280 validity, as OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED number it */
	NOT_YET_VALID = 9,
	HAS_EXPIRED = 10,
	RETRY_AFTER_MAX_S = 24 * 60 * 60,
};

static bool
grow(struct http_client *client, size_t n)
{
	size_t cap = client->body_cap == 0 ? BODY_FIRST : client->body_cap;
	while (cap < n + 1) {
		cap *= 2;
	}
	if (cap > client->body_cap) {
		char *larger = realloc(client->body, cap);
		if (larger == NULL) {
			return false;
		}
		client->body = larger;
		client->body_cap = cap;
	}
	return true;
}

/* Called by libcurl; another number than it was given ends the transfer. */
static size_t
take_body(char *bytes, size_t one, size_t n, void *context)
{
	struct http_client *client = context;
	(void)one;
	if (http_client_is_file(client)) {
		return http_client_take_file(client, bytes, n) ? n : 0;
	}
	if (n > HTTP_REPLY_MAX - client->n_body) {
		client->is_too_long = true;
		return 0;
	}
	if (!grow(client, client->n_body + n)) {
		return 0;
	}
	memcpy(client->body + client->n_body, bytes, n);
	client->n_body += n;
	return n;
}

/* Line by line, the empty one at the end too: without it libcurl takes a connection cut within the head for a whole reply. */
static size_t
take_head(char *bytes, size_t one, size_t n, void *context)
{
	struct http_client *client = context;
	(void)one;
	client->has_whole_head = n <= 2 && (bytes[0] == '\r' || bytes[0] == '\n');
	return n;
}

bool
http_client_take_reply(struct http_client *client)
{
	return grow(client, 0) &&
		curl_easy_setopt(client->easy, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
		curl_easy_setopt(client->easy, CURLOPT_WRITEDATA, client) == CURLE_OK &&
		curl_easy_setopt(client->easy, CURLOPT_HEADERFUNCTION, take_head) == CURLE_OK &&
		curl_easy_setopt(client->easy, CURLOPT_HEADERDATA, client) == CURLE_OK;
}

static bool
append(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);
	if (longer == NULL) {
		return false;
	}
	*list = longer;
	return true;
}

/* "Expect:" without a value keeps libcurl from asking first, which would cost a round trip for every larger body. */
static bool
list_headers(
	const struct http_client *client, const struct http_request *request, struct curl_slist **list)
{
	char type[HTTP_CLIENT_TYPE_MAX + 16];
	bool is_good = append(list, "Expect:");
	if (request->content_type != NULL) {
		const int n = snprintf(type, sizeof(type), "Content-Type: %s", request->content_type);
		is_good = is_good && n < (int)sizeof(type) && append(list, type);
	}
	if (client->authorization != NULL) {
		is_good = is_good && append(list, client->authorization);
	}
	for (size_t i = 0; i < HEADERS_MAX && request->headers[i] != NULL; i++) {
		is_good = is_good && append(list, request->headers[i]);
	}
	return is_good;
}

static void
free_headers(struct curl_slist *list)
{
	for (struct curl_slist *line = list; line != NULL; line = line->next) {
		explicit_bzero(line->data, strlen(line->data)); /* one of them may be a credential */
	}
	curl_slist_free_all(list);
}

static int
set_request(struct http_client *client, const struct http_request *request,
	const struct curl_slist *headers)
{
	char url[URL_MAX];
	CURL *easy = client->easy;
	const int n = snprintf(url, sizeof(url), "%s%s", client->base, request->path);
	if (request->path[0] != '/' || n < 0 || n >= (int)sizeof(url)) {
		return -EINVAL;
	}
	bool is_set = curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
	if (request->content_type != NULL) {
		is_set = is_set &&
			curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n) ==
				CURLE_OK &&
			curl_easy_setopt(
				easy, CURLOPT_POSTFIELDS, request->body.n > 0 ? request->body.p : "") == CURLE_OK;
	} else {
		is_set = is_set && curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
	}
	is_set = is_set && curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method) == CURLE_OK &&
		http_client_set_download(client, request->download);
	return is_set ? 0 : -ENOMEM;
}

/* `code`, with its reason. */
static int
because(struct http_client *client, int code, enum http_trouble trouble, const char **ret_reason)
{
	static const char *const sentences[HTTP_TROUBLES] = {
		[HTTP_TROUBLE_NONE] = "",
		[HTTP_TROUBLE_NAME] =
			"The server's name is not known: there is no network, no DNS, or no such name.",
		[HTTP_TROUBLE_UNREACHABLE] =
			"Nothing listens at the server's address, or there is no way to it.",
		[HTTP_TROUBLE_SLOW] = "The server gave no whole answer in time.",
		[HTTP_TROUBLE_NOT_HTTP] = "What answers there speaks no HTTP/1.1.",
		[HTTP_TROUBLE_TOO_LONG] = "The answer is longer than the server's ever are.",
		[HTTP_TROUBLE_CUT] = "The connection was cut off before the answer was whole.",
		[HTTP_TROUBLE_NO_TLS] =
			"No trusted TLS connection came about: another server answers, or one that speaks only old TLS.",
		[HTTP_TROUBLE_AUTHORITY] = "The file of the trusted authority holds no certificate in PEM.",
		[HTTP_TROUBLE_NOT_YET_VALID] =
			"The server's certificate is not valid yet: the clock of this machine is wrong, most likely behind.",
		[HTTP_TROUBLE_EXPIRED] =
			"The server's certificate has expired: it was not renewed, or the clock of this machine is ahead.",
		[HTTP_TROUBLE_OTHER_SERVER] =
			"The server's certificate is not of the trusted authority, or is for another name.",
		[HTTP_TROUBLE_CANCELLED] = "The request was called off.",
	};
	client->trouble = trouble;
	*ret_reason = sentences[trouble];
	return code;
}

/* A download that was ended here, and not by the network. */
static int
explain_download(const struct http_client *client, const char **ret_reason)
{
	*ret_reason = "The server has a file of another length.";
	return client->download_result;
}

static int
explain_tls(struct http_client *client, const char **ret_reason)
{
	long verdict = 0;
	(void)curl_easy_getinfo(client->easy, CURLINFO_SSL_VERIFYRESULT, &verdict);
	return because(client, HTTP_UNTRUSTED,
		verdict == NOT_YET_VALID   ? HTTP_TROUBLE_NOT_YET_VALID :
			verdict == HAS_EXPIRED ? HTTP_TROUBLE_EXPIRED :
									 HTTP_TROUBLE_OTHER_SERVER,
		ret_reason);
}

/* What libcurl says of an exchange that gave no reply. */
static int
explain(struct http_client *client, CURLcode result, const char **ret_reason)
{
	switch ((int)result) { /* of its hundred codes these can come from one HTTP exchange */
	case CURLE_OUT_OF_MEMORY:
		return -ENOMEM;
	case CURLE_URL_MALFORMAT:
		return -EINVAL;
	case CURLE_PEER_FAILED_VERIFICATION:
		return explain_tls(client, ret_reason);
	case CURLE_SSL_CONNECT_ERROR: /* OpenSSL says this of a forged signature, too */
		return because(client, HTTP_UNTRUSTED, HTTP_TROUBLE_NO_TLS, ret_reason);
	case CURLE_SSL_CACERT_BADFILE:
		return because(client, HTTP_UNTRUSTED, HTTP_TROUBLE_AUTHORITY, ret_reason);
	case CURLE_COULDNT_RESOLVE_HOST:
		return because(client, HTTP_NO_ANSWER, HTTP_TROUBLE_NAME, ret_reason);
	case CURLE_COULDNT_CONNECT:
		return because(client, HTTP_NO_ANSWER, HTTP_TROUBLE_UNREACHABLE, ret_reason);
	case CURLE_OPERATION_TIMEDOUT:
		return because(client, HTTP_NO_ANSWER, HTTP_TROUBLE_SLOW, ret_reason);
	case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9: bytes without a status line */
	case CURLE_WEIRD_SERVER_REPLY:
		return because(client, HTTP_NO_ANSWER, HTTP_TROUBLE_NOT_HTTP, ret_reason);
	case CURLE_WRITE_ERROR:
		return client->download_result != 0 ?
			explain_download(client, ret_reason) :
			client->is_too_long ?
			because(client, HTTP_NO_ANSWER, HTTP_TROUBLE_TOO_LONG, ret_reason) :
			-ENOMEM;
	default:
		return because(client, HTTP_NO_ANSWER, HTTP_TROUBLE_CUT, ret_reason);
	}
}

enum http_trouble
http_client_trouble(const struct http_client *client)
{
	return client->trouble;
}

/* Sends and receives until the end. 0 with libcurl's verdict, HTTP_CANCELLED, or negative errno. */
static int
run(struct http_client *client, CURLcode *ret_result)
{
	int n_running = 1, n_left, r = 0;
	if (curl_multi_add_handle(client->multi, client->easy) != CURLM_OK) {
		return -ENOMEM;
	}
	while (r == 0) {
		struct curl_waitfd cancel = { .fd = client->cancel_fd, .events = CURL_WAIT_POLLIN };
		if (http_client_is_cancelled(client)) {
			r = HTTP_CANCELLED;
		} else if (curl_multi_perform(client->multi, &n_running) != CURLM_OK) {
			r = -EIO;
		} else if (n_running == 0) {
			break;
		} else if (curl_multi_poll(client->multi, &cancel, 1, POLL_MS, NULL) != CURLM_OK) {
			r = -EIO;
		}
	}
	const CURLMsg *message = r == 0 ? curl_multi_info_read(client->multi, &n_left) : NULL;
	if (r == 0 && message == NULL) {
		r = -EIO;
	}
	const CURLcode result = message == NULL ? CURLE_OK : message->data.result;
	(void)curl_multi_remove_handle(client->multi, client->easy);
	if (r == 0) {
		*ret_result = result;
	}
	return r;
}

/* Value of a header, cut to nothing when it does not fit; "" when there is none. */
static void
copy_header(struct http_client *client, const char *name, char *ret_value, size_t size)
{
	struct curl_header *header;
	ret_value[0] = '\0';
	if (curl_easy_header(client->easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK &&
		strlen(header->value) < size) {
		(void)snprintf(ret_value, size, "%s", header->value);
	}
}

/* Without parameters, in lower case: media types are compared without case (RFC 9110 section 8.3.1). */
static void
trim_type(char *type)
{
	size_t n = strcspn(type, ";");
	while (n > 0 && (type[n - 1] == ' ' || type[n - 1] == '\t')) {
		n--;
	}
	type[n] = '\0';
	for (size_t i = 0; i < n; i++) {
		type[i] = (char)(type[i] >= 'A' && type[i] <= 'Z' ? type[i] - 'A' + 'a' : type[i]);
	}
}

/* Seconds, or a date (RFC 9110 section 10.2.3), which is meant by the server's clock and not by ours. */
static ms_t
parse_retry_after(const char *value, ms_t date_wall)
{
	long long seconds = 0;
	if (value[0] != '\0' && value[strspn(value, "0123456789")] == '\0') {
		seconds = strtoll(value, NULL, 10);
	} else if (value[0] != '\0' && date_wall != 0) {
		const time_t until = curl_getdate(value, NULL);
		seconds = until < 0 ? 0 : (long long)until - date_wall / 1000;
	}
	seconds = seconds < 0 ? 0 : seconds > RETRY_AFTER_MAX_S ? RETRY_AFTER_MAX_S : seconds;
	return (ms_t)seconds * 1000;
}

static void
take_reply(struct http_client *client, struct http_reply *ret_reply)
{
	char value[64];
	long status = 0;
	struct http_reply reply = { .content_type = client->content_type };
	(void)curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
	reply.status = (unsigned)status;
	client->body[client->n_body] = '\0';
	reply.body = (struct str){ client->body, client->n_body };
	copy_header(client, "Content-Type", client->content_type, sizeof(client->content_type));
	trim_type(client->content_type);
	copy_header(client, "Guichet-Receipt", client->receipt, sizeof(client->receipt));
	reply.receipt = str_of(client->receipt);
	copy_header(client, "Date", value, sizeof(value));
	const time_t date = value[0] == '\0' ? -1 : curl_getdate(value, NULL);
	reply.date_wall = date < 0 ? 0 : (ms_t)date * 1000;
	copy_header(client, "Retry-After", value, sizeof(value));
	reply.retry_after = parse_retry_after(value, reply.date_wall);
	*ret_reply = reply;
}

int
http_client_send(struct http_client *client, const struct http_request *request,
	struct http_reply *ret_reply, const char **ret_reason)
{
	struct curl_slist *headers = NULL;
	CURLcode result = CURLE_OK;
	long n_new = 0;
	client->n_body = 0;
	client->is_too_long = false;
	client->trouble = HTTP_TROUBLE_NONE;
	client->has_whole_head = false;
	int r = list_headers(client, request, &headers) ? set_request(client, request, headers) :
													  -ENOMEM;
	if (r == 0) {
		r = run(client, &result);
		(void)curl_easy_getinfo(client->easy, CURLINFO_NUM_CONNECTS, &n_new);
		client->n_connections += n_new;
	}
	if (r == 0) {
		if (result == CURLE_OK && !client->has_whole_head) {
			result = CURLE_PARTIAL_FILE;
		}
		r = result == CURLE_OK ? 0 : explain(client, result, ret_reason);
		if (r == 0 && http_client_is_file(client) && !http_client_has_file(client)) {
			client->download_result = HTTP_OTHER_LENGTH; /* a body without a byte */
			r = explain_download(client, ret_reason);
		}
	} else if (r == HTTP_CANCELLED) {
		r = because(client, r, HTTP_TROUBLE_CANCELLED, ret_reason);
	}
	if (r == 0) {
		take_reply(client, ret_reply);
	}
	/* the list and the body are not the client's any longer */
	(void)curl_easy_setopt(client->easy, CURLOPT_HTTPHEADER, NULL);
	(void)curl_easy_setopt(client->easy, CURLOPT_POSTFIELDS, NULL);
	free_headers(headers);
	return r;
}
