/* SPDX-License-Identifier: MIT */
/* A certificate counts only with the key and the authority that lie beside it. */
#include "sync/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/log_line.h"
#include "platform/whole_file.h"

/* Malloc'ed, NUL-terminated. NULL: it is not there, too long, or cannot be read. */
static char *
read_text(const char *state, const char *name)
{
	char path[IDENTITY_PATH_BYTES], *text = NULL;
	size_t n;
	(void)snprintf(path, sizeof(path), "%s/%s", state, name);
	return whole_file_read(path, IDENTITY_FILE_MAX, &text, &n) < 0 ? NULL : text;
}

/* Of the key alone: which asset tag the certificate names is for the intake to judge. */
static bool
fits(const struct identity *identity, const struct seal_key *key,
	struct certificate_facts *ret_facts)
{
	struct certificate_facts facts;
	return certificate_read(str_of(identity->certificate_pem), &facts) == 0 &&
		certificate_check(str_of(identity->certificate_pem), str_of(identity->authority_pem), key,
			facts.device, ret_facts) == 0;
}

void
identity_close(struct identity *identity)
{
	if (identity->key_pem != NULL) {
		explicit_bzero(identity->key_pem, strlen(identity->key_pem));
	}
	free(identity->key_pem);
	free(identity->certificate_pem);
	free(identity->authority_pem);
	*identity = (struct identity){ .key_pem = NULL };
}

int
identity_open(const char *state, const struct seal_key *key, struct identity *ret_identity,
	struct diagnosis *ret_diagnosis)
{
	struct identity identity = { .certificate_pem = read_text(state, "device.crt"),
		.authority_pem = read_text(state, "device-ca.pem") };
	*ret_identity = (struct identity){ .key_pem = NULL };
	if (identity.certificate_pem == NULL || identity.authority_pem == NULL) {
		identity_close(&identity); /* enrolled by hand: its key is enough */
		return 0;
	}
	if (!fits(&identity, key, &identity.facts)) {
		log_line(
			"%s/device.crt: The certificate does not belong to device.jwk and device-ca.pem, and is not shown. "
			"Do guichetctl enrol again.",
			state);
		identity_close(&identity);
		return 0;
	}
	const int r = certificate_key_pem(key, &identity.key_pem);
	if (r < 0) {
		identity_close(&identity);
		*ret_diagnosis = (struct diagnosis){ .file = "device.jwk",
			.what = "The key cannot be prepared for TLS.",
			.remedy = "Restart; if it stays, reinstall OpenSSL." };
		return r;
	}
	*ret_identity = identity;
	return 0;
}

bool
identity_has_ended(const struct identity *identity, ms_t wall)
{
	return identity->certificate_pem != NULL && wall > identity->facts.not_after;
}
