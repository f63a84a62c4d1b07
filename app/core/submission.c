/* SPDX-License-Identifier: MIT */
/* Writes the JSON that is sealed: the answers as GC Forms submits them, and what the kiosk adds (docs/formats/envelope.json). */
#include "core/submission.h"

#include <assert.h>

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
next_by_id(const struct answers *answers, int64_t last)
{
	const struct form *form = answers->form;
	int32_t next = -1;
	for (int32_t i = 0; i < form->n_elements; i++) {
		const struct element *element = &form->elements[i];
		const bool is_nearer = element->id > last &&
			(next < 0 || element->id < form->elements[next].id);
		if (is_nearer && element_is_question(element) && rules_visible(answers, i)) {
			next = i;
		}
	}
	return next;
}

/* Past a JSON string without escapes that starts at `at`; 0 if there is none. */
static size_t
past_string(struct str s, size_t at)
{
	if (at >= s.n || s.p[at] != '"') {
		return 0;
	}
	for (at++; at < s.n && s.p[at] != '"'; at++) {
		if ((unsigned char)s.p[at] < 0x20 || s.p[at] == '\\') {
			return 0;
		}
	}
	return at < s.n ? at + 1 : 0;
}

/* Past a string or a plain integer; 0 if there is neither. */
static size_t
past_value(struct str s, size_t at)
{
	const size_t from = at;
	while (at < s.n && at - from < 10 && s.p[at] >= '0' && s.p[at] <= '9') {
		at++;
	}
	const bool has_leading_zero = at - from > 1 && s.p[from] == '0';
	if (at > from) {
		return has_leading_zero ? 0 : at;
	}
	return past_string(s, at);
}

/*
 * Whether the text is the JSON of a flat object, as GC Forms keeps dates, addresses and stars while a form is filled
 * in. Strict, because such text goes into the envelope as it is: nothing that a client types may become structure.
 */
static bool
is_flat_object(struct str s)
{
	if (s.n < 2 || s.p[0] != '{' || s.p[s.n - 1] != '}' || !utf8_valid(s)) {
		return false;
	}
	for (size_t at = 1; at < s.n; at++) {
		at = past_string(s, at);
		if (at == 0 || at >= s.n || s.p[at] != ':') {
			return false;
		}
		at = past_value(s, at + 1);
		if (at == 0 || at >= s.n) {
			return false;
		}
		if (s.p[at] != ',') {
			return at == s.n - 1;
		}
	}
	return false;
}

static void
write_choices(const struct answers *answers, int32_t element, enum lang lang, struct text *out)
{
	const struct answer *answer = &answers->of[element];
	const struct choice *choices = answers->form->elements[element].choices;
	for (int32_t i = 0; i < answer->n_chosen; i++) {
		if (i > 0) {
			text_char(out, ',');
		}
		text_json(out, choices[answer->chosen[i]].label.in[lang]);
	}
	if (answer->n_chosen == 0 && answer->n_text > 0) {
		text_json(out, answer_text(answers, element));
	}
}

/* One answer in the shape that its type has once it is sent. */
static void
write_value(const struct answers *answers, int32_t element, enum lang lang, struct text *out)
{
	const enum element_type type = answers->form->elements[element].type;
	const struct str text = answer_text(answers, element);
	if (type == ELEMENT_CHECKBOX) {
		text_char(out, '[');
		write_choices(answers, element, lang, out);
		text_char(out, ']');
	} else if (answers->of[element].n_chosen > 0) {
		write_choices(answers, element, lang, out);
	} else if ((type == ELEMENT_DATE || type == ELEMENT_ADDRESS || type == ELEMENT_STARS) &&
		is_flat_object(text)) {
		text_add(out, text);
	} else {
		text_json(out, text);
	}
}

void
submission_answers(const struct answers *answers, enum lang lang, struct text *out)
{
	text_char(out, '{');
	int64_t last = INT64_MIN;
	for (int32_t i = next_by_id(answers, last); i >= 0; i = next_by_id(answers, last)) {
		if (last != INT64_MIN) {
			text_char(out, ',');
		}
		last = answers->form->elements[i].id;
		text_char(out, '"');
		text_int(out, last);
		raw(out, "\":");
		write_value(answers, i, lang, out);
	}
	text_char(out, '}');
}

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
	raw(out, ",\"assisted\":null}");
	/* The bytes of answers are budgeted while the client types (D1): a submission that does not fit is a bug. */
	assert(!out->full);
}
