/* SPDX-License-Identifier: MIT */
/* Adds up the texts of a page. */
#include "platform/form_weight.h"

#include "core/answers.h"

struct weight
weight_sum(struct weight a, struct weight b)
{
	return (struct weight){ a.bytes + b.bytes, a.paragraphs + b.paragraphs,
		a.longest > b.longest ? a.longest : b.longest };
}

struct weight
weight_most(struct weight a, struct weight b)
{
	return (struct weight){ a.bytes > b.bytes ? a.bytes : b.bytes,
		a.paragraphs > b.paragraphs ? a.paragraphs : b.paragraphs,
		a.longest > b.longest ? a.longest : b.longest };
}

struct weight
weight_of(struct str text)
{
	struct weight load = { .bytes = text.n };
	for (size_t from = 0; from < text.n;) {
		const size_t to = str_find(text, STR("\n\n"), from);
		const size_t n = str_trim(str_sub(text, from, to)).n;
		load.paragraphs += n > 0 ? 1 : 0;
		load.longest = n > load.longest ? n : load.longest;
		from = to + 2;
	}
	return load;
}

struct weight
weight_of_rich(const struct rich *rich, enum lang lang)
{
	struct weight load = { 0 };
	for (int32_t i = 0; rich && i < rich[lang].n; i++) {
		const struct rich_block *block = &rich[lang].blocks[i];
		/* an empty line between two, as in weight_of() */
		load.bytes += block->text.n + (i > 0 ? 2 : 0);
		load.paragraphs++;
		load.longest = block->text.n > load.longest ? block->text.n : load.longest;
	}
	return load;
}

/* ---- paragraphs between questions ---- */

static bool
is_always_asked(const struct element *element)
{
	return element_is_question(element) && element->n_rules == 0;
}

struct weight
weight_of_paragraphs(const struct element *element, enum lang lang)
{
	return element_is_question(element) ?
		(struct weight){ 0 } :
		weight_sum(weight_of(element->title.in[lang]), weight_of_rich(element->rich, lang));
}

/* Paragraphs of one list that can come together: before its first question, behind its last one, and between any. */
struct runs {
	struct weight before, behind, between;
	bool has_question; /* without it `before` holds all */
};

static struct runs
find_runs(const struct form *form, const int32_t *list, int32_t n, enum lang lang)
{
	struct runs runs = { 0 };
	struct weight run = { 0 };
	for (int32_t i = 0; i < n; i++) {
		const struct element *element = &form->elements[list[i]];
		run = weight_sum(run, weight_of_paragraphs(element, lang));
		if (!is_always_asked(element)) {
			continue;
		}
		if (runs.has_question) {
			runs.between = weight_most(runs.between, run);
		} else {
			runs.before = run;
		}
		runs.has_question = true;
		run = (struct weight){ 0 };
	}
	*(runs.has_question ? &runs.behind : &runs.before) = run;
	return runs;
}

struct weight
weight_of_worst_run(const struct form *form, enum lang lang)
{
	if (form->n_groups == 0) {
		const struct runs runs = find_runs(form, form->layout, form->n_layout, lang);
		return weight_most(weight_most(runs.before, runs.behind), runs.between);
	}
	struct weight before = { 0 }, behind = { 0 }, between = { 0 }, whole = { 0 };
	for (int32_t i = 0; i < form->n_groups; i++) {
		const struct runs runs = find_runs(
			form, form->groups[i].elements, form->groups[i].n_elements, lang);
		if (!runs.has_question) {
			whole = weight_sum(whole, runs.before);
			continue;
		}
		before = weight_most(before, runs.before);
		behind = weight_most(behind, runs.behind);
		between = weight_most(between, runs.between);
	}
	return weight_most(between, weight_sum(behind, weight_sum(whole, before)));
}

/* ---- all answers together ---- */

/* Of JSON: a key with its quotes, colon and comma; objects of dates and stars, and of a file that is not there. */
enum { KEY_BYTES = 15, OBJECT_BYTES = 40, ADDRESS_KEYS_BYTES = 96, BYTES_A_UNIT = 3 };
/* What the review writes around a title: a colon with its spaces, a line feed, the number of a row. */
enum { AROUND_TITLE = 16 };

/* With quotes and comma; what has to be escaped takes two bytes, or six. */
static size_t
json_bytes(struct str text)
{
	size_t n = text.n + 3;
	for (size_t i = 0; i < text.n; i++) {
		const unsigned char c = (unsigned char)text.p[i];
		n += c < 0x20 ? 5 : c == '"' || c == '\\' ? 1 : 0;
	}
	return n;
}

/* Of one choice the longest, of a checkbox all. */
static size_t
choices_bytes(const struct element *element)
{
	size_t sum[LANG_COUNT] = { 0 }, longest = 0;
	for (int32_t i = 0; i < element->n_choices; i++) {
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			const size_t n = json_bytes(element->choices[i].label.in[lang]);
			sum[lang] += n;
			longest = n > longest ? n : longest;
		}
	}
	const size_t all = sum[LANG_EN] > sum[LANG_FR] ? sum[LANG_EN] : sum[LANG_FR];
	return element->type == ELEMENT_CHECKBOX ? all + 2 : longest;
}

/* Three bytes a unit is the most: a quote or a line feed takes two, and other control characters are not taken. */
static size_t
typed_bytes(const struct element *element)
{
	return (size_t)answer_units_limit(element) * BYTES_A_UNIT + 2;
}

static size_t answers_bytes(const struct element *elements, int32_t n);

static size_t
answer_bytes(const struct element *element)
{
	const struct form *parts = element_parts(element);
	switch (element->type) {
	case ELEMENT_RICH_TEXT:
		return 0;
	case ELEMENT_SET:
		return 2 +
			(size_t)answer_rows_limit(element) *
			answers_bytes(element->sub_elements, element->n_sub_elements);
	case ELEMENT_RADIO:
	case ELEMENT_DROPDOWN:
	case ELEMENT_CHECKBOX:
		return choices_bytes(element);
	case ELEMENT_COMBOBOX:
		return typed_bytes(element) > choices_bytes(element) ? typed_bytes(element) :
															   choices_bytes(element);
	case ELEMENT_ADDRESS:
		return ADDRESS_KEYS_BYTES + answers_bytes(parts->elements, parts->n_elements);
	case ELEMENT_DATE:
	case ELEMENT_STARS:
	case ELEMENT_FILE:
		return OBJECT_BYTES;
	case ELEMENT_TEXT:
	case ELEMENT_TEXT_AREA:
	case ELEMENT_NUMBER:
		break;
	}
	return typed_bytes(element);
}

/* An object of them. */
static size_t
answers_bytes(const struct element *elements, int32_t n)
{
	size_t bytes = 3;
	for (int32_t i = 0; i < n; i++) {
		bytes += element_is_question(&elements[i]) ? KEY_BYTES + answer_bytes(&elements[i]) : 0;
	}
	return bytes;
}

size_t
weight_of_submission(const struct form *form)
{
	return answers_bytes(form->elements, form->n_elements);
}

size_t
weight_of_review(const struct form *form, enum lang lang)
{
	size_t bytes = 0;
	for (int32_t i = 0; i < form->n_elements; i++) {
		const struct element *e = &form->elements[i];
		size_t row = e->title.in[lang].n + e->row_title.in[lang].n + 2 * AROUND_TITLE;
		for (int32_t k = 0; k < e->n_sub_elements; k++) {
			row += e->sub_elements[k].title.in[lang].n + AROUND_TITLE;
		}
		bytes += e->type == ELEMENT_SET ? row * (size_t)answer_rows_limit(e) :
			element_is_question(e)      ? e->title.in[lang].n + AROUND_TITLE :
										  0;
	}
	return bytes;
}
