/* SPDX-License-Identifier: MIT */
/* Which questions are asked, by the semantics of GC Forms: choice matching, pages, show and hide. */
#include "core/rules.h"

bool
rules_matched(const struct answers *answers, struct choice_ref ref)
{
	return ref.element >= 0 && ref.choice >= 0 && answer_has(answers, ref.element, ref.choice);
}

/* Walking the pages sees less than show and hide: no combo boxes, and of a checkbox the first ticked item only. */
static bool
leads(const struct answers *answers, struct choice_ref ref)
{
	if (ref.element < 0 || ref.choice < 0) {
		return false;
	}
	const struct answer *answer = &answers->of[ref.element];
	const enum element_type type = answers->form->elements[ref.element].type;
	if (type != ELEMENT_RADIO && type != ELEMENT_DROPDOWN && type != ELEMENT_CHECKBOX) {
		return false;
	}
	return answer->n_chosen > 0 && answer->chosen[0] == ref.choice;
}

static bool
is_catch_all(const struct next_rule *rule)
{
	return rule->when.choice < 0;
}

/* The rule that is followed: the first that matches and asks about this page, else the catch-all, else NULL. */
static const struct next_rule *
rule_followed(const struct answers *answers, int32_t group)
{
	const struct group *from = &answers->form->groups[group];
	const struct next_rule *otherwise = NULL;
	for (int32_t i = 0; i < from->n_next_rules; i++) {
		const struct next_rule *rule = &from->next_rules[i];
		if (is_catch_all(rule)) {
			otherwise = otherwise ? otherwise : rule;
		} else if (leads(answers, rule->when) &&
			answers->form->elements[rule->when.element].group == group) {
			return rule;
		}
	}
	return otherwise;
}

enum next_kind
rules_next(const struct answers *answers, int32_t group, int32_t *ret_group)
{
	const struct group *from = &answers->form->groups[group];
	enum next_kind kind = from->next;
	int32_t to = from->next_group;
	if (kind == NEXT_RULES) {
		const struct next_rule *rule = rule_followed(answers, group);
		if (!rule) {
			return NEXT_NONE;
		}
		kind = rule->kind;
		to = rule->group;
	}
	if (kind == NEXT_GROUP) {
		*ret_group = to;
	}
	return kind;
}

int32_t
rules_path(const struct answers *answers, int32_t *ret_groups, int32_t cap)
{
	bool seen[FORM_GROUPS_MAX] = { false };
	int32_t n = 0;
	int32_t group = answers->form->start;
	enum next_kind kind = group >= 0 ? NEXT_GROUP : NEXT_NONE;
	while (kind == NEXT_GROUP && !seen[group] && n < cap) {
		seen[group] = true;
		ret_groups[n++] = group;
		kind = rules_next(answers, group, &group);
	}
	return n;
}

static void
see_path(const struct answers *answers, struct sight *sight)
{
	int32_t path[FORM_GROUPS_MAX];
	const int32_t n = rules_path(answers, path, FORM_GROUPS_MAX);
	for (int32_t i = 0; i < n; i++) {
		sight->group[path[i]] = true;
	}
}

/* With what is known to be visible so far. */
static bool
is_shown(const struct answers *answers, const struct sight *sight, const struct element *element)
{
	if (answers->form->n_groups > 0 && (element->group < 0 || !sight->group[element->group])) {
		return false;
	}
	for (int32_t i = 0; i < element->n_rules; i++) {
		const int32_t parent = element->rules[i].element;
		if (parent >= 0 && sight->element[parent] && rules_matched(answers, element->rules[i])) {
			return true;
		}
	}
	return element->n_rules == 0;
}

/*
 * An element is visible when a matching rule leads to a visible parent. That is the least fixed point of is_shown(): what
 * is reached in rounds from nothing. It equals recursion in which an element counts as hidden while it is being computed,
 * needs no recursion, and a cycle simply stays hidden. One round is enough where parents stand before their children.
 */
void
rules_see(const struct answers *answers, struct sight *ret_sight)
{
	const struct form *form = answers->form;
	*ret_sight = (struct sight){ 0 };
	see_path(answers, ret_sight);
	for (bool changed = true; changed;) {
		changed = false;
		for (int32_t i = 0; i < form->n_elements; i++) {
			if (!ret_sight->element[i] && is_shown(answers, ret_sight, &form->elements[i])) {
				ret_sight->element[i] = true;
				changed = true;
			}
		}
	}
}

bool
rules_visible(const struct answers *answers, int32_t element)
{
	struct sight sight;
	rules_see(answers, &sight);
	return sight.element[element];
}

static int32_t
walk_list(const struct sight *sight, const int32_t *list, int32_t n_list, int32_t *ret_elements,
	int32_t cap)
{
	int32_t n = 0;
	for (int32_t i = 0; i < n_list && n < cap; i++) {
		if (sight->element[list[i]]) {
			ret_elements[n++] = list[i];
		}
	}
	return n;
}

int32_t
rules_walk(const struct answers *answers, int32_t *ret_elements, int32_t cap)
{
	const struct form *form = answers->form;
	struct sight sight;
	rules_see(answers, &sight);
	if (form->n_groups == 0) {
		return walk_list(&sight, form->layout, form->n_layout, ret_elements, cap);
	}
	int32_t path[FORM_GROUPS_MAX];
	/* Without a groupsLayout GC Forms shows the start group alone, on one page. */
	const int32_t n_path = rules_path(answers, path, form->review ? FORM_GROUPS_MAX : 1);
	int32_t n = 0;
	for (int32_t i = 0; i < n_path; i++) {
		const struct group *group = &form->groups[path[i]];
		n += walk_list(&sight, group->elements, group->n_elements, ret_elements + n, cap - n);
	}
	return n;
}
