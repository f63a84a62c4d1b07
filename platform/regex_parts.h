/* SPDX-License-Identifier: MIT */
/* An author's expression as a tree and as a graph of what can follow what. Not for other adapters. */
#ifndef PLATFORM_REGEX_PARTS_H
#define PLATFORM_REGEX_PARTS_H

#include "core/text.h"
#include "platform/regex.h"

enum {
	REGEX_BYTES_MAX = 2000,  /* of an expression */
	REGEX_NODES_MAX = 2100,  /* at most one a byte, and some for what holds them together */
	REGEX_RANGES_MAX = 6000, /* of all sets together */
	REGEX_DEPTH_MAX = 40,    /* groups in groups */
	REGEX_NAMES_MAX = 32,
	REGEX_REPEAT_MAX = 65535, /* of PCRE2 */
	REGEX_UNICODE_MAX = 0x10FFFF,
};

enum regex_kind {
	REGEX_SET,      /* one character of the ranges; without any it matches nothing */
	REGEX_PROPERTY, /* \p{L}: of the kiosk's own expressions */
	REGEX_CONCAT,
	REGEX_ALTERNATE,
	REGEX_REPEAT,
	REGEX_GROUP,
	REGEX_LOOK,
	REGEX_START,
	REGEX_END,
	REGEX_WORD_EDGE, /* \b and \B */
	REGEX_BACK,      /* \1 */
};

struct regex_range {
	uint32_t from, to;
};

struct regex_node {
	enum regex_kind kind;
	int32_t child, next;      /* indexes, -1: none */
	int32_t ranges, n_ranges; /* of a set: sorted, apart from each other */
	int32_t least, most;      /* of a repeat; most -1: without end */
	int32_t number; /* of a group that captures, or of the one that is referred to; else 0 */
	bool lazy;
	const char *notation; /* of a look or an edge, as PCRE2 writes it */
	struct str property;  /* in the expression */
};

struct regex_tree {
	struct regex_node nodes[REGEX_NODES_MAX];
	struct regex_range ranges[REGEX_RANGES_MAX];
	int32_t n_nodes, n_ranges, root;
	/* after a failure: what is wrong (static), and at which byte */
	enum regex_verdict verdict;
	const char *fault;
	size_t at;
};

/* Ranges of one set while it is being put together. */
enum { REGEX_SET_MAX = 200 };
struct regex_set {
	struct regex_range ranges[REGEX_SET_MAX];
	int32_t n;
	bool full; /* something did not fit */
};

void regex_set_add(struct regex_set *set, uint32_t from, uint32_t to);
/* 'd', 'w', 's' as ECMAScript defines them, or in upper case the rest. False for any other letter. */
bool regex_set_add_escape(struct regex_set *set, char letter);
/* The line ends of ECMAScript, which "." does not match. */
void regex_set_add_line_ends(struct regex_set *set);
void regex_set_sort(struct regex_set *set);
/* Sorts, and takes everything else instead. */
void regex_set_invert(struct regex_set *set);

/* Parses ECMAScript without the flag u. On false tree->verdict, fault and at say why. */
__attribute__((warn_unused_result)) bool regex_parse(struct str pattern, struct regex_tree *tree);
/* What regex_parse() is in the middle of, for the reading of classes and escapes. */
struct regex_reader {
	struct str s;
	size_t at;
	struct regex_tree *tree;
	int32_t depth, n_groups, n_seen;
	struct str names[REGEX_NAMES_MAX]; /* of the groups from 1 on; empty: without a name */
};
/* Returns -1. */
int32_t regex_refuse(struct regex_reader *reader, enum regex_verdict verdict, const char *fault);
int32_t regex_node(struct regex_reader *reader, enum regex_kind kind);
int32_t regex_set_node(struct regex_reader *reader, struct regex_set *set);
/* Behind "[" and behind "\": the node, or -1 after a refusal. */
int32_t regex_read_class(struct regex_reader *reader);
int32_t regex_read_escape(struct regex_reader *reader);

/* The tree as PCRE2 reads it when it is anchored; the caller frees it. NULL: no memory. */
char *regex_write(const struct regex_tree *tree, size_t *ret_size);

enum { REGEX_PLACES_MAX = 256, REGEX_LOOKS_MAX = 8 };

struct regex_bits {
	uint64_t word[REGEX_PLACES_MAX / 64];
};

/*
 * A place is one set of the expression, as often as repeats copy it. A way from place to place is counted as often as the
 * matcher can go it: 0, 1, or 2 for "more".
 */
struct regex_graph {
	int32_t n;
	uint8_t follow[REGEX_PLACES_MAX][REGEX_PLACES_MAX];
	uint8_t first[REGEX_PLACES_MAX], last[REGEX_PLACES_MAX];
	int16_t next[REGEX_PLACES_MAX][REGEX_PLACES_MAX]; /* the places that follow, in a list */
	int16_t n_next[REGEX_PLACES_MAX];
	int32_t set[REGEX_PLACES_MAX]; /* the node, -1: any character */
	/* characters that no set tells apart are one letter */
	struct regex_bits letters[REGEX_PLACES_MAX];
	uint32_t sample[REGEX_PLACES_MAX]; /* a character of each letter */
	int32_t n_letters;
	int32_t looks[REGEX_LOOKS_MAX];
	int32_t n_looks;
	bool asserts; /* whether reaching a last place need not be a match */
};

enum regex_shape { REGEX_SHAPE_GOOD, REGEX_SHAPE_BACK, REGEX_SHAPE_PROPERTY, REGEX_SHAPE_LARGE };

/*
 * The graph of the tree below `root`; `searching`: in front of it stands the search for a beginning. Repeats are copied at
 * most `copies` times, and beyond count as endless, which adds ways and takes none away.
 */
enum regex_shape regex_graph_make(const struct regex_tree *tree, int32_t root, bool searching,
	int32_t copies, struct regex_graph *graph);
bool regex_is_anchored(const struct regex_tree *tree, int32_t root);

enum { REGEX_DEGREE_EXPONENTIAL = 100, REGEX_DEGREE_UNKNOWN = 101 };

/* Steps grow with which power of the length; an upper bound, or one of the two above. */
int regex_degree(struct regex_graph *graph);
/*
 * Whether some text that is likely to has more than `limit` ways: what has no endless repeat, such as a?a?a?aaa with more of
 * both, doubles them all the same.
 */
bool regex_has_ways(const struct regex_graph *graph, double limit);
/* A text that goes round the place: the way there, and its shortest round. False when it is on none. */
bool regex_round(
	const struct regex_graph *graph, int32_t place, struct text *ret_there, struct text *ret_round);

#endif
