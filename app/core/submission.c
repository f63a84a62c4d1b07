/* SPDX-License-Identifier: MIT */
/* Writes the JSON that is sealed: the answers as GC Forms submits them, and what the kiosk adds (docs/formats/envelope.json). */
#include "core/submission.h"

#include <assert.h>

#include "core/flat.h"
#include "core/format.h"
#include "core/rules.h"

/* Version of docs/formats/envelope.json. */
enum { SCHEMA = 1 };

static void
raw(struct text *out, const char *json)
{
	text_add(out, str_of(json));
}

/* Index of the question with the smallest id above `last` that the client sees now, or -1. */
static int32_t
next_by_id(const struct form *form, const struct sight *sight, int64_t last)
{
	int32_t next = -1;
	for (int32_t i = 0; i < form->n_elements; i++) {
		const struct element *element = &form->elements[i];
		const bool is_nearer = element->id > last &&
			(next < 0 || element->id < form->elements[next].id);
		if (is_nearer && element_is_question(element) && sight->element[i]) {
			next = i;
		}
	}
	return next;
}

static void
write_choices(const struct answers *answers, int32_t element, enum lang lang, struct text *out)
{
	const struct answer *answer = &answers->of[element];
	const struct choice *choices = answers->form->elements[element].choices;
	bool first = true;
	for (int32_t i = 0; i < answer->n_chosen; i++) {
		if (answer->chosen[i] == ANSWER_UNKNOWN) {
			continue;
		}
		if (!first) {
			text_char(out, ',');
		}
		text_json(out, choices[answer->chosen[i]].label.in[lang]);
		first = false;
	}
	if (answer->n_chosen == 0 && answer->n_text > 0) {
		text_json(out, answer_text(answers, element));
	}
}

/* What the client chose of a file; the content goes its own way, and who sends it gives the id. */
static void
write_file(const struct answers *answers, int32_t element, struct text *out)
{
	const struct str name = answer_text(answers, element);
	raw(out, "{\"id\":null,\"name\":");
	if (name.n == 0) {
		raw(out, "null,\"size\":null}");
		return;
	}
	text_json(out, name);
	raw(out, ",\"size\":");
	text_int(out, answers->of[element].size);
	text_char(out, '}');
}

/* One answer in the shape that its type has once it is sent; not of a repeating set. */
static void
write_value(const struct answers *answers, int32_t element, enum lang lang, struct text *out)
{
	const enum element_type type = answers->form->elements[element].type;
	const struct str text = answer_text(answers, element);
	const bool is_object = type == ELEMENT_DATE || type == ELEMENT_ADDRESS || type == ELEMENT_STARS;
	if (type == ELEMENT_FILE) {
		write_file(answers, element, out);
	} else if (type == ELEMENT_CHECKBOX) {
		text_char(out, '[');
		write_choices(answers, element, lang, out);
		text_char(out, ']');
	} else if (answers->of[element].n_chosen > 0) {
		write_choices(answers, element, lang, out);
	} else if (is_object && text.n > 2 && flat_is_object(text)) {
		text_add(out, text);
	} else {
		text_json(out, text);
	}
}

static void
write_key(struct text *out, int64_t number, bool first)
{
	if (!first) {
		text_char(out, ',');
	}
	text_char(out, '"');
	text_int(out, number);
	raw(out, "\":");
}

/* Cells go by their place among the set's elements; what is only read has none. */
static void
write_row(const struct answers *row, enum lang lang, struct text *out)
{
	bool first = true;
	text_char(out, '{');
	for (int32_t i = 0; i < row->form->n_elements; i++) {
		if (element_is_question(&row->form->elements[i])) {
			write_key(out, i, first);
			write_value(row, i, lang, out);
			first = false;
		}
	}
	text_char(out, '}');
}

static void
write_rows(const struct answer *set, enum lang lang, struct text *out)
{
	text_char(out, '[');
	for (int32_t i = 0; i < set->n_rows; i++) {
		if (i > 0) {
			text_char(out, ',');
		}
		write_row(&set->rows[i], lang, out);
	}
	text_char(out, ']');
}

void
submission_answers(const struct answers *answers, enum lang lang, struct text *out)
{
	const struct form *form = answers->form;
	struct sight sight;
	int64_t last = INT64_MIN;
	rules_see(answers, &sight);
	text_char(out, '{');
	for (int32_t i = next_by_id(form, &sight, last); i >= 0; i = next_by_id(form, &sight, last)) {
		write_key(out, form->elements[i].id, last == INT64_MIN);
		last = form->elements[i].id;
		if (form->elements[i].type == ELEMENT_SET) {
			write_rows(&answers->of[i], lang, out);
		} else {
			write_value(answers, i, lang, out);
		}
	}
	text_char(out, '}');
}

/* ---- documents that are shown to an officer ---- */

/* Where a document was asked for; outside of sets `row` is -1. */
struct place {
	int32_t element_id, row, cell;
};

static void
write_place(struct text *out, struct place place, bool first)
{
	raw(out, first ? ",\"shown\":[{\"element\":" : ",{\"element\":");
	text_int(out, place.element_id);
	if (place.row >= 0) {
		raw(out, ",\"row\":");
		text_int(out, place.row);
		raw(out, ",\"cell\":");
		text_int(out, place.cell);
	}
	text_char(out, '}');
}

/* A file that is sent need not be shown. */
static bool
is_shown(const struct answers *answers, int32_t element)
{
	const struct answer *answer = &answers->of[element];
	return answers->form->elements[element].type == ELEMENT_FILE && answer->shown &&
		answer->n_text == 0;
}

/* Returns how many documents were written, those of before included. */
static int32_t
write_shown_of(const struct answers *answers, int32_t element, int32_t n, struct text *out)
{
	const struct answer *set = &answers->of[element];
	const int32_t id = answers->form->elements[element].id;
	if (is_shown(answers, element)) {
		write_place(out, (struct place){ id, -1, -1 }, n++ == 0);
	}
	for (int32_t row = 0; row < set->n_rows; row++) {
		for (int32_t cell = 0; cell < set->rows[row].form->n_elements; cell++) {
			if (is_shown(&set->rows[row], cell)) {
				write_place(out, (struct place){ id, row, cell }, n++ == 0);
			}
		}
	}
	return n;
}

/* No member where there is no document. */
static void
write_shown(const struct answers *answers, struct text *out)
{
	const struct form *form = answers->form;
	struct sight sight;
	int64_t last = INT64_MIN;
	int32_t n = 0;
	rules_see(answers, &sight);
	for (int32_t i = next_by_id(form, &sight, last); i >= 0; i = next_by_id(form, &sight, last)) {
		last = form->elements[i].id;
		n = write_shown_of(answers, i, n, out);
	}
	if (n > 0) {
		text_char(out, ']');
	}
	assert(n <= SUBMISSION_SHOWN_MAX);
}

/* ---- the whole ---- */

static void
write_member(struct text *out, const char *name, struct str value)
{
	raw(out, ",\"");
	raw(out, name);
	raw(out, "\":");
	text_json(out, value);
}

static void
write_form(const struct form *form, enum lang lang, struct text *out)
{
	write_member(out, "service", form->service);
	write_member(out, "formId", form->id);
	write_member(out, "formVersion", form->version);
	write_member(out, "formSha256", str_of(form->sha256));
	write_member(out, "language", lang == LANG_FR ? STR("fr") : STR("en"));
}

static void
write_clock(const struct submission *submission, struct text *out)
{
	raw(out, ",\"createdAt\":\"");
	format_rfc3339(submission->created_wall, out);
	text_char(out, '"');
	write_member(out, "timeZone", submission->time_zone);
	raw(out, ",\"clock\":{\"wall\":");
	text_int(out, submission->created_wall);
	raw(out, submission->wall_sure ? ",\"sure\":true}" : ",\"sure\":false}");
}

void
submission_write(
	const struct submission *submission, const struct answers *answers, struct text *out)
{
	raw(out, "{\"schema\":");
	text_int(out, SCHEMA);
	write_member(out, "id", submission->id);
	write_form(answers->form, submission->lang, out);
	raw(out, ",\"answers\":");
	submission_answers(answers, submission->lang, out);
	write_member(out, "reference", submission->reference);
	raw(out, ",\"callbackWords\":[");
	text_json(out, submission->callback_words[0]);
	text_char(out, ',');
	text_json(out, submission->callback_words[1]);
	text_char(out, ']');
	write_clock(submission, out);
	write_member(out, "device", submission->device);
	raw(out, ",\"assisted\":null");
	write_shown(answers, out);
	text_char(out, '}');
	/* The bytes of answers are budgeted while the client types (D1): a submission that does not fit is a bug. */
	assert(!out->full);
}
