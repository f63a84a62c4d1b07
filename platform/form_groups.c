/* SPDX-License-Identifier: MIT */
/* The pages of a template: groups, their order and where each leads, by jansson. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "platform/form_reader.h"

/* Of groupsLayout, and of a page's rules. */
enum { ENTRIES_MAX = 400 };

static bool
is_reserved(const char *id)
{
	return strcmp(id, "start") == 0 || strcmp(id, "review") == 0 || strcmp(id, "end") == 0;
}

/* Ids of the groups in path order; the strings belong to the JSON. */
struct order {
	const char *id[FORM_GROUPS_MAX];
	int32_t n;
};

static int32_t
find_group(const struct order *order, const char *id)
{
	for (int32_t i = 0; i < order->n; i++) {
		if (strcmp(order->id[i], id) == 0) {
			return i;
		}
	}
	return -1;
}

static void
add_to_order(struct reader *reader, json_t *groups, const char *id, struct order *order)
{
	if (!json_object_get(groups, id) || find_group(order, id) >= 0) {
		return;
	}
	if (order->n == FORM_GROUPS_MAX) {
		reader_refuse(reader, -E2BIG, "Split the form.", "The form has more than %d groups.",
			(int)FORM_GROUPS_MAX);
		return;
	}
	order->id[order->n++] = id;
}

/* start, groupsLayout, what the layout forgot, review, end. */
static void
put_in_order(struct reader *reader, json_t *groups, json_t *layout, struct order *order)
{
	add_to_order(reader, groups, "start", order);
	const size_t mark = reader_key(reader, "groupsLayout");
	if (json_array_size(layout) > ENTRIES_MAX) {
		reader_refuse(reader, -E2BIG, TODO_BUILDER, "The list has %zu pages; %d are allowed.",
			json_array_size(layout), (int)ENTRIES_MAX);
		return;
	}
	for (size_t i = 0; i < json_array_size(layout); i++) {
		const char *id = json_string_value(json_array_get(layout, i));
		const size_t item = reader_index(reader, i);
		if (!id || is_reserved(id) || !json_object_get(groups, id)) {
			reader_report(reader, "warning", TODO_BUILDER,
				"There is no middle page with this id; the entry is skipped.");
		} else {
			add_to_order(reader, groups, id, order);
		}
		reader_up(reader, item);
	}
	reader_up(reader, mark);
	const char *id;
	json_t *group;
	json_object_foreach(groups, id, group)
	{
		if (!is_reserved(id) && find_group(order, id) < 0) {
			if (json_array_size(layout) > 0) {
				const size_t inner = reader_key(reader, "groups");
				reader_report(reader, "warning", TODO_BUILDER,
					"The page \"%.60s\" is not in groupsLayout.", id);
				reader_up(reader, inner);
			}
			add_to_order(reader, groups, id, order);
		}
	}
	add_to_order(reader, groups, "review", order);
	add_to_order(reader, groups, "end", order);
}

/* What a nextAction or a rule's groupId means. */
static enum next_kind
read_target(
	struct reader *reader, const struct order *order, const char *target, int32_t *ret_group)
{
	if (!target || target[0] == '\0') {
		return NEXT_NONE;
	}
	if (strcmp(target, "review") == 0) {
		return NEXT_REVIEW;
	}
	if (strcmp(target, "end") == 0) {
		return NEXT_END;
	}
	if (strcmp(target, "exit") == 0) {
		return NEXT_EXIT;
	}
	const int32_t group = find_group(order, target);
	if (group < 0) {
		reader_report(
			reader, "error", TODO_BUILDER, "There is no page \"%.60s\" to go to.", target);
		return NEXT_NONE;
	}
	*ret_group = group;
	return NEXT_GROUP;
}

static void
read_next_rules(struct reader *reader, json_t *list, const struct form *form,
	const struct order *order, struct group *group)
{
	const size_t n = json_array_size(list);
	if (n > ENTRIES_MAX) {
		reader_refuse(reader, -E2BIG, TODO_BUILDER, "The page has %zu rules; %d are allowed.", n,
			(int)ENTRIES_MAX);
	}
	struct next_rule *rules = reader_take(reader, n * sizeof(*rules));
	for (size_t i = 0; rules && i < n && !reader->error; i++) {
		const size_t item = reader_index(reader, i);
		json_t *json = json_array_get(list, i);
		const char *when = json_string_value(json_object_get(json, "choiceId"));
		if (!when || !form_parse_ref(when, &rules[i].when)) {
			reader_refuse(reader, -EINVAL, TODO_BUILDER,
				"A rule must have a choiceId such as \"3.0\" or \"3.catch-all\".");
		} else {
			form_resolve_ref(reader, form, &rules[i].when);
			const char *target = json_string_value(
				reader_member(reader, json, "groupId", JSON_STRING));
			rules[i].kind = read_target(reader, order, target, &rules[i].group);
			if (!target || target[0] == '\0') {
				reader_report(reader, "error", "Say where the rule leads.",
					"The rule does not say which page comes next: who it is about has no way on.");
			}
		}
		reader_up(reader, item);
	}
	group->next = NEXT_RULES;
	group->next_rules = rules;
	group->n_next_rules = (int32_t)n;
}

static void
read_next(struct reader *reader, json_t *json, const struct form *form, const struct order *order,
	struct group *group)
{
	json_t *next = json_object_get(json, "nextAction");
	const size_t mark = reader_key(reader, "nextAction");
	if (json_is_array(next)) {
		read_next_rules(reader, next, form, order, group);
	} else {
		if (next && !json_is_null(next) && !json_is_string(next)) {
			reader_report(reader, "error", TODO_BUILDER,
				"The value must be the name of a page or a list of rules; it is left out.");
		}
		group->next = read_target(reader, order, json_string_value(next), &group->next_group);
	}
	reader_up(reader, mark);
}

/* The group's elements in the order of the layout; an element belongs to the first group that names it. */
static void
read_group_elements(struct reader *reader, json_t *json, const struct draft *draft, int32_t index,
	struct group *group)
{
	const struct form *form = draft->form;
	json_t *list = reader_member(reader, json, "elements", JSON_ARRAY);
	const size_t mark = reader_key(reader, "elements");
	const size_t all = sizeof(int32_t) * (size_t)form->n_elements;
	int32_t *named = reader_take(reader, all);
	int32_t *shown = reader_take(reader, all);
	if (!named || !shown) {
		return;
	}
	const int32_t n = form_read_ids(reader, list, form, named);
	for (int32_t i = 0; i < n; i++) {
		if (draft->elements[named[i]].group >= 0) {
			reader_report(reader, "error", TODO_BUILDER, "Element %d is on two pages.",
				(int)draft->elements[named[i]].id);
		} else {
			draft->elements[named[i]].group = index;
		}
	}
	for (int32_t i = 0; i < form->n_layout; i++) {
		for (int32_t k = 0; k < n; k++) {
			if (named[k] == form->layout[i] && draft->elements[named[k]].group == index) {
				shown[group->n_elements++] = named[k];
			}
		}
	}
	group->elements = shown;
	reader_up(reader, mark);
}

static bool
names(const struct group *group, int32_t element, int32_t choice, int32_t before)
{
	for (int32_t i = 0; i < before; i++) {
		const struct choice_ref *when = &group->next_rules[i].when;
		if (when->element == element && (choice < 0 || when->choice == choice)) {
			return true;
		}
	}
	return false;
}

/* Whether the rules leave a client without a way on: no catch-all, and a choice of this page that no rule names. */
static bool
is_dead_end(const struct form *form, const struct group *group, int32_t index)
{
	const int32_t n = group->n_next_rules;
	for (int32_t i = 0; i < n; i++) {
		if (group->next_rules[i].when.choice < 0) {
			return false;
		}
	}
	for (int32_t i = 0; i < n; i++) {
		const int32_t asked = group->next_rules[i].when.element;
		/* each element once: the work must not grow with the square of the rules */
		if (asked < 0 || form->elements[asked].group != index || names(group, asked, -1, i)) {
			continue;
		}
		const struct element *element = &form->elements[asked];
		bool all = element->validation.required && element->type != ELEMENT_COMBOBOX;
		for (int32_t choice = 0; all && choice < element->n_own_choices; choice++) {
			all = names(group, asked, choice, n);
		}
		if (all) {
			return false;
		}
	}
	return true;
}

/* ---- circles ---- */

enum mark { MARK_NEW, MARK_OPEN, MARK_DONE };

static void go(struct reader *reader, const struct form *form, int32_t group, enum mark *marks);

static void
go_on(struct reader *reader, const struct form *form, int32_t from, int32_t to, enum mark *marks)
{
	if (marks[to] == MARK_OPEN) {
		const struct str here = form->groups[from].id, back = form->groups[to].id;
		reader_report(reader, form->review ? "error" : "warning",
			"Lead to a page that was not there before, or to the review.",
			"The page \"%.*s\" leads back to \"%.*s\": who goes this way comes to no end.",
			(int)(here.n < 60 ? here.n : 60), here.p, (int)(back.n < 60 ? back.n : 60), back.p);
	} else if (marks[to] == MARK_NEW) {
		go(reader, form, to, marks);
	}
}

/* Depth first along everything that answers could choose; FORM_GROUPS_MAX deep at most. */
static void
go(struct reader *reader, const struct form *form, int32_t group, enum mark *marks)
{
	const struct group *from = &form->groups[group];
	marks[group] = MARK_OPEN;
	if (from->next == NEXT_GROUP) {
		go_on(reader, form, group, from->next_group, marks);
	}
	for (int32_t i = 0; i < from->n_next_rules; i++) {
		if (from->next_rules[i].kind == NEXT_GROUP) {
			go_on(reader, form, group, from->next_rules[i].group, marks);
		}
	}
	marks[group] = MARK_DONE;
}

static bool
is_last(const struct group *group)
{
	return str_eq(group->id, STR("end")) || str_eq(group->id, STR("review"));
}

static void
check_circles(struct reader *reader, const struct form *form)
{
	enum mark marks[FORM_GROUPS_MAX] = { MARK_NEW };
	if (form->start < 0) {
		return;
	}
	go(reader, form, form->start, marks);
	for (int32_t i = 0; i < form->n_groups; i++) {
		const struct str id = form->groups[i].id;
		if (marks[i] == MARK_NEW && form->groups[i].n_elements > 0 && !is_last(&form->groups[i])) {
			reader_report(reader, "warning", "Lead to it from a page before it, or take it out.",
				"No way leads to the page \"%.*s\": nobody ever sees it.",
				(int)(id.n < 60 ? id.n : 60), id.p);
		}
	}
}

static void
check_ways(struct reader *reader, const struct form *form)
{
	for (int32_t i = 0; i < form->n_groups; i++) {
		const struct group *group = &form->groups[i];
		if (!is_last(group) &&
			(group->next == NEXT_NONE ||
				(group->next == NEXT_RULES && is_dead_end(form, group, i)))) {
			reader_report(reader, form->review ? "error" : "warning",
				"Add a catch-all rule, or say which page comes next.",
				"The page \"%.*s\" can leave a client without a way on.",
				(int)(group->id.n < 60 ? group->id.n : 60), group->id.p);
		}
	}
	for (int32_t i = 0; i < form->n_elements; i++) {
		if (form->elements[i].group < 0) {
			reader_report(reader, "error", TODO_BUILDER,
				"Element %d is on no page: nobody ever sees it.", (int)form->elements[i].id);
		}
	}
}

/* ---- pages that are not seen ---- */

static void
warn_at(struct reader *reader, const struct group *group, const char *member, const char *remedy,
	const char *what)
{
	char key[120];
	snprintf(key, sizeof(key), "%.*s.%s", (int)(group->id.n < 100 ? group->id.n : 100), group->id.p,
		member);
	const size_t mark = reader_key(reader, key);
	reader_report(reader, "warning", remedy, "%s", what);
	reader_up(reader, mark);
}

static bool
leads_to_end(const struct group *group)
{
	bool found = group->next == NEXT_END;
	for (int32_t i = 0; i < group->n_next_rules; i++) {
		found = found || group->next_rules[i].kind == NEXT_END;
	}
	return found;
}

/* What GC Forms leaves out without a word: questions on pages that it never draws, and the way past its only Submit. */
static void
check_seen(struct reader *reader, const struct form *form)
{
	for (int32_t i = 0; i < form->n_groups; i++) {
		const struct group *group = &form->groups[i];
		if (form->review && !is_last(group) && leads_to_end(group)) {
			warn_at(reader, group, "nextAction", "Lead to the review.",
				"The page leads past the review: GC Forms submits nothing there.");
		}
		if (group->n_elements == 0 || i == form->start) {
			continue;
		}
		if (is_last(group)) {
			warn_at(reader, group, "elements", "Put them on a page before it.",
				"The page asks nothing itself: nobody sees the elements that are put there.");
		} else if (!form->review) {
			warn_at(reader, group, "elements", "Name the pages in groupsLayout, in their order.",
				"Without groupsLayout only the page start is shown: nobody sees these elements.");
		}
	}
}

static void
read_group(struct reader *reader, json_t *json, const struct draft *draft,
	const struct order *order, int32_t index, struct group *group)
{
	static const char *const keys[] = { "name", "titleEn", "titleFr", "elements", "nextAction",
		"autoFlow", "exitUrlEn", "exitUrlFr", NULL };
	if (!json_is_object(json)) {
		reader_refuse(reader, -EINVAL, TODO_BUILDER, "A page must be an object.");
		return;
	}
	const size_t n = strlen(order->id[index]);
	char *id = reader_take(reader, n);
	if (!id) {
		return;
	}
	memcpy(id, order->id[index], n);
	group->id = (struct str){ id, n };
	group->title = reader_bilingual(reader, json, "title");
	group->exit_url = reader_bilingual(reader, json, "exitUrl");
	read_group_elements(reader, json, draft, index, group);
	read_next(reader, json, draft->form, order, group);
	reader_known(reader, json, keys);
}

void
form_read_groups(struct reader *reader, json_t *json, const struct draft *draft)
{
	json_t *groups = reader_member(reader, json, "groups", JSON_OBJECT);
	json_t *layout = reader_member(reader, json, "groupsLayout", JSON_ARRAY);
	struct form *form = draft->form;
	if (!groups || json_object_size(groups) == 0) {
		return;
	}
	struct order order = { .n = 0 };
	put_in_order(reader, groups, layout, &order);
	struct group *list = reader_take(reader, sizeof(*list) * (size_t)order.n);
	const size_t mark = reader_key(reader, "groups");
	for (int32_t i = 0; list && i < order.n && !reader->error; i++) {
		const size_t item = reader_key(reader, order.id[i]);
		read_group(reader, json_object_get(groups, order.id[i]), draft, &order, i, &list[i]);
		reader_up(reader, item);
	}
	if (reader->error) {
		return;
	}
	form->groups = list;
	form->n_groups = order.n;
	form->start = find_group(&order, "start");
	form->review = json_array_size(layout) > 0;
	if (form->start < 0) {
		reader_report(
			reader, "error", TODO_BUILDER, "The form has pages, but none is called start.");
	}
	check_ways(reader, form);
	check_circles(reader, form);
	check_seen(reader, form);
	reader_up(reader, mark);
}
