/* SPDX-License-Identifier: MIT */
/* The immutable definition of one service: a GC Forms template with what the kiosk adds to it. */
#ifndef CORE_FORM_H
#define CORE_FORM_H

#include "core/rich.h"

/* What a loader refuses to exceed; the rules rely on it for their fixed working memory. */
enum { FORM_ELEMENTS_MAX = 1000, FORM_CHOICES_MAX = 400, FORM_GROUPS_MAX = 200 };
enum { FORM_STARS_MIN = 3, FORM_STARS_MAX = 10 };

enum element_type {
	ELEMENT_TEXT, /* textField */
	ELEMENT_TEXT_AREA,
	ELEMENT_NUMBER,
	ELEMENT_RADIO,
	ELEMENT_DROPDOWN,
	ELEMENT_COMBOBOX,
	ELEMENT_CHECKBOX, /* also attestation: checkbox whose validation says `all` */
	ELEMENT_RICH_TEXT,
	ELEMENT_DATE,
	ELEMENT_ADDRESS,
	ELEMENT_STARS,
	ELEMENT_FILE,
	ELEMENT_SET, /* dynamicRow */
};

enum text_kind {
	TEXT_ANY,
	TEXT_EMAIL,
	TEXT_PHONE,
	TEXT_DATE,
	TEXT_ALPHANUMERIC,
	TEXT_NUMBER,
	TEXT_NAME,
	TEXT_LETTERS,
	TEXT_CUSTOM,
	TEXT_DIGITS, /* of the parts of a date; no template has it */
};

/* The checks that a template cannot name and service.json can; a set of bits. */
enum check {
	CHECK_NANP = 1 << 0,   /* telephone number of the North American Numbering Plan */
	CHECK_POSTAL = 1 << 1, /* Canadian postal code */
	CHECK_LUHN_REFUSE =
		1 << 2,          /* refuses text that holds a nine-digit number with a valid Luhn digit */
	CHECK_NAME = 1 << 3, /* 1 to 100 code points, at least one letter of any script, no digits */
};

/* How a question wants its numbers (core/number.h). */
struct number_style {
	struct str currency; /* ISO 4217, three letters in either case; empty: no money */
	int32_t decimals;    /* stepCount; a currency has its own instead */
	bool is_grouped;     /* thousands kept apart; money always is */
};

/* Order of the three parts of a date. */
enum date_order { DATE_YMD, DATE_DMY, DATE_MDY };

/* What a date and an address are made of: indexes into the elements of element_parts(). */
enum date_part { DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_PART_COUNT };
enum address_part {
	ADDRESS_STREET,
	ADDRESS_CITY,
	ADDRESS_PROVINCE,
	ADDRESS_POSTAL_CODE,
	ADDRESS_COUNTRY,
	ADDRESS_PART_COUNT
};
/* The name under which GC Forms keeps the part: "MM", "streetAddress". */
const char *date_part_key(enum date_part part);
const char *address_part_key(enum address_part part);

struct validation {
	bool present; /* without it GC Forms never checks the element */
	bool required, all;
	enum text_kind kind;
	struct str regex;   /* counts with TEXT_CUSTOM only; search semantics */
	int32_t max_length; /* UTF-16 units, 0: no limit */
	bool has_min, has_max;
	double min, max;
	int32_t min_digits, max_digits; /* 0: no limit */
};

struct choice {
	struct bilingual label;
	struct bilingual spoken; /* empty: as the label */
	struct bilingual
		folded; /* the label as struct letters folds it, where choices are looked for by typing; else empty */
};

/* "<element id>.<choice index>" of the template. `element` is an index into form.elements, -1 if there is no such element. */
struct choice_ref {
	int32_t element;
	int32_t element_id;
	int32_t choice; /* index, -1 for catch-all */
};

struct element {
	int32_t id;
	enum element_type type;
	struct bilingual title, description, placeholder;
	struct bilingual
		spoken; /* of the title, when it must be spoken otherwise than written; else empty */
	struct validation validation;
	struct number_style number;
	enum date_order date_order;
	int32_t stars; /* of ELEMENT_STARS, FORM_STARS_MIN to FORM_STARS_MAX */
	const struct choice *choices;
	int32_t n_choices;
	int32_t
		n_own_choices; /* the first of them are the template's; rules match no others (managedChoices) */
	const uint16_t *
		order[LANG_COUNT]; /* choices as each language shows them; NULL: as the template has them */
	int32_t
		n_order; /* choices that are shown: all, or all but the own ones that a managed list takes the place of */
	bool is_strict;                 /* of a combobox: nothing but a choice will do (strictValue) */
	const struct choice_ref *rules; /* shown when any matches; none: always */
	int32_t n_rules;
	struct str autocomplete; /* HTML token, or empty */
	int32_t char_limit;      /* of 2021: UTF-16 units that can be typed, 0: no limit; unchecked */
	uint32_t checks;         /* enum check */
	bool allow_negative;     /* of a number */
	bool is_private;         /* the answer is spoken only where nobody else hears it */
	int32_t page;  /* elements with the same value share a page; -1: alone. Of service.json */
	int32_t group; /* index into form.groups, -1: in none */
	const struct rich *rich; /* of ELEMENT_RICH_TEXT: its description in LANG_COUNT languages */
	const struct element *sub_elements; /* of ELEMENT_SET */
	int32_t n_sub_elements;
	int32_t max_rows;           /* of ELEMENT_SET, 0: the kiosk's own limit */
	struct bilingual row_title; /* of ELEMENT_SET, what one row is called ("Person"), or empty */
	struct bilingual add_row,
		remove_row;   /* of ELEMENT_SET, the author's words for its two buttons, or empty */
	bool is_canadian; /* of ELEMENT_ADDRESS: no other country is asked for */
	/* What the answer is for: the HTML token, the author's tags, the purpose of service.json. Who shares one asks for the same. */
	const struct str *purposes;
	int32_t n_purposes;
};

enum next_kind { NEXT_NONE, NEXT_GROUP, NEXT_REVIEW, NEXT_END, NEXT_EXIT, NEXT_RULES };

struct next_rule {
	struct choice_ref when;
	enum next_kind kind; /* NEXT_GROUP, NEXT_REVIEW, NEXT_END or NEXT_EXIT */
	int32_t group;       /* with NEXT_GROUP */
};

struct group {
	struct str id;
	struct bilingual title, exit_url;
	const int32_t *elements; /* indexes into form.elements, in layout order */
	int32_t n_elements;
	enum next_kind next;
	int32_t next_group;
	const struct next_rule *next_rules;
	int32_t n_next_rules;
};

/* Everything is owned by the arena that the loader was given and lives as long as it. */
struct form {
	struct str service; /* id of the service, names its folder */
	struct str id, version;
	struct str root;       /* JSON path of the form object inside its file: "$" or "$.form" */
	bool is_block;         /* a list of elements without a form around it: no titles, no pages */
	struct str icon;       /* of service.json: a name, or empty */
	int32_t order;         /* of service.json: place among the services, smallest first */
	char sha256[65];       /* of the template's file, hexadecimal */
	struct bilingual name; /* of the service, for lists */
	struct bilingual title, introduction, privacy, confirmation;
	/* The last three of these as they are shown, each in LANG_COUNT languages; NULL where there is no text. */
	const struct rich *introduction_rich, *privacy_rich, *confirmation_rich;
	struct bilingual promise; /* what happens next, of service.json; for the confirmation */
	const struct element *elements;
	int32_t n_elements;
	const int32_t *layout; /* indexes into elements, in display order */
	int32_t n_layout;
	const struct group
		*groups; /* in path order: start, groupsLayout, review, end; none: one page form */
	int32_t n_groups;
	int32_t start;           /* index of the group "start", -1 without groups */
	bool review;             /* groupsLayout is not empty: several pages and a review */
	bool has_closing;        /* the record around the form names a closingDate: */
	ms_t closing_wall;       /* since 1970, UTC; from then on nobody may submit */
	struct bilingual closed; /* closedDetails: why, in the department's words; or empty */
};

/* Index of the top-level element with this id, or -1. */
int32_t form_find(const struct form *form, int32_t element_id);
/* Whether it requires a document: a kiosk has no file of the client, so that an officer has to see it. */
bool form_needs_officer(const struct form *form);
/* Whether the client answers this element (all but rich text). */
bool element_is_question(const struct element *element);
/* Whether the answer is a number: numberInput, and the text field of before that was validated as one. */
bool element_is_number(const struct element *element);
/* The parts that a date or an address is typed in, each an element of its own; NULL of other types. */
const struct form *element_parts(const struct element *element);
/* The part that is asked for at a place, from 0: of a date in the order of dateFormat. */
int32_t element_part_at(const struct element *element, int32_t place);
/* The choice that stands at a place of the list, 0 .. n_order - 1. */
int32_t element_choice_at(const struct element *element, enum lang lang, int32_t place);
/* Whether the choices are too many for a list and are looked for by typing: a combobox, a dropdown of more than this. */
enum { FORM_LISTED_CHOICES_MAX = 25 };
bool element_is_searched(const struct element *element);
/* Whether answers are picked out of `choices`. */
bool element_has_choices(const struct element *element);

#endif
