/* SPDX-License-Identifier: MIT */
/* How the steps of a backtracking matcher can grow with the text, from the ways through the graph of an expression. */
#include <stdlib.h>
#include <string.h>

#include "platform/regex_parts.h"

/*
 * A matcher that fails has tried every way. Two ways round from a place to itself on the same text double with each round:
 * exponential. A way round p, a way from p to another place q and a way round q, all on the same text, let the change from p
 * to q happen at each round: one power more, and another for each such pair behind it (A. Weber, H. Seidl, On the degree of
 * ambiguity of finite automata, 1991). That every text can fail is assumed, which is too strict rather than too lax.
 */

enum { BUDGET = 3 * 1000 * 1000 };

struct degree {
	const struct regex_graph *graph;
	struct regex_bits reach[REGEX_PLACES_MAX]; /* in one step or more */
	int32_t next[REGEX_PLACES_MAX][REGEX_PLACES_MAX], n_next[REGEX_PLACES_MAX];
	long budget;
	/* of a search */
	unsigned char *seen;
	int32_t *queue;
	int32_t n_queue;
};

static bool
has(const struct regex_bits *bits, int32_t i)
{
	return (bits->word[i / 64] >> (i % 64)) & 1;
}

static bool
meet(const struct regex_bits *a, const struct regex_bits *b, const struct regex_bits *c)
{
	uint64_t both = 0;
	for (int i = 0; i < REGEX_PLACES_MAX / 64; i++) {
		both |= a->word[i] & b->word[i] & c->word[i];
	}
	return both != 0;
}

/* p and q are on a common round. */
static bool
is_together(const struct degree *degree, int32_t p, int32_t q)
{
	return has(&degree->reach[p], q) && has(&degree->reach[q], p);
}

/*
 * A place from which everything reached is the end of a match, too, is never passed in vain: the match is found there.
 * Such places are taken out, the greatest set of them.
 */
static void
take_out_ends(struct regex_graph *graph)
{
	bool good[REGEX_PLACES_MAX], changed = !graph->asserts;
	for (int32_t i = 0; i < graph->n; i++) {
		good[i] = !graph->asserts && graph->last[i] > 0;
	}
	while (changed) {
		changed = false;
		for (int32_t i = 0; i < graph->n; i++) {
			for (int32_t k = 0; good[i] && k < graph->n; k++) {
				if (graph->follow[i][k] > 0 && !good[k]) {
					good[i] = false;
					changed = true;
				}
			}
		}
	}
	for (int32_t i = 0; i < graph->n; i++) {
		for (int32_t k = 0; k < graph->n; k++) {
			if (good[i] || good[k]) {
				graph->follow[i][k] = 0;
			}
		}
	}
}

static void
find_ways(struct degree *degree)
{
	const struct regex_graph *graph = degree->graph;
	for (int32_t i = 0; i < graph->n; i++) {
		for (int32_t k = 0; k < graph->n; k++) {
			if (graph->follow[i][k] > 0) {
				degree->next[i][degree->n_next[i]++] = k;
				degree->reach[i].word[k / 64] |= 1ULL << (k % 64);
			}
		}
	}
	for (int32_t middle = 0; middle < graph->n; middle++) {
		for (int32_t i = 0; i < graph->n; i++) {
			if (has(&degree->reach[i], middle)) {
				for (int w = 0; w < REGEX_PLACES_MAX / 64; w++) {
					degree->reach[i].word[w] |= degree->reach[middle].word[w];
				}
			}
		}
	}
}

/* ---- two ways round ---- */

static void
visit(struct degree *degree, int32_t index)
{
	if (!degree->seen[index]) {
		degree->seen[index] = 1;
		degree->queue[degree->n_queue++] = index;
	}
}

static void
forget(struct degree *degree)
{
	for (int32_t i = 0; i < degree->n_queue; i++) {
		degree->seen[degree->queue[i]] = 0;
	}
	degree->n_queue = 0;
}

/* Whether a place is left by two ways, in the number of ways alone, that come back to it. */
static bool
has_double_way(const struct degree *degree)
{
	for (int32_t i = 0; i < degree->graph->n; i++) {
		for (int32_t k = 0; k < degree->graph->n; k++) {
			if (degree->graph->follow[i][k] > 1 && has(&degree->reach[k], i)) {
				return true;
			}
		}
	}
	return false;
}

/* All pairs that two ways on the same text reach from one place of a round, all of them on that round. */
static void
spread_pairs(struct degree *degree)
{
	const struct regex_graph *graph = degree->graph;
	const int32_t n = graph->n;
	for (int32_t at = 0; at < degree->n_queue && degree->budget > 0; at++) {
		const int32_t p = degree->queue[at] / n, q = degree->queue[at] % n;
		for (int32_t i = 0; i < degree->n_next[p]; i++) {
			const int32_t to = degree->next[p][i];
			for (int32_t k = 0; k < degree->n_next[q]; k++) {
				const int32_t other = degree->next[q][k];
				degree->budget--;
				if (is_together(degree, p, to) && is_together(degree, to, other) &&
					meet(&graph->letters[to], &graph->letters[other], &graph->letters[to])) {
					visit(degree, to * n + other);
				}
			}
		}
	}
}

/* Whether from this pair two ways on the same text come together again. */
static bool
closes(struct degree *degree, int32_t pair)
{
	const int32_t n = degree->graph->n;
	bool closed = false;
	visit(degree, pair);
	spread_pairs(degree);
	for (int32_t i = 0; i < degree->n_queue; i++) {
		closed = closed || degree->queue[i] / n == degree->queue[i] % n;
	}
	forget(degree);
	return closed;
}

static bool
is_exponential(struct degree *degree)
{
	const int32_t n = degree->graph->n;
	for (int32_t i = 0; i < n; i++) {
		if (has(&degree->reach[i], i)) {
			visit(degree, i * n + i);
		}
	}
	spread_pairs(degree);
	const int32_t n_found = degree->n_queue;
	int32_t *found = malloc((size_t)(n_found > 0 ? n_found : 1) * sizeof(*found));
	bool exponential = false;
	if (!found) {
		degree->budget = 0;
		return false;
	}
	memcpy(found, degree->queue, (size_t)n_found * sizeof(*found));
	forget(degree);
	for (int32_t i = 0; i < n_found && !exponential && degree->budget > 0; i++) {
		exponential = found[i] / n != found[i] % n && closes(degree, found[i]);
	}
	free(found);
	return exponential;
}

/* ---- a way round, a way over, a way round ---- */

/* From the three places of the triple to three others on a common letter. */
static void
spread_triple(struct degree *degree, const int32_t from[3], const int32_t rounds[2])
{
	const struct regex_graph *graph = degree->graph;
	const int32_t n = graph->n;
	for (int32_t i = 0; i < degree->n_next[from[0]]; i++) {
		const int32_t a = degree->next[from[0]][i];
		if (!is_together(degree, a, rounds[0])) {
			continue;
		}
		for (int32_t k = 0; k < degree->n_next[from[2]]; k++) {
			const int32_t c = degree->next[from[2]][k];
			if (!is_together(degree, c, rounds[1]) ||
				!meet(&graph->letters[a], &graph->letters[c], &graph->letters[a])) {
				continue;
			}
			for (int32_t m = 0; m < degree->n_next[from[1]]; m++) {
				const int32_t b = degree->next[from[1]][m];
				degree->budget--;
				if ((b == rounds[1] || has(&degree->reach[b], rounds[1])) &&
					meet(&graph->letters[a], &graph->letters[b], &graph->letters[c])) {
					visit(degree, (a * n + b) * n + c);
				}
			}
		}
	}
}

/* Whether on some text p leads to p, p to q, and q to q. */
static bool
crosses(struct degree *degree, int32_t p, int32_t q)
{
	const int32_t n = degree->graph->n;
	const int32_t rounds[2] = { p, q };
	const int32_t goal = (p * n + q) * n + q;
	bool crossed = false;
	visit(degree, (p * n + p) * n + q);
	for (int32_t at = 0; at < degree->n_queue && degree->budget > 0 && !crossed; at++) {
		const int32_t triple = degree->queue[at];
		const int32_t from[3] = { triple / n / n, triple / n % n, triple % n };
		crossed = triple == goal;
		spread_triple(degree, from, rounds);
	}
	forget(degree);
	return crossed;
}

/* The most crossings in a row from p on; `known` holds what was found, -1: not yet. */
static int
longest_from(struct degree *degree, int32_t p, int *known)
{
	const int32_t n = degree->graph->n;
	if (known[p] >= 0) {
		return known[p];
	}
	int longest = 0;
	for (int32_t q = 0; q < n && degree->budget > 0; q++) {
		if (!has(&degree->reach[p], q) || !has(&degree->reach[q], q) || is_together(degree, p, q)) {
			continue;
		}
		int behind = longest_from(degree, q, known);
		/* what is on q's round is as good as q */
		for (int32_t i = 0; i < n && behind >= longest && degree->budget > 0; i++) {
			if (!is_together(degree, p, i)) {
				continue;
			}
			if (crosses(degree, i, q)) {
				behind++;
				break;
			}
		}
		longest = behind > longest ? behind : longest;
	}
	for (int32_t i = 0; i < n; i++) {
		if (i == p || is_together(degree, p, i)) {
			known[i] = longest;
		}
	}
	return longest;
}

static int
polynomial(struct degree *degree)
{
	const int32_t n = degree->graph->n;
	int known[REGEX_PLACES_MAX], most = 0;
	bool any = false;
	memset(known, -1, sizeof(known));
	for (int32_t i = 0; i < n && degree->budget > 0; i++) {
		if (has(&degree->reach[i], i)) {
			const int longest = longest_from(degree, i, known);
			most = longest > most ? longest : most;
			any = true;
		}
	}
	return any ? 1 + most : 0;
}

int
regex_degree(struct regex_graph *graph)
{
	const size_t n = (size_t)graph->n, pairs = n * n, triples = n * n * n;
	struct degree *degree = calloc(1, sizeof(*degree));
	int power = REGEX_DEGREE_UNKNOWN;
	if (degree) {
		degree->graph = graph;
		degree->budget = BUDGET;
		/* mostly never touched; each visit but the first of a search costs budget */
		degree->seen = calloc(triples + 1, 1);
		degree->queue = malloc(
			(pairs + (triples < BUDGET ? triples : BUDGET)) * sizeof(int32_t) + 1);
	}
	if (degree && degree->seen && degree->queue) {
		take_out_ends(graph);
		find_ways(degree);
		power = has_double_way(degree) || is_exponential(degree) ? REGEX_DEGREE_EXPONENTIAL :
																   polynomial(degree);
		if (degree->budget <= 0 && power != REGEX_DEGREE_EXPONENTIAL) {
			power = REGEX_DEGREE_UNKNOWN;
		}
	}
	if (degree) {
		free(degree->seen);
		free(degree->queue);
	}
	free(degree);
	return power;
}
