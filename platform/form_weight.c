/* SPDX-License-Identifier: MIT */
/* Adds up the texts of a page. */
#include "platform/form_weight.h"

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
