/* SPDX-License-Identifier: MIT */
/* A bad network between two programs on one machine: passes HTTP on, or spoils it, as its standard input says. */
#include "fault_link.h"

#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/*
 * One command a line. Each cuts what is open, holds for what comes after, and is repeated on standard output once it is
 * in force, with the numbers of connections and of replies eaten so far. The end of the input ends the program.
 */
static const char usage[] =
	"usage: fault-proxy [SEED]\n"
	"  upstream PORT    where the intake is\n"
	"  pass             as if it were not there\n"
	"  down             refuses connections\n"
	"  flap MIN MAX     up and down, each for so many milliseconds\n"
	"  eat N            passes requests on and drops the next N replies, each time cutting the connection\n"
	"  cut N            cuts after N bytes of a connection's requests\n"
	"  bite N           cuts after N bytes of a connection's replies\n"
	"  delay MS         replies come so much later\n"
	"  slow MS          so long between every 64 bytes, both ways\n"
	"  portal, redirect the answers of a hotel's network\n"
	"  garbage          bytes that are no HTTP\n"
	"  busy             503 with Retry-After: 1\n"
	"  again            the last reply that was passed on, whatever is asked\n";

struct proxy {
	struct fault_link link;
	int reserve; /* holds the port, and never listens */
	int listener;
	unsigned port;
	uint64_t random;
	long flap_ms[2]; /* shortest and longest */
	int64_t flap_at;
};

static int64_t
now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* splitmix64 */
static uint64_t
next_random(struct proxy *proxy)
{
	uint64_t z = (proxy->random += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static int
bound_socket(unsigned port)
{
	const struct sockaddr_in address = fault_loopback(port);
	const int one = 1;
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("fault-proxy: bind");
		exit(4);
	}
	return fd;
}

/* The port stays ours while nobody listens: the reserve is bound to it. */
static void
listen_again(struct proxy *proxy)
{
	if (proxy->listener < 0) {
		proxy->listener = bound_socket(proxy->port);
		if (listen(proxy->listener, 128) < 0) {
			perror("fault-proxy: listen");
			exit(4);
		}
	}
}

static void
refuse(struct proxy *proxy)
{
	if (proxy->listener >= 0) {
		(void)close(proxy->listener);
		proxy->listener = -1;
	}
}

static void
plan_flap(struct proxy *proxy)
{
	const uint64_t span = (uint64_t)(proxy->flap_ms[1] - proxy->flap_ms[0] + 1);
	proxy->flap_at = now_ms() + proxy->flap_ms[0] + (int64_t)(next_random(proxy) % span);
}

static void
flap(struct proxy *proxy)
{
	if (proxy->listener >= 0) {
		refuse(proxy);
		fault_link_cut(&proxy->link);
	} else {
		listen_again(proxy);
	}
	plan_flap(proxy);
}

static void
set_upstream(struct fault_link *link, long port)
{
	pthread_mutex_lock(&link->lock);
	link->upstream = (unsigned)port;
	pthread_mutex_unlock(&link->lock);
}

static void
set_rule(struct proxy *proxy, enum fault_rule rule, const long numbers[2])
{
	pthread_mutex_lock(&proxy->link.lock);
	proxy->link.rule = rule;
	proxy->link.number = numbers[0];
	pthread_mutex_unlock(&proxy->link.lock);
	if (rule == DOWN) {
		refuse(proxy);
	} else {
		listen_again(proxy);
	}
	if (rule == FLAP) {
		memcpy(proxy->flap_ms, numbers, sizeof(proxy->flap_ms));
		plan_flap(proxy);
	}
}

/* False: there is no such command. */
static bool
obey(struct proxy *proxy, const char *line)
{
	char name[16];
	long numbers[2] = { 0, 0 };
	enum fault_rule rule = PASS;

	if (sscanf(line, "%15s %ld %ld", name, &numbers[0], &numbers[1]) < 1 || numbers[0] < 0) {
		return false;
	}
	while (rule < RULES && strcmp(fault_rule_names[rule], name) != 0) {
		rule++;
	}
	if (strcmp(name, "upstream") == 0) {
		set_upstream(&proxy->link, numbers[0]);
	} else if (rule == RULES || (rule == FLAP && numbers[1] < numbers[0])) {
		return false;
	} else {
		set_rule(proxy, rule, numbers);
	}
	fault_link_cut(&proxy->link);
	pthread_mutex_lock(&proxy->link.lock);
	printf("%.40s: %ld connections, %ld replies eaten\n", line, proxy->link.n_connections,
		proxy->link.n_eaten);
	pthread_mutex_unlock(&proxy->link.lock);
	fflush(stdout);
	return true;
}

/* Lines may come in pieces, and several at once. False at the end of the input. */
static bool
read_commands(struct proxy *proxy)
{
	static char lines[1024];
	static size_t n;
	const ssize_t got = read(STDIN_FILENO, lines + n, sizeof(lines) - n - 1);

	if (got <= 0) {
		return false;
	}
	n += (size_t)got;
	lines[n] = '\0';
	for (char *end_of_line; (end_of_line = strchr(lines, '\n')) != NULL;) {
		*end_of_line = '\0';
		if (!obey(proxy, lines)) {
			fprintf(stderr, "fault-proxy: there is no command \"%s\"\n%s", lines, usage);
			exit(2);
		}
		n -= (size_t)(end_of_line + 1 - lines);
		memmove(lines, end_of_line + 1, n + 1);
	}
	return true;
}

static void
serve(struct proxy *proxy)
{
	for (;;) {
		struct pollfd inputs[2] = { { .fd = STDIN_FILENO, .events = POLLIN },
			{ .fd = proxy->listener, .events = POLLIN } };
		const int64_t left = proxy->flap_at - now_ms();
		const bool is_flapping = proxy->link.rule == FLAP;
		if (is_flapping && left <= 0) {
			flap(proxy);
			continue;
		}
		if (poll(inputs, 2, is_flapping ? (int)left : -1) < 0) {
			continue;
		}
		if (inputs[1].revents != 0) {
			const int client = accept4(proxy->listener, NULL, NULL, SOCK_CLOEXEC);
			if (client >= 0) {
				fault_link_take(&proxy->link, client);
			}
		}
		if (inputs[0].revents != 0 && !read_commands(proxy)) {
			return;
		}
	}
}

int
main(int argc, char **argv)
{
	static struct proxy proxy = { .listener = -1 };
	struct sockaddr_in address;
	socklen_t n = sizeof(address);

	if (argc > 2 || (argc == 2 && strspn(argv[1], "0123456789") != strlen(argv[1]))) {
		fputs(usage, stderr);
		return 2;
	}
	proxy.random = argc == 2 ? strtoull(argv[1], NULL, 10) : (uint64_t)time(NULL);
	fault_link_init(&proxy.link);
	const uint64_t seed = proxy.random;
	proxy.reserve = bound_socket(0);
	if (getsockname(proxy.reserve, (struct sockaddr *)&address, &n) < 0) {
		perror("fault-proxy");
		return 4;
	}
	proxy.port = ntohs(address.sin_port);
	listen_again(&proxy);
	printf(
		"fault-proxy: listens on 127.0.0.1:%u, seed %llu\n", proxy.port, (unsigned long long)seed);
	fflush(stdout);
	serve(&proxy);
	return 0;
}
