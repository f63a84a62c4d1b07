/* SPDX-License-Identifier: MIT */
/* Reading JSON for the form loader: where we are, what is wrong there, and typed values. Not for other adapters. */
#ifndef PLATFORM_FORM_READER_H
#define PLATFORM_FORM_READER_H

#include <jansson.h>

#include "core/arena.h"
#include "core/form.h"
#include "platform/form_json.h"

/*
 * The first refusal sticks: after it every call returns zero or nothing, so that readers need not check each value, only
 * loops and pointers. All text is copied into the arena.
 */
struct reader {
	const char *name;
	struct arena *arena;
	struct form_loading loading;
	bool strict; /* a finding of severity "error" refuses */
	int error;   /* 0, or the negative errno of the first refusal */
	struct diagnosis refusal;
	int32_t disclosures; /* of all texts so far, in either language */
	char path[192];
	size_t n_path;
};

/* Bytes of a whole file, malloc'ed, for the caller to free(); NULL after a refusal. */
char *reader_file(struct reader *reader, const char *path, size_t *ret_size);
/* Parses and checks limits that hold for any file; the caller owns the reference. NULL after a refusal. */
json_t *reader_parse(struct reader *reader, struct str json);

__attribute__((format(printf, 4, 5))) void reader_refuse(
	struct reader *reader, int error, const char *remedy, const char *what, ...);
__attribute__((format(printf, 4, 5))) void reader_report(
	struct reader *reader, const char *severity, const char *remedy, const char *what, ...);

/* Go down one step in the path; give the returned mark back to reader_up(). */
size_t reader_key(struct reader *reader, const char *key);
size_t reader_index(struct reader *reader, size_t index);
void reader_up(struct reader *reader, size_t mark);

/* Zeroed memory of the arena, or NULL after a refusal; one byte at least, so that NULL always means refused. */
void *reader_take(struct reader *reader, size_t size);

/* The member, or NULL when it is absent, null, or (reported as an error) of another type. */
json_t *reader_member(struct reader *reader, json_t *object, const char *key, json_type type);
struct str reader_text(struct reader *reader, json_t *object, const char *key);
/* Members "<key>En" and "<key>Fr". */
struct bilingual reader_bilingual(struct reader *reader, json_t *object, const char *key);
bool reader_bool(struct reader *reader, json_t *object, const char *key);
/* False when it is absent or no number. */
bool reader_number(struct reader *reader, json_t *object, const char *key, double *ret_value);
/* Whole number from `least` to `most`; `otherwise` when it is absent or (reported) out of range. */
int32_t reader_integer(struct reader *reader, json_t *object, const char *key, int32_t least,
	int32_t most, int32_t otherwise);
/* Reports members that are not in the NULL-terminated list. */
void reader_known(struct reader *reader, json_t *object, const char *const *keys);

/* A form that is still being put together: the same memory twice, once for writing. NULL form after a refusal. */
struct draft {
	struct form *form;
	struct element *elements;
};

/* What a diagnosis advises where only the template's author can help. */
#define TODO_BUILDER "Correct it in the form builder and export the form again."

enum { FORM_ID_MAX = 1000 * 1000 * 1000 };

/* Elements of a form or of a set; NULL after a refusal. Without an id an element gets its place, from 1. */
struct element *form_read_elements(struct reader *reader, json_t *list, int32_t *ret_n);
/* Choices, what order they have and how they are looked for; the element's type must have been read. */
void form_read_choices(struct reader *reader, json_t *properties, struct element *element);
/* Adds the HTML token and the tags to what the answer is for; form_add_purpose() one more, each once. */
void form_read_purposes(struct reader *reader, json_t *properties, struct element *element);
void form_add_purpose(struct reader *reader, struct element *element, struct str purpose);
/* "12.3", or with a catch-all "12.catch-all"; false when the text is neither. The element's index is not looked up yet. */
bool form_parse_ref(const char *text, struct choice_ref *ret_ref);
/* Blocks of the texts "<key>En" and "<key>Fr" in LANG_COUNT languages; NULL where both are empty, or after a refusal. */
const struct rich *form_read_rich(
	struct reader *reader, const char *key, const struct bilingual *text);
/* Reports ids of the author's own (questionId) that two questions share, and what may not be asked by its tags. */
void form_check_authors_ids(struct reader *reader, json_t *elements);
/* Finds the element; reports when there is none, or it has no such choice. */
void form_resolve_ref(struct reader *reader, const struct form *form, struct choice_ref *ref);
/* Indexes of the elements that a list of ids names, each once, into a list with room for all elements. Returns how many. */
int32_t form_read_ids(
	struct reader *reader, json_t *list, const struct form *form, int32_t *indexes);
/* Members "groups" and "groupsLayout"; elements and layout must have been read. */
void form_read_groups(struct reader *reader, json_t *json, const struct draft *draft);
/* Members "closingDate" and "closedDetails" of the record; the reader stands at it. */
void form_read_record(struct reader *reader, json_t *record, struct form *form);
struct draft form_read(struct reader *reader, struct str json);

/* Reports what keeps the form from being a service of the kiosk; the reader stands at the form. */
void form_judge_template(struct reader *reader, const struct form *form, const char *severity);
/* The same of what service.json added, as errors; the reader stands at the top of service.json. */
void form_judge_additions(struct reader *reader, const struct form *form);

#endif
