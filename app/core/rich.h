/* SPDX-License-Identifier: MIT */
/* Text with structure, as a form's author wrote it in Markdown: blocks one after the other, each with its runs. */
#ifndef CORE_RICH_H
#define CORE_RICH_H

#include "core/str.h"

enum {
	RICH_DEPTH_MAX = 8,       /* lists that are nested deeper stand at this depth */
	RICH_DISCLOSURES_MAX = 64 /* of a form: what is folded is one bit each */
};

/* Around what is strong in a text that is not all strong: SHIFT OUT and SHIFT IN, which no other text has. */
enum { RICH_STRONG_ON = 0x0E, RICH_STRONG_OFF = 0x0F };

enum rich_style {
	RICH_STRONG = 1 << 0,
	RICH_EMPHASIS = 1 << 1,
	RICH_CODE = 1 << 2,
	RICH_STRUCK = 1 << 3,
	RICH_LINK = 1 << 4, /* its text */
	RICH_ADDRESS =
		1 << 5, /* added behind a link whose text does not say where it leads: " (canada.ca)" */
};

/* A stretch of one style. */
struct rich_run {
	struct str text; /* lies in the text of its block; line feed: hard break */
	uint32_t style;  /* enum rich_style */
	struct str link; /* whole address of RICH_LINK and RICH_ADDRESS */
};

enum rich_kind {
	RICH_HEADING,
	RICH_PARAGRAPH,
	RICH_ITEM, /* of a list; what follows its first paragraph is RICH_PARAGRAPH at its level */
	RICH_DISCLOSURE,     /* what stands between it and its end can be folded away */
	RICH_DISCLOSURE_END, /* has no text */
	RICH_RULE,           /* the same */
};

struct rich_block {
	enum rich_kind kind;
	struct str text; /* all runs, one behind the other; of RICH_DISCLOSURE its summary, or empty */
	struct str spoken; /* instead of the text, where an address stands in brackets; else empty */
	struct str
		mixed; /* the text with its strong stretches marked; empty where none or all is strong */
	const struct rich_run *runs;
	int32_t n_runs;
	int32_t level;        /* heading: 1 to 6; else how many lists it is in */
	int32_t number;       /* of an item, as written before it; -1: a bullet */
	int32_t position, of; /* of an item in its list */
	int32_t
		disclosure; /* the same in both languages, unlike all others of the form; -1: always open */
	bool is_strong; /* all of its text is */
};

/* Owned by the arena of the form. */
struct rich {
	const struct rich_block *blocks;
	int32_t n;
};

#endif
