/* SPDX-License-Identifier: MIT */
/* Asks, checks, tries the new certificate, and only then puts it in the place of the old one. */
#include "sync/renew.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/log_line.h"
#include "platform/whole_file.h"
#include "sync/exchange.h"
#include "sync/wait.h"

enum { AGAIN_MS = 60 * 60 * 1000, SIGNATURE_LINE_MAX = 1024 };

static const char healthy[] = "{\"service\":\"guichet-intake\",\"status\":\"ok\"}";

static bool
is_due(const struct renew *renew, ms_t intake_wall)
{
	const struct certificate_facts *facts = &renew->identity->facts;
	const ms_t middle = facts->not_before + (facts->not_after - facts->not_before) / 2;
	return renew->identity->certificate_pem != NULL && intake_wall >= middle &&
		(renew->tried_boot == 0 || wait_now() - renew->tried_boot >= AGAIN_MS);
}

/* The bag that the intake sent, malloc'ed; NULL, and said. */
static char *
ask(struct http_client *client, const struct renew *renew, const char *body)
{
	char line[SIGNATURE_LINE_MAX], *jws = NULL;
	struct http_reply reply;
	const char *reason = "no signature can be made";
	int r = seal_sign_detached(renew->device, SEAL_TYP_RENEWAL, str_of(body), &jws);
	if (r == 0) {
		(void)snprintf(line, sizeof(line), "Kiosk-Signature: %s", jws);
		const struct http_request request = { .method = "POST",
			.path = "/.well-known/est/simplereenroll",
			.content_type = "application/pkcs10",
			.body = str_of(body),
			.headers = { line } };
		r = exchange_send(client, &request, &reply, &reason);
	}
	free(jws);
	if (r != 0) {
		log_line("the certificate is not renewed: %s", reason);
		return NULL;
	}
	if (reply.status != 200 || strcmp(reply.content_type, "application/pkcs7-mime") != 0) {
		log_line(
			"the certificate is not renewed: the intake answers %u. If it stays so, do guichetctl enrol again.",
			reply.status);
		return NULL;
	}
	return strndup(reply.body.p, reply.body.n);
}

/* Whether the intake answers over a connection that shows this certificate. */
static bool
is_proven(const struct renew *renew, const char *pem)
{
	const struct http_request request = { .method = "GET", .path = "/healthz" };
	struct http_client_options options = renew->client;
	struct diagnosis diagnosis;
	struct http_client *client;
	struct http_reply reply;
	const char *reason = "";
	options.certificate_pem = pem;
	options.key_pem = renew->identity->key_pem;
	if (http_client_open(&options, &client, &diagnosis) < 0) {
		return false;
	}
	const bool answers = http_client_send(client, &request, &reply, &reason) == 0 &&
		reply.status == 200 && str_eq(reply.body, STR(healthy));
	if (!answers) {
		log_line("the renewed certificate is not taken: %s", reason);
	}
	http_client_close(client);
	return answers;
}

static int
keep(const struct renew *renew, const char *pem)
{
	char path[IDENTITY_PATH_BYTES];
	(void)snprintf(path, sizeof(path), "%s/device.crt", renew->state);
	return whole_file_write(path, 0644, WHOLE_FILE_OWNER_NONE, str_of(pem));
}

/* Takes over `pem`. */
static void
take(struct renew *renew, char *pem)
{
	struct certificate_facts facts;
	struct identity *identity = renew->identity;
	const int judged = certificate_check(str_of(pem), str_of(identity->authority_pem),
		renew->device, identity->facts.device, &facts);
	if (judged != 0) {
		log_line("what the intake sent is no certificate for this kiosk (%d)", judged);
		free(pem);
		return;
	}
	const int r = is_proven(renew, pem) ? keep(renew, pem) : -ECANCELED;
	if (r < 0) {
		if (r != -ECANCELED) {
			log_line("%s/device.crt: The renewed certificate cannot be written: %s.", renew->state,
				strerror(-r));
		}
		free(pem);
		return;
	}
	if (http_client_show(renew->delivering, pem, identity->key_pem) < 0) {
		log_line(
			"there is no memory to show the renewed certificate: it is shown from the next start");
	}
	free(identity->certificate_pem);
	identity->certificate_pem = pem;
	identity->facts = facts;
	log_line("certificate renewed serial=%s", facts.serial);
}

void
renew_when_due(struct renew *renew, ms_t intake_wall)
{
	struct diagnosis diagnosis;
	struct http_client *client;
	char *body = NULL, *pem = NULL;
	struct http_client_options options = renew->client;
	if (!is_due(renew, intake_wall)) {
		return;
	}
	renew->tried_boot = wait_now();
	if (http_client_shows(
			renew->delivering)) { /* else it has ended, or is not taken: the signature renews it */
		options.certificate_pem = renew->identity->certificate_pem;
		options.key_pem = renew->identity->key_pem;
	}
	if (certificate_ask(renew->device, renew->identity->facts.device, NULL, &body) < 0 ||
		http_client_open(&options, &client, &diagnosis) < 0) {
		free(body);
		return;
	}
	char *bag = ask(client, renew, body);
	http_client_close(client);
	if (bag != NULL && certificate_unpack(str_of(bag), &pem) == 0) {
		take(renew, pem);
	} else if (bag != NULL) {
		log_line("what the intake sent is no bag of certificates");
	}
	free(bag);
	free(body);
}
