/* SPDX-License-Identifier: MIT */
/* Writes one JSON object a run: ids, pages, and the key of each fault. */
#include "ctl/verdict.h"

/* A list or an object that is being written. */
struct list {
	struct text *out;
	bool begun;
};

static void
separate(struct list *list)
{
	if (list->begun) {
		text_char(list->out, ',');
	}
	list->begun = true;
}

static void
add_key(struct list *object, struct str key)
{
	separate(object);
	text_json(object->out, key);
	text_char(object->out, ':');
}

static void
add_number_key(struct list *object, int32_t number)
{
	separate(object);
	text_char(object->out, '"');
	text_int(object->out, number);
	text_add(object->out, STR("\":"));
}

/* ---- which questions ---- */

static void
write_matched(const struct answers *answers, struct text *out)
{
	struct list list = { .out = out };
	text_char(out, '[');
	for (int32_t i = 0; i < answers->form->n_elements; i++) {
		for (int32_t k = 0; k < answers->of[i].n_chosen; k++) {
			/* and none of a managed list, which rules do not know */
			if (answers->of[i].chosen[k] >= answers->form->elements[i].n_own_choices) {
				continue;
			}
			separate(&list);
			text_char(out, '"');
			text_int(out, answers->form->elements[i].id);
			text_char(out, '.');
			text_int(out, answers->of[i].chosen[k]);
			text_char(out, '"');
		}
	}
	text_char(out, ']');
}

/* GC Forms counts the review page to the path. */
static bool
ends_in_review(const struct answers *answers, int32_t last)
{
	int32_t group;
	bool has_review = false;
	for (int32_t i = 0; i < answers->form->n_groups; i++) {
		has_review = has_review || str_eq(answers->form->groups[i].id, STR("review"));
	}
	return has_review && rules_next(answers, last, &group) == NEXT_REVIEW;
}

static void
write_path(const struct answers *answers, struct text *out)
{
	struct list list = { .out = out };
	int32_t path[FORM_GROUPS_MAX];
	const int32_t n = rules_path(answers, path, FORM_GROUPS_MAX);
	if (answers->form->n_groups == 0) {
		text_add(out, STR("null"));
		return;
	}
	text_char(out, '[');
	for (int32_t i = 0; i < n; i++) {
		separate(&list);
		text_json(out, answers->form->groups[path[i]].id);
	}
	if (n > 0 && ends_in_review(answers, path[n - 1])) {
		separate(&list);
		text_json(out, STR("review"));
	}
	text_char(out, ']');
}

static void
write_visible(const struct form *form, const struct sight *sight, struct text *out)
{
	struct list list = { .out = out };
	text_char(out, '[');
	for (int32_t i = 0; i < form->n_elements; i++) {
		if (sight->element[i]) {
			separate(&list);
			text_int(out, form->elements[i].id);
		}
	}
	text_char(out, ']');
}

/* ---- the button "next" ---- */

static struct str
name_of_next(const struct form *form, enum next_kind kind, int32_t group)
{
	switch (kind) {
	case NEXT_GROUP:
		return form->groups[group].id;
	case NEXT_REVIEW:
		return STR("review");
	case NEXT_END:
		return STR("end");
	case NEXT_EXIT:
		return STR("exit");
	case NEXT_NONE:
	case NEXT_RULES:
		break;
	}
	return STR("");
}

/* The LAST rule that a visible answer matches, on whatever page it was given; else the catch-all, else nowhere. */
static struct str
follow_button(const struct answers *answers, const struct sight *sight, const struct group *from)
{
	struct str to = STR(""), otherwise = STR("");
	if (from->next != NEXT_RULES) {
		return name_of_next(answers->form, from->next, from->next_group);
	}
	for (int32_t i = 0; i < from->n_next_rules; i++) {
		const struct next_rule *rule = &from->next_rules[i];
		const struct str name = name_of_next(answers->form, rule->kind, rule->group);
		if (rule->when.choice < 0) {
			otherwise = otherwise.n > 0 ? otherwise : name;
		} else if (rule->when.element >= 0 && sight->element[rule->when.element] &&
			rules_matched(answers, rule->when)) {
			to = name;
		}
	}
	return to.n > 0 ? to : otherwise;
}

static void
write_next(const struct answers *answers, const struct sight *sight, struct text *out)
{
	struct list object = { .out = out };
	text_char(out, '{');
	for (int32_t i = 0; i < answers->form->n_groups; i++) {
		const struct group *group = &answers->form->groups[i];
		add_key(&object, group->id);
		text_json(out, follow_button(answers, sight, group));
	}
	text_char(out, '}');
}

/* ---- faults ---- */

static void
write_key_of(enum fault fault, struct text *out)
{
	if (fault == FAULT_NONE) {
		text_add(out, STR("null"));
	} else {
		text_json(out, str_of(fault_key(fault)));
	}
}

/* Of an address that was begun, the parts that are missing; of all else the key. */
static void
write_fault(const struct answers *answers, int32_t element, enum fault fault, struct text *out)
{
	const uint32_t missing = rules_missing_parts(answers, element);
	struct list fields = { .out = out };
	if (fault != FAULT_REQUIRED || missing == 0) {
		write_key_of(fault, out);
		return;
	}
	text_add(out, STR("{\"fields\":{"));
	for (enum address_part part = ADDRESS_STREET; part < ADDRESS_COUNTRY; part++) {
		add_key(&fields, str_of(address_part_key(part)));
		write_key_of(missing & (1u << part) ? FAULT_REQUIRED : FAULT_NONE, out);
	}
	text_add(out, STR("}}"));
}

/* Whether a cell has a fault that GC Forms reports at the cell: a wrong type it reports of the whole set. */
static bool
has_cell_faults(const struct answers *answers, int32_t element, const struct matcher *matcher)
{
	const struct answer *set = &answers->of[element];
	for (int32_t row = 0; row < set->n_rows; row++) {
		for (int32_t cell = 0; cell < set->rows[row].form->n_elements; cell++) {
			const enum fault fault = rules_check_cell(answers, element, row, cell, matcher);
			if (fault != FAULT_NONE && fault != FAULT_MISMATCHED_TYPE) {
				return true;
			}
		}
	}
	return false;
}

/* [{"1": key}, …]: one object a row, cells by their place among the set's elements. */
static void
write_rows(
	const struct answers *answers, int32_t element, const struct matcher *matcher, struct text *out)
{
	const struct answer *set = &answers->of[element];
	struct list rows = { .out = out };
	text_char(out, '[');
	for (int32_t row = 0; row < set->n_rows; row++) {
		struct list cells = { .out = out };
		separate(&rows);
		text_char(out, '{');
		for (int32_t cell = 0; cell < set->rows[row].form->n_elements; cell++) {
			const enum fault fault = rules_check_cell(answers, element, row, cell, matcher);
			if (fault != FAULT_NONE && fault != FAULT_MISMATCHED_TYPE) {
				add_number_key(&cells, cell);
				write_fault(&set->rows[row], cell, fault, out);
			}
		}
		text_char(out, '}');
	}
	text_char(out, ']');
}

static void
write_faults_of(const struct answers *answers, int32_t element, enum fault fault,
	const struct matcher *matcher, struct text *out)
{
	if (answers->form->elements[element].type == ELEMENT_SET &&
		has_cell_faults(answers, element, matcher)) {
		write_rows(answers, element, matcher, out);
	} else {
		write_fault(answers, element, fault, out);
	}
}

enum { EVERY_GROUP = -1 };

/* Where the faults of a form go, and what they depend on. */
struct report {
	const struct answers *answers;
	const struct sight *sight;
	const struct matcher *matcher;
	struct text *out;
};

/* Returns whether there was any. */
static bool
write_faults(const struct report *report, int32_t group)
{
	const struct form *form = report->answers->form;
	struct list object = { .out = report->out };
	text_char(report->out, '{');
	for (int32_t i = 0; i < form->n_elements; i++) {
		if (!report->sight->element[i] ||
			(group != EVERY_GROUP && form->elements[i].group != group)) {
			continue;
		}
		const enum fault fault = rules_check(report->answers, i, report->matcher);
		if (fault) {
			add_number_key(&object, form->elements[i].id);
			write_faults_of(report->answers, i, fault, report->matcher, report->out);
		}
	}
	text_char(report->out, '}');
	return object.begun;
}

/* Pages without a fault are not named. */
static void
write_pages(const struct report *report)
{
	const struct form *form = report->answers->form;
	struct list object = { .out = report->out };
	text_char(report->out, '{');
	for (int32_t i = 0; i < form->n_groups; i++) {
		const size_t before = report->out->n;
		const bool begun = object.begun;
		add_key(&object, form->groups[i].id);
		if (!write_faults(report, i)) {
			report->out->n = before;
			object.begun = begun;
		}
	}
	text_char(report->out, '}');
}

/* ---- the whole ---- */

void
verdict_run(const struct answers *answers, const struct matcher *matcher, struct text *out)
{
	struct sight sight;
	const struct report report = { answers, &sight, matcher, out };
	struct list object = { .out = out };
	rules_see(answers, &sight);
	text_char(out, '{');
	add_key(&object, STR("matchedIds"));
	write_matched(answers, out);
	add_key(&object, STR("visibleGroups"));
	write_path(answers, out);
	add_key(&object, STR("visibleElements"));
	write_visible(answers->form, &sight, out);
	if (answers->form->n_groups > 0) {
		add_key(&object, STR("nextAction"));
		write_next(answers, &sight, out);
	}
	add_key(&object, STR("errorsAll"));
	write_faults(&report, EVERY_GROUP);
	if (answers->form->n_groups > 0) {
		add_key(&object, STR("errorsByGroup"));
		write_pages(&report);
	}
	text_char(out, '}');
}

void
verdict_field(const struct answers *answers, const struct matcher *matcher, struct text *out)
{
	const enum fault fault = rules_check(answers, 0, matcher);
	text_add(out, STR("{\"error\":"));
	write_faults_of(answers, 0, fault, matcher, out);
	text_char(out, '}');
}
