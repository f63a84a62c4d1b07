/* SPDX-License-Identifier: MIT */
/* Whether a form fits on a kiosk: what would not fit into a page's memory. */
#include <stdio.h>
#include <string.h>

#include "core/answers.h"
#include "core/kiosk.h"
#include "core/layout.h"
#include "core/session.h"
#include "core/submission.h"
#include "core/tree.h"
#include "core/utter.h"
#include "platform/form_reader.h"
#include "platform/form_weight.h"

/* What the answers of one form may take of the session's memory; the rest of it is for the sealed request. */
enum { ANSWERS_BYTES_MAX = 512 * 1024 };

/*
 * The worst page: a node a choice, or a part of what is made of parts; a field, its counter, an offer, a way to take the answer back
 * and a link to its fault a question; paragraphs that stand before the first question and others among the questions. A question is spoken in five stretches,
 * two paragraphs in five: a list, its bullet and its text, a bullet and its text. FRAME is what every page has, and every row.
 */
enum { FRAME = 40 };
/* An answer of the review is drawn in six commands; headings, bars and rings of a page in the rest. */
enum { REVIEW_DRAWS = 6, DRAWS_OF_FRAME = 240 };
/* Nodes beside a long list's field: the group, the choices that are shown at once, two buttons. */
enum { SEARCH_NODES = 11, FILE_NODES = 2 };
_Static_assert(
	SERVICE_CHOICES_MAX + 5 * SERVICE_PAGE_QUESTIONS_MAX + 2 * SERVICE_PARAGRAPHS_MAX + FRAME <=
		(int)TREE_MAX,
	"a page of a service has more nodes than a tree");
_Static_assert(SERVICE_STEPS_MAX + FORM_GROUPS_MAX + FRAME <= (int)TREE_MAX,
	"a review has more nodes than a tree");
_Static_assert(REVIEW_DRAWS *SERVICE_STEPS_MAX + DRAWS_OF_FRAME <= (int)DRAW_MAX,
	"a review has more drawing commands than a drawing");
_Static_assert(
	5 * SERVICE_PAGE_QUESTIONS_MAX + 5 * SERVICE_PARAGRAPHS_MAX + FRAME <= (int)SPANS_MAX,
	"a page of a service is spoken in more stretches than an utterance has");
_Static_assert((int)SERVICE_STEPS_MAX < (int)STEPS_MAX, "a service has more steps than a visit");

/*
 * The review holds each answer three times (its own text, that of its row, that of its node) and the titles twice. Beside them there
 * is room for what is said: of an answer, or a paragraph, forty bytes for each of its own (utter.c).
 */
enum { WORDS_A_BYTE = 40, MESSAGES_BYTES = 64 * 1024 };
_Static_assert(TREE_MAX * sizeof(struct node) + DRAW_MAX * sizeof(struct draw) +
			SPANS_MAX * sizeof(struct span) + 3 * ANSWERS_MAX_BYTES + 2 * SERVICE_REVIEW_BYTES_MAX +
			WORDS_A_BYTE * 3 * SERVICE_TEXT_UNITS_MAX + MESSAGES_BYTES <=
		KIOSK_PAGE_BYTES,
	"a review of a service takes more memory than a page has");
_Static_assert(sizeof(struct session) + KEPT_BYTES + ANSWERS_BYTES_MAX + SUBMISSION_MAX_BYTES +
			MESSAGES_BYTES <=
		KIOSK_SESSION_BYTES,
	"a visit takes more memory than it has");

#define TODO_SPLIT "Split the page, or the form."
#define TODO_SHORTEN "Shorten the text, or spread it over more pages."

struct judge {
	struct reader *reader;
	const struct form *form;
	const char *severity;
};

static const char *const suffixes[LANG_COUNT] = { [LANG_EN] = "En", [LANG_FR] = "Fr" };
static const char *const members[LANG_COUNT] = { [LANG_EN] = "en", [LANG_FR] = "fr" };

/* ---- texts ---- */

static void
judge_page(const struct judge *judge, struct weight load)
{
	if (load.bytes > SERVICE_PAGE_BYTES_MAX) {
		reader_report(judge->reader, judge->severity, TODO_SHORTEN,
			"The texts of this page have %zu bytes; a kiosk service may have at most %d on a page.",
			load.bytes, (int)SERVICE_PAGE_BYTES_MAX);
	}
	if (load.paragraphs > SERVICE_PARAGRAPHS_MAX) {
		reader_report(judge->reader, judge->severity, TODO_SHORTEN,
			"The page has %d paragraphs; a kiosk service may have at most %d on a page.",
			(int)load.paragraphs, (int)SERVICE_PARAGRAPHS_MAX);
	}
}

static void
judge_longest(const struct judge *judge, const char *key, struct weight load)
{
	if (load.longest > SERVICE_PARAGRAPH_BYTES_MAX) {
		const size_t mark = reader_key(judge->reader, key);
		reader_report(judge->reader, judge->severity,
			"Shorten it, or part it by an empty line where it may be parted.",
			"A paragraph has %zu bytes; a kiosk service may have at most %d in one.", load.longest,
			(int)SERVICE_PARAGRAPH_BYTES_MAX);
		reader_up(judge->reader, mark);
	}
}

static void
judge_paragraphs(const struct judge *judge, const char *key, struct str text)
{
	judge_longest(judge, key, weight_of(text));
}

/* Of rich text: "descriptionEn" and "descriptionFr". */
static void
judge_rich(const struct judge *judge, const struct rich *rich)
{
	judge_longest(judge, "descriptionEn", weight_of_rich(rich, LANG_EN));
	judge_longest(judge, "descriptionFr", weight_of_rich(rich, LANG_FR));
}

/* A text of the template: "titleEn" and "titleFr". */
static void
judge_text(const struct judge *judge, const char *key, const struct bilingual *both)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		char name[32];
		snprintf(name, sizeof(name), "%s%s", key, suffixes[lang]);
		judge_paragraphs(judge, name, both->in[lang]);
	}
}

/* A text of two members "en" and "fr". */
static void
judge_both(const struct judge *judge, const struct bilingual *both)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		judge_paragraphs(judge, members[lang], both->in[lang]);
	}
}

/* ---- the pages around the questions ---- */

static void
judge_title_pages(const struct judge *judge)
{
	const struct form *form = judge->form;
	static const char *const keys[] = { "introduction", "privacyPolicy", "confirmation" };
	const struct rich *const texts[] = { form->introduction_rich, form->privacy_rich,
		form->confirmation_rich };
	judge_text(judge, "title", &form->title);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const size_t mark = reader_key(judge->reader, keys[i]);
		judge_rich(judge, texts[i]);
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			/* introduction and privacy share the first page; what else the last one has is in service.json */
			const struct weight load = weight_of_rich(texts[i], (enum lang)lang);
			char name[32];
			snprintf(name, sizeof(name), "description%s", suffixes[lang]);
			const size_t inner = reader_key(judge->reader, name);
			judge_page(judge,
				i == 1 ?
					weight_sum(load, weight_of_rich(form->introduction_rich, (enum lang)lang)) :
					load);
			reader_up(judge->reader, inner);
		}
		reader_up(judge->reader, mark);
	}
}

/* ---- questions ---- */

/* Nodes that the answer is picked out of or made of. */
static int32_t
items_of(const struct element *element)
{
	const struct form *parts = element_parts(element);
	if (element_is_searched(element)) {
		return SEARCH_NODES;
	}
	if (parts) {
		return parts->n_elements;
	}
	return element->type == ELEMENT_STARS ? element->stars :
		element->type == ELEMENT_FILE     ? FILE_NODES :
											element->n_choices;
}

/* UTF-16 units that the answer can have; 0 when it is picked, and of a set: its rows are pages of their own. */
static int32_t
units_of(const struct element *element)
{
	if (!element_is_question(element) || element_has_choices(element) ||
		element->type == ELEMENT_STARS || element->type == ELEMENT_FILE ||
		element->type == ELEMENT_SET) {
		return 0;
	}
	const int32_t max = element->validation.max_length > 0 ? element->validation.max_length :
															 element->char_limit;
	return max > 0 ? max : ANSWER_TEXT_UNITS;
}

/* What one question adds to its page. */
static struct weight
weigh_question(const struct element *element, enum lang lang)
{
	struct weight load = { .bytes = element->title.in[lang].n + element->description.in[lang].n };
	for (int32_t i = 0; i < element->n_choices && !element_is_searched(element); i++) {
		load.bytes += element->choices[i].label.in[lang].n;
	}
	return load;
}

static void
judge_choices(const struct judge *judge, const struct element *element)
{
	struct reader *reader = judge->reader;
	const size_t mark = reader_key(reader, "choices");
	if (!element_is_searched(element) && element->n_choices > SERVICE_CHOICES_MAX) {
		reader_report(reader, judge->severity, "Split the question.",
			"The question has %d choices; a kiosk service may have at most %d.",
			(int)element->n_choices, (int)SERVICE_CHOICES_MAX);
	}
	for (int32_t i = 0; i < element->n_choices; i++) {
		const size_t item = reader_index(reader, (size_t)i);
		judge_both(judge, &element->choices[i].label);
		reader_up(reader, item);
	}
	reader_up(reader, mark);
}

static void
judge_properties(const struct judge *judge, const struct element *element)
{
	struct reader *reader = judge->reader;
	judge_text(judge, "title", &element->title);
	if (element->type == ELEMENT_RICH_TEXT) {
		judge_rich(judge, element->rich);
	} else {
		judge_text(judge, "description", &element->description);
	}
	judge_text(judge, "placeholder", &element->placeholder);
	judge_text(judge, "dynamicRow.addButtonText", &element->add_row);
	judge_text(judge, "dynamicRow.removeButtonText", &element->remove_row);
	judge_choices(judge, element);
	if (units_of(element) > SERVICE_TEXT_UNITS_MAX) {
		const size_t mark = reader_key(reader, "validation.maxLength");
		reader_report(reader, judge->severity, "Set a smaller maxLength.",
			"The answer may have %d characters; a kiosk service may have at most %d in one.",
			(int)units_of(element), (int)SERVICE_TEXT_UNITS_MAX);
		reader_up(reader, mark);
	}
	for (int lang = 0; lang < LANG_COUNT && element_is_question(element); lang++) {
		judge_page(judge, weigh_question(element, (enum lang)lang));
	}
}

static void
judge_counts(const struct judge *judge, int32_t questions, int32_t choices, int32_t units)
{
	if (questions > SERVICE_PAGE_QUESTIONS_MAX) {
		reader_report(judge->reader, judge->severity, TODO_SPLIT,
			"The page has %d questions; a kiosk service may have at most %d on a page.",
			(int)questions, (int)SERVICE_PAGE_QUESTIONS_MAX);
	}
	if (choices > SERVICE_CHOICES_MAX) {
		reader_report(judge->reader, judge->severity, TODO_SPLIT,
			"The page has %d choices; a kiosk service may have at most %d on a page.", (int)choices,
			(int)SERVICE_CHOICES_MAX);
	}
	if (units > SERVICE_PAGE_UNITS_MAX) {
		reader_report(judge->reader, judge->severity, TODO_SPLIT,
			"The answers of the page may have %d characters; a kiosk service may have at most %d on a page.",
			(int)units, (int)SERVICE_PAGE_UNITS_MAX);
	}
}

/* Elements that come together on a page. */
struct page_load {
	int32_t questions, choices, units;
	struct weight load[LANG_COUNT];
};

static void
add_to_page(struct page_load *page, const struct element *element)
{
	page->questions += element_is_question(element) ? 1 : 0;
	page->choices += items_of(element);
	page->units += units_of(element);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		page->load[lang] = weight_sum(page->load[lang],
			element_is_question(element) ? weigh_question(element, (enum lang)lang) :
										   weight_of_paragraphs(element, (enum lang)lang));
	}
}

static void
judge_page_load(const struct judge *judge, const struct page_load *page)
{
	judge_counts(judge, page->questions, page->choices, page->units);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		judge_page(judge, page->load[lang]);
	}
}

/* A row of a repeating set is a page. */
static void
judge_row(const struct judge *judge, const struct element *set)
{
	struct page_load page = { 0 };
	if (set->type != ELEMENT_SET) {
		return;
	}
	const size_t mark = reader_key(judge->reader, "subElements");
	for (int32_t i = 0; i < set->n_sub_elements; i++) {
		const size_t item = reader_index(judge->reader, (size_t)i);
		const size_t inner = reader_key(judge->reader, "properties");
		add_to_page(&page, &set->sub_elements[i]);
		judge_properties(judge, &set->sub_elements[i]);
		reader_up(judge->reader, inner);
		reader_up(judge->reader, item);
	}
	judge_page_load(judge, &page);
	reader_up(judge->reader, mark);
}

static void
judge_elements(const struct judge *judge)
{
	struct reader *reader = judge->reader;
	const size_t mark = reader->n_path;
	int32_t questions = 0;
	if (!judge->form->is_block) {
		reader_key(reader, "elements");
	}
	for (int32_t i = 0; i < judge->form->n_elements; i++) {
		const struct element *element = &judge->form->elements[i];
		const size_t item = reader_index(reader, (size_t)i);
		const int32_t before = questions;
		questions += element->type == ELEMENT_SET ? answer_rows_limit(element) :
			element_is_question(element)          ? 1 :
													0;
		if (questions > SERVICE_STEPS_MAX && before <= SERVICE_STEPS_MAX) {
			reader_report(reader, judge->severity,
				"Split the form, or give its sets a smaller maxNumberOfRows.",
				"A kiosk service may have at most %d questions and rows; what comes from here on is too much.",
				(int)SERVICE_STEPS_MAX);
		}
		const size_t inner = reader_key(reader, "properties");
		judge_properties(judge, element);
		judge_row(judge, element);
		reader_up(reader, inner);
		reader_up(reader, item);
	}
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		judge_page(judge, weight_of_worst_run(judge->form, (enum lang)lang));
	}
	reader_up(reader, mark);
}

/* ---- groups ---- */

static void
judge_groups(const struct judge *judge)
{
	const size_t mark = reader_key(judge->reader, "groups");
	for (int32_t i = 0; i < judge->form->n_groups; i++) {
		const struct str id = judge->form->groups[i].id;
		char key[100];
		snprintf(key, sizeof(key), "%.*s", (int)id.n, id.p);
		const size_t item = reader_key(judge->reader, key);
		judge_text(judge, "title", &judge->form->groups[i].title);
		reader_up(judge->reader, item);
	}
	reader_up(judge->reader, mark);
}

/* ---- the whole ---- */

static void
judge_whole(const struct judge *judge)
{
	const size_t bytes = weight_of_submission(judge->form);
	if (bytes > ANSWERS_MAX_BYTES) {
		reader_report(judge->reader, judge->severity,
			"Give text questions a maxLength and sets a maxNumberOfRows, or split the form.",
			"The answers could have %zu bytes once they are written; a request may have at most %d.",
			bytes, (int)ANSWERS_MAX_BYTES);
	}
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const size_t titles = weight_of_review(judge->form, (enum lang)lang);
		if (titles > SERVICE_REVIEW_BYTES_MAX) {
			reader_report(judge->reader, judge->severity,
				"Shorten the titles, or give sets a smaller maxNumberOfRows.",
				"The titles on the review could have %zu bytes; a kiosk service may have at most %d.",
				titles, (int)SERVICE_REVIEW_BYTES_MAX);
		}
	}
}

void
form_judge_template(struct reader *reader, const struct form *form, const char *severity)
{
	const struct judge judge = { reader, form, severity };
	judge_title_pages(&judge);
	judge_elements(&judge);
	judge_groups(&judge);
	judge_whole(&judge);
	if (answers_size(form) > ANSWERS_BYTES_MAX) {
		reader_report(reader, severity,
			"Give text questions a maxLength and sets a maxNumberOfRows, or split the form.",
			"The answers could take %zu bytes; a kiosk service may take at most %d in a visit.",
			answers_size(form), (int)ANSWERS_BYTES_MAX);
	}
}

void
form_judge(const char *name, const struct form *form, const struct form_findings *findings)
{
	struct reader reader = { .name = name, .loading = { .findings = findings } };
	const int n = snprintf(
		reader.path, sizeof(reader.path), "%.*s", (int)form->root.n, form->root.p);
	reader.n_path = (size_t)n;
	form_judge_template(&reader, form, "warning");
}

/* ---- what service.json adds ---- */

static void
judge_spoken(const struct judge *judge, const struct element *element)
{
	struct reader *reader = judge->reader;
	char key[16];
	snprintf(key, sizeof(key), "%d", (int)element->id);
	const size_t mark = reader_key(reader, key);
	const size_t spoken = reader_key(reader, "spoken");
	judge_both(judge, &element->spoken);
	reader_up(reader, spoken);
	reader_key(reader, "choices");
	for (int32_t i = 0; i < element->n_choices; i++) {
		snprintf(key, sizeof(key), "%d", (int)i);
		const size_t item = reader_key(reader, key);
		judge_both(judge, &element->choices[i].spoken);
		reader_up(reader, item);
	}
	reader_up(reader, mark);
}

static void
judge_shared_page(const struct judge *judge, int32_t page)
{
	struct page_load load = { 0 };
	const size_t mark = reader_index(judge->reader, (size_t)page);
	for (int32_t i = 0; i < judge->form->n_elements; i++) {
		const struct element *element = &judge->form->elements[i];
		if (element->page == page && element->type == ELEMENT_SET) {
			reader_report(judge->reader, judge->severity, "Take it out of the page.",
				"Element %d is a repeating set: each of its rows has a page of its own.",
				(int)element->id);
		} else if (element->page == page) {
			add_to_page(&load, element);
		}
	}
	judge_page_load(judge, &load);
	reader_up(judge->reader, mark);
}

static bool
is_first_of_page(const struct form *form, int32_t index)
{
	for (int32_t i = 0; i < index; i++) {
		if (form->elements[i].page == form->elements[index].page) {
			return false;
		}
	}
	return form->elements[index].page >= 0;
}

void
form_judge_additions(struct reader *reader, const struct form *form)
{
	const struct judge judge = { reader, form, "error" };
	size_t mark = reader_key(reader, "name");
	judge_both(&judge, &form->name);
	reader_up(reader, mark);
	mark = reader_key(reader, "promise");
	judge_both(&judge, &form->promise);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const size_t inner = reader_key(reader, members[lang]);
		judge_page(&judge,
			weight_sum(weight_of(form->promise.in[lang]),
				weight_of_rich(form->confirmation_rich, (enum lang)lang)));
		reader_up(reader, inner);
	}
	reader_up(reader, mark);
	mark = reader_key(reader, "elements");
	for (int32_t i = 0; i < form->n_elements; i++) {
		judge_spoken(&judge, &form->elements[i]);
	}
	reader_up(reader, mark);
	mark = reader_key(reader, "pages");
	for (int32_t i = 0; i < form->n_elements; i++) {
		if (is_first_of_page(form, i)) {
			judge_shared_page(&judge, form->elements[i].page);
		}
	}
	reader_up(reader, mark);
}
