/* SPDX-License-Identifier: MIT */
/* The files of the key folder: keys of devices, desks, the signed calendar, security.txt. */
#include "intake/keys_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/calendar_json.h"
#include "platform/log_line.h"

enum { DESK_FILE_MAX = 4096, CALENDAR_FILE_MAX = 512 * 1024 };

static int
explain(struct diagnosis *ret_diagnosis, int error, const char *path, const char *remedy)
{
	*ret_diagnosis = (struct diagnosis){ .where = "" };
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", path);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "It cannot be read: %s.",
		strerror(-error));
	(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy), "%s", remedy);
	return error;
}

/* For files that are passed over; the folder goes on without them. */
static void
complain(const char *path, const char *what, const char *remedy)
{
	struct diagnosis diagnosis = { .where = "" };
	(void)snprintf(diagnosis.file, sizeof(diagnosis.file), "%s", path);
	(void)snprintf(diagnosis.what, sizeof(diagnosis.what), "%s", what);
	(void)snprintf(diagnosis.remedy, sizeof(diagnosis.remedy), "%s", remedy);
	log_diagnosis(&diagnosis);
}

static bool
join(char path[KEYS_PATH_BYTES], const char *folder, const char *name)
{
	const int n = snprintf(path, KEYS_PATH_BYTES, "%s/%s", folder, name);
	return n > 0 && n < KEYS_PATH_BYTES;
}

/* At most `cap` bytes; -EFBIG for more. */
static int
read_file(const char *path, char *bytes, size_t cap, size_t *ret_n)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t n = 0;
	ssize_t got = -1;
	if (fd < 0) {
		return -errno;
	}
	while (n < cap) {
		got = read(fd, bytes + n, cap - n);
		if (got == 0 || (got < 0 && errno != EINTR)) {
			break;
		}
		n += got > 0 ? (size_t)got : 0;
	}
	const int r = got < 0 ? -errno : got > 0 ? -EFBIG : 0;
	close(fd);
	if (r == 0) {
		*ret_n = n;
	}
	return r;
}

/* Calls `each` with the path of every file of this ending. 0 or negative errno with a diagnosis. */
static int
each_file(const char *folder, const char *ending, void (*each)(struct keys *keys, const char *path),
	struct keys *keys, struct diagnosis *ret_diagnosis)
{
	static const char remedy[] = "Make the folder with guichet-intake keygen, or check its owner.";
	char path[KEYS_PATH_BYTES];
	DIR *directory = opendir(folder);
	const struct dirent *entry;
	if (directory == NULL) {
		return explain(ret_diagnosis, -errno, folder, remedy);
	}
	errno = 0;
	while ((entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] != '.' && str_ends(str_of(entry->d_name), str_of(ending)) &&
			join(path, folder, entry->d_name)) {
			each(keys, path);
		}
		errno = 0;
	}
	const int error = -errno;
	(void)closedir(directory);
	return error < 0 ? explain(ret_diagnosis, error, folder, remedy) : 0;
}

static void
add_device(struct keys *keys, const char *path)
{
	struct diagnosis diagnosis;
	if (seal_add_signers(path, &keys->devices, &diagnosis) < 0) {
		log_diagnosis(&diagnosis);
	}
}

int
keys_read_devices(const char *folder, struct keys *keys, struct diagnosis *ret_diagnosis)
{
	char path[KEYS_PATH_BYTES];
	if (!join(path, folder, "devices")) {
		return explain(ret_diagnosis, -ENAMETOOLONG, folder, "Give the folder a shorter name.");
	}
	return each_file(path, ".jwks", add_device, keys, ret_diagnosis);
}

/* One desk that lies there twice, under one token, is one desk. */
static bool
has_desk(const struct keys *keys, const struct keys_desk *desk)
{
	for (int i = 0; i < keys->n_desks; i++) {
		const struct keys_desk *other = &keys->desks[i];
		if (strcmp(other->name, desk->name) == 0 &&
			memcmp(other->token_sha256, desk->token_sha256, sizeof(desk->token_sha256)) != 0) {
			return true;
		}
	}
	return false;
}

static void
add_desk(struct keys *keys, const char *path)
{
	char json[DESK_FILE_MAX];
	size_t n = 0;
	struct keys_desk desk;
	const int r = read_file(path, json, sizeof(json), &n);
	if (r < 0 || !wire_read_desk(str_trim((struct str){ json, n }), desk.name, desk.token_sha256)) {
		complain(path, "This is no desk with \"name\" and \"token_sha256\"; it is passed over.",
			"Write the file anew, as docs/formats/wire.md says, then send SIGHUP.");
		return;
	}
	if (keys->n_desks == KEYS_DESKS_MAX) {
		complain(path, "There are more desks than 64; this one is passed over.",
			"Remove the files of desks that are no longer used.");
		return;
	}
	if (has_desk(keys, &desk)) {
		complain(path,
			"Another desk has this name: their access logs will look as if they were written anew.",
			"Give the desk a name of its own in this file, then send SIGHUP.");
	}
	keys->desks[keys->n_desks++] = desk;
}

int
keys_read_desks(const char *folder, struct keys *keys, struct diagnosis *ret_diagnosis)
{
	char path[KEYS_PATH_BYTES];
	if (!join(path, folder, "desks")) {
		return explain(ret_diagnosis, -ENAMETOOLONG, folder, "Give the folder a shorter name.");
	}
	return each_file(path, ".json", add_desk, keys, ret_diagnosis);
}

/* The calendar's JSON, malloc'ed; NULL, and said, when it is not what the department signed. */
static char *
verified(const char *folder, const char *path, struct str jws, size_t *ret_n)
{
	char keys_path[KEYS_PATH_BYTES], *payload = NULL;
	struct diagnosis diagnosis;
	struct seal_signers *signers = NULL;
	struct seal_signer signer;
	if (!join(keys_path, folder, "content.jwks")) {
		return NULL; /* as long a name as that of the calendar, which could be joined */
	}
	if (seal_add_signers(keys_path, &signers, &diagnosis) < 0) {
		log_diagnosis(&diagnosis);
		complain(path, "The calendar cannot be verified without content.jwks.",
			"Copy content.jwks of the department there, then send SIGHUP.");
		return NULL;
	}
	if (seal_verify(signers, SEAL_TYP_CALENDAR, str_trim(jws), &payload, ret_n, &signer) != 0) {
		payload = NULL;
		complain(path, "The signature of the calendar is not genuine.",
			"Fetch the calendar and content.jwks anew from the department, then send SIGHUP.");
	}
	seal_free_signers(signers);
	return payload;
}

/* NULL, and said, when it cannot be used. */
static struct keys_calendar *
read_calendar(const char *folder, const char *path, struct str jws)
{
	struct diagnosis diagnosis;
	struct arena arena;
	size_t n = 0;
	char *json = verified(folder, path, jws, &n);
	if (json == NULL) {
		return NULL;
	}
	struct keys_calendar *calendar = malloc(sizeof(*calendar) + CALENDAR_ARENA_BYTES);
	if (calendar == NULL) {
		complain(path, "There is no memory for the calendar.", "Close other programs.");
		free(json);
		return NULL;
	}
	calendar->n_holders = 1;
	arena_init(&arena, calendar->memory, CALENDAR_ARENA_BYTES);
	if (calendar_read(path, (struct str){ json, n }, &arena, &calendar->is, &diagnosis) < 0) {
		log_diagnosis(&diagnosis);
		free(calendar);
		calendar = NULL;
	}
	free(json);
	return calendar;
}

void
keys_read_calendar(const char *folder, struct keys *keys)
{
	char path[KEYS_PATH_BYTES];
	char *bytes = malloc(CALENDAR_FILE_MAX);
	size_t n = 0;
	const int r = !join(path, folder, "calendar.jws") ? -ENAMETOOLONG :
		bytes == NULL                                 ? -ENOMEM :
														read_file(path, bytes, CALENDAR_FILE_MAX, &n);
	if (r == 0) {
		keys->calendar = read_calendar(folder, path, (struct str){ bytes, n });
	} else if (r == -ENOENT) {
		complain(path, "There is no calendar: receipts promise no date.",
			"Copy calendar.jws of the department there, then restart guichet-intake.");
	} else {
		struct diagnosis diagnosis;
		(void)explain(&diagnosis, r, r == -ENAMETOOLONG ? folder : path,
			"Copy calendar.jws of the department there, then send SIGHUP.");
		log_diagnosis(&diagnosis);
	}
	keys->is_calendar_broken = r != -ENOENT && keys->calendar == NULL;
	free(bytes);
}

void
keys_read_security(const char *folder, struct keys *keys)
{
	char path[KEYS_PATH_BYTES];
	size_t n = 0;
	const int r = !join(path, folder, "security.txt") ?
		-ENAMETOOLONG :
		read_file(path, keys->security, sizeof(keys->security) - 1, &n);
	keys->security[r < 0 ? 0 : n] = '\0';
	if (r < 0 && r != -ENOENT) {
		complain(path,
			"security.txt cannot be read: nobody is named to whom a weakness can be reported.",
			"Check its owner, and that it has less than 4 KiB; then send SIGHUP.");
	}
}

void
keys_read_intake(const char *folder, struct keys *keys)
{
	char path[KEYS_PATH_BYTES];
	struct seal_signers *signers = NULL;
	size_t n = 0;
	const int r = !join(path, folder, "intake.jwks") ?
		-ENAMETOOLONG :
		read_file(path, keys->intake, sizeof(keys->intake) - 1, &n);
	keys->intake[r < 0 ? 0 : n] = '\0';
	if (r == -ENOENT) {
		return; /* kiosks that do not enrol here have it by hand */
	}
	if (r < 0 || seal_read_signers(str_trim(str_of(keys->intake)), &signers) != 0) {
		keys->intake[0] = '\0'; /* whatever it is, it is not for everybody */
		complain(path, "This is no set of public keys: kiosks that enrol do not get it.",
			"Put there the intake.jwks that guichet-intake keygen made; then send SIGHUP.");
	}
	seal_free_signers(signers);
}
