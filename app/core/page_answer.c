/* SPDX-License-Identifier: MIT */
/* Answers as the client reads them. */
#include "core/format.h"
#include "core/number.h"
#include "core/page_parts.h"

/* What a date or an address takes in words, beside its own text. */
enum { WORDS_ROOM = 96 };
/* What page_title() and a line feed add to a title. */
enum { TITLE_ROOM = 8 };

static struct str
join_choices(struct spot spot, enum lang lang, struct arena *arena)
{
	const struct element *e = &spot.in->form->elements[spot.element];
	const struct answer *answer = &spot.in->of[spot.element];
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
	return element_is_number(element) ? 2 * typed.n + NUMBER_DECIMALS_MAX + 64 :
										typed.n + WORDS_ROOM;
}

static void
write_text(const struct element *e, enum lang lang, struct str typed, struct text *text)
{
	if (element_is_number(e)) {
		number_show(lang, &e->number, typed, text);
	} else if (e->checks & CHECK_NANP) {
		format_phone(typed, text);
	} else if (e->checks & CHECK_POSTAL) {
		format_postal(typed, text);
	} else {
		text_add(text, typed);
	}
}

/* What is kept as JSON; false when it is not as it should be. */
static bool
write_object(const struct element *e, enum lang lang, struct str json, struct text *text)
{
	if (e->type == ELEMENT_DATE) {
		return format_date_json(lang, json, text);
	}
	if (e->type == ELEMENT_ADDRESS) {
		return format_address_json(json, text);
	}
	return false;
}

/* "3 stars out of 5". */
static struct str
star_words(struct spot spot, enum lang lang, struct arena *arena)
{
	char digits[2][4];
	struct text count, most;
	text_init(&count, digits[0], sizeof(digits[0]));
	text_init(&most, digits[1], sizeof(digits[1]));
	const int32_t stars = answer_stars(spot.in, spot.element);
	text_int(&count, stars);
	text_int(&most, spot.in->form->elements[spot.element].stars);
	const struct msg_arg args[] = { { "count", text_str(&count) }, { "most", text_str(&most) } };
	return stars == 0 ?
		STR_NONE :
		msg_fill(arena, lang, stars == 1 ? MSG_STARS_ONE_OF : MSG_STARS_OF, args, 2);
}

struct str
page_answer(struct spot spot, enum lang lang, struct arena *arena)
{
	const struct element *e = &spot.in->form->elements[spot.element];
	const struct answer *answer = &spot.in->of[spot.element];
	const struct str typed = answer_text(spot.in, spot.element);
	struct text text;
	if (answer->n_chosen > 0) {
		return join_choices(spot, lang, arena);
	}
	if (e->type == ELEMENT_FILE) {
		return answer->shown ? msg(lang, MSG_FILE_SHOWN) : STR_NONE;
	}
	if (e->type == ELEMENT_STARS) {
		return star_words(spot, lang, arena);
	}
	text_begin(&text, arena, answer_room(e, typed));
	if (typed.n == 0 || !write_object(e, lang, typed, &text)) {
		write_text(e, lang, typed, &text);
	}
	return text_end(&text, arena);
}

void
page_title(struct str title, enum lang lang, struct text *out)
{
	const char last = title.n > 0 ? title.p[title.n - 1] : '\0';
	text_add(out, title);
	if (last != '?' && last != ':' && last != '.' && last != '!') {
		text_add(out, lang == LANG_FR ? STR("\xC2\xA0:") : STR(":"));
	}
	text_add(out, STR(" "));
}

struct str
page_row(const struct answers *row, enum lang lang, struct arena *arena)
{
	struct str *values = arena_array(arena, struct str, row->form->n_elements);
	size_t room = 1;
	for (int32_t i = 0; i < row->form->n_elements; i++) {
		if (element_is_question(&row->form->elements[i]) && !answer_is_empty(row, i)) {
			values[i] = page_answer((struct spot){ (struct answers *)row, i }, lang, arena);
			room += row->form->elements[i].title.in[lang].n + TITLE_ROOM + values[i].n;
		}
	}
	struct text text;
	text_begin(&text, arena, room);
	for (int32_t i = 0; i < row->form->n_elements; i++) {
		if (values[i].n > 0) {
			text_add(&text, text.n > 0 ? STR("\n") : STR_NONE);
			page_title(row->form->elements[i].title.in[lang], lang, &text);
			text_add(&text, values[i]);
		}
	}
	return text_end(&text, arena);
}
