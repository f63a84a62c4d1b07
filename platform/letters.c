/* SPDX-License-Identifier: MIT */
/* One pass over both texts, letter by letter, without memory of its own: what is typed is an answer, and leaves no copy. */
#include "platform/letters.h"

#include <glib.h>
#include <string.h>

/* Marks of one letter that count; no language has more, and the bytes decide in the end. */
enum { MARKS_MAX = 8 };

/* What comes before what, whatever it is: the order of the root collation of CLDR, which English and French have. */
enum level { START, WHITE, PUNCTUATION, SYMBOL, CURRENCY, DIGIT, LETTER, OTHER };

/* A level's signs in their order; those of it that are not listed follow by their numbers. */
static const char *const listed[] = {
	[WHITE] = "\t\n\v\f\r\xC2\x85\u2028\u2029 ",
	[PUNCTUATION] = "‾_‗-‐‒–—―⁓,;⁏:!¡?¿‽.·'‹›\"«»()[]{}‖§¶@*/\\&#%‰‱†‡•‣‧⁃′‸※",
	[SYMBOL] = "`´^¯¨¸°©®←→↑↓+±÷×<=>¬|¦~−⁒⁄√∞≈≤≥■●★✓✔",
	[CURRENCY] = "¤¢$£¥€",
};

/* Marks by how much they count: acute, grave, breve, circumflex and so on. Those that are not listed count more. */
static const char marks[] =
	"\u0301\u0300\u0306\u0302\u030C\u030A\u0308\u030B\u0303\u0307\u0338\u0327\u0328\u0304";

/* What Unicode takes for a character of its own, and readers for another with something to it; the tie stands for "written as one". */
static const struct {
	gunichar from;
	const char *to;
} others[] = {
	{ 0xE6, "a\u0361e" },  /* æ */
	{ 0x153, "o\u0361e" }, /* œ */
	{ 0xDF, "s\u0361s" },  /* ß */
	{ 0xF8, "o\u0338" },   /* ø */
	{ 0x142, "l\u0335" },  /* ł */
	{ 0x111, "d\u0335" },  /* đ */
	{ 0x127, "h\u0335" },  /* ħ */
	{ 0xF0, "d\u0336" },   /* ð */
	{ 0x2018, "'\u0312" },
	{ 0x2019, "'\u0313" },
	{ 0x201A, "'\u0326" },
	{ 0x201C, "\"\u0312" },
	{ 0x201D, "\"\u0313" },
	{ 0x201E, "\"\u0326" },
};

/* ---- characters ---- */

enum shape { PLAIN, CAPITAL, VARIANT };

/* A small letter, a sign or a mark; `shape` says what it was. */
struct character {
	gunichar code;
	enum shape shape;
};

struct reader {
	struct str text;
	size_t at;
	/* what the last character of the text fell apart into */
	struct character queue[3 * G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
	size_t n, next;
	struct character base; /* read, with its marks still to come */
	bool has_base;
};

static bool
is_listed(gunichar code)
{
	for (size_t i = WHITE; i < sizeof(listed) / sizeof(listed[0]); i++) {
		if (g_utf8_strchr(listed[i], -1, code)) {
			return true;
		}
	}
	return false;
}

static void
queue(struct reader *reader, gunichar code, enum shape shape)
{
	const gunichar small = g_unichar_tolower(code);
	const enum shape seen = shape == PLAIN && small != code ? CAPITAL : shape;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		for (const char *to = others[i].to; others[i].from == small; to = g_utf8_next_char(to)) {
			if (*to == '\0') {
				return;
			}
			reader->queue[reader->n++] = (struct character){ g_utf8_get_char(to), seen };
		}
	}
	reader->queue[reader->n++] = (struct character){ small, seen };
}

/* NFKD, but for signs that it would make a space with an accent of. */
static void
take_apart(struct reader *reader, gunichar code)
{
	gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH], same[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
	reader->n = reader->next = 0;
	if (code < 0x80 || is_listed(code)) {
		queue(reader, code, PLAIN);
		return;
	}
	const gsize n = g_unichar_fully_decompose(code, TRUE, parts, G_N_ELEMENTS(parts));
	const gsize n_same = g_unichar_fully_decompose(code, FALSE, same, G_N_ELEMENTS(same));
	const bool is_same = n == n_same && memcmp(parts, same, n * sizeof(parts[0])) == 0;
	for (gsize i = 0; i < n; i++) {
		queue(reader, parts[i], is_same ? PLAIN : VARIANT);
	}
}

/* What nobody sees: controls, soft hyphens, joiners. */
static bool
is_ignored(gunichar code)
{
	const GUnicodeType type = g_unichar_type(code);
	return (type == G_UNICODE_CONTROL && !is_listed(code)) || type == G_UNICODE_FORMAT;
}

static bool
read_character(struct reader *reader, struct character *ret_character)
{
	for (;;) {
		if (reader->next == reader->n) {
			if (reader->at >= reader->text.n) {
				return false;
			}
			take_apart(reader, utf8_next(reader->text, &reader->at));
		}
		const struct character character = reader->queue[reader->next++];
		if (!is_ignored(character.code)) {
			*ret_character = character;
			return true;
		}
	}
}

/* ---- looking for a word ---- */

static size_t
fold(struct str text, char *ret_folded, size_t cap)
{
	struct reader reader = { .text = text };
	struct character character;
	size_t n = 0;
	while (read_character(&reader, &character)) {
		char bytes[4];
		gunichar code = g_unichar_isspace(character.code) ? ' ' : character.code;
		if (g_unichar_ismark(code)) {
			continue;
		}
		/* U+2011, the hyphen at which no line breaks, has become this one; keyboards have another */
		code = code == 0x2010 ? '-' : code;
		const size_t size = utf8_put(bytes, code);
		if (size > cap - n) {
			break;
		}
		memcpy(ret_folded + n, bytes, size);
		n += size;
	}
	return n;
}

/* ---- the order of a dictionary ---- */

struct letter {
	uint64_t weight;
	enum shape shape;
	gunichar marks[MARKS_MAX];
	int n_marks;
};

static enum level
level_of(gunichar code)
{
	for (enum level level = WHITE; level < G_N_ELEMENTS(listed); level++) {
		if (g_utf8_strchr(listed[level], -1, code)) {
			return level;
		}
	}
	if (g_unichar_isspace(code)) {
		return WHITE;
	}
	if (g_unichar_type(code) == G_UNICODE_CURRENCY_SYMBOL) {
		return CURRENCY;
	}
	if (g_unichar_ispunct(code)) {
		/* GLib counts symbols to punctuation */
		const GUnicodeType type = g_unichar_type(code);
		const bool is_symbol = type == G_UNICODE_MATH_SYMBOL || type == G_UNICODE_MODIFIER_SYMBOL ||
			type == G_UNICODE_OTHER_SYMBOL;
		return is_symbol ? SYMBOL : PUNCTUATION;
	}
	if (g_unichar_isdigit(code)) {
		return DIGIT;
	}
	return g_unichar_isalpha(code) ? LETTER : OTHER;
}

static uint64_t
weigh(gunichar code)
{
	const enum level level = level_of(code);
	const char *place = level < G_N_ELEMENTS(listed) ? g_utf8_strchr(listed[level], -1, code) :
													   NULL;
	const uint64_t within = place ? (uint64_t)(place - listed[level]) :
		level == DIGIT            ? (uint64_t)g_unichar_digit_value(code) :
									0x1000 + (uint64_t)code;
	return (uint64_t)level << 32 | within;
}

static size_t
weigh_mark(gunichar mark)
{
	const char *place = g_utf8_strchr(marks, -1, mark);
	return place ? (size_t)(place - marks) : sizeof(marks) + mark;
}

/* In Unicode's canonical order, so that it does not matter in which order they were typed. */
static void
add_mark(struct letter *letter, gunichar mark)
{
	const int class = g_unichar_combining_class(mark);
	int at = letter->n_marks;
	if (at == MARKS_MAX) {
		return;
	}
	for (; at > 0 && g_unichar_combining_class(letter->marks[at - 1]) > class; at--) {
		letter->marks[at] = letter->marks[at - 1];
	}
	letter->marks[at] = mark;
	letter->n_marks++;
}

/* The first letter of every text is its beginning, and has the marks that have no other. */
static bool
read_letter(struct reader *reader, struct letter *ret_letter)
{
	struct character character;
	if (!reader->has_base) {
		return false;
	}
	*ret_letter = (struct letter){ .shape = reader->base.shape };
	ret_letter->weight = reader->base.code == 0 ? 0 : weigh(reader->base.code);
	reader->has_base = false;
	while (read_character(reader, &character)) {
		if (!g_unichar_ismark(character.code)) {
			reader->base = character;
			reader->has_base = true;
			break;
		}
		add_mark(ret_letter, character.code);
	}
	return true;
}

/* Of a letter with several, too, French looks at the last first. */
static int
compare_marks(enum lang lang, const struct letter *a, const struct letter *b)
{
	for (int i = 0; i < a->n_marks && i < b->n_marks; i++) {
		const int of_a = lang == LANG_FR ? a->n_marks - 1 - i : i;
		const int of_b = lang == LANG_FR ? b->n_marks - 1 - i : i;
		const size_t x = weigh_mark(a->marks[of_a]), y = weigh_mark(b->marks[of_b]);
		if (x != y) {
			return x < y ? -1 : 1;
		}
	}
	return a->n_marks - b->n_marks;
}

static int
compare_bytes(struct str a, struct str b)
{
	const size_t n = a.n < b.n ? a.n : b.n;
	const int order = n > 0 ? memcmp(a.p, b.p, n) : 0;
	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

/* As the dictionaries of French have it, the last accent that differs decides, of English the first: côte comes before coté. */
static int
compare(enum lang lang, struct str a, struct str b)
{
	struct reader of_a = { .text = a, .has_base = true }, of_b = { .text = b, .has_base = true };
	int accents = 0, shapes = 0;
	for (;;) {
		struct letter x, y;
		const bool has_x = read_letter(&of_a, &x), has_y = read_letter(&of_b, &y);
		if (!has_x || !has_y) {
			if (has_x != has_y) {
				return has_x ? 1 : -1;
			}
			break;
		}
		if (x.weight != y.weight) {
			return x.weight < y.weight ? -1 : 1;
		}
		const int order = compare_marks(lang, &x, &y);
		if (order != 0 && (accents == 0 || lang == LANG_FR)) {
			accents = order;
		}
		if (shapes == 0) {
			shapes = (int)x.shape - (int)y.shape;
		}
	}
	if (accents != 0) {
		return accents;
	}
	return shapes != 0 ? shapes : compare_bytes(a, b);
}

const struct letters *
letters_of_glib(void)
{
	static const struct letters letters = { .fold = fold, .compare = compare };
	return &letters;
}
