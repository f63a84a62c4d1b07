/* SPDX-License-Identifier: MIT */
/* Local dates by the C library and the zone files of the system. */
#include "platform/local_time.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MS_A_SECOND = 1000, MINUTES_AN_HOUR = 60 };

/* Names of the IANA database: none leads out of the folder, and none into the copy that counts leap seconds. */
static bool
is_zone_name(const char *zone)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-";
	const size_t n = strlen(zone);
	return n > 0 && n < 64 && strspn(zone, allowed) == n && zone[0] != '/' && zone[n - 1] != '/' &&
		strstr(zone, "//") == NULL && strncmp(zone, "right/", 6) != 0;
}

/* The C library takes UTC for a zone that it does not find, and says nothing: so the file is looked at first (RFC 8536 section 3.1). */
static bool
has_zone_file(const char *zone)
{
	const char *folder = getenv("TZDIR");
	char path[512], magic[4];
	struct stat info;
	const int n = snprintf(path, sizeof(path), "%s/%s",
		folder != NULL && folder[0] != '\0' ? folder : "/usr/share/zoneinfo", zone);
	const int fd = n > 0 && (size_t)n < sizeof(path) ?
		open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) :
		-1;
	if (fd < 0) {
		return false;
	}
	const bool found = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
		read(fd, magic, sizeof(magic)) == (ssize_t)sizeof(magic) &&
		memcmp(magic, "TZif", sizeof(magic)) == 0;
	close(fd);
	return found;
}

int
local_time_use(const char *zone)
{
	if (!is_zone_name(zone) || !has_zone_file(zone)) {
		return -ENOENT;
	}
	if (setenv("TZ", zone, 1) < 0) {
		return -errno;
	}
	tzset();
	return 0;
}

struct date
local_date(ms_t wall, int *ret_minutes)
{
	const time_t seconds = (time_t)(wall / MS_A_SECOND - (wall % MS_A_SECOND < 0));
	struct tm local;
	/* fails only where the year has no int: milliseconds do not reach that far */
	const struct tm *done = localtime_r(&seconds, &local);
	assert(done != NULL);
	(void)done;
	*ret_minutes = local.tm_hour * MINUTES_AN_HOUR + local.tm_min;
	return (struct date){ local.tm_year + 1900, local.tm_mon + 1, local.tm_mday };
}

ms_t
local_time_now(void)
{
	struct timespec now;
	const int r = clock_gettime(CLOCK_REALTIME, &now);
	assert(r == 0); /* the clock is always there */
	(void)r;
	return (ms_t)now.tv_sec * MS_A_SECOND + now.tv_nsec / 1000000;
}
