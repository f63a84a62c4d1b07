/* SPDX-License-Identifier: MIT */
/* Key files on the disk: read whole and forgotten, written once and never over another. */
#include "platform/seal_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

int
seal_diagnose(struct diagnosis *ret_diagnosis, int error, const char *path, const char *what,
	const char *remedy)
{
	*ret_diagnosis = (struct diagnosis){ .where = "" };
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", path);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s", what);
	(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy), "%s", remedy);
	return error;
}

int
seal_diagnose_errno(struct diagnosis *ret_diagnosis, int error, const char *path, const char *what,
	const char *remedy)
{
	(void)seal_diagnose(ret_diagnosis, error, path, "", remedy);
	(void)snprintf(
		ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s: %s.", what, strerror(-error));
	return error;
}

void
seal_file_forget(struct seal_file *file)
{
	if (file->bytes != NULL) {
		OPENSSL_cleanse(file->bytes, file->cap);
		free(file->bytes);
		file->bytes = NULL;
	}
}

/* Reads until the end or until the memory is full. */
static int
read_all(int fd, struct seal_file *file)
{
	while (file->n < file->cap) {
		const ssize_t got = read(fd, file->bytes + file->n, file->cap - file->n);
		if (got < 0 && errno != EINTR) {
			return -errno;
		}
		if (got == 0) {
			break;
		}
		file->n += got > 0 ? (size_t)got : 0;
	}
	return 0;
}

/* What is no plain file does not tell its size beforehand. */
static size_t
room_for(const struct stat *info, size_t max)
{
	return S_ISREG(info->st_mode) && (size_t)info->st_size < max ? (size_t)info->st_size + 1 : max;
}

/* Each file has its own program that makes it, and its own people who have it (docs/formats/config.md, docs/intake.md). */
static const char *
remedy_for(const char *path, int error)
{
	static const struct {
		const char *name, *remedy;
	} absent[] = {
		{ "device.jwk",
			"Make this kiosk's key with guichet-sync keygen, and bring device.jwks to the intake." },
		{ "intake.jwk",
			"Make the intake's key with guichet-intake keygen, and bring intake.jwks to kiosks and desk." },
		{ "intake.jwks",
			"Fetch intake.jwks from those who run the intake: without it no receipt can be believed." },
		{ "recipient.jwks",
			"Fetch recipient.jwks from the department; for trials guichet-desk keygen makes one." },
		{ "desk.jwk",
			"Bring desk.jwk from where the department keeps it; for trials guichet-desk keygen makes one." },
		{ "content.jwks",
			"Fetch content.jwks from the department; for trials guichet-desk keygen makes one." },
		{ "content.jwk",
			"Bring content.jwk from where the department keeps it; for trials guichet-desk keygen makes one." },
	};
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	if (error == -EACCES || error == -EPERM) {
		return "The user that runs this program must be able to read it: check owner and mode of the file "
			   "(0600 for a .jwk) and of its folder.";
	}
	for (size_t i = 0; error == -ENOENT && i < sizeof(absent) / sizeof(absent[0]); i++) {
		if (strcmp(name, absent[i].name) == 0) {
			return absent[i].remedy;
		}
	}
	return error == -ENOENT ? "Copy the key file there, or name the right one." :
							  "Check the name and the disk; then copy the key file there anew.";
}

int
seal_file_read(
	const char *path, size_t max, struct seal_file *ret_file, struct diagnosis *ret_diagnosis)
{
	struct stat info;
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &info) < 0) {
		const int error = -errno;
		if (fd >= 0) {
			close(fd);
		}
		return seal_diagnose_errno(
			ret_diagnosis, error, path, "The key file cannot be opened", remedy_for(path, error));
	}
	struct seal_file file = { .cap = room_for(&info, max), .mode = info.st_mode };
	file.bytes = malloc(file.cap);
	const int r = file.bytes == NULL ? -ENOMEM : read_all(fd, &file);
	close(fd);
	if (r < 0) {
		seal_file_forget(&file);
		return seal_diagnose_errno(
			ret_diagnosis, r, path, "The key file cannot be read", remedy_for(path, r));
	}
	if (file.n == file.cap || !seal_json_valid((struct str){ file.bytes, file.n })) {
		seal_file_forget(&file);
		(void)seal_diagnose(ret_diagnosis, -EINVAL, path, "",
			"Fetch the file anew from whoever made it; do not edit it by hand.");
		(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what),
			"The key file is not one JSON object of less than %zu KiB.", max / 1024);
		return -EINVAL;
	}
	*ret_file = file;
	return 0;
}

/* Makes the folder's entry for `path` durable. */
static int
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[4096];
	const int n = slash == NULL ?
		snprintf(folder, sizeof(folder), ".") :
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path + 1), path);
	if (n < 0 || (size_t)n >= sizeof(folder)) {
		return -ENAMETOOLONG;
	}
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	const int r = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return r;
}

static int
write_all(int fd, struct str bytes)
{
	for (size_t n = 0; n < bytes.n;) {
		const ssize_t put = write(fd, bytes.p + n, bytes.n - n);
		if (put < 0 && errno != EINTR) {
			return -errno;
		}
		n += put > 0 ? (size_t)put : 0;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

int
seal_file_write_new(const char *path, mode_t mode, struct str bytes)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd < 0) {
		return -errno;
	}
	int r = write_all(fd, bytes);
	if (close(fd) < 0 && r == 0) {
		r = -errno;
	}
	if (r == 0) {
		r = sync_folder(path);
	}
	if (r < 0) {
		(void)unlink(path);
	}
	return r;
}
