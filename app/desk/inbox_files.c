/* SPDX-License-Identifier: MIT */
/* The small files of a desk: the site's status key, the token for the intake, the signed calendar. */
#include "desk/inbox_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/calendar_json.h"
#include "platform/local_time.h"

enum { CALENDAR_FILE_MAX = 256 * 1024 };

int
inbox_path(const char *folder, const char *name, char ret_path[INBOX_PATH_BYTES])
{
	const int n = snprintf(ret_path, INBOX_PATH_BYTES, "%s/%s", folder, name);
	return n < 0 || n >= INBOX_PATH_BYTES ? -ENAMETOOLONG : 0;
}

static int
diagnose(struct diagnosis *ret_diagnosis, int error, const char *path, const char *what,
	const char *remedy)
{
	*ret_diagnosis = (struct diagnosis){ .where = "" };
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", path);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s", what);
	(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy), "%s", remedy);
	return error;
}

/* Reads up to `cap` bytes. With `is_secret`, -EPERM when others than its owner can reach it. */
static int
read_file(const char *path, bool is_secret, char *bytes, size_t cap, size_t *ret_n)
{
	struct stat info;
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		return -errno;
	}
	int r = fstat(fd, &info) < 0                               ? -errno :
		is_secret && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0 ? -EPERM :
																 0;
	size_t n = 0;
	while (r == 0 && n < cap) {
		const ssize_t got = read(fd, bytes + n, cap - n);
		if (got == 0) {
			break;
		}
		if (got < 0 && errno != EINTR) {
			r = -errno;
		}
		n += got > 0 ? (size_t)got : 0;
	}
	close(fd);
	if (r == 0) {
		*ret_n = n;
	}
	return r;
}

static int
explain(struct diagnosis *ret_diagnosis, int error, const char *path, const char *remedy)
{
	if (error == -EPERM) {
		return diagnose(ret_diagnosis, error, path,
			"Other users than its owner can reach the file.",
			"Set its mode to 0600; if others had access, have a new one made.");
	}
	(void)diagnose(ret_diagnosis, error, path, "", remedy);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "The file cannot be read: %s.",
		strerror(-error));
	return error;
}

int
inbox_load_status_key(
	const char *folder, unsigned char ret_key[STATUS_KEY_BYTES], struct diagnosis *ret_diagnosis)
{
	static const char remedy[] = "Copy status.key of the kiosks of this site into the folder.";
	char path[INBOX_PATH_BYTES], key[STATUS_KEY_BYTES + 1];
	size_t n = 0;
	int r = inbox_path(folder, "status.key", path);
	if (r == 0) {
		r = read_file(path, true, key, sizeof(key), &n);
	}
	if (r < 0) {
		return explain(ret_diagnosis, r, path, remedy);
	}
	if (n == STATUS_KEY_BYTES) {
		memcpy(ret_key, key, STATUS_KEY_BYTES);
	}
	explicit_bzero(key, sizeof(key));
	return n == STATUS_KEY_BYTES ?
		0 :
		diagnose(ret_diagnosis, -EINVAL, path, "The key is not of 32 bytes.", remedy);
}

/* Letters, digits, hyphen and underscore: it goes into a header of HTTP as it is. */
static bool
is_token(struct str text)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\0' || strchr(set, text.p[i]) == NULL) {
			return false;
		}
	}
	return text.n == TOKEN_LENGTH;
}

int
inbox_load_token(
	const char *folder, char ret_token[TOKEN_LENGTH + 1], struct diagnosis *ret_diagnosis)
{
	static const char remedy[] =
		"Have a token made for this desk, or leave out --intake to work without the intake.";
	char path[INBOX_PATH_BYTES], bytes[TOKEN_LENGTH + 16];
	size_t n = 0;
	int r = inbox_path(folder, "desk.token", path);
	if (r == 0) {
		r = read_file(path, true, bytes, sizeof(bytes), &n);
	}
	if (r < 0) {
		return explain(ret_diagnosis, r, path, remedy);
	}
	const struct str token = str_trim((struct str){ bytes, n });
	const bool good = is_token(token);
	if (good) {
		memcpy(ret_token, token.p, TOKEN_LENGTH);
		ret_token[TOKEN_LENGTH] = '\0';
	}
	explicit_bzero(bytes, sizeof(bytes));
	return good ? 0 :
				  diagnose(ret_diagnosis, -EINVAL, path,
					  "The file does not hold a token of 43 characters.", remedy);
}

/* ---- calendar ---- */

/* The calendar's JSON if somebody who may sign content has signed it, malloc'ed; NULL for any other. */
static char *
verified(const char *folder, struct str jws, size_t *ret_n)
{
	char path[INBOX_PATH_BYTES];
	struct seal_signers *signers = NULL;
	struct seal_signer signer;
	struct diagnosis ignored;
	char *payload = NULL;
	if (inbox_path(folder, "content.jwks", path) < 0 ||
		seal_add_signers(path, &signers, &ignored) < 0) {
		return NULL;
	}
	if (seal_verify(signers, SEAL_TYP_CALENDAR, jws, &payload, ret_n, &signer) != 0) {
		payload = NULL;
	}
	seal_free_signers(signers);
	return payload;
}

/* What stands in the way of a calendar; OFFICE_COUNT: nothing, it is taken in. */
static enum office
take_calendar(struct inbox *inbox, const char *folder, struct str jws)
{
	struct arena arena;
	struct diagnosis ignored;
	size_t n;
	char zone[64];
	char *json = verified(folder, jws, &n);
	if (json == NULL) {
		return OFFICE_CALENDAR_FALSE;
	}
	arena_init(&arena, inbox->calendar_memory, CALENDAR_ARENA_BYTES);
	const int r = calendar_read(
		"calendar.jws", (struct str){ json, n }, &arena, &inbox->calendar, &ignored);
	free(json);
	if (r < 0 || inbox->calendar.time_zone.n >= sizeof(zone)) {
		return OFFICE_CALENDAR_FALSE;
	}
	(void)snprintf(
		zone, sizeof(zone), "%.*s", (int)inbox->calendar.time_zone.n, inbox->calendar.time_zone.p);
	return local_time_use(zone) < 0 ? OFFICE_CALENDAR_ZONE : OFFICE_COUNT;
}

/* A computer that was never told where it stands has UTC; no office has. */
static bool
use_zone(const char *name, char zone[64])
{
	if (name[0] == '\0' || strcmp(name, "UTC") == 0 || strncmp(name, "Etc/", 4) == 0 ||
		local_time_use(name) < 0) {
		return false;
	}
	(void)snprintf(zone, 64, "%s", name);
	return true;
}

/* The computer's zone, else that of the most clients: a time of day that jumps with the calendar's file misleads. */
static void
find_zone(char zone[64])
{
	static const char folder[] = "zoneinfo/";
	char link[512];
	const char *set = getenv("TZ");
	if (set != NULL && use_zone(set[0] == ':' ? set + 1 : set, zone)) {
		return;
	}
	const ssize_t n = readlink("/etc/localtime", link, sizeof(link) - 1);
	link[n > 0 ? n : 0] = '\0';
	const char *name = strstr(link, folder);
	if (name != NULL && use_zone(name + sizeof(folder) - 1, zone)) {
		return;
	}
	if (!use_zone("America/Toronto", zone)) {
		(void)snprintf(zone, 64, "UTC");
	}
}

int
inbox_load_calendar(struct inbox *inbox, const char *folder)
{
	char path[INBOX_PATH_BYTES];
	size_t n = 0;
	char *bytes = malloc(CALENDAR_FILE_MAX);
	inbox->calendar_memory = malloc(CALENDAR_ARENA_BYTES);
	if (bytes == NULL || inbox->calendar_memory == NULL) {
		free(bytes);
		return -ENOMEM;
	}
	int r = inbox_path(folder, "calendar.jws", path);
	if (r == 0) {
		r = read_file(path, false, bytes, CALENDAR_FILE_MAX, &n);
	}
	const enum office trouble = r < 0 ?
		OFFICE_CALENDAR_ABSENT :
		take_calendar(inbox, folder, str_trim((struct str){ bytes, n }));
	inbox->has_calendar = trouble == OFFICE_COUNT;
	inbox->calendar_trouble = trouble;
	inbox->other_zone[0] = '\0';
	if (!inbox->has_calendar) {
		find_zone(inbox->other_zone);
	}
	free(bytes);
	return 0;
}
