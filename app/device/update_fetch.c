/* SPDX-License-Identifier: MIT */
/* What is there is named by its SHA-256 until it is whole: the beginning of one bundle is never continued with another. */
#include "device/update_fetch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "platform/http_client.h"
#include "platform/seal.h"

enum {
	CONNECT_MS = 15 * 1000,
	SILENCE_MS = 60 * 1000,
	REST_MS = 24 * 60 * 60 * 1000,
	ADDRESS_BYTES = 256,
	DIGEST_BYTES = 32,
};

static const char part_suffix[] = ".part", bundle_suffix[] = ".raucb";
static const char tried_name[] = "tried", wrong_name[] = "wrong";

/* "FOLDER/NAME.suffix"; the names are of limited length. */
static const char *
path_to(const struct update_order *order, const char *name, const char *suffix,
	char path[FILES_PATH_BYTES])
{
	(void)snprintf(path, FILES_PATH_BYTES, "%s/%s%s", order->folder, name, suffix);
	return path;
}

/* ---- what lies in the folder ---- */

/* Whether a whole bundle is there. 0 or negative errno. */
static int
look_for_bundle(const struct update_order *order, bool *ret_waits)
{
	DIR *folder = opendir(order->folder);
	const struct dirent *entry;
	bool waits = false;
	if (folder == NULL) {
		return -errno;
	}
	while ((entry = readdir(folder)) != NULL) {
		waits = waits || str_ends(str_of(entry->d_name), str_of(bundle_suffix));
	}
	(void)closedir(folder);
	*ret_waits = waits;
	return 0;
}

/* Removes what was fetched in part of anything but `sha256`; NULL: of anything. 0 or negative errno. */
static int
drop_parts(const struct update_order *order, const char *sha256)
{
	char path[FILES_PATH_BYTES];
	DIR *folder = opendir(order->folder);
	const struct dirent *entry;
	int r = 0;
	if (folder == NULL) {
		return -errno;
	}
	while ((entry = readdir(folder)) != NULL) {
		const struct str name = str_of(entry->d_name);
		if (str_ends(name, str_of(part_suffix)) &&
			(sha256 == NULL || !str_starts(name, str_of(sha256))) &&
			unlink(path_to(order, entry->d_name, "", path)) < 0) {
			r = -errno;
		}
	}
	(void)closedir(folder);
	return r;
}

/* Whether the file holds this one line. */
static bool
says(const struct update_order *order, const char *name, const char *line)
{
	char path[FILES_PATH_BYTES], *text = NULL;
	size_t n = 0;
	const bool is_read = files_read(path_to(order, name, "", path), &text, &n) == 0;
	const bool is_it = is_read && str_eq(str_trim((struct str){ text, n }), str_of(line));
	free(text);
	return is_it;
}

/* A time that lies ahead is no time: the clock was wrong then, or is now. */
static bool
rests(const struct update_order *order, const struct update_notice *notice)
{
	char path[FILES_PATH_BYTES];
	struct stat info;
	if (!says(order, wrong_name, notice->sha256) ||
		stat(path_to(order, wrong_name, "", path), &info) < 0) {
		return false;
	}
	const ms_t age = order->now_wall - (ms_t)info.st_mtime * 1000;
	return age >= 0 && age < REST_MS;
}

/* 0: to be fetched. */
static int
judge(const struct update_order *order, const struct update_notice *notice)
{
	const int result = update_version_compare(notice->version, order->running) <= 0 ?
		UPDATE_CURRENT :
		says(order, tried_name, notice->version) ? UPDATE_TRIED :
		rests(order, notice)                     ? UPDATE_RESTS :
												   0;
	const int r = drop_parts(order, result == 0 ? notice->sha256 : NULL);
	return r < 0 ? r : result;
}

/* ---- asking ---- */

/* "https://NAME/FOLDER/" as the server and the rest, without its last slashes. */
static void
split(const char *url, char server[ADDRESS_BYTES], char folder[ADDRESS_BYTES])
{
	const char *name = strstr(url, "://");
	const char *path = strchr(name == NULL ? url : name + 3, '/');
	const size_t n = path == NULL ? strlen(url) : (size_t)(path - url);
	(void)snprintf(server, ADDRESS_BYTES, "%.*s", (int)n, url);
	(void)snprintf(folder, ADDRESS_BYTES, "%s", url + n);
	for (size_t end = strlen(folder); end > 0 && folder[end - 1] == '/';) {
		folder[--end] = '\0';
	}
}

static int
status_means(unsigned status)
{
	return status == 429 || status >= 500 ? UPDATE_BUSY :
		status == 416                     ? UPDATE_OTHER_LENGTH : /* the file ends before what we have */
											UPDATE_NOT_OFFERED;
}

/* 0: the reply has 200, or 206 where a download asked for the rest. */
static int
get(struct http_client *client, const char *path, struct http_download *download,
	struct http_reply *ret_reply, struct update_report *report)
{
	const char *reason;
	const struct http_request request = { .method = "GET", .path = path, .download = download };
	const int r = http_client_send(client, &request, ret_reply, &reason);
	switch (r) {
	case 0:
		return ret_reply->status == 200 || (download != NULL && ret_reply->status == 206) ?
			0 :
			status_means(ret_reply->status);
	case HTTP_UNTRUSTED:
		return UPDATE_UNTRUSTED;
	case HTTP_OTHER_LENGTH:
		return UPDATE_OTHER_LENGTH;
	case HTTP_NO_ANSWER:
	case HTTP_CANCELLED:
		return download == NULL ? UPDATE_NO_ANSWER : UPDATE_CUT;
	default:
		return files_diagnose(&report->diagnosis, r, path);
	}
}

static int
ask(struct http_client *client, const char *folder, struct update_report *report)
{
	char path[ADDRESS_BYTES + 16];
	struct http_reply reply;
	(void)snprintf(path, sizeof(path), "%s/latest", folder);
	const int r = get(client, path, NULL, &reply, report);
	return r != 0 ? r : update_notice_read(reply.body, &report->notice) ? 0 : UPDATE_NO_NOTICE;
}

/* ---- fetching ---- */

static bool
has_room(int fd, int64_t wanted)
{
	struct statvfs disk;
	return fstatvfs(fd, &disk) == 0 &&
		(int64_t)(disk.f_bavail * disk.f_frsize) >= wanted + UPDATE_SPARE_BYTES;
}

/* What is longer than the whole was not written here. 0 or negative errno. */
static int
open_part(const char *path, const struct update_notice *notice, struct http_download *ret_download)
{
	struct stat info;
	const int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0) {
		return -errno;
	}
	int r = fstat(fd, &info) < 0 ? -errno : 0;
	const bool is_too_long = r == 0 && info.st_size > notice->size;
	if (is_too_long && ftruncate(fd, 0) < 0) {
		r = -errno;
	}
	if (r < 0) {
		(void)close(fd);
		return r;
	}
	*ret_download = (struct http_download){ fd, notice->size, is_too_long ? 0 : info.st_size };
	return 0;
}

/* 0, UPDATE_WRONG, or negative errno. */
static int
check(int fd, const struct update_notice *notice)
{
	unsigned char digest[DIGEST_BYTES];
	char hex[UPDATE_SHA256_LENGTH + 1];
	const size_t size = (size_t)notice->size;
	char *bytes = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (bytes == MAP_FAILED) {
		return -errno;
	}
	const int r = seal_sha256((struct str){ bytes, size }, digest);
	(void)munmap(bytes, size);
	for (size_t i = 0; i < DIGEST_BYTES; i++) {
		(void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	}
	return r < 0 ? r : strcmp(hex, notice->sha256) == 0 ? 0 : UPDATE_WRONG;
}

/* What came in one piece is what the server has: it is not asked for it again so soon, for the link may cost. */
static int
refuse(const struct update_order *order, const struct update_notice *notice, bool is_one_piece)
{
	char path[FILES_PATH_BYTES];
	const int r = is_one_piece ? whole_file_write(path_to(order, wrong_name, "", path), 0640,
									 WHOLE_FILE_OWNER_NONE, str_of(notice->sha256)) :
								 0;
	return r < 0 ? r : UPDATE_WRONG;
}

static int
finish(
	const struct update_order *order, const char *part, int fd, const struct update_notice *notice)
{
	char path[FILES_PATH_BYTES];
	if (fsync(fd) < 0 || rename(part, path_to(order, notice->version, bundle_suffix, path)) < 0) {
		return -errno;
	}
	return whole_file_flush_folder(order->folder);
}

static int
download(struct http_client *client, const char *folder, struct http_download *part,
	struct update_report *report)
{
	char path[ADDRESS_BYTES + UPDATE_FILE_MAX + 2];
	struct http_reply reply;
	(void)snprintf(path, sizeof(path), "%s/%s", folder, report->notice.file);
	return part->n_there == part->size ? 0 : get(client, path, part, &reply, report);
}

/* `part` is gone after it, or is the beginning of what is wanted. */
static int
fetch(const struct update_order *order, struct http_client *client, const char *folder,
	struct update_report *report)
{
	char path[FILES_PATH_BYTES];
	struct http_download part;
	const struct update_notice *notice = &report->notice;
	int r = open_part(path_to(order, notice->sha256, part_suffix, path), notice, &part);
	if (r < 0) {
		return files_diagnose(&report->diagnosis, r, path);
	}
	const bool is_one_piece = part.n_there == 0;
	r = has_room(part.fd, part.size - part.n_there) ? download(client, folder, &part, report) :
													  UPDATE_NO_ROOM;
	report->n_there = part.n_there;
	if (r == 0) {
		r = check(part.fd, notice);
		r = r == 0 ? finish(order, path, part.fd, notice) : r;
		r = r == UPDATE_WRONG ? refuse(order, notice, is_one_piece) : r;
		if (r < 0) {
			(void)files_diagnose(&report->diagnosis, r, order->folder);
		}
	}
	/* a disk that is full, or ill, has no room for half a bundle either */
	if (r < 0 || r == UPDATE_WRONG || part.n_there == 0) {
		(void)unlink(path);
	}
	(void)close(part.fd);
	return r;
}

int
update_fetch(const struct update_order *order, struct update_report *report)
{
	char server[ADDRESS_BYTES], folder[ADDRESS_BYTES];
	struct http_client *client;
	bool waits;
	split(order->bundles, server, folder);
	const struct http_client_options options = { .url = server,
		.ca_file = order->ca_file,
		.connect_timeout_ms = CONNECT_MS,
		.request_timeout_ms = SILENCE_MS };
	*report = (struct update_report){ .n_there = 0 };
	int r = look_for_bundle(order, &waits);
	if (r < 0) {
		return files_diagnose(&report->diagnosis, r, order->folder);
	}
	if (waits) {
		return UPDATE_WAITS;
	}
	r = http_client_open(&options, &client, &report->diagnosis);
	if (r < 0) {
		return r;
	}
	r = ask(client, folder, report);
	if (r == 0) {
		r = judge(order, &report->notice);
		r = r < 0 ? files_diagnose(&report->diagnosis, r, order->folder) :
			r > 0 ? r :
					fetch(order, client, folder, report);
	}
	http_client_close(client);
	return r;
}
