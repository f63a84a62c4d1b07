/* SPDX-License-Identifier: MIT */
/* How far the clock of this computer is from the intake's: measured at each contact, and followed while the computer runs. */
#include "desk/inbox_parts.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "platform/local_time.h"

/* Goes on through sleep and whatever is done to the wall clock; begins anew with the computer. */
static ms_t
since_start(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_BOOTTIME, &now); /* Linux always has it */
	return (ms_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Another one after each start of the computer; empty when it cannot be read. */
static void
name_start(char ret_name[DESK_WORD_SIZE])
{
	const int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	const ssize_t n = fd < 0 ? 0 : read(fd, ret_name, DESK_WORD_SIZE - 1);
	if (fd >= 0) {
		close(fd);
	}
	ret_name[n > 0 ? n : 0] = '\0';
	ret_name[strcspn(ret_name, "\n")] = '\0';
}

int
inbox_keep_clock(struct inbox *inbox, ms_t intake_wall)
{
	char start[DESK_WORD_SIZE];
	const ms_t now = local_time_now();
	int r = desk_store_keep_fact(inbox->store, INBOX_FACT_FETCHED, now);
	if (r < 0 || intake_wall == 0) {
		return r;
	}
	name_start(start);
	r = desk_store_keep_fact(inbox->store, INBOX_FACT_AHEAD, now - intake_wall);
	if (r == 0) {
		r = desk_store_keep_fact(inbox->store, INBOX_FACT_RUNNING, since_start());
	}
	if (r == 0) {
		r = desk_store_keep_word(inbox->store, INBOX_FACT_START, start);
	}
	return r;
}

int
inbox_clock(struct inbox *inbox, ms_t *ret_ahead, bool *ret_is_of_now)
{
	char start[DESK_WORD_SIZE], start_then[DESK_WORD_SIZE];
	int64_t ahead = 0, then = 0, running_then = 0;
	int r = desk_store_fact(inbox->store, INBOX_FACT_AHEAD, &ahead);
	if (r == 0) {
		r = desk_store_fact(inbox->store, INBOX_FACT_FETCHED, &then);
	}
	if (r == 0) {
		r = desk_store_fact(inbox->store, INBOX_FACT_RUNNING, &running_then);
	}
	if (r == 0) {
		r = desk_store_word(inbox->store, INBOX_FACT_START, start_then);
	}
	if (r < 0) {
		return r;
	}
	name_start(start);
	*ret_is_of_now = start[0] != '\0' && strcmp(start, start_then) == 0;
	/* by how much the wall clock went on more than time did: somebody has set it */
	const ms_t moved = local_time_now() - then - (since_start() - running_then);
	*ret_ahead = ahead + (*ret_is_of_now ? moved : 0);
	return 0;
}
