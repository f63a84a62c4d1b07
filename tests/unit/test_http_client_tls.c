/* SPDX-License-Identifier: MIT */
/* Tests of whom the HTTP client trusts over TLS, against a server with keys made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "platform/http_client.h"

enum { HOUR_S = 60 * 60 };

struct identity {
	EVP_PKEY *key;
	X509 *certificate;
};

/* What the server's certificate says; NULL `issuer`: an authority that signs itself. */
struct request {
	const struct identity *issuer;
	const char *name;
	long from_s, until_s; /* from now */
};

static struct identity
issue(const struct request *request)
{
	struct identity made = { EVP_EC_gen("P-256"), X509_new() };
	const struct identity *issuer = request->issuer == NULL ? &made : request->issuer;
	X509_NAME *subject = X509_get_subject_name(made.certificate);
	X509V3_CTX context;
	char names[80];
	assert_non_null(made.key);
	assert_int_equal(X509_set_version(made.certificate, 2), 1);
	assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(made.certificate), 1), 1);
	assert_non_null(X509_gmtime_adj(X509_getm_notBefore(made.certificate), request->from_s));
	assert_non_null(X509_gmtime_adj(X509_getm_notAfter(made.certificate), request->until_s));
	assert_int_equal(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
						 (const unsigned char *)request->name, -1, -1, 0),
		1);
	assert_int_equal(
		X509_set_issuer_name(made.certificate, X509_get_subject_name(issuer->certificate)), 1);
	assert_int_equal(X509_set_pubkey(made.certificate, made.key), 1);
	(void)snprintf(
		names, sizeof(names), "%s", request->issuer == NULL ? "critical,CA:TRUE" : request->name);
	X509V3_set_ctx(&context, issuer->certificate, made.certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context,
		request->issuer == NULL ? NID_basic_constraints : NID_subject_alt_name, names);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(made.certificate, extension, -1), 1);
	X509_EXTENSION_free(extension);
	assert_true(X509_sign(made.certificate, issuer->key, EVP_sha256()) > 0);
	return made;
}

static void
forget(struct identity *identity)
{
	EVP_PKEY_free(identity->key);
	X509_free(identity->certificate);
}

struct server {
	int fd;
	unsigned port;
	pthread_t thread;
	SSL_CTX *context; /* NULL: speaks plain HTTP */
};

static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

static void
serve_tls(const struct server *server, int fd)
{
	char bytes[4096];
	SSL *tls = SSL_new(server->context);
	if (SSL_set_fd(tls, fd) == 1 && SSL_accept(tls) == 1 &&
		SSL_read(tls, bytes, sizeof(bytes)) > 0) {
		(void)SSL_write(tls, reply, sizeof(reply) - 1);
		(void)SSL_shutdown(tls);
	}
	SSL_free(tls);
}

static void *
run(void *context)
{
	const struct server *server = context;
	char bytes[4096];
	const int fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0 && server->context != NULL) {
		serve_tls(server, fd);
	} else if (fd >= 0 && read(fd, bytes, sizeof(bytes)) > 0) {
		(void)send(fd, reply, sizeof(reply) - 1, MSG_NOSIGNAL);
	}
	if (fd >= 0) {
		close(fd);
	}
	return NULL;
}

static void
open_server(struct server *server, SSL_CTX *context)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	*server = (struct server){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
		.context = context };
	assert_int_equal(bind(server->fd, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(server->fd, 1), 0);
	assert_int_equal(getsockname(server->fd, (struct sockaddr *)&address, &size), 0);
	server->port = ntohs(address.sin_port);
	assert_int_equal(pthread_create(&server->thread, NULL, run, server), 0);
}

static SSL_CTX *
context_of(const struct identity *identity)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	assert_int_equal(SSL_CTX_use_certificate(context, identity->certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(context, identity->key), 1);
	return context;
}

struct place {
	char ca_path[64];
	struct identity ca, other_ca;
};

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	place->ca = issue(&(struct request){ .name = "Trusted", .until_s = HOUR_S });
	place->other_ca = issue(&(struct request){ .name = "Trusted", .until_s = HOUR_S });
	(void)snprintf(place->ca_path, sizeof(place->ca_path), "/tmp/guichet-ca-XXXXXX");
	FILE *file = fdopen(mkstemp(place->ca_path), "w");
	const bool is_written = file != NULL && PEM_write_X509(file, place->ca.certificate) == 1 &&
		fclose(file) == 0;
	*state = place;
	return is_written ? 0 : -1;
}

static int
remove_place(void **state)
{
	struct place *place = *state;
	(void)unlink(place->ca_path);
	forget(&place->ca);
	forget(&place->other_ca);
	free(place);
	return 0;
}

/* One request to a server with this context; takes the context over. */
static int
try(const struct place *place, SSL_CTX *context, const char **ret_reason)
{
	struct server server;
	struct diagnosis diagnosis;
	struct http_client *client;
	struct http_reply got;
	char url[64];
	open_server(&server, context);
	(void)snprintf(url, sizeof(url), "https://127.0.0.1:%u", server.port);
	const struct http_client_options options = { .url = url,
		.ca_file = place->ca_path,
		.connect_timeout_ms = 5000,
		.request_timeout_ms = 5000 };
	const struct http_request request = { .method = "GET", .path = "/" };
	*ret_reason = "";
	assert_int_equal(http_client_open(&options, &client, &diagnosis), 0);
	const int r = http_client_send(client, &request, &got, ret_reason);
	http_client_close(client);
	assert_int_equal(pthread_join(server.thread, NULL), 0);
	close(server.fd);
	SSL_CTX_free(context);
	return r;
}

static int
try_certificate(const struct place *place, const struct request *request, const char **ret_reason)
{
	struct identity identity = issue(request);
	const int r = try(place, context_of(&identity), ret_reason);
	forget(&identity);
	return r;
}

static void
the_trusted_authority_is_enough(void **state)
{
	const struct place *place = *state;
	const char *reason;
	assert_int_equal(
		try_certificate(place,
			&(struct request){ .issuer = &place->ca, .name = "IP:127.0.0.1", .until_s = HOUR_S },
			&reason),
		0);
}

static void
another_authority_or_name_is_not_trusted(void **state)
{
	const struct place *place = *state;
	const char *reason;
	/* of the same name, with another key */
	assert_int_equal(
		try_certificate(place,
			&(struct request){
				.issuer = &place->other_ca, .name = "IP:127.0.0.1", .until_s = HOUR_S },
			&reason),
		HTTP_UNTRUSTED);
	assert_non_null(strstr(reason, "another server"));
	assert_int_equal(
		try_certificate(place,
			&(struct request){
				.issuer = &place->ca, .name = "DNS:intake.example", .until_s = HOUR_S },
			&reason),
		HTTP_UNTRUSTED);
	assert_non_null(strstr(reason, "another name"));
}

static void
a_wrong_clock_is_told_as_such(void **state)
{
	const struct place *place = *state;
	const char *reason;
	assert_int_equal(try_certificate(place,
						 &(struct request){ .issuer = &place->ca,
							 .name = "IP:127.0.0.1",
							 .from_s = HOUR_S,
							 .until_s = 2 * HOUR_S },
						 &reason),
		HTTP_UNTRUSTED);
	assert_non_null(strstr(reason, "clock"));
	assert_non_null(strstr(reason, "not valid yet"));
	assert_int_equal(try_certificate(place,
						 &(struct request){ .issuer = &place->ca,
							 .name = "IP:127.0.0.1",
							 .from_s = -2 * HOUR_S,
							 .until_s = -HOUR_S },
						 &reason),
		HTTP_UNTRUSTED);
	assert_non_null(strstr(reason, "expired"));
}

static void
only_recommended_tls_is_spoken(void **state)
{
	const struct place *place = *state;
	const char *reason;
	struct identity good = issue(
		&(struct request){ .issuer = &place->ca, .name = "IP:127.0.0.1", .until_s = HOUR_S });
	SSL_CTX *context = context_of(&good);
	assert_int_equal(SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION), 1);
	assert_int_equal(try(place, context, &reason), 0);
	context = context_of(&good);
	SSL_CTX_set_security_level(context, 0);
	assert_int_equal(SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION), 1);
	assert_int_equal(try(place, context, &reason), HTTP_UNTRUSTED);
	context = context_of(&good);
	assert_int_equal(SSL_CTX_set_ciphersuites(context, "TLS_CHACHA20_POLY1305_SHA256"), 1);
	assert_int_equal(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION), 1);
	assert_int_equal(try(place, context, &reason), HTTP_UNTRUSTED);
	context = context_of(&good);
	assert_int_equal(SSL_CTX_set1_groups_list(context, "X25519"), 1);
	assert_int_equal(try(place, context, &reason), HTTP_UNTRUSTED);
	forget(&good);
}

static void
plain_http_is_no_https(void **state)
{
	const struct place *place = *state;
	const char *reason;
	assert_int_equal(try(place, NULL, &reason), HTTP_UNTRUSTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_trusted_authority_is_enough),
		cmocka_unit_test(another_authority_or_name_is_not_trusted),
		cmocka_unit_test(a_wrong_clock_is_told_as_such),
		cmocka_unit_test(only_recommended_tls_is_spoken),
		cmocka_unit_test(plain_http_is_no_https),
	};
	(void)signal(
		SIGPIPE, SIG_IGN); /* this server's: its clients go away in the middle of a handshake */
	return cmocka_run_group_tests_name("http client over TLS", tests, make_place, remove_place);
}
