/* SPDX-License-Identifier: MIT */
/* The pages of a form: start, questions, review, submission. */
#include "core/page_parts.h"

#include "core/format.h"
#include "core/number.h"

/* Of a limit: decimals that are tried, doubles that count units exactly, and what is shown of one that nobody can reach. */
enum { LIMIT_DECIMALS = 9 };
#define LIMIT_EXACT 9e15
#define LIMIT_MOST 999999999999999999

static const struct element *
element_at(const struct build *b, int32_t index)
{
	return &b->session->form->elements[index];
}

void
page_services(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_SERVICES_TITLE));
	for (int32_t i = 0; i < b->options->n_forms; i++) {
		struct node *node = part_button(b, REGION_CONTENT, part_id(b, STR("service"), i, -1),
			b->options->forms[i]->name.in[b->lang], ACTION_SERVICE);
		node->action.arg = i;
	}
}

void
page_start(const struct build *b)
{
	const struct form *form = b->session->form;
	part_heading(b, STR("title"), form->title.in[b->lang]);
	part_rich(b, STR("intro"), form->introduction_rich);
	part_subheading(b, STR("privacy"), part_msg(b, MSG_START_PRIVACY));
	part_rich(b, STR("privacy"), form->privacy_rich);
}

/* "Enter ...": what went wrong and how to mend it, by the kind of question where that matters (K-54). */
static enum msg
fault_message(const struct element *element, enum fault fault)
{
	switch (fault) {
	case FAULT_REQUIRED:
		if (element->type == ELEMENT_CHECKBOX) {
			return MSG_FAULT_REQUIRED_CHECKBOX;
		}
		return element_has_choices(element) ? MSG_FAULT_REQUIRED_CHOICE : MSG_FAULT_REQUIRED_TEXT;
	case FAULT_EMAIL:
		return MSG_FAULT_EMAIL;
	case FAULT_PHONE:
	case FAULT_NANP:
		return MSG_FAULT_PHONE;
	case FAULT_DATE:
		return MSG_FAULT_DATE;
	case FAULT_ALPHANUMERIC:
		return MSG_FAULT_ALPHANUMERIC;
	case FAULT_NUMBER:
		return MSG_FAULT_NUMBER;
	case FAULT_TOO_SMALL:
		return MSG_FAULT_TOO_SMALL;
	case FAULT_TOO_LARGE:
		return MSG_FAULT_TOO_LARGE;
	case FAULT_TOO_FEW_DIGITS:
		return MSG_FAULT_TOO_FEW_DIGITS;
	case FAULT_TOO_MANY_DIGITS:
		return MSG_FAULT_TOO_MANY_DIGITS;
	case FAULT_TOO_MANY_CHARACTERS:
		return MSG_FAULT_TOO_MANY_CHARACTERS;
	case FAULT_ALL_CHECKBOXES:
		return element->n_choices == 1 ? MSG_FAULT_ONE_CHECKBOX : MSG_FAULT_ALL_CHECKBOXES;
	case FAULT_INVALID_REGEX:
		return MSG_FAULT_INVALID_REGEX;
	case FAULT_POSTAL:
		return MSG_FAULT_POSTAL;
	case FAULT_LUHN:
		return MSG_FAULT_LUHN;
	case FAULT_NAME:
		return MSG_FAULT_NAME;
	case FAULT_TEXT:
	case FAULT_REGEX:
	case FAULT_MISMATCHED_TYPE:
	case FAULT_DATE_INVALID:
	case FAULT_FILE_TYPE:
	case FAULT_FILE_SIZE:
	case FAULT_NONE:
	case FAULT_COUNT:
		break;
	}
	return MSG_FAULT_FORMAT;
}

/*
 * The shortest decimal text of a limit, which is the one that the template has: the decimal whose nearest double it is. One with
 * more than nine decimals or fifteen digits is rounded.
 */
static void
add_limit(double value, struct text *plain)
{
	const double magnitude = value < 0 ? -value : value;
	int64_t scale = 1;
	unsigned decimals = 0;
	if (magnitude >= LIMIT_MOST) {
		text_int(plain, value < 0 ? -LIMIT_MOST : LIMIT_MOST);
		return;
	}
	while (decimals < LIMIT_DECIMALS && magnitude * (double)scale < LIMIT_EXACT &&
		(double)(int64_t)(magnitude * (double)scale + 0.5) / (double)scale != magnitude) {
		scale *= 10;
		decimals++;
	}
	const int64_t scaled = (int64_t)(magnitude * (double)scale + 0.5);
	text_add(plain, value < 0 ? STR("-") : STR_NONE);
	text_int(plain, scaled / scale);
	if (decimals > 0) {
		text_add(plain, STR("."));
		text_padded(plain, (uint64_t)(scaled % scale), decimals);
	}
}

/* A limit as the client reads it: that of a number like the number. */
static struct str
limit(const struct element *element, enum fault fault, enum lang lang, struct arena *arena)
{
	const struct validation *must = &element->validation;
	char buffer[48];
	struct text plain, text;
	text_init(&plain, buffer, sizeof(buffer));
	text_begin(&text, arena, 2 * sizeof(buffer) + NUMBER_DECIMALS_MAX + 64);
	if (fault == FAULT_TOO_SMALL || fault == FAULT_TOO_LARGE) {
		add_limit(fault == FAULT_TOO_SMALL ? must->min : must->max, &plain);
		number_show(lang, &element->number, text_str(&plain), &text);
	} else {
		text_int(&text, must->max_length);
	}
	return text_end(&text, arena);
}

struct str
page_fault(const struct session *session, int32_t element, enum lang lang, struct arena *arena)
{
	const struct element *e = &session->form->elements[element];
	const enum fault fault = (enum fault)session->faults[element];
	const struct msg_arg arg = { "limit", limit(e, fault, lang, arena) };
	return msg_fill(arena, lang, fault_message(e, fault), &arg, 1);
}

static struct str
join_choices(const struct session *session, int32_t element, enum lang lang, struct arena *arena)
{
	const struct element *e = &session->form->elements[element];
	const struct answer *answer = &session->answers.of[element];
	struct text text;
	size_t size = 1;
	for (int32_t i = 0; i < answer->n_chosen; i++) {
		size += e->choices[answer->chosen[i]].label.in[lang].n + 2;
	}
	text_begin(&text, arena, size);
	for (int32_t i = 0; i < answer->n_chosen; i++) {
		text_add(&text, i > 0 ? STR("; ") : STR_NONE);
		text_add(&text, e->choices[answer->chosen[i]].label.in[lang]);
	}
	return text_end(&text, arena);
}

/* Bytes that an answer may take once it is formatted: a number gets groups, decimals and a currency. */
static size_t
answer_room(const struct element *element, struct str typed)
{
	return element_is_number(element) ? 2 * typed.n + NUMBER_DECIMALS_MAX + 64 : typed.n + 64;
}

struct str
page_answer(const struct session *session, int32_t element, enum lang lang, struct arena *arena)
{
	const struct element *e = &session->form->elements[element];
	if (element_has_choices(e)) {
		return join_choices(session, element, lang, arena);
	}
	const struct str typed = answer_text(&session->answers, element);
	struct text text;
	text_begin(&text, arena, answer_room(e, typed));
	if (element_is_number(e)) {
		number_show(lang, &e->number, typed, &text);
	} else if (e->checks & CHECK_NANP) {
		format_phone(typed, &text);
	} else if (e->checks & CHECK_POSTAL) {
		format_postal(typed, &text);
	} else {
		text_add(&text, typed);
	}
	return text_end(&text, arena);
}

static uint32_t
secrecy(const struct build *b, const struct element *element)
{
	if (!element->is_private) {
		return 0;
	}
	return session_may_speak_private(b->session) ? NODE_PRIVATE : NODE_PRIVATE | NODE_SECRET;
}

/* What a field and a group of choices have in common. */
static void
describe(const struct build *b, int32_t index, struct node *node)
{
	const struct element *e = element_at(b, index);
	node->id = part_id(b, STR("q"), e->id, -1);
	node->lang = b->lang;
	node->hint = e->description.in[b->lang];
	node->spoken = e->spoken.in[b->lang];
	node->element = index;
	const bool required = e->validation.present && e->validation.required;
	node->flags |= required ? NODE_REQUIRED : 0;
	node->mark = part_msg(b, required ? MSG_QUESTION_REQUIRED : MSG_QUESTION_OPTIONAL);
	if (b->session->faults[index] != FAULT_NONE) {
		node->flags |= NODE_INVALID;
		node->error = page_fault(b->session, index, b->lang, b->arena);
	}
}

static void
add_choices(const struct build *b, int32_t index)
{
	const struct element *e = element_at(b, index);
	struct node *group = tree_add(b->tree, ROLE_GROUP, REGION_CONTENT, e->title.in[b->lang]);
	describe(b, index, group);
	group->of = e->n_choices;
	const int32_t parent = b->tree->n - 1;
	for (int32_t i = 0; i < e->n_choices; i++) {
		struct node *node = tree_add(
			b->tree, ROLE_CHOICE, REGION_CONTENT, e->choices[i].label.in[b->lang]);
		node->id = part_id(b, STR("q"), e->id, i);
		node->lang = b->lang;
		node->spoken = e->choices[i].spoken.in[b->lang];
		node->flags |= NODE_FOCUSABLE | secrecy(b, e);
		node->flags |= e->type == ELEMENT_CHECKBOX ? NODE_MULTIPLE : 0;
		node->flags |= answer_has(&b->session->answers, index, i) ? NODE_CHECKED : 0;
		node->action = (struct action){ ACTION_CHOOSE, index, i };
		node->position = i + 1;
		node->of = e->n_choices;
		node->parent = parent;
		node->element = index;
		node->instruction = part_msg(
			b, e->type == ELEMENT_CHECKBOX ? MSG_INSTRUCTION_CHECKBOX : MSG_INSTRUCTION_RADIO);
	}
}

/* Told when less than a quarter is left, as GC Forms does. */
static void
add_counter(const struct build *b, int32_t index)
{
	const struct element *e = element_at(b, index);
	const int64_t max = e->validation.max_length;
	const int64_t left = max - (int64_t)utf16_length(answer_text(&b->session->answers, index));
	if (max > 0 && left * 4 < max) {
		struct node *node = tree_add(b->tree, ROLE_STATUS, REGION_CONTENT,
			part_fill(b, MSG_QUESTION_LEFT, "count", part_number(b, left)));
		node->id = part_id(b, STR("left"), e->id, -1);
		node->lang = b->lang;
	}
}

static void
add_field(const struct build *b, int32_t index)
{
	const struct element *e = element_at(b, index);
	const struct session *s = b->session;
	struct node *field = tree_add(b->tree, ROLE_FIELD, REGION_CONTENT, e->title.in[b->lang]);
	describe(b, index, field);
	field->flags |= NODE_FOCUSABLE | secrecy(b, e);
	field->flags |= e->type == ELEMENT_TEXT_AREA ? NODE_LONG : 0;
	/* a number is formatted as soon as something else is edited: before, the caret counts in what was typed */
	field->value = element_is_number(e) && s->edited != index ?
		page_answer(s, index, b->lang, b->arena) :
		arena_copy(b->arena, answer_text(&s->answers, index));
	field->action = (struct action){ ACTION_EDIT, index, 0 };
	field->reading = e->checks & CHECK_NANP ? READING_PHONE :
		e->checks & CHECK_POSTAL            ? READING_POSTAL :
											  READING_TEXT;
	field->caret = s->edited == index ? s->caret : -1;
	field->instruction = part_msg(
		b, e->type == ELEMENT_TEXT_AREA ? MSG_INSTRUCTION_LONG_FIELD : MSG_INSTRUCTION_FIELD);
	add_counter(b, index);
}

static void
add_element(const struct build *b, int32_t index)
{
	const struct element *e = element_at(b, index);
	if (e->type == ELEMENT_RICH_TEXT) {
		if (e->title.in[b->lang].n > 0) {
			part_subheading(b, part_id(b, STR("t"), e->id, -1), e->title.in[b->lang]);
		}
		part_rich(b, part_id(b, STR("t"), e->id, 0), e->rich);
	} else if (element_has_choices(e)) {
		add_choices(b, index);
	} else {
		add_field(b, index);
	}
}

static void
add_errors(const struct build *b, const struct way *way)
{
	const struct step step = way->steps[way->at];
	const int32_t *walk = way->walk;
	int64_t n = 0;
	for (int32_t i = 0; i < step.n; i++) {
		n += b->session->faults[walk[step.first + i]] != FAULT_NONE ? 1 : 0;
	}
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
	const int32_t parent = b->tree->n - 1;
	for (int32_t i = 0; i < step.n; i++) {
		const int32_t index = walk[step.first + i];
		if (b->session->faults[index] == FAULT_NONE) {
			continue;
		}
		struct text text;
		const struct str fault = page_fault(b->session, index, b->lang, b->arena);
		text_begin(&text, b->arena, element_at(b, index)->title.in[b->lang].n + fault.n + 1);
		text_add(&text, element_at(b, index)->title.in[b->lang]);
		text_add(&text, STR(" "));
		text_add(&text, fault);
		struct node *link = part_button(b, REGION_CONTENT,
			part_id(b, STR("e"), element_at(b, index)->id, -1), text_end(&text, b->arena),
			ACTION_GO_TO);
		link->action.arg = index;
		link->parent = parent;
		link->element = index;
	}
}

static struct str
progress(const struct build *b, const struct way *way)
{
	const struct msg_arg args[] = {
		{ "service", b->session->form->name.in[b->lang] },
		{ "n", part_number(b, way->at + 1) },
		{ "m", part_number(b, way->n) },
	};
	const enum msg id = session_path_is_open(b->session) ? MSG_QUESTION_STEP_ABOUT :
														   MSG_QUESTION_STEP;
	return msg_fill(b->arena, b->lang, id, args, 3);
}

void
page_question(const struct build *b)
{
	struct way way;
	session_way(b->session, &way);
	if (way.n == 0) {
		part_heading(b, STR("title"), b->session->form->title.in[b->lang]);
		return; /* the answers leave nothing to ask: Continue leads to the review */
	}
	const struct step step = way.steps[way.at];
	const struct form *form = b->session->form;
	const struct element *first = element_at(b, way.walk[step.question]);

	struct node *node = tree_add(b->tree, ROLE_PROGRESS, REGION_CONTENT, progress(b, &way));
	node->id = STR("step");
	node->lang = b->lang;
	part_heading(b, STR("title"),
		first->group >= 0 && form->groups[first->group].title.in[b->lang].n > 0 ?
			form->groups[first->group].title.in[b->lang] :
			form->title.in[b->lang]);
	add_errors(b, &way);
	for (int32_t i = 0; i < step.n; i++) {
		add_element(b, way.walk[step.first + i]);
	}
}

void
page_review(const struct build *b)
{
	int32_t walk[WALK_MAX];
	const int32_t n = rules_walk(&b->session->answers, walk, WALK_MAX);
	part_heading(b, STR("title"), part_msg(b, MSG_REVIEW_TITLE));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_REVIEW_INTRO));
	int32_t rows = 0;
	for (int32_t i = 0; i < n; i++) {
		const struct element *e = element_at(b, walk[i]);
		if (!element_is_question(e)) {
			continue;
		}
		struct node *row = part_button(b, REGION_CONTENT, part_id(b, STR("r"), e->id, -1),
			e->title.in[b->lang], ACTION_CHANGE);
		row->value = page_answer(b->session, walk[i], b->lang, b->arena);
		if (row->value.n == 0) {
			row->value = part_msg(b, MSG_REVIEW_NO_ANSWER);
			row->reading = READING_TEXT;
		} else {
			row->flags |= secrecy(b, e);
		}
		row->spoken = e->spoken.in[b->lang];
		row->reading = e->checks & CHECK_NANP ? READING_PHONE :
			e->checks & CHECK_POSTAL          ? READING_POSTAL :
												READING_TEXT;
		row->hint = part_msg(b, MSG_REVIEW_CHANGE);
		row->action.arg = walk[i];
		row->element = walk[i];
		row->position = ++rows;
	}
	for (int32_t i = 0; i < b->tree->n; i++) {
		if (b->tree->nodes[i].action.kind == ACTION_CHANGE) {
			b->tree->nodes[i].of = rows;
		}
	}
}

void
page_submit(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_SUBMIT_TITLE));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_SUBMIT_SEALED));
	part_paragraph(b, STR("p2"), part_msg(b, MSG_SUBMIT_WHEN));
	part_button(b, REGION_CONTENT, STR("submit"), part_msg(b, MSG_SUBMIT_BUTTON), ACTION_SUBMIT)
		->flags |= NODE_PRIMARY;
}

void
page_saving(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_SAVING_TITLE));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_SAVING_WAIT))->flags |= NODE_BUSY;
}

void
page_not_saved(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_NOT_SAVED_TITLE));
	part_paragraph(b, STR("p1"),
		part_msg(b, b->session->stored == STORED_FULL ? MSG_NOT_SAVED_FULL : MSG_NOT_SAVED_FAILED));
	part_paragraph(b, STR("p2"), part_msg(b, MSG_NOT_SAVED_KEPT));
	part_paragraph(b, STR("p3"), part_msg(b, MSG_NOT_SAVED_CALL));
	part_button(b, REGION_CONTENT, STR("retry"), part_msg(b, MSG_NOT_SAVED_RETRY), ACTION_RETRY)
		->flags |= NODE_PRIMARY;
}
