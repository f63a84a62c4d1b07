/* SPDX-License-Identifier: MIT */
/* Counters of the intake, and those of its store, as text. */
#include "intake/metrics.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static const unsigned statuses[METRICS_STATUSES] = { 200, 201, 400, 401, 403, 404, 405, 409, 413,
	422, 429, 500, 503 };

struct metrics {
	atomic_llong n[METRICS_ROUTES][METRICS_STATUSES];
	atomic_llong n_duplicates;
};

struct metrics *
metrics_new(void)
{
	return calloc(1, sizeof(struct metrics));
}

struct metrics *
metrics_free(struct metrics *metrics)
{
	free(metrics);
	return NULL;
}

void
metrics_count(struct metrics *metrics, int route, unsigned status)
{
	for (int i = 0; i < METRICS_STATUSES; i++) {
		if (statuses[i] == status) {
			atomic_fetch_add(&metrics->n[route][i], 1);
		}
	}
}

void
metrics_count_duplicate(struct metrics *metrics)
{
	atomic_fetch_add(&metrics->n_duplicates, 1);
}

__attribute__((format(printf, 2, 3))) static void
add(struct text *out, const char *format, ...)
{
	char line[256];
	va_list args;
	va_start(args, format);
	const int n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	text_add(out, (struct str){ line, n > 0 && (size_t)n < sizeof(line) ? (size_t)n : 0 });
}

static void
head(struct text *out, const char *name, const char *type, const char *help)
{
	add(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
write_requests(struct metrics *metrics, const char *(*route_name)(int route), struct text *out)
{
	head(out, "intake_requests_total", "counter", "Requests answered, by route and status.");
	for (int route = 0; route < METRICS_ROUTES && route_name(route) != NULL; route++) {
		for (int i = 0; i < METRICS_STATUSES && statuses[i] != 0; i++) {
			const long long n = atomic_load(&metrics->n[route][i]);
			if (n > 0) {
				add(out, "intake_requests_total{route=\"%s\",code=\"%u\"} %lld\n",
					route_name(route), statuses[i], n);
			}
		}
	}
}

static void
write_commits(const struct store_statistics *store, struct text *out)
{
	static const char name[] = "intake_commit_seconds";
	head(out, name, "histogram", "Time that a commit of a group of changes takes.");
	for (int i = 0; i < STORE_BUCKETS; i++) {
		add(out, "%s_bucket{le=\"%g\"} %lld\n", name, store_bucket_limits[i],
			(long long)store->commit_buckets[i]);
	}
	add(out, "%s_bucket{le=\"+Inf\"} %lld\n", name, (long long)store->n_commits);
	add(out, "%s_sum %.6f\n", name, store->commit_seconds);
	add(out, "%s_count %lld\n", name, (long long)store->n_commits);
}

void
metrics_write(struct metrics *metrics, const struct store_statistics *store,
	const char *(*route_name)(int route), struct text *out)
{
	write_requests(metrics, route_name, out);
	write_commits(store, out);
	head(out, "intake_changes_total", "counter", "Changes that were committed.");
	add(out, "intake_changes_total %lld\n", (long long)store->n_changes);
	head(out, "intake_group_size_max", "gauge", "Changes in the largest group so far.");
	add(out, "intake_group_size_max %lld\n", (long long)store->largest_group);
	head(out, "intake_queue_depth", "gauge", "Changes that wait for a commit.");
	add(out, "intake_queue_depth %lld\n", (long long)store->n_queued);
	head(out, "intake_duplicate_total", "counter", "Requests that were there with the same bytes.");
	add(out, "intake_duplicate_total %lld\n", atomic_load(&metrics->n_duplicates));
}
