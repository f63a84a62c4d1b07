/* SPDX-License-Identifier: MIT */
/* The kinds of questions that are more than a field or a list: dates, addresses, stars, documents, long lists, rows. */
#include "core/page_parts.h"

#include "core/search.h"

/* Choices found that are shown at once: few enough to be read in one go. */
enum { MATCHES_SHOWN = 8 };

/* A field of a date or an address, with its own fault. */
static struct node *
add_part(const struct build *b, int32_t group, struct place whole, int32_t part, enum msg name)
{
	struct place place = whole;
	place.part = part;
	struct node *field = part_field(b, place, part_msg(b, name));
	const struct spot spot = place_spot(&b->session->answers, whole);
	field->parent = group;
	if (rules_check_part(spot.in, spot.element, part) != FAULT_NONE) {
		field->flags |= NODE_INVALID;
		field->error = page_fault(b->session, place, b->lang, b->arena);
	}
	return field;
}

/* A part says what is wrong with it; the whole only where no part does. */
static void
hush_group(const struct build *b, int32_t group)
{
	for (int32_t i = group + 1; i < b->tree->n; i++) {
		if (b->tree->nodes[i].parent == group && b->tree->nodes[i].flags & NODE_INVALID) {
			b->tree->nodes[group].error = STR_NONE;
		}
	}
}

void
part_date(const struct build *b, struct place place)
{
	static const struct {
		enum msg name, mark, spoken;
	} parts[DATE_PART_COUNT] = {
		[DATE_YEAR] = { MSG_DATE_YEAR, MSG_DATE_YEAR_MARK, MSG_DATE_YEAR_SPOKEN },
		[DATE_MONTH] = { MSG_DATE_MONTH, MSG_DATE_MONTH_MARK, MSG_DATE_MONTH_SPOKEN },
		[DATE_DAY] = { MSG_DATE_DAY, MSG_DATE_DAY_MARK, MSG_DATE_DAY_SPOKEN },
	};
	const int32_t group = part_group(b, place);
	const struct element *e = part_element(b, place);
	for (int32_t i = 0; i < DATE_PART_COUNT; i++) {
		const int32_t part = element_part_at(e, i);
		struct node *field = add_part(b, group, place, part, parts[part].name);
		field->mark = part_msg(b, parts[part].mark);
		field->spoken = part_msg(b, parts[part].spoken);
		field->flags |= NODE_SHORT;
	}
	hush_group(b, group);
}

void
part_address(const struct build *b, struct place place)
{
	static const enum msg names[ADDRESS_PART_COUNT] = {
		[ADDRESS_STREET] = MSG_ADDRESS_STREET,
		[ADDRESS_CITY] = MSG_ADDRESS_CITY,
		[ADDRESS_PROVINCE] = MSG_ADDRESS_PROVINCE,
		[ADDRESS_POSTAL_CODE] = MSG_ADDRESS_POSTAL_CODE,
		[ADDRESS_COUNTRY] = MSG_ADDRESS_COUNTRY,
	};
	const int32_t group = part_group(b, place);
	const bool has_country = !part_element(b, place)->is_canadian;
	for (int32_t part = 0; part < (has_country ? ADDRESS_PART_COUNT : ADDRESS_COUNTRY); part++) {
		struct node *field = add_part(b, group, place, part, names[part]);
		if (part == ADDRESS_POSTAL_CODE) {
			field->flags |= NODE_SHORT;
			field->reading = READING_POSTAL;
		}
	}
	hush_group(b, group);
}

void
part_stars(const struct build *b, struct place place)
{
	const struct spot spot = place_spot(&b->session->answers, place);
	const int32_t n = part_element(b, place)->stars;
	const int32_t chosen = answer_stars(spot.in, spot.element);
	const int32_t group = part_group(b, place);
	b->tree->nodes[group].of = n;
	for (int32_t stars = 1; stars <= n; stars++) {
		struct node *node = part_choice(b, group, place, stars,
			stars == 1 ? part_msg(b, MSG_STARS_ONE) :
						 part_fill(b, MSG_STARS_MANY, "count", part_number(b, stars)));
		node->flags |= stars == chosen ? NODE_CHECKED : 0;
		node->stars = stars;
		node->position = stars;
		node->of = n;
	}
	part_clear(b, place);
}

/* A kiosk has no file of the client, but maybe an officer beside it who looks at the paper. */
void
part_file(const struct build *b, struct place place)
{
	const struct spot spot = place_spot(&b->session->answers, place);
	const int32_t group = part_group(b, place);
	const int32_t text_at = b->tree->n;
	part_paragraph(b, part_place_id(b, STR("f"), place, -1),
		part_msg(b, b->options->officer ? MSG_FILE_OFFICER : MSG_FILE_LATER));
	if (!b->options->officer) {
		b->tree->nodes[group].mark = STR_NONE; /* nothing can be asked for */
		return;
	}
	struct node *node = part_choice(b, group, place, 0, part_msg(b, MSG_FILE_SHOW));
	/* by ear it comes with the box, not before a question that has not been read yet */
	b->tree->nodes[text_at].flags |= NODE_DECORATIVE;
	node->hint = part_msg(b, MSG_FILE_OFFICER);
	node->action = (struct action){ ACTION_SHOW, 0, 0, place };
	node->flags |= spot.in->of[spot.element].shown ? NODE_MULTIPLE | NODE_CHECKED : NODE_MULTIPLE;
	node->instruction = part_msg(b, MSG_INSTRUCTION_CHECKBOX);
}

/* ---- long lists ---- */

static struct str
matches_name(const struct build *b, int32_t from, int32_t to, int32_t count)
{
	const struct msg_arg args[] = { { "from", part_number(b, from + 1) },
		{ "to", part_number(b, to) }, { "count", part_number(b, count) } };
	return count == 0            ? part_msg(b, MSG_SEARCH_NONE) :
		from == 0 && to == count ? msg_fill(b->arena, b->lang, MSG_SEARCH_FOUND, args + 2, 1) :
								   msg_fill(b->arena, b->lang, MSG_SEARCH_SOME, args, 3);
}

static void
add_leaf(const struct build *b, struct place place, struct str id, enum msg name, int32_t from)
{
	struct text text;
	text_begin(&text, b->arena, ID_MAX);
	/* of this list: a page may have several */
	place_write_id(b->session->form, STR("m"), place, -1, &text);
	text_add(&text, id);
	part_button(b, REGION_CONTENT, text_end(&text, b->arena), part_msg(b, name), ACTION_MATCHES)
		->action = (struct action){ ACTION_MATCHES, from, 0, place };
}

static void
add_matches(const struct build *b, struct place place, const struct search *search, int32_t first)
{
	const struct spot spot = place_spot(&b->session->answers, place);
	const struct element *e = search->element;
	const int32_t count = search_count(search);
	const int32_t from = first < count ? first : 0;
	const int32_t to = count - from < MATCHES_SHOWN ? count : from + MATCHES_SHOWN;
	struct node *group = tree_add(
		b->tree, ROLE_GROUP, REGION_CONTENT, matches_name(b, from, to, count));
	group->id = part_place_id(b, STR("m"), place, -1);
	group->place = place;
	group->lang = b->lang;
	const int32_t parent = b->tree->n - 1;
	int32_t at = 0;
	for (int32_t i = 0; i < to; i++) {
		const int32_t choice = search_next(search, at, &at);
		if (i < from) {
			continue;
		}
		struct node *node = part_choice(
			b, parent, place, choice, e->choices[choice].label.in[b->lang]);
		node->flags |= answer_has(spot.in, spot.element, choice) ? NODE_CHECKED : 0;
		node->position = i + 1;
		node->of = count;
	}
	if (to < count) {
		add_leaf(b, place, STR(".more"), MSG_SEARCH_MORE, to);
	}
	if (from > 0) {
		add_leaf(b, place, STR(".less"), MSG_SEARCH_LESS,
			from > MATCHES_SHOWN ? from - MATCHES_SHOWN : 0);
	}
}

void
part_search(const struct build *b, struct place place)
{
	struct search search;
	const struct element *e = part_element(b, place);
	struct node *field = part_field(b, place, e->title.in[b->lang]);
	part_describe(b, place, field);
	field->instruction = part_msg(b, MSG_INSTRUCTION_SEARCH);
	int32_t first;
	search_begin(
		&search, b->options->letters, e, b->lang, session_sought(b->session, place, &first));
	add_matches(b, place, &search, first);
	search_end(&search);
}

/* ---- rows of a repeating set ---- */

struct str
part_row_name(const struct build *b, const struct element *set, int32_t row, int32_t n_rows)
{
	struct text text;
	const struct str title = set->row_title.in[b->lang];
	const struct str name = title.n > 0 ? title : part_msg(b, MSG_ROW_ITEM);
	text_begin(&text, b->arena, name.n + 16);
	text_add(&text, name);
	if (set->max_rows != 1 || n_rows > 1) {
		text_add(&text, STR("\xC2\xA0"));
		text_int(&text, row + 1);
	}
	return text_end(&text, b->arena);
}

static void
add_row_buttons(const struct build *b, int32_t element, int32_t row)
{
	const struct element *set = &b->session->form->elements[element];
	const struct answer *answer = &b->session->answers.of[element];
	const struct place place = { element, row, -1, -1 };
	const struct str title = set->row_title.in[b->lang];
	const struct str item = title.n > 0 ? title : part_msg(b, MSG_ROW_ITEM);
	if (row + 1 == answer->n_rows && answer->n_rows < answer->cap_rows) {
		const struct str own = set->add_row.in[b->lang];
		part_button(b, REGION_CONTENT, STR("row.add"),
			own.n > 0 ? own : part_fill(b, MSG_ROW_ADD, "name", item), ACTION_ADD_ROW)
			->action.place = place;
	} else if (row + 1 == answer->n_rows && answer->n_rows > 1) {
		part_paragraph(b, STR("row.full"),
			part_fill(b, MSG_ROW_FULL, "count", part_number(b, answer->n_rows)));
	}
	if (answer->n_rows > 1) {
		const struct str own = set->remove_row.in[b->lang];
		part_button(b, REGION_CONTENT, STR("row.remove"),
			own.n > 0 ?
				own :
				part_fill(b, MSG_ROW_REMOVE, "name", part_row_name(b, set, row, answer->n_rows)),
			ACTION_REMOVE_ROW)
			->action.place = place;
	}
}

void
part_row(const struct build *b, int32_t element, int32_t row)
{
	const struct element *set = &b->session->form->elements[element];
	const struct answer *answer = &b->session->answers.of[element];
	if (set->title.in[b->lang].n > 0) {
		part_subheading(b, part_id(b, STR("q"), set->id, -1), set->title.in[b->lang]);
	}
	if (set->description.in[b->lang].n > 0) {
		part_paragraph(b, part_id(b, STR("d"), set->id, -1), set->description.in[b->lang]);
	}
	part_subheading(b, STR("row"), part_row_name(b, set, row, answer->n_rows));
	for (int32_t cell = 0; cell < set->n_sub_elements; cell++) {
		part_question(b, (struct place){ element, row, cell, -1 });
	}
	add_row_buttons(b, element, row);
}
