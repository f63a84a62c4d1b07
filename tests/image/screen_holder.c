/* SPDX-License-Identifier: MIT */
/* In the guest of a test: another program that has the screen for some seconds. usage: screen_holder SECONDS */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <drm.h>

int
main(int argc, char **argv)
{
	const int fd = open("/dev/dri/card0", O_RDWR | O_CLOEXEC);

	if (argc != 2 || fd < 0 || ioctl(fd, DRM_IOCTL_SET_MASTER, 0) < 0) {
		perror("screen_holder");
		return 1;
	}
	puts("held");
	fflush(stdout);
	sleep((unsigned)strtoul(argv[1], NULL, 10));
	return 0;
}
