/* SPDX-License-Identifier: MIT */
/* Texts on which an expression is tried, and how many ways it has on them. */
#include <string.h>

#include "platform/regex_parts.h"

/* Of a run of one letter: what has no endless repeat is over by then, or has shown how it grows. */
enum { RUN_MAX = 128 };

static bool
has(const struct regex_bits *bits, int32_t i)
{
	return (bits->word[i / 64] >> (i % 64)) & 1;
}

static int32_t
first_letter(const struct regex_graph *graph, int32_t place)
{
	int32_t letter = 0;
	while (letter < graph->n_letters - 1 && !has(&graph->letters[place], letter)) {
		letter++;
	}
	return letter;
}

/* ---- how many ways ---- */

/* One letter further: *ways, and how many there are now. */
static double
step(const struct regex_graph *graph, int32_t letter, double *ways)
{
	double next[REGEX_PLACES_MAX] = { 0 }, sum = 0;
	for (int32_t i = 0; i < graph->n; i++) {
		for (int16_t at = 0; ways[i] > 0 && at < graph->n_next[i]; at++) {
			const int16_t k = graph->next[i][at];
			if (has(&graph->letters[k], letter)) {
				next[k] += ways[i] * graph->follow[i][k];
			}
		}
	}
	for (int32_t k = 0; k < graph->n; k++) {
		sum += next[k];
	}
	memcpy(ways, next, sizeof(next));
	return sum;
}

/* All ways into the text, the unfinished ones too: what a matcher that fails goes through. */
static double
count_ways(const struct regex_graph *graph, const int32_t *letters, int32_t n, double limit)
{
	double ways[REGEX_PLACES_MAX] = { 0 }, sum = 0;
	for (int32_t i = 0; n > 0 && i < graph->n; i++) {
		ways[i] = has(&graph->letters[i], letters[0]) ? graph->first[i] : 0;
		sum += ways[i];
	}
	for (int32_t at = 1; at < n && sum <= limit; at++) {
		const double more = step(graph, letters[at], ways);
		if (more <= 0) {
			break;
		}
		sum += more;
	}
	return sum;
}

bool
regex_has_ways(const struct regex_graph *graph, double limit)
{
	int32_t text[REGEX_PLACES_MAX];
	const int32_t n = graph->n < RUN_MAX ? graph->n : RUN_MAX;
	for (int32_t i = 0; i < graph->n; i++) {
		text[i] = first_letter(graph, i);
	}
	/* what the expression spells when all of it is wanted */
	if (count_ways(graph, text, graph->n, limit) > limit) {
		return true;
	}
	for (int32_t letter = 0; letter < graph->n_letters; letter++) {
		for (int32_t i = 0; i < n; i++) {
			text[i] = letter;
		}
		if (count_ways(graph, text, n, limit) > limit) {
			return true;
		}
	}
	return false;
}

/* ---- a text that goes round a place ---- */

/* The shortest way from the places of `from` to `to`, written down without `from`'s own letters. False: there is none. */
static bool
walk(const struct regex_graph *graph, const uint8_t *from, int32_t to, struct text *ret_text)
{
	int32_t before[REGEX_PLACES_MAX], queue[REGEX_PLACES_MAX], n_queue = 0, n_way = 0;
	bool seen[REGEX_PLACES_MAX] = { false };
	for (int32_t i = 0; i < graph->n; i++) {
		if (from[i] > 0) {
			seen[i] = true;
			before[i] = -1;
			queue[n_queue++] = i;
		}
	}
	for (int32_t at = 0; at < n_queue && !seen[to]; at++) {
		for (int16_t i = 0; i < graph->n_next[queue[at]]; i++) {
			const int16_t k = graph->next[queue[at]][i];
			if (!seen[k]) {
				seen[k] = true;
				before[k] = queue[at];
				queue[n_queue++] = k;
			}
		}
	}
	if (!seen[to]) {
		return false;
	}
	for (int32_t i = to; i >= 0; i = before[i]) {
		queue[n_way++] = i;
	}
	while (n_way > 0) {
		text_char(ret_text, graph->sample[first_letter(graph, queue[--n_way])]);
	}
	return true;
}

bool
regex_round(
	const struct regex_graph *graph, int32_t place, struct text *ret_there, struct text *ret_round)
{
	return walk(graph, graph->follow[place], place, ret_round) &&
		walk(graph, graph->first, place, ret_there);
}
