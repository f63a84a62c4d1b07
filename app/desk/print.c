/* SPDX-License-Identifier: MIT */
/* From a request that was opened to lines of a terminal. */
#include "desk/print.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "desk/wording.h"
#include "office_messages.h"

void
print_begin(struct print *print)
{
	print->n = 0;
	print->error = 0;
}

static void
flush(struct print *print)
{
	for (size_t at = 0; at < print->n && print->error == 0;) {
		const ssize_t put = write(STDOUT_FILENO, print->buffer + at, print->n - at);
		if (put < 0 && errno != EINTR) {
			print->error = -errno;
		}
		at += put > 0 ? (size_t)put : 0;
	}
	print->n = 0;
}

void
print_add(struct print *print, struct str text)
{
	for (size_t at = 0; at < text.n;) {
		const size_t room = sizeof(print->buffer) - print->n;
		const size_t n = text.n - at < room ? text.n - at : room;
		memcpy(print->buffer + print->n, text.p + at, n);
		print->n += n;
		at += n;
		if (print->n == sizeof(print->buffer)) {
			flush(print);
		}
	}
}

/*
 * C0, DEL and C1 drive terminals (ECMA-48); the marks, embeddings, overrides and isolates of the Unicode Bidirectional Algorithm (UAX #9)
 * and the line and paragraph separators make text read otherwise than it is.
 */
static bool
is_harmful(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
		(c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

void
print_safe(struct print *print, struct str text, const char *indent)
{
	for (size_t at = 0; at < text.n;) {
		char bytes[4];
		const bool is_pair = text.p[at] == '\r' && at + 1 < text.n &&
			text.p[at + 1] == '\n'; /* one line break */
		uint32_t c = utf8_next(text, &at);
		if (is_pair) {
			continue;
		}
		if (c == '\n' && indent != NULL) {
			print_add(print, STR("\n"));
			print_add(print, str_of(indent));
			continue;
		}
		c = c == '\n' || c == '\t' ? ' ' : is_harmful(c) ? 0xFFFD : c;
		print_add(print, (struct str){ bytes, utf8_put(bytes, c) });
	}
}

int
print_end(struct print *print)
{
	const int error = (flush(print), print->error);
	explicit_bzero(print, sizeof(*print));
	return error;
}

static void
add_message(struct print *print, enum lang lang, enum office id)
{
	print_add(print, office_messages[id].in[lang]);
}

static void
add_pair(struct print *print, enum lang lang, enum office label, struct str value)
{
	add_message(print, lang, label);
	print_add(print, STR(" "));
	print_safe(print, value, NULL);
	print_add(print, STR("\n"));
}

static void
add_head(struct print *print, const struct reading *reading, enum lang lang)
{
	char buffer[96];
	struct text time;
	text_init(&time, buffer, sizeof(buffer));
	wording_time(lang, reading->created_at, &time);
	add_pair(print, lang, OFFICE_READ_SERVICE, reading->service.in[lang]);
	add_pair(print, lang, OFFICE_READ_REFERENCE, str_of(reading->reference));
	add_pair(print, lang, OFFICE_READ_FIRST_WORD, reading->callback_words[0]);
	add_pair(print, lang, OFFICE_READ_SECOND_WORD, reading->callback_words[1]);
	add_message(print, lang, reading->lang == LANG_FR ? OFFICE_READ_FRENCH : OFFICE_READ_ENGLISH);
	print_add(print, STR("\n"));
	add_pair(print, lang, reading->clock_sure ? OFFICE_READ_CREATED : OFFICE_READ_CREATED_UNSURE,
		text_str(&time));
	add_pair(print, lang, OFFICE_READ_DEVICE, reading->device);
	if (!reading->is_template_known) {
		add_message(print, lang, OFFICE_READ_NO_TEMPLATE);
		print_add(print, STR("\n"));
	}
}

/* Answers stand one step behind their question, and so do the items of a set; their cells another step. */
static const char *const indents[] = { "", "    ", "        ", "            " };
enum { CELL_DEPTH = 2 };

static void
add_line(struct print *print, struct str text, int depth)
{
	print_add(print, str_of(indents[depth]));
	print_safe(print, text, indents[depth]);
	print_add(print, STR("\n"));
}

static void add_set(struct print *print, const struct reading_set *set, enum lang lang);

static void
add_row(struct print *print, const struct reading_row *row, enum lang lang, int depth)
{
	print_add(print, str_of(indents[depth]));
	print_safe(print, row->question.in[lang], NULL);
	print_add(print, STR("\n"));
	for (int32_t i = 0; i < row->n_answers; i++) {
		add_line(print, row->answers[i], depth + 1);
	}
	if (row->worded.in[lang].n > 0) {
		add_line(print, row->worded.in[lang], depth + 1);
	}
	if (row->set != NULL) {
		add_set(print, row->set, lang);
	}
	if (reading_is_empty(row)) {
		add_line(print, office_messages[OFFICE_READ_EMPTY].in[lang], depth + 1);
	}
}

static void
add_set(struct print *print, const struct reading_set *set, enum lang lang)
{
	for (int32_t i = 0; i < set->n_items; i++) {
		char digits[24];
		struct text number;
		text_init(&number, digits, sizeof(digits));
		text_int(&number, i + 1);
		print_add(print, str_of(indents[1]));
		print_safe(print, set->title.in[lang], NULL);
		print_add(print, STR("\u00a0"));
		print_add(print, text_str(&number));
		print_add(print, STR("\n"));
		for (int32_t k = 0; k < set->items[i].n_rows; k++) {
			add_row(print, &set->items[i].rows[k], lang, CELL_DEPTH);
		}
	}
}

int
print_reading(const struct reading *reading, enum lang lang)
{
	struct print print;
	print_begin(&print);
	add_head(&print, reading, lang);
	for (int32_t i = 0; i < reading->n_rows; i++) {
		print_add(&print, STR("\n"));
		add_row(&print, &reading->rows[i], lang, 0);
	}
	return print_end(&print);
}

int
print_line(struct str line)
{
	struct print print;
	print_begin(&print);
	print_add(&print, line);
	print_add(&print, STR("\n"));
	return print_end(&print);
}
