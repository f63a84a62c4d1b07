/* SPDX-License-Identifier: MIT */
/* What /metrics tells, in the text format of Prometheus (exposition format 0.0.4). */
#ifndef INTAKE_METRICS_H
#define INTAKE_METRICS_H

#include "core/text.h"
#include "platform/store.h"

enum { METRICS_BYTES = 32 * 1024, METRICS_STATUSES = 16, METRICS_ROUTES = 20 };

struct metrics;

/* NULL when out of memory. Counting from any thread. */
struct metrics *metrics_new(void);
struct metrics *metrics_free(struct metrics *metrics);

/* `route` is below METRICS_ROUTES. */
void metrics_count(struct metrics *metrics, int route, unsigned status);
void metrics_count_duplicate(struct metrics *metrics);
/* `route_name` gives "PUT /v1/submissions/{id}", or NULL for a number without a route. */
void metrics_write(struct metrics *metrics, const struct store_statistics *store,
	const char *(*route_name)(int route), struct text *out);

#endif
