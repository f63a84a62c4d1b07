/* SPDX-License-Identifier: MIT */
/* All answers on one page, each a way back to its question. */
#include "core/page_parts.h"

/* "<b>question</b> answer, Change": leads to the page of this place and back. */
static struct node *
add_entry(
	const struct build *b, int32_t section, struct place place, struct str name, struct str value)
{
	const struct element *e = &b->session->form->elements[place.element];
	struct node *entry = part_button(
		b, REGION_CONTENT, part_place_id(b, STR("r"), place, -1), name, ACTION_CHANGE);
	entry->value = value;
	if (value.n == 0) {
		entry->value = part_msg(b, MSG_REVIEW_NO_ANSWER);
	} else {
		entry->flags |= part_secrecy(b, e);
	}
	entry->hint = part_msg(b, MSG_REVIEW_CHANGE);
	entry->parent = section;
	entry->action.place = place;
	entry->place = place;
	return entry;
}

static void
add_answer(const struct build *b, int32_t section, int32_t element)
{
	const struct place place = place_of(element);
	const struct element *e = &b->session->form->elements[element];
	struct node *entry = add_entry(b, section, place, e->title.in[b->lang],
		page_answer(place_spot(&b->session->answers, place), b->lang, b->arena));
	entry->spoken = e->spoken.in[b->lang];
	entry->reading = part_reading(e);
}

/* "People in your home, Person 2". */
static struct str
row_title(const struct build *b, const struct element *set, struct str row)
{
	struct text text;
	text_begin(&text, b->arena, set->title.in[b->lang].n + row.n + 2);
	text_add(&text, set->title.in[b->lang]);
	text_add(&text, set->title.in[b->lang].n > 0 ? STR(", ") : STR_NONE);
	text_add(&text, row);
	return text_end(&text, b->arena);
}

static void
add_rows(const struct build *b, int32_t section, int32_t element)
{
	const struct element *set = &b->session->form->elements[element];
	const struct answer *answer = &b->session->answers.of[element];
	for (int32_t row = 0; row < answer->n_rows; row++) {
		const struct str name = part_row_name(b, set, row, answer->n_rows);
		add_entry(b, section, (struct place){ element, row, -1, -1 }, row_title(b, set, name),
			page_row(&answer->rows[row], b->lang, b->arena));
	}
}

/* GC Forms names the page of each stretch of answers, but for the first one. Returns the node of the title, -1 without one. */
static int32_t
add_section(const struct build *b, int32_t group)
{
	const struct form *form = b->session->form;
	if (group < 0 || group == form->start || form->groups[group].title.in[b->lang].n == 0) {
		return -1;
	}
	part_subheading(b, part_id(b, STR("g"), group, -1), form->groups[group].title.in[b->lang]);
	return b->tree->n - 1;
}

void
page_review(const struct build *b)
{
	int32_t walk[WALK_MAX];
	const int32_t n = rules_walk(&b->session->answers, walk, WALK_MAX);
	int32_t group = -1, section = -1, entries = 0;
	part_heading(b, STR("title"), part_msg(b, MSG_REVIEW_TITLE));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_REVIEW_INTRO));
	for (int32_t i = 0; i < n; i++) {
		const struct element *e = &b->session->form->elements[walk[i]];
		if (!element_is_question(e)) {
			continue;
		}
		if (e->group != group) {
			group = e->group;
			section = add_section(b, group);
		}
		if (e->type == ELEMENT_SET) {
			add_rows(b, section, walk[i]);
		} else {
			add_answer(b, section, walk[i]);
		}
	}
	for (int32_t i = 0; i < b->tree->n; i++) {
		entries += b->tree->nodes[i].action.kind == ACTION_CHANGE ? 1 : 0;
	}
	int32_t position = 0;
	for (int32_t i = 0; i < b->tree->n; i++) {
		if (b->tree->nodes[i].action.kind == ACTION_CHANGE) {
			b->tree->nodes[i].position = ++position;
			b->tree->nodes[i].of = entries;
		}
	}
}
