/* SPDX-License-Identifier: MIT */
/* Opens the way to one server: which addresses, authorities and protocols are allowed; libcurl keeps the connection. */
#include "platform/http_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "platform/http_client_parts.h"

static int
diagnose(struct diagnosis *ret_diagnosis, int error, const char *file, const char *what,
	const char *remedy)
{
	*ret_diagnosis = (struct diagnosis){ .where = "" };
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", file);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s", what);
	(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy), "%s", remedy);
	return error;
}

/* 127.0.0.0/8 (RFC 6890), ::1, and the name that is theirs alone (RFC 6761 section 6.3). */
static bool
is_loopback(const char *host)
{
	struct in_addr v4;
	return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
		(inet_pton(AF_INET, host, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127);
}

static bool
has_part(CURLU *url, CURLUPart part)
{
	char *value = NULL;
	const bool has = curl_url_get(url, part, &value, 0) == CURLUE_OK;
	curl_free(value);
	return has;
}

/* What a URL is made of, as libcurl understands it: so that nothing is checked that is not also used. */
struct parts {
	char *scheme, *host, *port, *path;
};

static void
free_parts(struct parts *parts)
{
	curl_free(parts->scheme);
	curl_free(parts->host);
	curl_free(parts->port);
	curl_free(parts->path);
}

/* False when it is no URL of a server, or one that says more than where it is. */
static bool
split(const char *text, struct parts *parts)
{
	CURLU *url = curl_url();
	const bool is_whole = url != NULL && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
		curl_url_get(url, CURLUPART_SCHEME, &parts->scheme, 0) == CURLUE_OK &&
		curl_url_get(url, CURLUPART_HOST, &parts->host, 0) == CURLUE_OK &&
		curl_url_get(url, CURLUPART_PORT, &parts->port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
		curl_url_get(url, CURLUPART_PATH, &parts->path, 0) == CURLUE_OK &&
		strcmp(parts->path, "/") == 0 && !has_part(url, CURLUPART_USER) &&
		!has_part(url, CURLUPART_PASSWORD) && !has_part(url, CURLUPART_QUERY) &&
		!has_part(url, CURLUPART_FRAGMENT) && !has_part(url, CURLUPART_ZONEID);
	curl_url_cleanup(url);
	return is_whole;
}

static int
check(const struct http_client_options *options, const struct parts *parts,
	struct diagnosis *ret_diagnosis)
{
	const bool is_plain = strcmp(parts->scheme, "http") == 0;
	if (!is_plain && strcmp(parts->scheme, "https") != 0) {
		return diagnose(ret_diagnosis, -EINVAL, options->url, "This is neither http nor https.",
			"Give the server as https://NAME, or http://127.0.0.1:PORT on the same machine.");
	}
	if (is_plain && !is_loopback(parts->host)) {
		return diagnose(ret_diagnosis, -EPERM, options->url,
			"Plain HTTP goes to loopback addresses only: anybody on the way could read and change it.",
			"Use https:// and give the file of the authority that signs the server's certificate.");
	}
	if (!is_plain && options->ca_file == NULL) {
		return diagnose(ret_diagnosis, -EPERM, options->url,
			"With https the authority to trust must be given; the system's authorities are not trusted.",
			"Give the PEM file of the authority that signs the server's certificate.");
	}
	if (!is_plain && access(options->ca_file, R_OK) < 0) {
		const int error = -errno;
		(void)diagnose(ret_diagnosis, error, options->ca_file, "",
			"Give the PEM file of the authority that signs the server's certificate.");
		(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what),
			"The file of the trusted authority cannot be read: %s.", strerror(-error));
		return error;
	}
	return 0;
}

/* The name is answered here, whatever a resolver or a file of hosts would say. */
static bool
pin_localhost(struct http_client *client, const struct parts *parts)
{
	char line[64];
	if (strcasecmp(parts->host, "localhost") != 0) {
		return true;
	}
	(void)snprintf(line, sizeof(line), "localhost:%s:127.0.0.1,::1", parts->port);
	client->pinned = curl_slist_append(NULL, line);
	return client->pinned != NULL &&
		curl_easy_setopt(client->easy, CURLOPT_RESOLVE, client->pinned) == CURLE_OK;
}

/*
 * TLS 1.2 and 1.3 with the suites and curves that ITSP.40.062 recommends: forward secrecy, AES-GCM, NIST curves. One
 * authority, neither the system's file nor its folder.
 */
static bool
set_tls(CURL *easy, const char *ca_file)
{
	return curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSL_CIPHER_LIST,
			"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:"
			"ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256") == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_TLS13_CIPHERS,
			"TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256") == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSL_EC_CURVES, "P-256:P-384:P-521") == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK;
}

/* libcurl copies both, and takes another connection for another certificate. */
static bool
set_identity(struct http_client *client, const char *certificate_pem, const char *key_pem)
{
	CURL *easy = client->easy;
	if (certificate_pem == NULL || key_pem == NULL) {
		client->shows = false;
		return curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, NULL) == CURLE_OK &&
			curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, NULL) == CURLE_OK;
	}
	client->shows = true;
	struct curl_blob certificate = {
		.data = (void *)certificate_pem, .len = strlen(certificate_pem), .flags = CURL_BLOB_COPY
	};
	struct curl_blob key = {
		.data = (void *)key_pem, .len = strlen(key_pem), .flags = CURL_BLOB_COPY
	};
	return curl_easy_setopt(easy, CURLOPT_SSLCERTTYPE, "PEM") == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, &certificate) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSLKEYTYPE, "PEM") == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &key) == CURLE_OK;
}

/* No proxy of the environment, no redirection, no cookie, no second protocol: the server that was named, or nobody. */
static bool
set_way(CURL *easy, const struct http_client_options *options, const char *scheme)
{
	return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, scheme) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
		/* a cancelled request does not wait for a resolver that hangs */
		curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_USERAGENT, "guichet") == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_timeout_ms) ==
		CURLE_OK;
}

static bool
set_bearer(struct http_client *client, const char *bearer)
{
	char line[1024];
	if (bearer == NULL) {
		return true;
	}
	const int n = snprintf(line, sizeof(line), "Authorization: Bearer %s", bearer);
	client->authorization = n > 0 && n < (int)sizeof(line) ? strdup(line) : NULL;
	explicit_bzero(line, sizeof(line));
	return client->authorization != NULL;
}

static int
set_up(struct http_client *client, const struct http_client_options *options,
	const struct parts *parts)
{
	client->cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (client->cancel_fd < 0) {
		return -errno;
	}
	const int n = snprintf(
		client->base, sizeof(client->base), "%s://%s:%s", parts->scheme, parts->host, parts->port);
	if (n < 0 || n >= (int)sizeof(client->base)) {
		return -EINVAL;
	}
	client->request_timeout_ms = (long)options->request_timeout_ms;
	client->easy = curl_easy_init();
	client->multi = curl_multi_init();
	if (client->easy == NULL || client->multi == NULL ||
		curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, 1L) != CURLM_OK ||
		!set_way(client->easy, options, parts->scheme) || !pin_localhost(client, parts) ||
		!set_bearer(client, options->bearer) || !http_client_take_reply(client)) {
		return -ENOMEM;
	}
	if (options->ca_file != NULL &&
		(!set_tls(client->easy, options->ca_file) ||
			!set_identity(client, options->certificate_pem, options->key_pem))) {
		return -ENOTSUP; /* this libcurl has no OpenSSL */
	}
	return 0;
}

int
http_client_open(const struct http_client_options *options, struct http_client **ret_client,
	struct diagnosis *ret_diagnosis)
{
	struct parts parts = { .scheme = NULL };
	struct http_client *client = calloc(1, sizeof(*client));
	if (client == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(client);
		return diagnose(ret_diagnosis, -ENOMEM, options->url,
			"There is no memory for a connection.",
			"Close other programs, or restart the machine.");
	}
	client->cancel_fd = -1;
	int r;
	if (!split(options->url, &parts)) {
		r = diagnose(ret_diagnosis, -EINVAL, options->url, "This is no address of a server.",
			"Give scheme, name and port only, as https://intake.example or http://127.0.0.1:8471.");
	} else {
		r = check(options, &parts, ret_diagnosis);
		if (r == 0) {
			r = set_up(client, options, &parts);
			if (r < 0) {
				(void)diagnose(ret_diagnosis, r, options->url, "",
					"Look whether the libcurl of this machine is Debian's libcurl4.");
				(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what),
					"The connection cannot be prepared: %s.", strerror(-r));
			}
		}
	}
	free_parts(&parts);
	if (r < 0) {
		http_client_close(client);
		return r;
	}
	*ret_client = client;
	return 0;
}

int
http_client_show(struct http_client *client, const char *certificate_pem, const char *key_pem)
{
	return set_identity(client, certificate_pem, key_pem) ? 0 : -ENOMEM;
}

bool
http_client_shows(const struct http_client *client)
{
	return client->shows;
}

/* write() and nothing else: it may interrupt anything. What was written is never read, so that it counts for good. */
void
http_client_cancel(struct http_client *client)
{
	const int before = errno;
	const uint64_t one = 1;
	const ssize_t n = write(client->cancel_fd, &one, sizeof(one));
	(void)n; /* it fails only when it was cancelled 2^64 - 2 times */
	errno = before;
}

bool
http_client_is_cancelled(const struct http_client *client)
{
	struct pollfd fd = { .fd = client->cancel_fd, .events = POLLIN };
	return poll(&fd, 1, 0) == 1;
}

static void
free_secret(char *text)
{
	if (text != NULL) {
		explicit_bzero(text, strlen(text));
		free(text);
	}
}

struct http_client *
http_client_close(struct http_client *client)
{
	if (client != NULL) {
		curl_easy_cleanup(client->easy);
		(void)curl_multi_cleanup(client->multi);
		curl_slist_free_all(client->pinned);
		free_secret(client->authorization);
		free(client->body);
		if (client->cancel_fd >= 0) {
			close(client->cancel_fd);
		}
		free(client);
		curl_global_cleanup();
	}
	return NULL;
}

long
http_client_connections(const struct http_client *client)
{
	return client->n_connections;
}
