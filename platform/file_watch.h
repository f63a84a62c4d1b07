/* SPDX-License-Identifier: MIT */
/* Tells when one of several files of a folder was written or put in place, by inotify. */
#ifndef PLATFORM_FILE_WATCH_H
#define PLATFORM_FILE_WATCH_H

#include <stdbool.h>

struct file_watch;

/* `names` ends at NULL and stays the caller's; the files need not be there yet, their folder must. 0 or negative errno. */
__attribute__((warn_unused_result)) int file_watch_open(
	const char *folder, const char *const *names, struct file_watch **ret_watch);
struct file_watch *file_watch_close(struct file_watch *watch);

/* For poll(): readable when file_watch_take() has something to tell. */
int file_watch_fd(const struct file_watch *watch);
/* Takes all that happened until now. True: one of the files was written or put in place, or events were lost. */
bool file_watch_take(struct file_watch *watch);

#endif
