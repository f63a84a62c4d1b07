/* SPDX-License-Identifier: MIT */
/* Each file is read once, and judged as whoever will use it does, before any is written. */
#include "device/provision_bundle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/provision_answers.h"
#include "device/provision_conf.h"
#include "platform/bundle.h"
#include "platform/withdrawn.h"

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
	struct seal_key *key = NULL;
	const int r = seal_read_public(bytes, &key);
	seal_free_key(key);
	return r < 0 ? r :
		r > 0    ? explain(diagnosis, path,
					   "The set holds no key that can be sealed with, or a private one.",
					   "Ask the department for its JWK Set of public encryption keys.") :
				   0;
}

static int
check_signers(const char *path, struct str bytes, struct diagnosis *diagnosis)
{
	struct seal_signers *signers = NULL;
	const int r = seal_read_signers(bytes, &signers);
	const int n = r != 0 ? 0 : seal_n_signers(signers);
	seal_free_signers(signers);
	return r < 0 ? r :
		n == 0   ? explain(diagnosis, path,
					   "The set holds no public key that can sign, or a private one.",
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

/* Whoever reads cards checks who signed it. */
static int
check_withdrawn(const char *path, struct str bytes, struct diagnosis *diagnosis)
{
	char kid[44];
	return seal_peek_kid(str_trim(bytes), kid) == 0 ?
		0 :
		explain(diagnosis, path, "This is no list of cards.",
			"Make it anew with guichet-desk withdraw.");
}

/* They become settings: read_answers() looks at them. */
static int
check_answers(const char *path, struct str bytes, struct diagnosis *diagnosis)
{
	return memchr(bytes.p, '\0', bytes.n) == NULL ?
		0 :
		explain(diagnosis, path, "This is no text.", "Write one name = value a line.");
}

static const struct {
	const char *name;
	mode_t mode;      /* 0: is not copied */
	bool is_replaced; /* by enrolment, which runs as the delivery's user: the file is that user's */
	int (*check)(const char *path, struct str bytes, struct diagnosis *diagnosis);
} files[PROVISION_BUNDLE_FILES] = {
	[PROVISION_BUNDLE_RECIPIENT] = { "recipient.jwks", 0640, false, check_recipient },
	[PROVISION_BUNDLE_STATUS] = { "status.key", 0640, false, check_status_key },
	[PROVISION_BUNDLE_INTAKE] = { "intake.jwks", 0640, true, check_signers },
	[PROVISION_BUNDLE_CONTENT] = { "content.jwks", 0640, false, check_signers },
	[PROVISION_BUNDLE_AUTHORITY] = { "intake-ca.pem", 0640, false, check_authority },
	[PROVISION_BUNDLE_WITHDRAWN] = { WITHDRAWN_FILE, 0640, false, check_withdrawn },
	[PROVISION_BUNDLE_ANSWERS] = { "answers.txt", 0, false, check_answers },
};

static int
read_one(const struct provision_order *order, int i, struct provision_bundle *bundle,
	struct provision_report *report)
{
	char from[FILES_PATH_BYTES];
	if (!files_join(from, order->bundle, files[i].name)) {
		return files_diagnose(&report->diagnosis, -ENAMETOOLONG, order->bundle);
	}
	int r = files_read(from, &bundle->files[i].bytes, &bundle->files[i].n);
	if (r == -ENOENT) {
		return 0; /* of what a bundle lacks the kiosk keeps what it has */
	}
	if (r == 0) {
		const struct str bytes = { bundle->files[i].bytes, bundle->files[i].n };
		r = files[i].check(from, bytes, &report->diagnosis);
		report->n_files++;
	}
	return r < 0 ? files_diagnose(&report->diagnosis, r, from) : r;
}

/* Settings only: what is measured is measured at the kiosk. */
static int
read_answers(struct provision_bundle *bundle, struct provision_report *report)
{
	struct provision_answers answers = { .rest = bundle->files[PROVISION_BUNDLE_ANSWERS].bytes };
	int next = 0;
	while (bundle->n_pairs < PROVISION_PAIRS_MAX &&
		(next = provision_answers_next(&answers, &bundle->pairs[bundle->n_pairs])) ==
			PROVISION_ANSWERS_PAIR &&
		provision_conf_section(bundle->pairs[bundle->n_pairs].name) != NULL) {
		/* a report that names it outlives the bundle */
		struct provision_pair *pair = &bundle->pairs[bundle->n_pairs++];
		pair->name = provision_conf_name(pair->name);
	}
	if (next == 0) {
		return 0;
	}
	explain(&report->diagnosis, files[PROVISION_BUNDLE_ANSWERS].name,
		"A line is neither a comment nor name = value of a setting.",
		"docs/formats/provision.md lists the settings.");
	(void)snprintf(
		report->diagnosis.where, sizeof(report->diagnosis.where), "line %d", answers.line);
	return PROVISION_BUNDLE;
}

/* NULL: nobody's signature is asked for. 0 or negative errno with a diagnosis. */
static int
load_signers(const struct provision_order *order, struct seal_signers **ret_signers,
	struct diagnosis *diagnosis)
{
	char path[FILES_PATH_BYTES];
	if (order->cards != NULL) {
		return seal_add_signers(order->cards, ret_signers, diagnosis);
	}
	if (!files_join(path, order->state, files[PROVISION_BUNDLE_CONTENT].name)) {
		return files_diagnose(diagnosis, -ENAMETOOLONG, order->state);
	}
	return files_exist(path) ? seal_add_signers(path, ret_signers, diagnosis) : 0;
}

static int
check_bundle(const struct provision_order *order, const struct provision_bundle *bundle,
	const struct seal_signers *signers, struct provision_report *report)
{
	struct bundle_entry entries[PROVISION_BUNDLE_FILES];
	char path[FILES_PATH_BYTES], *jws = NULL;
	size_t n = 0;
	int n_entries = 0;
	for (int i = 0; i < PROVISION_BUNDLE_FILES; i++) {
		if (bundle->files[i].bytes != NULL) {
			entries[n_entries++] = (struct bundle_entry){ files[i].name,
				{ bundle->files[i].bytes, bundle->files[i].n } };
		}
	}
	report->name = BUNDLE_SIGNATURE;
	if (!files_join(path, order->bundle, BUNDLE_SIGNATURE)) {
		return files_diagnose(&report->diagnosis, -ENAMETOOLONG, order->bundle);
	}
	int r = files_read(path, &jws, &n);
	if (r == 0) {
		r = bundle_check(signers, (struct str){ jws, n }, entries, n_entries);
	}
	free(jws);
	return r > 0 || r == -ENOENT ? PROVISION_UNSIGNED :
		r < 0                    ? files_diagnose(&report->diagnosis, r, path) :
								   0;
}

/* An old bundle does not give back what was withdrawn since: the list that the kiosk has stays. */
static int
keep_later_list(const struct provision_order *order, struct provision_bundle *bundle,
	const struct seal_signers *signers, struct provision_report *report)
{
	char path[FILES_PATH_BYTES];
	struct withdrawn *brought = NULL, *here = NULL;
	const int i = PROVISION_BUNDLE_WITHDRAWN;
	const struct str bytes = { bundle->files[i].bytes, bundle->files[i].n };
	if (bytes.p == NULL || !files_join(path, order->state, WITHDRAWN_FILE)) {
		return 0;
	}
	int r = withdrawn_read(signers, bytes, &brought);
	if (r == 0 && withdrawn_load(signers, path, &here) == 0 && here->made > brought->made) {
		free(bundle->files[i].bytes);
		bundle->files[i].bytes = NULL;
		report->n_files--;
	}
	free(here);
	free(brought);
	return r > 0 ? explain(&report->diagnosis, WITHDRAWN_FILE,
					   "This list of cards is not signed by the department.",
					   "Make it anew with guichet-desk withdraw.") :
		r < 0    ? files_diagnose(&report->diagnosis, r, WITHDRAWN_FILE) :
				   0;
}

static int
check_signature(const struct provision_order *order, struct provision_bundle *bundle,
	struct provision_report *report)
{
	struct seal_signers *signers = NULL;
	int r = load_signers(order, &signers, &report->diagnosis);
	if (r == 0 && signers != NULL && report->n_files > 0) {
		r = check_bundle(order, bundle, signers, report);
		r = r == 0 ? keep_later_list(order, bundle, signers, report) : r;
	}
	seal_free_signers(signers);
	return r;
}

int
provision_bundle_read(const struct provision_order *order, struct provision_bundle *bundle,
	struct provision_report *report)
{
	int r = 0;
	if (order->bundle == NULL) {
		return 0;
	}
	if (!files_exist(order->bundle)) {
		return files_diagnose(&report->diagnosis, -ENOENT, order->bundle);
	}
	for (int i = 0; r == 0 && i < PROVISION_BUNDLE_FILES; i++) {
		r = read_one(order, i, bundle, report);
	}
	if (r == 0) {
		r = check_signature(order, bundle, report);
	}
	return r == 0 ? read_answers(bundle, report) : r;
}

int
provision_bundle_write(const struct provision_order *order, const struct provision_bundle *bundle,
	struct provision_report *report)
{
	int r = 0;
	for (int i = 0; r == 0 && i < PROVISION_BUNDLE_FILES; i++) {
		char to[FILES_PATH_BYTES];
		const struct str bytes = { bundle->files[i].bytes, bundle->files[i].n };
		if (bytes.p == NULL || files[i].mode == 0) {
			continue;
		}
		r = files_join(to, order->state, files[i].name) ?
			whole_file_write(to, files[i].mode,
				files[i].is_replaced ? order->owner : WHOLE_FILE_OWNER_NONE, bytes) :
			-ENAMETOOLONG;
		r = r < 0 ? files_diagnose(&report->diagnosis, r, to) : 0;
	}
	return r;
}

void
provision_bundle_forget(struct provision_bundle *bundle)
{
	for (int i = 0; i < PROVISION_BUNDLE_FILES; i++) {
		if (bundle->files[i].bytes != NULL) {
			explicit_bzero(bundle->files[i].bytes, bundle->files[i].n);
			free(bundle->files[i].bytes);
		}
	}
	explicit_bzero(bundle, sizeof(*bundle));
}
