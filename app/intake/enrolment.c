/* SPDX-License-Identifier: MIT */
/* Issues certificates: to whoever has a one-time code, and to kiosks that are known. Signed first, committed, then sent. */
#include "intake/enrolment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "core/reference.h"
#include "platform/log_line.h"

enum {
	EARLIER_MS = 60 * 60 *
		1000, /* whoever checks the certificate may have a clock that is behind */
	UUID_RANDOM_BYTES = 10,
};

static const char bag_type[] = "application/pkcs7-mime; smime-type=certs-only";

static const struct http_field is_base64[] = { { "Content-Transfer-Encoding", "base64" },
	{ NULL, NULL } };

void
enrolment_keys(struct call *call)
{
	const struct str keys = str_of(call->keys->intake);
	if (keys.n == 0) {
		call_refuse(call, PROBLEM_NO_KEYS, NULL);
		return;
	}
	call_answer(call, 200, "application/jwk-set+json", keys, NULL);
}

void
enrolment_authority(struct call *call)
{
	if (call->intake->authority == NULL) {
		call_refuse(call, PROBLEM_NO_AUTHORITY, NULL);
		return;
	}
	call_answer(
		call, 200, bag_type, str_of(certificate_authority_bag(call->intake->authority)), is_base64);
}

/* ---- what a certificate says ---- */

int
enrolment_terms(struct store *store, const char *device, ms_t wall, ms_t life_ms,
	struct certificate_terms *ret_terms)
{
	uint8_t random[UUID_RANDOM_BYTES];
	struct certificate_terms terms = { .not_before = wall - EARLIER_MS,
		.not_after = wall + life_ms };
	int r = store_find_uuid(store, str_of(device), terms.uuid);
	if (r == 0 && terms.uuid[0] == '\0') {
		if (getrandom(random, sizeof(random), 0) != sizeof(random)) {
			return -EIO;
		}
		uuid7_make(wall, random, terms.uuid);
	}
	if (r == 0) {
		r = certificate_new_serial(terms.serial);
	}
	if (r == 0) {
		*ret_terms = terms;
	}
	return r;
}

void
enrolment_change(const struct certificate_request *request, const struct certificate_terms *terms,
	const char *bag, struct store_change *ret_change)
{
	*ret_change = (struct store_change){ .kind = STORE_ENROL };
	ret_change->enrol = (struct store_enrolment){ .request_sha256 = request->sha256,
		.device = str_of(request->device),
		.kid = str_of(request->kid),
		.jwks = str_of(request->jwks),
		.serial = str_of(terms->serial),
		.uuid = str_of(terms->uuid),
		.certificate = str_of(bag),
		.not_after = terms->not_after };
}

/* ---- answers ---- */

static enum problem
problem_of(enum store_refusal refusal)
{
	switch (refusal) {
	case STORE_CODE_USED:
		return PROBLEM_CODE_USED;
	case STORE_CODE_EXPIRED:
		return PROBLEM_CODE_EXPIRED;
	case STORE_CODE_FOREIGN:
		return PROBLEM_CODE_FOREIGN;
	case STORE_KEY_WITHDRAWN:
		break;
	}
	return PROBLEM_KEY_WITHDRAWN;
}

/* Only a code that nobody gave out is a guess. */
static void
end_guess(struct call *call, enum store_outcome outcome)
{
	if (call->guess[0] != '\0' && outcome != STORE_ABSENT) {
		limits_end_guess(call->intake->limits, LIMITS_CODE, str_of(call->guess), call->now);
	}
}

static void
issued(void *context, struct store_change *change)
{
	struct call *call = context;
	char *certificate = change->receipt;
	end_guess(call, change->outcome);
	switch (change->outcome) {
	case STORE_DONE:
	case STORE_SAME:
		log_line("certificate device=%s serial=%s%s", call->request.device, call->terms.serial,
			change->outcome == STORE_SAME ? " not issued: the same request had one" : "");
		call_answer(call, 200, bag_type, str_of(certificate), is_base64);
		break;
	case STORE_ABSENT:
		call_refuse(call, PROBLEM_ENROL_CODE, "Enrolment-Code");
		break;
	case STORE_OTHER:
		call_refuse(call, problem_of(change->enrol.refusal), NULL);
		break;
	case STORE_BUSY:
	case STORE_FULL:
	case STORE_FAILED:
		call_refuse_outcome(call, change->outcome);
		break;
	}
	free(certificate);
}

/* With call->request read. `code_sha256` NULL: a renewal. */
static void
issue(struct call *call, const unsigned char *code_sha256)
{
	struct intake *intake = call->intake;
	int r = enrolment_terms(
		intake->store, call->request.device, call->wall, intake->certificate_life_ms, &call->terms);
	if (r == 0) {
		r = certificate_issue(
			intake->authority, http_body(call->exchange), &call->terms, &call->bag);
	}
	if (r != 0) {
		end_guess(call, STORE_FAILED);
		call_refuse_errno(call, r < 0 ? r : -EIO);
		return;
	}
	enrolment_change(&call->request, &call->terms, call->bag, &call->change);
	call->change.enrol.code_sha256 = code_sha256;
	call->change.enrol.at = call->wall;
	call_submit(call, issued);
}

/* True when the call may go on; else it was refused. */
static bool
read_request(struct call *call)
{
	if (call->intake->authority == NULL) {
		call_refuse(call, PROBLEM_NO_AUTHORITY, NULL);
		return false;
	}
	const int r = certificate_request_read(http_body(call->exchange), &call->request);
	if (r < 0) {
		call_refuse_errno(call, r);
	} else if (r != 0) {
		call_refuse(call, PROBLEM_REQUEST, NULL);
	}
	return r == 0;
}

/* Wrong codes count by the address that nginx names and the asset tag: nobody shuts others out. */
static bool
may_guess(struct call *call)
{
	const struct str address = http_header(call->exchange, "X-Real-IP");
	ms_t wait_ms;
	(void)snprintf(call->guess, sizeof(call->guess), "enrol %.*s %s",
		address.n > 39 ? 39 : (int)address.n, address.n == 0 ? "" : address.p,
		call->request.device);
	if (limits_begin_guess(
			call->intake->limits, LIMITS_CODE, str_of(call->guess), call->now, &wait_ms)) {
		return true;
	}
	call_refuse_for(call, PROBLEM_GUESSES, wait_ms);
	return false;
}

/* Before anything is signed: whoever makes up codes gets no P-384 signature for each. True when the call may go on. */
static bool
is_code_known(struct call *call)
{
	bool is_known;
	const int r = store_find_code(call->intake->store, call->code_sha256, &is_known);
	if (r < 0) {
		end_guess(call, STORE_FAILED);
		call_refuse_errno(call, r);
		return false;
	}
	if (!is_known) {
		call_refuse(call, PROBLEM_ENROL_CODE, "Enrolment-Code");
	}
	return is_known;
}

void
enrolment_begin(struct call *call)
{
	if (!read_request(call)) {
		return;
	}
	if (call->request.code[0] == '\0') {
		call_refuse(call, PROBLEM_ENROL_CODE, "Enrolment-Code");
		return;
	}
	if (!may_guess(call)) {
		return;
	}
	const int r = seal_sha256(str_of(call->request.code), call->code_sha256);
	explicit_bzero(call->request.code, sizeof(call->request.code));
	if (r < 0) {
		end_guess(call, STORE_FAILED);
		call_refuse_errno(call, r);
		return;
	}
	if (is_code_known(call)) {
		issue(call, call->code_sha256);
	}
}

void
enrolment_renew(struct call *call)
{
	ms_t wait_ms;
	if (!limits_take(call->intake->limits, LIMITS_QUERY, str_of(call->signer.kid),
			http_body(call->exchange).n, call->now, &wait_ms)) {
		call_refuse_for(call, PROBLEM_DEVICE_RATE, wait_ms);
		return;
	}
	if (!read_request(call)) {
		return;
	}
	if (strcmp(call->request.kid, call->signer.kid) != 0 ||
		strcmp(call->request.device, call->signer.device) != 0) {
		call_refuse(call, PROBLEM_OTHER_KEY, NULL);
		return;
	}
	issue(call, NULL);
}
