/* SPDX-License-Identifier: MIT */
/* Breaks and measures text by a table of advance widths, with integers only. */
#include "platform/font_table.h"

#include "core/rich.h"
#include "platform/font_table_data.h"

/* One line that is being filled; widths in parts of FONT_TABLE_EM times px. */
struct filling {
	int64_t limit;
	int64_t line;    /* with the spaces at its end */
	int64_t longest; /* of all lines, without them */
	int32_t lines;
};

/* What the next character is written with. */
struct pen {
	struct type type;
	bool mixed; /* RICH_STRONG_ON and RICH_STRONG_OFF change the face */
};

static bool
is_syllabic(uint32_t c)
{
	return (c >= 0x1400 && c <= 0x167F) || (c >= 0x18B0 && c <= 0x18FF);
}

/* Takes a sign that changes the face; false for a character. */
static bool
changes_face(struct pen *pen, uint32_t c)
{
	if (!pen->mixed || (c != RICH_STRONG_ON && c != RICH_STRONG_OFF)) {
		return false;
	}
	pen->type.face = c == RICH_STRONG_ON ? FACE_BOLD : FACE_TEXT;
	return true;
}

static int64_t
advance(struct type type, uint32_t c)
{
	const struct font_table_face *face = &font_table_faces[type.face];
	uint32_t width = FONT_TABLE_EM * 6 / 10;
	if (c >= 0x20 && c <= 0x7E) {
		width = face->advance[c - 0x20];
	} else if (c >= 0xA0 && c <= 0x17F) {
		width = face->advance[0x7F - 0x20 + c - 0xA0];
	} else if (c >= 0x2000 && c <= 0x206F) {
		width = face->advance[0x7F - 0x20 + 0x180 - 0xA0 + c - 0x2000];
	} else if (is_syllabic(c)) {
		width = face->syllabic;
	} else if (c < 0x20 || (c >= 0x300 && c <= 0x36F) || c == 0xFEFF) {
		width = 0; /* controls, marks above a letter, and the byte order mark */
	}
	return (int64_t)width * type.px;
}

/* Lines end where Pango ends paragraphs and lines. */
static bool
is_line_end(uint32_t c)
{
	return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

/*
 * A line may be broken after such a sign inside a word, but not before a digit (UAX 14, LB 25):
 * telephone numbers stay whole.
 */
static bool
is_hyphen(uint32_t c)
{
	return c == '-' || c == '/' || c == 0x2010 || c == 0x2013 || c == 0x2014;
}

static void
end_line(struct filling *filling)
{
	filling->line = 0;
	filling->lines++;
}

static void
grow(struct filling *filling, int64_t width)
{
	filling->line += width;
	if (filling->line > filling->longest) {
		filling->longest = filling->line;
	}
}

/*
 * Puts text that has no break inside on the line or the next; cuts it at any character when no line
 * can hold it.
 */
static void
place(struct filling *filling, struct pen pen, struct str part, int64_t width)
{
	if (filling->line > 0 && filling->line + width > filling->limit) {
		end_line(filling);
	}
	if (width <= filling->limit) {
		grow(filling, width);
		return;
	}
	for (size_t at = 0; at < part.n;) {
		const uint32_t c = utf8_next(part, &at);
		if (changes_face(&pen, c)) {
			continue;
		}
		const int64_t one = advance(pen.type, c);
		if (filling->line > 0 && filling->line + one > filling->limit) {
			end_line(filling);
		}
		grow(filling, one);
	}
}

/*
 * From `from` to behind the last character before the next place where a line may end; its width
 * too. Leaves the pen as the last character was written.
 */
static size_t
next_part(struct pen *pen, struct str text, size_t from, int64_t *ret_width)
{
	int64_t width = 0;
	size_t at = from;
	bool begun = false, after_hyphen = false;
	while (at < text.n) {
		size_t next = at;
		const uint32_t c = utf8_next(text, &next);
		if (changes_face(pen, c)) {
			at = next;
			continue;
		}
		const bool is_digit = c >= '0' && c <= '9';
		if (c == ' ' || is_line_end(c) || (after_hyphen && !is_digit && !is_hyphen(c))) {
			break;
		}
		/* A sign at the very start of a word belongs to it, as in -5 or in /path. */
		after_hyphen = is_hyphen(c) && begun;
		begun = true;
		width += advance(pen->type, c);
		at = next;
	}
	*ret_width = width;
	return at;
}

static struct extent
measure(void *context, struct type type, enum lang lang, struct str text, px_t width)
{
	(void)context;
	(void)lang;
	struct filling filling = { .limit = (int64_t)(width > 0 ? width : 0) * FONT_TABLE_EM,
		.lines = 1 };
	struct pen pen = { type, type.face == FACE_MIXED };
	pen.type.face = pen.mixed ? FACE_TEXT : type.face;
	if (width == INT32_MAX) {
		filling.limit = INT64_MAX / 2;
	}
	for (size_t at = 0; at < text.n;) {
		size_t next = at;
		const uint32_t c = utf8_next(text, &next);
		if (is_line_end(c)) {
			if (c == '\r' && next < text.n && text.p[next] == '\n') {
				next++;
			}
			end_line(&filling);
		} else if (c == ' ') {
			/* Spaces hang over the end of a line; only what follows makes them count. */
			filling.line += advance(pen.type, c);
		} else {
			const struct pen before = pen;
			int64_t part;
			next = next_part(&pen, text, at, &part);
			place(&filling, before, str_sub(text, at, next), part);
		}
		at = next;
	}
	/* Rounded up, so that a box of this width breaks the text alike. */
	const int64_t w = (filling.longest + FONT_TABLE_EM - 1) / FONT_TABLE_EM;
	return (struct extent){ .w = (px_t)w, .lines = filling.lines };
}

struct metrics
font_table_metrics(void)
{
	return (struct metrics){ .context = NULL, .measure = measure };
}
