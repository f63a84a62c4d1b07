/* SPDX-License-Identifier: MIT */
/* What the outbox needs of the file system: blocks, the reserve, names that last, and words for what went wrong. */
#include "platform/outbox_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
	BLOCK_MIN = 4096, /* under it, mapping the -shm file on a full disk kills the process (D6) */
	RESERVE_BYTES = 1024 *
		1024, /* given up when the disk is full, so that rows can still be updated and deleted */
	ASIDE_MAX = 1000,
};

static const char what_unwritable[] = "The outbox, or the folder it lies in, may not be written.";
static const char remedy_unwritable[] =
	"Check owner and mode of the state folder, and whether its file system is mounted read-only.";

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

int
outbox_explain(struct diagnosis *ret_diagnosis, int error, const char *path)
{
	switch (error) {
	case -ENOENT:
		/* where no file can be made beside the outbox SQLite may say that there is none */
		return access(path, F_OK) == 0 ?
			diagnose(ret_diagnosis, error, path, what_unwritable, remedy_unwritable) :
			diagnose(ret_diagnosis, error, path, "There is no outbox at this place.",
				"Give the state folder of the kiosk; guichet makes the outbox in it at its first start.");
	case -EBADMSG:
		return diagnose(ret_diagnosis, error, path,
			"The outbox is damaged. Nothing in it was changed or deleted.",
			"Stop guichet and guichet-sync, run guichetctl queue --set-aside, and send the file it names to the workshop: "
			"most requests in it can be saved. Then check the disk.");
	case -ENOTSUP:
		return diagnose(ret_diagnosis, error, path,
			"The file system has blocks smaller than 4 KiB, which is not safe when it is full.",
			"Make the data partition anew with blocks of 4 KiB: mkfs.ext4 -b 4096.");
	case -EPROTO:
		return diagnose(ret_diagnosis, error, path,
			"The file is not an outbox of this version of Guichet.",
			"Update Guichet, or name the right file; do not delete this one.");
	case -ENOSPC:
		return diagnose(ret_diagnosis, error, path, "The disk is full.",
			"Connect the kiosk so that waiting requests are delivered, or free space on the data partition.");
	case -EBUSY:
		return diagnose(ret_diagnosis, error, path, "Another program holds the outbox.",
			"Wait, or stop the program that holds it.");
	case -EACCES:
	case -EPERM:
	case -EROFS:
		return diagnose(ret_diagnosis, error, path, what_unwritable, remedy_unwritable);
	default:
		(void)diagnose(ret_diagnosis, error, path, "",
			"Look into the kernel's log for disk errors; if there are any, replace the disk. Delete nothing.");
		(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what),
			"The outbox cannot be used: %s.", strerror(-error));
		return error;
	}
}

bool
outbox_is_no_space(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

/* The folder of the path: "." when it names none. */
static int
folder_of(const char *path, char folder[OUTBOX_PATH_BYTES])
{
	const char *slash = strrchr(path, '/');
	const int n = slash == NULL ?
		snprintf(folder, OUTBOX_PATH_BYTES, ".") :
		snprintf(folder, OUTBOX_PATH_BYTES, "%.*s", (int)(slash - path + 1), path);
	return n < 0 || n >= OUTBOX_PATH_BYTES ? -ENAMETOOLONG : 0;
}

int
outbox_sync_folder(const char *path)
{
	char folder[OUTBOX_PATH_BYTES];
	int r = folder_of(path, folder);
	if (r < 0) {
		return r;
	}
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	r = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return r;
}

int
outbox_check_blocks(const char *path)
{
	char folder[OUTBOX_PATH_BYTES];
	struct statvfs info;
	const int r = folder_of(path, folder);
	if (r < 0) {
		return r;
	}
	if (statvfs(folder, &info) < 0) {
		return -errno;
	}
	return info.f_bsize < BLOCK_MIN ? -ENOTSUP : 0;
}

int
outbox_hold_reserve(const char *reserve)
{
	const int fd = open(reserve, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
	if (fd < 0) {
		return outbox_is_no_space(errno) ? OUTBOX_FULL : -errno;
	}
	const int error = posix_fallocate(fd, 0, RESERVE_BYTES);
	close(fd);
	if (error != 0) {
		(void)unlink(reserve); /* a part of it would only keep others from the space */
		return outbox_is_no_space(error) ? OUTBOX_FULL : -error;
	}
	return 0;
}

bool
outbox_release_reserve(const char *reserve)
{
	return unlink(reserve) == 0;
}

int
outbox_create_file(const char *path)
{
	const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0660);
	if (fd < 0) {
		return errno == EEXIST ? 0 : -errno;
	}
	close(fd);
	return 0;
}

/* SQLite's connections hold a lock in the bytes from 1 GiB on for as long as they use a log (its file format, "locking"). */
static int
check_unused(const char *path)
{
	const int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0) {
		return -errno;
	}
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000, .l_len = 512
	};
	const int r = fcntl(fd, F_OFD_GETLK, &lock) < 0 ? -errno : lock.l_type != F_UNLCK ? -EBUSY : 0;
	close(fd);
	return r;
}

/* Renames path + suffix to target + suffix; what is not there need not be moved. */
static int
move(const char *path, const char *target, const char *suffix)
{
	char from[OUTBOX_PATH_BYTES], to[OUTBOX_PATH_BYTES];
	const int n_from = snprintf(from, sizeof(from), "%s%s", path, suffix);
	const int n_to = snprintf(to, sizeof(to), "%s%s", target, suffix);
	if (n_from < 0 || n_from >= OUTBOX_PATH_BYTES || n_to < 0 || n_to >= OUTBOX_PATH_BYTES) {
		return -ENAMETOOLONG;
	}
	return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 || errno == ENOENT ?
		0 :
		-errno;
}

/* The log first: a database without its log could be opened, and would have lost what is in it. */
static int
move_all(const char *path, const char *target)
{
	int r = move(path, target, "-wal");
	if (r == 0) {
		r = move(path, target, "-shm");
	}
	return r < 0 ? r : move(path, target, "");
}

int
outbox_set_aside(const char *path, struct diagnosis *ret_diagnosis)
{
	char target[OUTBOX_PATH_BYTES];
	int r = check_unused(path);
	if (r < 0) {
		return outbox_explain(ret_diagnosis, r, path);
	}
	r = -EEXIST;
	for (int i = 1; r == -EEXIST && i < ASIDE_MAX; i++) {
		const int n = snprintf(target, sizeof(target), "%s.damaged-%d", path, i);
		if (n < 0 || n >= OUTBOX_PATH_BYTES) {
			return outbox_explain(ret_diagnosis, -ENAMETOOLONG, path);
		}
		r = access(target, F_OK) == 0 ? -EEXIST : move_all(path, target);
	}
	if (r == 0) {
		r = outbox_sync_folder(path);
	}
	if (r < 0) {
		return outbox_explain(ret_diagnosis, r, path);
	}
	(void)diagnose(ret_diagnosis, 0, target, "The outbox was set aside.",
		"Send this file and its -wal to the workshop.");
	return 0;
}
