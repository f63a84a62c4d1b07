/* SPDX-License-Identifier: MIT */
/* Renews the kiosk's certificate in good time (RFC 7030 section 4.2.2). */
#ifndef SYNC_RENEW_H
#define SYNC_RENEW_H

#include "platform/http_client.h"
#include "sync/identity.h"

/* All are the caller's. */
struct renew {
	const char *state;
	struct http_client_options client; /* as for delivering, without a certificate */
	struct http_client *delivering;    /* shows the new one from its next connection on */
	const struct seal_key *device;
	struct identity *identity; /* of what is shown */
	ms_t tried_boot;           /* CLOCK_BOOTTIME of the last attempt; 0: none */
};

/*
 * From the middle of its life on, and after its end, once an hour, asks for a new certificate. The old one stays until the intake has answered over a
 * connection that shows the new one. Whatever goes wrong is said on stderr and tried again: delivering goes on.
 */
void renew_when_due(struct renew *renew, ms_t intake_wall);

#endif
