/* SPDX-License-Identifier: MIT */
/* Sends prepared requests to a server over connections that stay open, and says how long the answers took. */
#ifndef TESTS_INTAKE_LOAD_H
#define TESTS_INTAKE_LOAD_H

#include <stddef.h>

/* Header and body as they are sent. */
struct load_request {
	char *bytes;
	size_t n;
};

struct load_plan {
	unsigned port; /* of 127.0.0.1 */
	int n_connections;
	const struct load_request *requests; /* each is sent once, in this order */
	int n_requests;
	double
		rate; /* a second, whether answers come or not; 0: each connection sends its next one when it is answered */
	double seconds; /* then no more are sent */
};

struct load_result {
	int n_stored, n_other; /* answers 201, and others */
	double seconds;        /* from the first byte to the last answer */
	double p50_ms, p99_ms; /* from when it was to be sent to when it was answered */
};

/* 0 or negative errno. One thread, the caller's. */
int load_run(const struct load_plan *plan, struct load_result *ret_result);

#endif
