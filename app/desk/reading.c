/* SPDX-License-Identifier: MIT */
/* Puts answers beside the questions that were asked, when the template that asked them is here. */
#include "desk/reading.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/msg.h"
#include "core/reference.h"
#include "office_messages.h"

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
		size += answer->values[i].n + 3;
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
		text_add(&out, answer->values[i]);
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

static void
add_row(struct making *making, const struct request_answer *answer, const struct element *element)
{
	struct reading_row *row = &making->rows[making->n_rows++];
	row->question = element != NULL ? element->title : numbered(making, answer->element);
	row->answers = answer->values;
	row->n_answers = answer->n_values;
	if (answer->n_values == 0 || answer->shape == REQUEST_LIST) {
		return;
	}
	if (answer->shape == REQUEST_PARTS) {
		show_one(
			making, row, joined(making, answer, element != NULL && element->type == ELEMENT_DATE));
	} else if (element != NULL && element->checks & (CHECK_NANP | CHECK_POSTAL)) {
		show_one(making, row, formatted(making, answer->values[0], element->checks));
	}
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
