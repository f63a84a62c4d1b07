/* SPDX-License-Identifier: MIT */
/*
 * STATE/enrol/ holds an enrolment that is not done: device.jwk, device.jwks, request.p10; then device-ca.pem, device.crt, intake.jwks; and
 * last of all "complete". From then on the files move into STATE one by one, however often that is begun anew; before it nothing of STATE
 * has changed.
 */
#include "device/enrolment_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the order in which they move. */
static const struct {
	const char *name;
	mode_t mode;
} files[] = { { "device.jwk", 0600 }, { "device.jwks", 0644 }, { "device-ca.pem", 0644 },
	{ "device.crt", 0644 }, { "intake.jwks", 0644 } };

enum { N_FILES = sizeof(files) / sizeof(files[0]) };

static bool
pending_path(char ret_path[FILES_PATH_BYTES], const struct enrolment_order *order, const char *name)
{
	char folder[FILES_PATH_BYTES];
	return files_join(folder, order->state, "enrol") && files_join(ret_path, folder, name);
}

static int
fail(struct enrolment_report *report, int error, const char *path)
{
	return files_diagnose(&report->diagnosis, error, path);
}

static int
write_pending(const struct enrolment_order *order, const char *name, mode_t mode, struct str bytes,
	struct enrolment_report *report)
{
	char path[FILES_PATH_BYTES];
	const int r = !pending_path(path, order, name) ?
		-ENAMETOOLONG :
		whole_file_write(path, mode, order->owner, bytes);
	return r < 0 ? fail(report, r, path) : 0;
}

static void
remove_pending(const struct enrolment_order *order)
{
	static const char *const others[] = { "request.p10", "complete" };
	char path[FILES_PATH_BYTES];
	for (int i = 0; i < N_FILES; i++) {
		if (pending_path(path, order, files[i].name)) {
			(void)unlink(path);
		}
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (pending_path(path, order, others[i])) {
			(void)unlink(path);
		}
	}
	if (files_join(path, order->state, "enrol")) {
		(void)rmdir(path);
	}
}

void
enrolment_files_drop(const struct enrolment_order *order)
{
	remove_pending(order);
}

/* ---- becoming the device's own ---- */

static int
move_all(const struct enrolment_order *order, struct enrolment_report *report)
{
	char from[FILES_PATH_BYTES], to[FILES_PATH_BYTES];
	for (int i = 0; i < N_FILES; i++) {
		if (!pending_path(from, order, files[i].name) ||
			!files_join(to, order->state, files[i].name)) {
			return fail(report, -ENAMETOOLONG, order->state);
		}
		if (rename(from, to) < 0 && errno != ENOENT) {
			return fail(report, -errno, to);
		}
	}
	const int r = whole_file_flush_folder(order->state);
	if (r < 0) {
		return fail(report, r, order->state);
	}
	remove_pending(order);
	return 0;
}

static int
read_own_facts(const struct enrolment_order *order, struct enrolment_report *report)
{
	char path[FILES_PATH_BYTES], *pem = NULL;
	size_t n = 0;
	int r = !files_join(path, order->state, "device.crt") ? -ENAMETOOLONG :
															files_read(path, &pem, &n);
	if (r == 0) {
		r = certificate_read((struct str){ pem, n }, &report->certificate) == 0 ? 0 : -EBADMSG;
	}
	free(pem);
	return r < 0 ? fail(report, r, path) : 0;
}

int
enrolment_files_resume(const struct enrolment_order *order, struct enrolment_report *report)
{
	char path[FILES_PATH_BYTES];
	if (!pending_path(path, order, "complete") || !files_exist(path)) {
		return ENROLMENT_RESULTS;
	}
	const int r = move_all(order, report);
	return r < 0 ? r : read_own_facts(order, report);
}

/* ---- key and request ---- */

void
enrolment_files_close(struct enrolment_pending *pending)
{
	seal_free_key(pending->key);
	if (pending->request != NULL) {
		explicit_bzero(pending->request, strlen(pending->request));
	}
	free(pending->request);
	*pending = (struct enrolment_pending){ .key = NULL };
}

/* Whether what was asked before is just this; otherwise it is asked anew. */
static bool
fits(const char *request, const char *kid, const char *device, const char *code)
{
	struct certificate_request read;
	const bool same = certificate_request_read(str_of(request), &read) == 0 &&
		strcmp(read.device, device) == 0 && strcmp(read.kid, kid) == 0 &&
		strcmp(read.code, code == NULL ? "" : code) == 0;
	explicit_bzero(&read, sizeof(read));
	return same;
}

static int
make_key(const struct enrolment_order *order, const char *private_path, const char *public_path,
	struct enrolment_report *report)
{
	char folder[FILES_PATH_BYTES];
	if (!files_join(folder, order->state, "enrol")) {
		return fail(report, -ENAMETOOLONG, order->state);
	}
	if (mkdir(folder, 0700) < 0 && errno != EEXIST) {
		return fail(report, -errno, folder);
	}
	(void)unlink(public_path); /* half a pair */
	int r = seal_make_signing_keys(private_path, public_path, order->device, &report->diagnosis);
	if (r == 0 && order->owner.uid != (uid_t)-1 &&
		(lchown(private_path, order->owner.uid, order->owner.gid) < 0 ||
			lchown(public_path, order->owner.uid, order->owner.gid) < 0)) {
		r = fail(report, -errno, private_path);
	}
	return r;
}

/* Of this device: a key that was made under another tag is made anew. */
static bool
is_ours(const char *public_path, const char *device)
{
	char *bytes = NULL, wanted[CERTIFICATE_DEVICE_MAX + 16];
	size_t n = 0;
	(void)snprintf(wanted, sizeof(wanted), "\"device\":\"%s\"", device);
	const bool ours = files_read(public_path, &bytes, &n) == 0 && strstr(bytes, wanted) != NULL;
	free(bytes);
	return ours;
}

static int
open_key(
	const struct enrolment_order *order, struct seal_key **ret_key, struct enrolment_report *report)
{
	char private_path[FILES_PATH_BYTES], public_path[FILES_PATH_BYTES];
	if (!pending_path(private_path, order, "device.jwk") ||
		!pending_path(public_path, order, "device.jwks")) {
		return fail(report, -ENAMETOOLONG, order->state);
	}
	if (files_exist(private_path) && !is_ours(public_path, order->device)) {
		remove_pending(order);
	}
	int r = files_exist(private_path) ? 0 : make_key(order, private_path, public_path, report);
	if (r == 0) {
		r = seal_load_signing(private_path, ret_key, &report->diagnosis);
	}
	return r;
}

static int
open_request(const struct enrolment_order *order, const char *code,
	struct enrolment_pending *pending, struct enrolment_report *report)
{
	char path[FILES_PATH_BYTES];
	size_t n;
	if (!pending_path(path, order, "request.p10")) {
		return fail(report, -ENAMETOOLONG, order->state);
	}
	int r = files_read(path, &pending->request, &n);
	if (r == 0 && fits(pending->request, seal_kid(pending->key), order->device, code)) {
		return 0;
	}
	free(pending->request);
	pending->request = NULL;
	r = certificate_ask(pending->key, order->device, code, &pending->request);
	return r < 0 ? fail(report, r, path) :
				   write_pending(order, "request.p10", 0600, str_of(pending->request), report);
}

int
enrolment_files_begin(const struct enrolment_order *order, const char *code,
	struct enrolment_pending *ret_pending, struct enrolment_report *report)
{
	char own[FILES_PATH_BYTES];
	struct enrolment_pending pending = { .key = NULL };
	if (!files_join(own, order->state, "device.jwk")) {
		return fail(report, -ENAMETOOLONG, order->state);
	}
	if (files_exist(own) && !order->is_again) {
		return ENROLMENT_EXISTS;
	}
	int r = open_key(order, &pending.key, report);
	if (r == 0) {
		r = open_request(order, code, &pending, report);
	}
	if (r < 0) {
		enrolment_files_close(&pending);
		return r;
	}
	memcpy(report->kid, seal_kid(pending.key), sizeof(report->kid));
	*ret_pending = pending;
	return 0;
}

int
enrolment_files_open(const struct enrolment_order *order, struct enrolment_pending *ret_pending,
	struct enrolment_report *report)
{
	char path[FILES_PATH_BYTES];
	struct enrolment_pending pending = { .key = NULL };
	if (!pending_path(path, order, "device.jwk") || !files_exist(path)) {
		return ENROLMENT_NO_REQUEST;
	}
	const int r = seal_load_signing(path, &pending.key, &report->diagnosis);
	if (r == 0) {
		memcpy(report->kid, seal_kid(pending.key), sizeof(report->kid));
		*ret_pending = pending;
	}
	return r;
}

/* ---- the answer ---- */

/* Those that provisioning brought must be these. */
int
enrolment_files_judge_keys(
	const struct enrolment_order *order, struct str served, struct enrolment_report *report)
{
	char path[FILES_PATH_BYTES], *known = NULL;
	struct seal_signers *signers = NULL;
	size_t n = 0;
	if (seal_read_signers(str_trim(served), &signers) != 0 || seal_n_signers(signers) == 0) {
		seal_free_signers(signers);
		return ENROLMENT_NO_KEYS;
	}
	seal_free_signers(signers);
	const int r = !files_join(path, order->state, "intake.jwks") ? -ENAMETOOLONG :
																   files_read(path, &known, &n);
	if (r < 0) {
		return r == -ENOENT ? 0 : fail(report, r, path);
	}
	const bool same = str_eq(str_trim((struct str){ known, n }), str_trim(served));
	free(known);
	return same ? 0 : ENROLMENT_OTHER_KEYS;
}

static int
keep_all(const struct enrolment_order *order, const char *pem, const char *authority_pem,
	struct str intake_jwks, struct enrolment_report *report)
{
	int r = write_pending(order, "device-ca.pem", 0644, str_of(authority_pem), report);
	if (r == 0) {
		r = write_pending(order, "device.crt", 0644, str_of(pem), report);
	}
	if (r == 0) {
		r = write_pending(order, "intake.jwks", 0644, intake_jwks, report);
	}
	if (r == 0) {
		r = write_pending(order, "complete", 0600, STR("1\n"), report);
	}
	return r < 0 ? r : move_all(order, report);
}

int
enrolment_files_finish(const struct enrolment_order *order, const struct enrolment_pending *pending,
	struct str bag, struct str authority, struct str intake_jwks, struct enrolment_report *report)
{
	char *pem = NULL, *authority_pem = NULL;
	int r = enrolment_files_judge_keys(order, intake_jwks, report);
	if (r == 0 &&
		(certificate_unpack(bag, &pem) != 0 || certificate_unpack(authority, &authority_pem) != 0 ||
			certificate_check(str_of(pem), str_of(authority_pem), pending->key, order->device,
				&report->certificate) != 0)) {
		r = ENROLMENT_WRONG_CERTIFICATE;
	}
	if (r == 0) {
		r = keep_all(order, pem, authority_pem, intake_jwks, report);
	}
	free(pem);
	free(authority_pem);
	return r;
}
