/* SPDX-License-Identifier: MIT */
/* Puts answers beside the questions that were asked, when the template that asked them is here. */
#include "desk/reading.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/msg.h"
#include "core/number.h"
#include "core/reference.h"
#include "office_messages.h"

/* Bytes that words take at most; unseal_read() sets them aside. */
enum { NUMBER_ROOM = 48, DATE_ROOM = 48, STARS_ROOM = 24, SIZE_ROOM = 48, DIGITS_MAX = 9 };

/* What the officer holds, and what it points into. */
struct holder {
	struct reading reading; /* first: reading_free() gets its address */
	struct unsealed unsealed;
};

struct making {
	struct arena *memory;
	const struct form *form; /* NULL: the template is not here */
	struct reading_row *rows;
	int32_t n_rows;
	bool is_full;
};

static void *
take(struct making *making, size_t size)
{
	void *p = arena_try(making->memory, size);
	making->is_full = making->is_full || p == NULL;
	return p;
}

/* "Question 7" in both languages. */
static struct bilingual
numbered(struct making *making, int64_t element)
{
	struct bilingual both = { 0 };
	char digits[24];
	struct text number;
	text_init(&number, digits, sizeof(digits));
	text_int(&number, element);
	const struct msg_arg args[] = { { "n", text_str(&number) } };
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const struct str sentence = office_messages[OFFICE_READING_QUESTION].in[lang];
		char *p = take(making, sentence.n + number.n);
		if (p != NULL) {
			struct text out;
			text_init(&out, p, sentence.n + number.n);
			msg_write(&out, sentence, args, 1);
			both.in[lang] = text_str(&out);
		}
	}
	return both;
}

/* "2026-11-09" of the parts of a date, "12, rue Principale, Gatineau" of others. */
static struct str
joined(struct making *making, const struct request_answer *answer, bool is_date)
{
	size_t size = 0;
	for (int32_t i = 0; i < answer->n_values; i++) {
		size += answer->values[i].n +
			4; /* separator, the zero of a day, the space of a postal code */
	}
	char *p = take(making, size + 1);
	struct text out;
	if (p == NULL) {
		return STR_NONE;
	}
	text_init(&out, p, size + 1);
	for (int32_t i = 0; i < answer->n_values; i++) {
		if (out.n > 0 && answer->values[i].n > 0) {
			text_add(&out, is_date ? STR("-") : STR(", "));
		}
		if (is_date && answer->values[i].n == 1) {
			text_char(&out, '0');
		}
		if (str_eq(answer->names[i], STR("postalCode"))) {
			format_postal(answer->values[i], &out);
		} else {
			text_add(&out, answer->values[i]);
		}
	}
	return text_str(&out);
}

/* "K1A 0B1" must not be broken between lines. */
static void
keep_whole(struct text *out, char *p, size_t size)
{
	char kept[16];
	const struct str whole = text_str(out);
	const size_t space = str_find(whole, STR(" "), 0);
	if (whole.n != 7 || space != 3) {
		return; /* no postal code: as it was typed */
	}
	memcpy(kept, whole.p, whole.n);
	text_init(out, p, size);
	text_add(out, (struct str){ kept, 3 });
	text_add(out, STR("\u00a0"));
	text_add(out, (struct str){ kept + 4, 3 });
	explicit_bzero(kept, sizeof(kept));
}

/* As it is said and dialled: what was typed without any order gets the order of its kind. */
static struct str
formatted(struct making *making, struct str typed, uint32_t checks)
{
	const size_t size = typed.n + 16; /* hyphens, or the space of a postal code */
	char *p = take(making, size);
	struct text out;
	if (p == NULL) {
		return typed;
	}
	text_init(&out, p, size);
	if (checks & CHECK_NANP) {
		format_phone(typed, &out);
	} else {
		format_postal(typed, &out);
		keep_whole(&out, p, size);
	}
	return text_str(&out);
}

/* One value made of what was given. */
static void
show_one(struct making *making, struct reading_row *row, struct str shown)
{
	struct str *value = take(making, sizeof(*value));
	if (value != NULL) {
		*value = shown;
		row->answers = value;
		row->n_answers = shown.n > 0 ? 1 : 0;
	}
}

/* ---- in the officer's words ---- */

/* As the kiosk showed it. A style with so many decimals that it does not fit is not worth it: then as it was sent. */
static void
word_number(struct making *making, struct reading_row *row, struct str plain,
	const struct number_style *style)
{
	const size_t size = 2 * plain.n + NUMBER_ROOM;
	struct bilingual both;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		char *p = take(making, size);
		struct text out;
		if (p == NULL) {
			return;
		}
		text_init(&out, p, size);
		number_show((enum lang)lang, style, plain, &out);
		if (out.full) {
			return;
		}
		both.in[lang] = text_str(&out);
	}
	row->worded = both;
	row->n_answers = 0;
}

/* A whole number in the part of that name; -1 when there is none. */
static int32_t
part_number(const struct request_answer *answer, struct str name)
{
	for (int32_t i = 0; i < answer->n_values; i++) {
		const struct str digits = answer->values[i];
		int32_t number = 0;
		if (!str_eq(answer->names[i], name) || digits.n == 0 || digits.n > DIGITS_MAX) {
			continue;
		}
		for (size_t k = 0; k < digits.n && number >= 0; k++) {
			const bool is_digit = digits.p[k] >= '0' && digits.p[k] <= '9';
			number = is_digit ? number * 10 + (digits.p[k] - '0') : -1;
		}
		return number;
	}
	return -1;
}

/* False when it is no date of the calendar. */
static bool
word_date(struct making *making, struct reading_row *row, const struct request_answer *answer)
{
	const struct date date = { part_number(answer, STR("YYYY")), part_number(answer, STR("MM")),
		part_number(answer, STR("DD")) };
	if (!date_is_real(date)) {
		return false;
	}
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		char *p = take(making, DATE_ROOM);
		struct text out;
		if (p != NULL) {
			text_init(&out, p, DATE_ROOM);
			format_date((enum lang)lang, date, &out);
			row->worded.in[lang] = text_str(&out);
		}
	}
	row->n_answers = 0;
	return true;
}

/* "3/5"; false when it is no such thing. */
static bool
show_stars(struct making *making, struct reading_row *row, const struct request_answer *answer)
{
	const int32_t stars = part_number(answer, STR("value"));
	const int32_t of = part_number(answer, STR("numberOfStars"));
	char *p = stars < 0 || of < 0 ? NULL : take(making, STARS_ROOM);
	struct text out;
	if (p == NULL) {
		return false;
	}
	text_init(&out, p, STARS_ROOM);
	text_int(&out, stars);
	text_char(&out, '/');
	text_int(&out, of);
	show_one(making, row, text_str(&out));
	return true;
}

/* A kilobyte has 1,000 bytes; begun ones count, so that no file but an empty one has none. */
static void
word_size(struct making *making, struct reading_row *row, int64_t size)
{
	const struct number_style style = { .is_grouped = true };
	char digits[24], shown[48];
	struct text plain, number;
	text_init(&plain, digits, sizeof(digits));
	text_int(&plain, (size + 999) / 1000);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		char *p = take(making, SIZE_ROOM);
		struct text out;
		text_init(&number, shown, sizeof(shown));
		number_show((enum lang)lang, &style, text_str(&plain), &number);
		const struct msg_arg args[] = { { "n", text_str(&number) } };
		if (p != NULL) {
			text_init(&out, p, SIZE_ROOM);
			msg_write(&out, office_messages[OFFICE_READING_FILE_SIZE].in[lang], args, 1);
			row->worded.in[lang] = text_str(&out);
		}
	}
	explicit_bzero(digits, sizeof(digits));
	explicit_bzero(shown, sizeof(shown));
}

/* ---- rows ---- */

static void fill_row(struct making *making, struct reading_row *row,
	const struct request_answer *answer, const struct element *element);

/* By place, as a kiosk numbers cells, or by id, as some templates have it; NULL when the set has no such element. */
static const struct element *
cell_element(const struct element *set, int64_t number)
{
	if (set == NULL || set->type != ELEMENT_SET) {
		return NULL;
	}
	if (number < set->n_sub_elements) {
		return &set->sub_elements[number];
	}
	for (int32_t i = 0; i < set->n_sub_elements; i++) {
		if (set->sub_elements[i].id == number) {
			return &set->sub_elements[i];
		}
	}
	return NULL;
}

static void
fill_item(struct making *making, struct reading_item *item, const struct request_row *cells,
	const struct element *element)
{
	struct reading_row *rows = take(making, (size_t)cells->n_cells * sizeof(*rows));
	if (rows == NULL) {
		return;
	}
	for (int32_t i = 0; i < cells->n_cells; i++) {
		const struct request_answer *cell = &cells->cells[i];
		fill_row(making, &rows[i], cell, cell_element(element, cell->element));
	}
	item->rows = rows;
	item->n_rows = cells->n_cells;
}

static void
show_set(struct making *making, struct reading_row *row, const struct request_answer *answer,
	const struct element *element)
{
	struct reading_set *set = take(making, sizeof(*set));
	struct reading_item *items = take(making, (size_t)answer->n_rows * sizeof(*items));
	if (set == NULL || items == NULL) {
		return;
	}
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const struct str title = element != NULL ? element->row_title.in[lang] : STR_NONE;
		set->title.in[lang] = title.n > 0 ? title : office_messages[OFFICE_READING_ITEM].in[lang];
	}
	for (int32_t i = 0; i < answer->n_rows; i++) {
		fill_item(making, &items[i], &answer->rows[i], element);
	}
	set->items = items;
	set->n_items = answer->n_rows;
	row->set = set;
}

static void
show_text(struct making *making, struct reading_row *row, const struct request_answer *answer,
	const struct element *element)
{
	if (element == NULL || answer->n_values == 0) {
		return;
	}
	if (element->checks & (CHECK_NANP | CHECK_POSTAL)) {
		show_one(making, row, formatted(making, answer->values[0], element->checks));
	} else if (element_is_number(element)) {
		word_number(making, row, answer->values[0], &element->number);
	}
}

static void
fill_row(struct making *making, struct reading_row *row, const struct request_answer *answer,
	const struct element *element)
{
	row->question = element != NULL ? element->title : numbered(making, answer->element);
	row->answers = answer->values;
	row->n_answers = answer->n_values;
	switch (answer->shape) {
	case REQUEST_TEXT:
		show_text(making, row, answer, element);
		break;
	case REQUEST_LIST:
		break;
	case REQUEST_PARTS:
		if (!word_date(making, row, answer) && !show_stars(making, row, answer)) {
			show_one(making, row,
				joined(making, answer, element != NULL && element->type == ELEMENT_DATE));
		}
		break;
	case REQUEST_FILE:
		if (answer->n_values > 0) {
			word_size(making, row, answer->size);
		} else {
			row->worded =
				office_messages[answer->is_shown ? OFFICE_READING_SHOWN : OFFICE_READING_NO_FILE];
		}
		break;
	case REQUEST_ROWS:
		show_set(making, row, answer, element);
		break;
	}
}

static void
add_row(struct making *making, const struct request_answer *answer, const struct element *element)
{
	fill_row(making, &making->rows[making->n_rows++], answer, element);
}

bool
reading_is_empty(const struct reading_row *row)
{
	return row->n_answers == 0 && row->worded.in[LANG_EN].n == 0 && row->set == NULL;
}

static const struct request_answer *
find_answer(const struct request *request, int64_t element)
{
	for (int32_t i = 0; i < request->n_answers; i++) {
		if (request->answers[i].element == element) {
			return &request->answers[i];
		}
	}
	return NULL;
}

static bool
is_in_layout(const struct form *form, int64_t element)
{
	for (int32_t i = 0; form != NULL && i < form->n_layout; i++) {
		if (form->elements[form->layout[i]].id == element) {
			return true;
		}
	}
	return false;
}

/* In the order in which the client was asked; what the template does not lay out stands behind, by number. */
static void
add_rows(struct making *making, const struct request *request)
{
	const struct form *form = making->form;
	making->rows = take(making, (size_t)(request->n_answers + 1) * sizeof(*making->rows));
	if (making->rows == NULL) {
		return;
	}
	for (int32_t i = 0; form != NULL && i < form->n_layout; i++) {
		const struct element *element = &form->elements[form->layout[i]];
		const struct request_answer *answer = find_answer(request, element->id);
		if (answer != NULL && making->n_rows < request->n_answers) {
			add_row(making, answer, element);
		}
	}
	for (int32_t i = 0; i < request->n_answers; i++) {
		const struct request_answer *answer = &request->answers[i];
		if (!is_in_layout(form, answer->element) && making->n_rows < request->n_answers) {
			const int32_t at = form == NULL ? -1 : form_find(form, (int32_t)answer->element);
			add_row(making, answer, at < 0 ? NULL : &form->elements[at]);
		}
	}
}

static void
fill_in(struct reading *reading, const struct unsealed *unsealed)
{
	const struct request *request = &unsealed->request;
	struct text reference;
	memcpy(reading->id, request->id, sizeof(reading->id));
	text_init(&reference, reading->reference, sizeof(reading->reference) - 1);
	reference_show(request->reference.p, &reference);
	reading->lang = request->lang;
	reading->callback_words[0] = request->callback_words[0];
	reading->callback_words[1] = request->callback_words[1];
	reading->created_at = request->created_wall;
	reading->clock_sure = request->clock_sure;
	reading->device = request->device;
	reading->json = (struct str){ unsealed->plaintext, unsealed->n };
}

int
reading_make(
	struct unsealed *unsealed, const struct templates *templates, struct reading **ret_reading)
{
	struct holder *holder = calloc(1, sizeof(*holder));
	if (holder == NULL) {
		unseal_forget(unsealed);
		return -ENOMEM;
	}
	holder->unsealed = *unsealed;
	explicit_bzero(unsealed, sizeof(*unsealed));
	const struct request *request = &holder->unsealed.request;
	struct reading *reading = &holder->reading;
	struct making making = { .memory = &holder->unsealed.memory,
		.form = templates_find(templates, request->form_sha256) };
	fill_in(reading, &holder->unsealed);
	add_rows(&making, request);
	reading->is_template_known = making.form != NULL;
	reading->service = (struct bilingual){ { request->service, request->service } };
	if (making.form != NULL) {
		reading->service = making.form->name;
	}
	reading->rows = making.rows;
	reading->n_rows = making.n_rows;
	if (making.is_full) {
		reading_free(reading);
		return -ENOMEM;
	}
	*ret_reading = reading;
	return 0;
}

struct reading *
reading_free(struct reading *reading)
{
	if (reading != NULL) {
		struct holder *holder = (struct holder *)reading;
		unseal_forget(&holder->unsealed);
		explicit_bzero(holder, sizeof(*holder));
		free(holder);
	}
	return NULL;
}
