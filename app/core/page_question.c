/* SPDX-License-Identifier: MIT */
/* A page of questions: its frame, errors, and the kinds of questions that a form asks most. */
#include "core/page_parts.h"

#include "core/known.h"
#include "core/number.h"

uint32_t
part_secrecy(const struct build *b, const struct element *element)
{
	if (!element->is_private) {
		return 0;
	}
	return session_may_speak_private(b->session) ? NODE_PRIVATE : NODE_PRIVATE | NODE_SECRET;
}

enum reading
part_reading(const struct element *element)
{
	return element->checks & CHECK_NANP ? READING_PHONE :
		element->checks & CHECK_POSTAL  ? READING_POSTAL :
										  READING_TEXT;
}

struct str
part_place_id(const struct build *b, struct str prefix, struct place place, int32_t choice)
{
	struct text text;
	text_begin(&text, b->arena, ID_MAX);
	place_write_id(b->session->form, prefix, place, choice, &text);
	return text_end(&text, b->arena);
}

const struct element *
part_element(const struct build *b, struct place place)
{
	return place_element(&b->session->answers, place);
}

void
part_describe(const struct build *b, struct place place, struct node *node)
{
	const struct spot spot = place_spot(&b->session->answers, place);
	const struct element *e = &spot.in->form->elements[spot.element];
	node->id = part_place_id(b, STR("q"), place, -1);
	node->lang = b->lang;
	node->hint = e->description.in[b->lang];
	if (node->hint.n == 0 && e->validation.kind == TEXT_DATE) {
		node->hint = part_msg(
			b, MSG_QUESTION_DATE_HINT); /* of 2021: nobody would guess this order */
	}
	node->spoken = e->spoken.in[b->lang];
	node->place = place;
	const bool required = e->validation.present && e->validation.required;
	node->flags |= required ? NODE_REQUIRED : 0;
	node->mark = part_msg(b, required ? MSG_QUESTION_REQUIRED : MSG_QUESTION_OPTIONAL);
	if (spot.in->of[spot.element].fault != FAULT_NONE) {
		node->flags |= NODE_INVALID;
		node->error = page_fault(b->session, place, b->lang, b->arena);
	}
}

int32_t
part_group(const struct build *b, struct place place)
{
	struct node *group = tree_add(
		b->tree, ROLE_GROUP, REGION_CONTENT, part_element(b, place)->title.in[b->lang]);
	part_describe(b, place, group);
	return b->tree->n - 1;
}

struct node *
part_choice(
	const struct build *b, int32_t group, struct place place, int32_t choice, struct str name)
{
	const struct element *e = part_element(b, place);
	struct node *node = tree_add(b->tree, ROLE_CHOICE, REGION_CONTENT, name);
	node->id = part_place_id(b, STR("q"), place, choice);
	node->lang = b->lang;
	node->flags |= NODE_FOCUSABLE | part_secrecy(b, e);
	node->action = (struct action){ ACTION_CHOOSE, choice, 0, place };
	node->parent = group;
	node->place = place;
	node->instruction = part_msg(b, MSG_INSTRUCTION_RADIO);
	return node;
}

/* What GC Forms shows as "please select": on a kiosk nothing is selected until somebody does. */
static bool
is_blank(const struct element *e, int32_t choice)
{
	return e->type != ELEMENT_CHECKBOX && e->choices[choice].label.in[LANG_EN].n == 0 &&
		e->choices[choice].label.in[LANG_FR].n == 0;
}

static void
add_choices(const struct build *b, struct place place)
{
	const struct spot spot = place_spot(&b->session->answers, place);
	const struct element *e = &spot.in->form->elements[spot.element];
	const int32_t group = part_group(b, place);
	int32_t n = 0;
	for (int32_t i = 0; i < e->n_order; i++) {
		const int32_t choice = element_choice_at(e, b->lang, i);
		if (is_blank(e, choice)) {
			continue;
		}
		struct node *node = part_choice(
			b, group, place, choice, e->choices[choice].label.in[b->lang]);
		node->spoken = e->choices[choice].spoken.in[b->lang];
		node->flags |= answer_has(spot.in, spot.element, choice) ? NODE_CHECKED : 0;
		node->position = ++n;
		if (e->type == ELEMENT_CHECKBOX) {
			node->flags |= NODE_MULTIPLE;
			node->instruction = part_msg(b, MSG_INSTRUCTION_CHECKBOX);
		}
	}
	for (int32_t i = group; i < b->tree->n; i++) {
		b->tree->nodes[i].of = n;
	}
	part_clear(b, place);
}

void
part_clear(const struct build *b, struct place place)
{
	const struct spot spot = place_spot(&b->session->answers, place);
	const struct element *e = &spot.in->form->elements[spot.element];
	const bool is_required = e->validation.present && e->validation.required;
	if (e->type == ELEMENT_CHECKBOX || is_required || answer_is_empty(spot.in, spot.element)) {
		return;
	}
	part_button(b, REGION_CONTENT, part_place_id(b, STR("clear"), place, -1),
		part_msg(b, MSG_QUESTION_CLEAR), ACTION_CLEAR)
		->action.place = place;
}

/* Told when less than a quarter is left, as GC Forms does. */
static void
add_counter(const struct build *b, struct place place)
{
	const struct spot spot = place_spot(&b->session->answers, place);
	const int64_t max = spot.in->form->elements[spot.element].validation.max_length;
	const int64_t left = max - (int64_t)utf16_length(answer_text(spot.in, spot.element));
	if (max > 0 && left * 4 < max) {
		struct node *node = tree_add(b->tree, ROLE_STATUS, REGION_CONTENT,
			part_fill(b, MSG_QUESTION_LEFT, "count", part_number(b, left)));
		node->id = part_place_id(b, STR("left"), place, -1);
		node->lang = b->lang;
	}
}

struct node *
part_field(const struct build *b, struct place place, struct str name)
{
	const struct spot spot = place_spot(&b->session->answers, place);
	const struct element *e = &spot.in->form->elements[spot.element];
	const struct session *s = b->session;
	const bool is_edited = place_eq(s->edited, place);
	struct node *field = tree_add(b->tree, ROLE_FIELD, REGION_CONTENT, name);
	field->id = part_place_id(b, STR("q"), place, -1);
	field->lang = b->lang;
	field->place = place;
	field->flags |= NODE_FOCUSABLE | part_secrecy(b, part_element(b, place_whole(place)));
	/* a number is formatted as soon as something else is edited: before, the caret counts in what was typed */
	const bool is_worded = element_has_choices(e) || (element_is_number(e) && !is_edited);
	field->value = is_worded ? page_answer(spot, b->lang, b->arena) :
							   arena_copy(b->arena, answer_text(spot.in, spot.element));
	field->action = (struct action){ ACTION_EDIT, 0, 0, place };
	field->reading = part_reading(e);
	field->caret = is_edited ? s->caret : -1;
	field->instruction = part_msg(b, MSG_INSTRUCTION_FIELD);
	return field;
}

static void
add_field(const struct build *b, struct place place)
{
	const struct element *e = part_element(b, place);
	struct node *field = part_field(b, place, e->title.in[b->lang]);
	part_describe(b, place, field);
	if (e->type == ELEMENT_TEXT_AREA) {
		field->flags |= NODE_LONG;
		field->instruction = part_msg(b, MSG_INSTRUCTION_LONG_FIELD);
	}
	add_counter(b, place);
}

static void
add_text(const struct build *b, struct place place)
{
	const struct element *e = part_element(b, place);
	if (e->title.in[b->lang].n > 0) {
		part_subheading(b, part_place_id(b, STR("t"), place, -1), e->title.in[b->lang]);
	}
	part_rich(b, part_place_id(b, STR("t"), place, 0), e->rich);
}

void
part_question(const struct build *b, struct place place)
{
	const struct element *e = part_element(b, place);
	switch (e->type) {
	case ELEMENT_RICH_TEXT:
		add_text(b, place);
		break;
	case ELEMENT_RADIO:
	case ELEMENT_CHECKBOX:
	case ELEMENT_DROPDOWN:
	case ELEMENT_COMBOBOX:
		if (element_is_searched(e)) {
			part_search(b, place);
		} else {
			add_choices(b, place);
		}
		break;
	case ELEMENT_TEXT:
	case ELEMENT_TEXT_AREA:
	case ELEMENT_NUMBER:
		add_field(b, place);
		break;
	case ELEMENT_DATE:
		part_date(b, place);
		break;
	case ELEMENT_ADDRESS:
		part_address(b, place);
		break;
	case ELEMENT_STARS:
		part_stars(b, place);
		break;
	case ELEMENT_FILE:
		part_file(b, place);
		break;
	case ELEMENT_SET:
		part_row(b, place.element, b->session->row);
		break;
	}
}

/* ---- errors ---- */

/* Calls back for every answer of the page, cells of the row too. Returns how many have a fault. */
static int32_t
visit_faults(const struct build *b, const struct way *way,
	void (*tell)(const struct build *b, struct place place, int32_t alert), int32_t alert)
{
	const struct step step = way->steps[way->at];
	int32_t n = 0;
	for (int32_t i = step.first; i < step.first + step.n; i++) {
		const int32_t element = way->walk[i];
		const bool is_row = step.row >= 0 && i == step.question;
		const int32_t cells = is_row ? b->session->form->elements[element].n_sub_elements : 1;
		for (int32_t cell = 0; cell < cells; cell++) {
			const struct place place = is_row ? (struct place){ element, step.row, cell, -1 } :
												place_of(element);
			const struct spot spot = place_spot(&b->session->answers, place);
			if (spot.in != NULL && spot.in->of[spot.element].fault != FAULT_NONE) {
				n++;
				if (tell) {
					tell(b, place, alert);
				}
			}
		}
	}
	return n;
}

static void
add_link(const struct build *b, struct place place, int32_t alert)
{
	struct text text;
	const struct str fault = page_fault(b->session, place, b->lang, b->arena);
	const struct str title = part_element(b, place)->title.in[b->lang];
	text_begin(&text, b->arena, title.n + fault.n + 8);
	page_title(title, b->lang, &text);
	text_add(&text, fault);
	struct node *link = part_button(b, REGION_CONTENT, part_place_id(b, STR("e"), place, -1),
		text_end(&text, b->arena), ACTION_GO_TO);
	link->action.place = place;
	link->parent = alert;
	link->place = place;
}

static void
add_errors(const struct build *b, const struct way *way)
{
	const int32_t n = visit_faults(b, way, NULL, -1);
	if (n == 0) {
		return;
	}
	struct node *alert = tree_add(b->tree, ROLE_ALERT, REGION_CONTENT,
		n == 1 ? part_msg(b, MSG_ERRORS_ONE) :
				 part_fill(b, MSG_ERRORS_MANY, "count", part_number(b, n)));
	alert->id = STR("errors");
	alert->lang = b->lang;
	alert->flags |= NODE_FOCUSABLE;
	alert->instruction = part_msg(b, MSG_INSTRUCTION_ERRORS);
	(void)visit_faults(b, way, add_link, b->tree->n - 1);
}

/* ---- the page ---- */

/* What was answered before is offered, never asked for again (K-57). */
static void
add_offer(const struct build *b, int32_t element)
{
	const struct spot known = known_find(b->session, element);
	if (known.in == NULL) {
		return;
	}
	const struct place place = place_of(element);
	struct node *offer = part_button(b, REGION_CONTENT, part_place_id(b, STR("o"), place, -1),
		part_msg(b, MSG_OFFER_USE), ACTION_OFFER);
	/* The question itself comes after the button: who listens must know what the answer is for. */
	const struct str title = part_element(b, place)->title.in[b->lang];
	const struct str sentence = part_msg(b, MSG_OFFER_SPOKEN);
	struct text text;
	text_begin(&text, b->arena, title.n + sentence.n + 8);
	page_title(title, b->lang, &text);
	text_add(&text, sentence);
	offer->spoken = text_end(&text, b->arena);
	offer->value = page_answer(known, b->lang, b->arena);
	offer->reading = part_reading(part_element(b, place));
	offer->flags |= part_secrecy(b, part_element(b, place));
	offer->action.place = place;
	offer->place = place;
	offer->instruction = part_msg(b, MSG_INSTRUCTION_OFFER);
}

/* Named: with the service; not where the heading says it anyway. */
static struct str
progress(const struct build *b, const struct way *way, bool is_named)
{
	const struct msg_arg args[] = {
		{ "service", b->session->form->name.in[b->lang] },
		{ "n", part_number(b, way->at + 1) },
		{ "m", part_number(b, way->n) },
	};
	const bool is_open = session_path_is_open(b->session);
	if (!is_named) {
		return msg_fill(b->arena, b->lang,
			is_open ? MSG_QUESTION_STEP_ONLY_ABOUT : MSG_QUESTION_STEP_ONLY, args + 1, 2);
	}
	return msg_fill(
		b->arena, b->lang, is_open ? MSG_QUESTION_STEP_ABOUT : MSG_QUESTION_STEP, args, 3);
}

/* Empty where the form's own is the better one: the name that GC Forms gives to every first page says nothing. */
static struct str
group_title(const struct form *form, int32_t group, enum lang lang)
{
	if (group < 0 || str_eq(form->groups[group].title.in[LANG_EN], STR("Start page"))) {
		return STR_NONE;
	}
	return form->groups[group].title.in[lang];
}

void
page_question(const struct build *b)
{
	struct way way;
	session_way(b->session, &way);
	const struct form *form = b->session->form;
	if (way.n == 0) {
		part_heading(b, STR("title"), form->title.in[b->lang]);
		return; /* the answers leave nothing to ask: Continue leads to the review */
	}
	const struct step step = way.steps[way.at];
	const struct element *first = &form->elements[way.walk[step.question]];

	const struct str group = group_title(form, first->group, b->lang);
	struct node *node = tree_add(
		b->tree, ROLE_PROGRESS, REGION_CONTENT, progress(b, &way, group.n > 0));
	node->id = STR("step");
	node->lang = b->lang;
	part_heading(b, STR("title"), group.n > 0 ? group : form->title.in[b->lang]);
	add_errors(b, &way);
	for (int32_t i = step.first; i < step.first + step.n; i++) {
		add_offer(b, way.walk[i]);
		part_question(b, place_of(way.walk[i]));
	}
}
