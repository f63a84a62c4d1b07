/* SPDX-License-Identifier: MIT */
/* Each file is read by whoever will use it, before it is copied. */
#include "device/provision_bundle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/seal_jws.h"

enum { STATUS_KEY_BYTES = 32 };

static int
explain(struct diagnosis *diagnosis, const char *path, const char *what, const char *remedy)
{
	*diagnosis = (struct diagnosis){ .where = "" };
	(void)snprintf(diagnosis->file, sizeof(diagnosis->file), "%.255s", path);
	(void)snprintf(diagnosis->what, sizeof(diagnosis->what), "%s", what);
	(void)snprintf(diagnosis->remedy, sizeof(diagnosis->remedy), "%s", remedy);
	return PROVISION_BUNDLE;
}

/* Of any time: the kiosk's clock is not to be relied upon here. */
static int
check_recipient(const char *path, struct str bytes, struct diagnosis *diagnosis)
{
	struct seal_key *key;
	(void)bytes;
	const int r = seal_load_public(path, 0, &key, diagnosis);
	if (r == 0) {
		seal_free_key(key);
	}
	return r < 0 ? PROVISION_BUNDLE : 0;
}

static int
check_signers(const char *path, struct str bytes, struct diagnosis *diagnosis)
{
	struct seal_signers *signers = NULL;
	(void)bytes;
	const int r = seal_add_signers(path, &signers, diagnosis);
	const int n = r < 0 ? 0 : seal_n_signers(signers);
	seal_free_signers(signers);
	return r < 0 ? PROVISION_BUNDLE :
		n == 0   ? explain(diagnosis, path, "The set holds no key that can sign.",
					   "Fetch the set of public keys anew from whoever made it.") :
				   0;
}

static int
check_status_key(const char *path, struct str bytes, struct diagnosis *diagnosis)
{
	return bytes.n == STATUS_KEY_BYTES ?
		0 :
		explain(diagnosis, path, "A status key has 32 bytes; this is none.",
			"Copy status.key anew from the department.");
}

static int
check_authority(const char *path, struct str bytes, struct diagnosis *diagnosis)
{
	const bool has_one = str_find(bytes, STR("-----BEGIN CERTIFICATE-----"), 0) < bytes.n;
	const bool has_secret = str_find(bytes, STR("PRIVATE KEY"), 0) < bytes.n;
	return has_one && !has_secret ?
		0 :
		explain(diagnosis, path,
			"This is no authority's certificate in PEM, or a private key lies in it.",
			"Fetch the certificate, and nothing else, from those who run the intake.");
}

static const struct {
	const char *name;
	mode_t mode;
	int (*check)(const char *path, struct str bytes, struct diagnosis *diagnosis);
} files[] = { { "recipient.jwks", 0644, check_recipient }, { "status.key", 0640, check_status_key },
	{ "intake.jwks", 0644, check_signers }, { "content.jwks", 0644, check_signers },
	{ "intake-ca.pem", 0644, check_authority } };

static int
take_one(
	const struct provision_order *order, size_t i, bool is_trial, struct provision_report *report)
{
	char from[FILES_PATH_BYTES], to[FILES_PATH_BYTES], *bytes = NULL;
	size_t n = 0;
	if (!files_join(from, order->bundle, files[i].name) ||
		!files_join(to, order->state, files[i].name)) {
		return files_diagnose(&report->diagnosis, -ENAMETOOLONG, order->bundle);
	}
	int r = files_read(from, &bytes, &n);
	if (r == -ENOENT) {
		return 0; /* of what a bundle lacks the kiosk keeps what it has */
	}
	if (r < 0) {
		return files_diagnose(&report->diagnosis, r, from);
	}
	r = files[i].check(from, (struct str){ bytes, n }, &report->diagnosis);
	if (r == 0 && !is_trial) {
		r = whole_file_write(to, files[i].mode, order->owner, (struct str){ bytes, n });
		r = r < 0 ? files_diagnose(&report->diagnosis, r, to) : 0;
	}
	report->n_files += r == 0;
	explicit_bzero(bytes, n);
	free(bytes);
	return r;
}

int
provision_bundle(
	const struct provision_order *order, bool is_trial, struct provision_report *report)
{
	int r = 0;
	report->n_files = 0;
	if (order->bundle == NULL) {
		return 0;
	}
	if (!files_exist(order->bundle)) {
		return files_diagnose(&report->diagnosis, -ENOENT, order->bundle);
	}
	for (size_t i = 0; r == 0 && i < sizeof(files) / sizeof(files[0]); i++) {
		r = take_one(order, i, is_trial, report);
	}
	return r;
}
