/* SPDX-License-Identifier: MIT */
/* A netlink socket in the groups of links and addresses: nothing is asked, and nobody but the kernel is listened to. */
#include "platform/link_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

enum {
	MESSAGES_BYTES = 16 * 1024
}; /* what the kernel sends at once is at most 8 KiB (linux/netlink.h) */

struct link_watch {
	int fd;
};

int
link_watch_open(struct link_watch **ret_watch)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR };
	struct link_watch *watch = calloc(1, sizeof(*watch));
	if (watch == NULL) {
		return -ENOMEM;
	}
	watch->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	if (watch->fd < 0 || bind(watch->fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		const int error = -errno;
		link_watch_close(watch);
		return error;
	}
	*ret_watch = watch;
	return 0;
}

struct link_watch *
link_watch_close(struct link_watch *watch)
{
	if (watch != NULL) {
		if (watch->fd >= 0) {
			close(watch->fd);
		}
		free(watch);
	}
	return NULL;
}

int
link_watch_fd(const struct link_watch *watch)
{
	return watch->fd;
}

static bool
is_good_news(const struct nlmsghdr *message)
{
	if (message->nlmsg_type == RTM_NEWADDR) {
		return true;
	}
	if (message->nlmsg_type != RTM_NEWLINK ||
		message->nlmsg_len < NLMSG_LENGTH(sizeof(struct ifinfomsg))) {
		return false;
	}
	const struct ifinfomsg *info = NLMSG_DATA(message);
	return (info->ifi_flags & IFF_UP) != 0 && (info->ifi_flags & IFF_LOWER_UP) != 0;
}

bool
link_watch_take(struct link_watch *watch)
{
	_Alignas(struct nlmsghdr) char bytes[MESSAGES_BYTES];
	bool is_up = false;
	for (;;) {
		struct sockaddr_nl from = { .nl_pid = 0 };
		socklen_t n_from = sizeof(from);
		const ssize_t got = recvfrom(
			watch->fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&from, &n_from);
		if (got < 0 && (errno == EINTR || errno == ENOBUFS)) {
			is_up = is_up || errno == ENOBUFS; /* some were lost: it may have been among them */
			continue;
		}
		if (got <= 0) {
			return is_up; /* -EAGAIN: that was all */
		}
		int left = (int)got;
		for (const struct nlmsghdr *message = (const struct nlmsghdr *)bytes;
			 from.nl_pid == 0 && NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
			is_up = is_up || is_good_news(message);
		}
	}
}
