/* SPDX-License-Identifier: MIT */
/* The connections that go through fault-proxy, and what becomes of them. */
#ifndef E2E_FAULT_LINK_H
#define E2E_FAULT_LINK_H

#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>

/* In the order of fault_rule_names; from PORTAL on the intake is not asked. */
enum fault_rule {
	PASS,
	DOWN,
	FLAP,
	EAT,
	CUT,
	BITE,
	DELAY,
	SLOW,
	PORTAL,
	REDIRECT,
	GARBAGE,
	BUSY,
	AGAIN,
	RULES
};
extern const char *const fault_rule_names[RULES];

enum { FAULT_CONNECTIONS_MAX = 512, FAULT_REPLY_MAX = 16 * 1024 };

struct fault_link {
	pthread_mutex_t lock; /* of all below */
	enum fault_rule rule;
	long number;         /* the rule's: bytes, replies or milliseconds */
	unsigned upstream;   /* port; 0: none */
	unsigned generation; /* counts the cuts */
	long n_connections, n_eaten;
	int open[FAULT_CONNECTIONS_MAX][2]; /* client and upstream; -1: none */
	char last[FAULT_REPLY_MAX];         /* reply that was passed on */
	size_t n_last;
};

void fault_link_init(struct fault_link *link);
struct sockaddr_in fault_loopback(unsigned port);
/* Cuts what is open. */
void fault_link_cut(struct fault_link *link);
/* Takes over the descriptor; the rule of this moment holds for it. */
void fault_link_take(struct fault_link *link, int client);

#endif
