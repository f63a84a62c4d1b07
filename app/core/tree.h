/* SPDX-License-Identifier: MIT */
/* Everything a person can perceive, as one list of nodes in reading order. */
#ifndef CORE_TREE_H
#define CORE_TREE_H

#include "core/place.h"
#include "core/reading.h"
#include "core/text.h"

enum role {
	ROLE_HEADING,
	ROLE_PARAGRAPH,
	ROLE_ITEM, /* of a list; `mark` is its bullet or number */
	ROLE_GROUP,
	ROLE_FIELD,
	ROLE_CHOICE,
	ROLE_BUTTON,
	ROLE_KEY,
	ROLE_ALERT,
	ROLE_STATUS,
	ROLE_PROGRESS,
	ROLE_IMAGE,
	ROLE_COUNT
};

enum node_flag {
	NODE_FOCUSABLE = 1 << 0,
	NODE_CHECKED = 1 << 1,
	NODE_REQUIRED = 1 << 2,
	NODE_INVALID = 1 << 3,
	NODE_PRIVATE = 1 << 4,    /* the value is an answer that others must not hear */
	NODE_DECORATIVE = 1 << 5, /* neither spoken nor in braille */
	NODE_BUSY = 1 << 6,
	NODE_MULTIPLE = 1 << 7, /* a choice that does not exclude the others: check box */
	NODE_LONG = 1 << 8,     /* a field of several lines */
	NODE_PRIMARY = 1 << 9,  /* the button that goes on */
	NODE_DANGER = 1 << 10,  /* a button that loses something */
	NODE_LARGE = 1 << 11,   /* to be read from afar: reference, call-back words */
	NODE_ABSENT = 1 << 12,  /* keeps its place in the frame, is neither seen nor spoken */
	NODE_SECRET = 1 << 13,  /* an answer that is spoken as "hidden" now */
	NODE_PRESSED = 1 << 14, /* a toggle that is on */
	NODE_LEFT = 1 << 15,    /* stands in the left half of the column, */
	NODE_RIGHT = 1 << 16, /* and the next node beside it in the right one: of equal weight (K-68) */
	NODE_STRONG = 1 << 17,    /* a paragraph or item that its author made stand out */
	NODE_EXPANDED = 1 << 18,  /* a button: the nodes whose parent it is are there, */
	NODE_COLLAPSED = 1 << 19, /* or come when it is pressed */
	NODE_SHORT = 1 << 20,     /* a field for a few characters */
	NODE_MASKED = 1 << 21,    /* a field whose value is told by stand-ins only */
};

/* Top to bottom. REGION_PARTS: the buttons that leaf through a page that does not fit. */
enum region { REGION_HEADER, REGION_CONTENT, REGION_PARTS, REGION_KEYBOARD, REGION_FOOTER };

enum action_kind {
	ACTION_NONE,
	ACTION_LANGUAGE, /* arg: enum lang */
	ACTION_SWITCH_LANGUAGE,
	ACTION_SERVICE, /* arg: index of the form */
	ACTION_BACK,
	ACTION_NEXT,
	ACTION_MORE,           /* next part of a page that does not fit */
	ACTION_LESS,           /* part before it */
	ACTION_EDIT,           /* place: the text field itself */
	ACTION_CHOOSE,         /* place, arg: choice; of stars how many */
	ACTION_CLEAR,          /* place: takes back what was picked */
	ACTION_SHOW,           /* place: of a file; it is shown to an officer, or not */
	ACTION_OFFER,          /* place: takes over what was answered before */
	ACTION_MATCHES,        /* arg: the first of the choices found that is shown */
	ACTION_ADD_ROW,        /* place: the set, and the row that is open */
	ACTION_REMOVE_ROW,     /* the same; asks first where something would be lost */
	ACTION_REMOVE_ROW_YES, /* the answer to that */
	ACTION_CHANGE,         /* place; from the review and back to it */
	ACTION_GO_TO,          /* place; from the error summary to its field */
	ACTION_EXIT,           /* leaves a form that goes no further here */
	ACTION_ANOTHER,        /* another service in the same visit */
	ACTION_SUBMIT,
	ACTION_RETRY,
	ACTION_CANCEL, /* asks first */
	ACTION_CANCEL_YES,
	ACTION_CANCEL_NO,
	ACTION_DONE,
	ACTION_STAY, /* answer to the time-out notice */
	ACTION_MORE_TIME,
	ACTION_SPEECH, /* on and off */
	ACTION_ALOUD_YES,
	ACTION_ALOUD_NO,
	ACTION_HELP,
	ACTION_SETTINGS, /* text size, colours, speech */
	ACTION_CLOSE,    /* back from help */
	ACTION_SIZE,     /* arg: 0 .. 3 */
	ACTION_THEME,    /* arg: enum theme_name */
	ACTION_SLOWER,
	ACTION_FASTER,
	ACTION_SOFTER,
	ACTION_LOUDER,
	ACTION_KEY,      /* arg: code point, arg2: enum keyboard_key */
	ACTION_DISCLOSE, /* arg: number of the disclosure in its form */
	ACTION_STAFF,    /* arg: enum staff_act, arg2: what it is done with */
};

/* What technicians do. */
enum staff_act {
	STAFF_ACT_ENTER,
	STAFF_ACT_LEAVE,
	STAFF_ACT_MENU,
	STAFF_ACT_ASK, /* arg2: enum staff_verb; asks first where that cannot be undone */
	STAFF_ACT_DO,  /* arg2: enum staff_verb */
	STAFF_ACT_SETUP,
	STAFF_ACT_ENROL,
	STAFF_ACT_OUTCOME, /* arg2: enum selftest_outcome, of the step that is shown */
	STAFF_ACT_PLAY,    /* the word that is to be heard */
	STAFF_ACT_HEARD,   /* arg2: which of the words was heard */
	STAFF_ACT_MEASURE, /* what was typed is what the ruler says */
};

/* What an image shows; its name says the same in words. */
enum picture_kind {
	PICTURE_BAR,      /* `mm` long */
	PICTURE_CONTRAST, /* eight steps of grey, and letters of less and less contrast */
	PICTURE_CODE,     /* a QR code */
};

struct picture {
	enum picture_kind kind;
	int32_t mm;
	float px_per_mm;        /* of the screen itself, whatever the viewing distance */
	const uint8_t *modules; /* of the code, row by row; 1 is dark */
	int32_t side;           /* modules in a row */
};

struct action {
	enum action_kind kind;
	int32_t arg, arg2;
	struct place place; /* of the actions that say so */
};

struct node {
	enum role role;
	enum lang lang;
	enum region region;
	uint32_t flags;
	struct str id;    /* stable from run to run: "next", "q3", "q3.c1" */
	struct str name;  /* label, or the text itself */
	struct str mixed; /* the name as it is drawn, where some of it is strong; else empty (rich.h) */
	struct str mark;  /* shown behind the name: "(required)"; before that of an item */
	struct str value, hint, error;
	struct str spoken;       /* instead of name, when it must be said otherwise; else empty */
	struct str value_spoken; /* instead of value */
	enum reading reading;    /* of the value */
	/* A text that may change by itself: what may come to stand in its place, so that the longest has room at once. */
	const struct str *others;
	int32_t n_others;
	struct str instruction; /* what a key press does here; spoken last, not shown */
	struct action action;
	int32_t level;                 /* of a heading, 1 to 3 */
	int32_t indent;                /* steps that it stands to the right of the column's edge */
	int32_t position, of;          /* "2 of 10" among its like; 0: not counted */
	int32_t stars;                 /* drawn beside a choice that is so many of them */
	const struct picture *picture; /* of an image; else NULL */
	int32_t caret;                 /* byte offset in value, -1: none */
	int32_t parent;                /* index of the group, -1: none */
	struct place place;            /* of the answer it belongs to, or PLACE_NONE */
	/* set by layout */
	struct rect box;
	uint32_t foreground, background, border; /* 0xRRGGBB */
	bool shown;                              /* in the visible part of the page */
};

enum { TREE_MAX = 640 };

struct tree {
	struct node *nodes;
	int32_t n;
	int32_t focus;    /* index, -1: none */
	struct str page;  /* id of the page */
	struct str title; /* accessible name of the page */
	enum lang lang;
	int32_t part,
		parts; /* which part of a page that does not fit is shown, from 0; set by layout */
};

void tree_init(struct tree *tree, struct arena *page);
/* Adds a node with its role, language and name; parent, element and caret are -1. Returns it for the rest to be set. */
struct node *tree_add(struct tree *tree, enum role role, enum region region, struct str name);
/* Index of the node with this id, or -1. */
int32_t tree_find(const struct tree *tree, struct str id);
const char *role_name(enum role role);
/* One JSON object, one line, as docs/formats/scene.md says; without line feed. */
void tree_dump(const struct tree *tree, struct text *text);

#endif
