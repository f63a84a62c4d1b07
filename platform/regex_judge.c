/* SPDX-License-Identifier: MIT */
/* Whether an author's expression may be let loose on answers: what the analysis says, then what PCRE2 really does. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/regex_parts.h"

enum {
	DEGREE_MAX = 2,
	WAYS_MAX = 200 * 1000, /* as many steps as a match may take */
	TRIALS_MAX = 24,       /* rounds of the expression that are tried */
	WORD_BYTES = 1024,     /* of the way to a round, and of a round */
	UNITS_MAX = 10000,     /* GC Forms takes no longer answer */
	SAMPLE_BYTES = 24,     /* of an answer that is shown in a sentence */
	DEPTH_MAX = 4,         /* looks in looks */
};

struct judge {
	struct regex *regex;
	struct regex_tree *tree;
	struct regex_graph *graph;
	struct str pattern;
	int32_t units;
	bool many_ways;
	struct regex_judgement *judgement;
};

__attribute__((format(printf, 4, 5))) static void
judge_as(struct judge *judge, enum regex_verdict verdict, const char *remedy, const char *what, ...)
{
	va_list args;
	va_start(args, what);
	judge->judgement->verdict = verdict;
	vsnprintf(judge->judgement->what, sizeof(judge->judgement->what), what, args);
	snprintf(judge->judgement->remedy, sizeof(judge->judgement->remedy), "%s", remedy);
	va_end(args);
}

/* ---- the analysis ---- */

/* Repeats are copied less often until the expression is small enough to be judged. */
static enum regex_shape
make_graph(struct judge *judge, int32_t root, bool searching)
{
	static const int32_t copies[] = { 8, 3, 1 };
	enum regex_shape shape = REGEX_SHAPE_LARGE;
	for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]) && shape == REGEX_SHAPE_LARGE; i++) {
		shape = regex_graph_make(judge->tree, root, searching, copies[i], judge->graph);
	}
	return shape;
}

/*
 * What looks ahead or behind is run at each step of what it stands in: its degree is added. It begins where it stands,
 * without a search.
 */
static enum regex_shape
find_degree(struct judge *judge, int32_t root, int depth, int *ret_degree)
{
	const bool searching = depth == 0 && !regex_is_anchored(judge->tree, root);
	const enum regex_shape shape = make_graph(judge, root, searching);
	int32_t looks[REGEX_LOOKS_MAX];
	const int32_t n_looks = judge->graph->n_looks;
	int most = 0;
	if (shape != REGEX_SHAPE_GOOD || depth > DEPTH_MAX) {
		return shape != REGEX_SHAPE_GOOD ? shape : REGEX_SHAPE_LARGE;
	}
	memcpy(looks, judge->graph->looks, sizeof(looks));
	judge->many_ways = judge->many_ways || regex_has_ways(judge->graph, WAYS_MAX);
	const int own = regex_degree(judge->graph);
	for (int32_t i = 0; i < n_looks; i++) {
		int degree;
		const enum regex_shape inner = find_degree(judge, looks[i], depth + 1, &degree);
		if (inner != REGEX_SHAPE_GOOD) {
			return inner;
		}
		most = degree > most ? degree : most;
	}
	*ret_degree = own + most;
	return REGEX_SHAPE_GOOD;
}

static void
judge_shape(struct judge *judge, enum regex_shape shape)
{
	switch (shape) {
	case REGEX_SHAPE_BACK:
		judge_as(judge, REGEX_UNJUDGED, "Write the expression without referring back to a group.",
			"How long the regular expression takes cannot be judged, because it refers back to a group.");
		break;
	case REGEX_SHAPE_PROPERTY:
		judge_as(judge, REGEX_FOREIGN, "Name the characters in brackets, such as [A-Za-zÀ-ÿ].",
			"The regular expression uses \\p, which without the flag u is the letter p in GC Forms.");
		break;
	case REGEX_SHAPE_LARGE:
	case REGEX_SHAPE_GOOD:
		judge_as(judge, REGEX_UNJUDGED, "Write a shorter expression, or part the question.",
			"How long the regular expression takes cannot be judged, because it is too large.");
		break;
	}
}

static void
judge_degree(struct judge *judge, int degree)
{
	static const char *const remedy =
		"Let no two repeats take the same characters one behind the other, or one inside the other.";
	if (degree >= REGEX_DEGREE_UNKNOWN) {
		judge_shape(judge, REGEX_SHAPE_LARGE);
	} else if (degree >= REGEX_DEGREE_EXPONENTIAL) {
		judge_as(judge, REGEX_EXPLODES, remedy,
			"The regular expression can take twice as long with each character of an answer.");
	} else if (degree > DEGREE_MAX) {
		judge_as(judge, REGEX_EXPLODES, remedy,
			"The time that the regular expression takes can grow with power %d of an answer's length.",
			degree);
	} else if (judge->many_ways) {
		judge_as(judge, REGEX_EXPLODES,
			"Write fewer parts behind one another that may be left out.",
			"The regular expression can be tried in more than %d ways on one short answer.",
			WAYS_MAX);
	}
}

/* ---- the trial ---- */

/* `there`, and `round` until the answer has as many units as it may have. Returns the bytes. */
static size_t
fill(const struct judge *judge, struct str there, struct str round, char *subject)
{
	size_t n = there.n, units = utf16_length(there);
	const size_t step = utf16_length(round);
	memcpy(subject, there.p, there.n);
	while (step > 0 && units + step < (size_t)judge->units) {
		memcpy(subject + n, round.p, round.n);
		n += round.n;
		units += step;
	}
	return n;
}

/* The same with an end at which most expressions fail. True when PCRE2 was stopped. */
static bool
try_round(struct judge *judge, struct str there, struct str round, char *subject)
{
	static const char *const ends[] = { "", "!", "\x01" };
	const struct matcher matcher = regex_matcher(judge->regex);
	const size_t n = fill(judge, there, round, subject);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const size_t more = strlen(ends[i]);
		memcpy(subject + n, ends[i], more);
		if (matcher.search(matcher.context, judge->pattern, (struct str){ subject, n + more }) ==
			MATCH_STOPPED) {
			return true;
		}
	}
	return false;
}

static void
judge_trial(struct judge *judge, struct str round)
{
	int n = (int)round.n;
	while (n > SAMPLE_BYTES) {
		n = (int)utf8_previous(round, (size_t)n);
	}
	judge_as(judge, REGEX_SLOW,
		"Begin the expression with ^, make it simpler, or let the answer be shorter.",
		"The regular expression is stopped on an answer of %d characters such as \"%.*s\" over and over; "
		"the client is told of a problem.",
		(int)judge->units, n, round.p);
}

/* The graph of the whole must have been made last. */
static int
try_rounds(struct judge *judge)
{
	char there_bytes[WORD_BYTES], round_bytes[WORD_BYTES];
	int trials = 0;
	/* the way there counts for the units, the last round may be one too many */
	char *subject = malloc((size_t)judge->units * 4 + 2 * WORD_BYTES + 8);
	if (!subject) {
		return -ENOMEM;
	}
	for (int32_t place = 0; place < judge->graph->n && trials < TRIALS_MAX; place++) {
		struct text there, round;
		text_init(&there, there_bytes, sizeof(there_bytes));
		text_init(&round, round_bytes, sizeof(round_bytes));
		if (!regex_round(judge->graph, place, &there, &round) || there.full || round.full) {
			continue;
		}
		trials++;
		if (try_round(judge, text_str(&there), text_str(&round), subject)) {
			judge_trial(judge, text_str(&round));
			break;
		}
	}
	free(subject);
	return 0;
}

/* ---- the judgement ---- */

/* False: it is refused. */
static bool
is_usable(struct judge *judge)
{
	const char *reason;
	if (!regex_parse(judge->pattern, judge->tree)) {
		judge_as(judge, judge->tree->verdict,
			"Correct the expression; until then every answer is refused.",
			"The regular expression cannot be used: %s (at byte %zu).", judge->tree->fault,
			judge->tree->at);
		return false;
	}
	if (!regex_is_valid(judge->regex, judge->pattern, &reason)) {
		judge_as(judge, REGEX_FOREIGN,
			"Correct the expression; until then every answer is refused.",
			"The regular expression cannot be used: %s.", reason);
		return false;
	}
	return true;
}

static int
judge_pattern(struct judge *judge)
{
	int degree = 0;
	if (!is_usable(judge)) {
		return 0;
	}
	const enum regex_shape shape = find_degree(judge, judge->tree->root, 0, &degree);
	if (shape != REGEX_SHAPE_GOOD) {
		judge_shape(judge, shape);
		return 0;
	}
	judge->judgement->degree = degree;
	judge_degree(judge, degree);
	if (judge->judgement->verdict != REGEX_SAFE) {
		return 0;
	}
	/* looks have overwritten it, and the analysis takes ends out */
	const bool searching = !regex_is_anchored(judge->tree, judge->tree->root);
	if (make_graph(judge, judge->tree->root, searching) != REGEX_SHAPE_GOOD) {
		return 0;
	}
	return try_rounds(judge);
}

int
regex_judge(
	struct regex *regex, struct str pattern, int32_t units, struct regex_judgement *ret_judgement)
{
	struct regex_judgement judgement = { .verdict = REGEX_SAFE };
	struct judge judge = { .regex = regex,
		.tree = malloc(sizeof(*judge.tree)),
		.graph = malloc(sizeof(*judge.graph)),
		.pattern = pattern,
		.units = units > 0 && units < UNITS_MAX ? units : UNITS_MAX,
		.judgement = &judgement };
	const int r = judge.tree && judge.graph ? judge_pattern(&judge) : -ENOMEM;
	free(judge.tree);
	free(judge.graph);
	if (r == 0) {
		*ret_judgement = judgement;
	}
	return r;
}
