/* SPDX-License-Identifier: MIT */
/* One request to the intake, that a certificate which nobody takes must not stop: the signature alone would do. */
#ifndef SYNC_EXCHANGE_H
#define SYNC_EXCHANGE_H

#include "platform/http_client.h"

/* As http_client_send(). Refused for the certificate, it is sent once more without; from then on none is shown, until http_client_show(). */
__attribute__((warn_unused_result)) int exchange_send(struct http_client *client,
	const struct http_request *request, struct http_reply *ret_reply, const char **ret_reason);

#endif
