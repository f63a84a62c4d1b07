/* SPDX-License-Identifier: MIT */
/* Letters, accents and signs by name: for spelling, for the typing echo and for the few signs that text says aloud. */
#include "core/normalize_parts.h"

struct sign {
	uint32_t c;
	const char *name[LANG_COUNT];   /* when it is typed or stands in an address */
	const char *spoken[LANG_COUNT]; /* in running text, or NULL */
	char mark;                      /* pause that it makes in running text, or 0 */
};

static const struct sign SIGNS[] = {
	{ '.', { "period", "point" }, { NULL, NULL }, '.' },
	{ ',', { "comma", "virgule" }, { NULL, NULL }, ',' },
	{ ';', { "semicolon", "point-virgule" }, { NULL, NULL }, ';' },
	{ ':', { "colon", "deux-points" }, { NULL, NULL }, ':' },
	{ '!', { "exclamation mark", "point d'exclamation" }, { NULL, NULL }, '!' },
	{ '?', { "question mark", "point d'interrogation" }, { NULL, NULL }, '?' },
	{ 0x2026, { "ellipsis", "points de suspension" }, { NULL, NULL }, '.' },
	{ '\'', { "apostrophe", "apostrophe" }, { NULL, NULL }, 0 },
	{ '"', { "quotation mark", "guillemet" }, { NULL, NULL }, 0 },
	{ 0x201C, { "opening quotation mark", "guillemet ouvrant" }, { NULL, NULL }, 0 },
	{ 0x201D, { "closing quotation mark", "guillemet fermant" }, { NULL, NULL }, 0 },
	{ 0x201E, { "low quotation mark", "guillemet bas" }, { NULL, NULL }, 0 },
	{ 0xAB, { "opening quotation mark", "guillemet ouvrant" }, { NULL, NULL }, 0 },
	{ 0xBB, { "closing quotation mark", "guillemet fermant" }, { NULL, NULL }, 0 },
	{ '-', { "hyphen", "trait d'union" }, { NULL, NULL }, 0 },
	{ 0x2013, { "dash", "tiret" }, { NULL, NULL }, ',' },
	{ 0x2014, { "long dash", "tiret long" }, { NULL, NULL }, ',' },
	{ '_', { "underscore", "soulignement" }, { NULL, NULL }, 0 },
	{ '(', { "opening parenthesis", "parenthèse ouvrante" }, { NULL, NULL }, ',' },
	{ ')', { "closing parenthesis", "parenthèse fermante" }, { NULL, NULL }, ',' },
	{ '[', { "opening bracket", "crochet ouvrant" }, { NULL, NULL }, ',' },
	{ ']', { "closing bracket", "crochet fermant" }, { NULL, NULL }, ',' },
	{ '{', { "opening brace", "accolade ouvrante" }, { NULL, NULL }, ',' },
	{ '}', { "closing brace", "accolade fermante" }, { NULL, NULL }, ',' },
	{ '/', { "slash", "barre oblique" }, { "or", "ou" }, 0 },
	{ '\\', { "backslash", "barre oblique inverse" }, { NULL, NULL }, ',' },
	{ '|', { "vertical bar", "barre verticale" }, { NULL, NULL }, ',' },
	{ '&', { "ampersand", "perluète" }, { "and", "et" }, 0 },
	{ '@', { "at sign", "arobas" }, { "at", "arobas" }, 0 },
	{ '#', { "number sign", "dièse" }, { "number sign", "dièse" }, 0 },
	{ '*', { "star", "étoile" }, { "star", "étoile" }, 0 },
	{ '+', { "plus", "plus" }, { "plus", "plus" }, 0 },
	{ '=', { "equals", "égale" }, { "equals", "égale" }, 0 },
	{ '<', { "less than", "plus petit que" }, { "less than", "plus petit que" }, 0 },
	{ '>', { "greater than", "plus grand que" }, { "greater than", "plus grand que" }, 0 },
	{ '%', { "percent", "pour cent" }, { "percent", "pour cent" }, 0 },
	{ '$', { "dollar sign", "signe de dollar" }, { "dollars", "dollars" }, 0 },
	{ '~', { "tilde", "tilde" }, { "about", "environ" }, 0 },
	{ '^', { "circumflex", "accent circonflexe" }, { NULL, NULL }, 0 },
	{ '`', { "grave accent", "accent grave" }, { NULL, NULL }, 0 },
	{ 0xB4, { "acute accent", "accent aigu" }, { NULL, NULL }, 0 },
	{ 0xA8, { "diaeresis", "tréma" }, { NULL, NULL }, 0 },
	{ 0xB8, { "cedilla", "cédille" }, { NULL, NULL }, 0 },
	{ 0xA2, { "cent sign", "signe de cent" }, { "cents", "sènte" }, 0 },
	{ 0xA3, { "pound sign", "livre" }, { "pounds", "livres" }, 0 },
	{ 0x20AC, { "euro", "euro" }, { "euros", "euros" }, 0 },
	{ 0xA7, { "section sign", "paragraphe" }, { "section", "article" }, 0 },
	{ 0xA9, { "copyright sign", "droit d'auteur" }, { NULL, NULL }, 0 },
	{ 0xB0, { "degree sign", "degré" }, { "degrees", "degrés" }, 0 },
	{ 0xB1, { "plus or minus", "plus ou moins" }, { "plus or minus", "plus ou moins" }, 0 },
	{ 0xB2, { "squared", "au carré" }, { "squared", "au carré" }, 0 },
	{ 0xB3, { "cubed", "au cube" }, { "cubed", "au cube" }, 0 },
	{ 0xB7, { "middle dot", "point médian" }, { NULL, NULL }, ',' },
	{ 0xBC, { "one quarter", "un quart" }, { "and one quarter", "un quart" }, 0 },
	{ 0xBD, { "one half", "un demi" }, { "one half", "un demi" }, 0 },
	{ 0xBE, { "three quarters", "trois quarts" }, { "three quarters", "trois quarts" }, 0 },
	{ 0xD7, { "times", "fois" }, { "times", "fois" }, 0 },
	{ 0xF7, { "divided by", "divisé par" }, { "divided by", "divisé par" }, 0 },
	{ 0x2022, { "bullet", "puce" }, { NULL, NULL }, ',' },
	{ 0x2264, { "at most", "au plus" }, { "at most", "au plus" }, 0 },
	{ 0x2265, { "at least", "au moins" }, { "at least", "au moins" }, 0 },
	{ '\n', { "new line", "nouvelle ligne" }, { NULL, NULL }, ',' },
	{ ' ', { "space", "espace" }, { NULL, NULL }, 0 },
};

static const struct sign *
sign_of(uint32_t c)
{
	for (size_t i = 0; i < sizeof(SIGNS) / sizeof(SIGNS[0]); i++) {
		if (SIGNS[i].c == c) {
			return &SIGNS[i];
		}
	}
	return NULL;
}

/* A number with several hyphens ("2026-13-45", "12-34-56") is a code and no range. */
static bool
is_one_of_several(struct str s, size_t hyphen, size_t behind)
{
	while (is_digit(fold_peek(s, behind))) {
		behind++;
	}
	size_t next = behind;
	if (match(s, &next, "-") && is_digit(fold_peek(s, next))) {
		return true;
	}
	while (hyphen > 0 && is_digit((unsigned char)s.p[hyphen - 1])) {
		hyphen--;
	}
	return hyphen > 1 && s.p[hyphen - 1] == '-' && is_digit((unsigned char)s.p[hyphen - 2]);
}

/* "5 to 10", "9:00 to 17:00": a dash behind a number and before one. */
static bool
read_range(struct reader *reader)
{
	size_t at = reader->at;
	const uint32_t dash = fold_next(reader->in, &at);
	if (!reader->is_after_number || (dash != '-' && dash != 0x2013 && dash != 0x2014)) {
		return false;
	}
	skip_spaces(reader->in, &at);
	const uint32_t next = fold_peek(reader->in, at);
	if ((!is_digit(next) && next != '$') ||
		(dash == '-' && is_one_of_several(reader->in, reader->at, at))) {
		return false;
	}
	say(reader, lexicon_of(reader->lang)->to);
	reader_advance(reader, at);
	reader->before = ' ';
	return true;
}

/* A minus belongs to the number or the amount behind it, and to nothing before it. */
static bool
read_minus(struct reader *reader)
{
	size_t at = reader->at;
	if (fold_next(reader->in, &at) != '-' || is_letter(reader->before) ||
		is_digit(reader->before)) {
		return false;
	}
	if (!is_digit(fold_peek(reader->in, at)) && !is_money_at(reader->in, at)) {
		return false;
	}
	say(reader, lexicon_of(reader->lang)->minus);
	reader_advance(reader, at);
	reader->before = ' ';
	return true;
}

static bool
is_alone(const struct reader *reader, size_t behind)
{
	return reader->before == ' ' && fold_peek(reader->in, behind) == ' ';
}

void
read_sign(struct reader *reader)
{
	if (read_range(reader) || read_minus(reader)) {
		return;
	}
	size_t at = reader->at;
	const uint32_t c = fold_next(reader->in, &at);
	const struct sign *sign = sign_of(c);
	const bool amid_digits = is_digit(reader->before) && is_digit(fold_peek(reader->in, at));
	if (c == '-' && (is_alone(reader, at) || amid_digits)) {
		pause_for(reader, ',');
	} else if (c == '.' && amid_digits) {
		say(reader, lexicon_of(reader->lang)->point);
	} else if (sign != NULL && sign->spoken[reader->lang] != NULL) {
		say(reader,
			c != '/' || !amid_digits    ? sign->spoken[reader->lang] :
				reader->lang == LANG_FR ? "sur" :
										  "over");
	} else if (sign != NULL && sign->mark != 0) {
		pause_for(reader, sign->mark);
	}
	reader_advance(reader, at);
}

void
say_sign_name(struct reader *reader, uint32_t c)
{
	const struct lexicon *lexicon = lexicon_of(reader->lang);
	const struct sign *sign = sign_of(c);
	if (c == '.') {
		say(reader, lexicon->dot);
	} else if (c == '@') {
		say(reader, lexicon->at_sign);
	} else {
		say(reader, sign != NULL ? sign->name[reader->lang] : lexicon->other);
	}
}

enum accent {
	ACUTE,
	GRAVE,
	CIRCUMFLEX,
	DIAERESIS,
	CEDILLA,
	TILDE,
	RING,
	STROKE,
	CARON,
	OGONEK,
	DOT_ABOVE,
	MACRON,
	ACCENTS
};

static const char *const ACCENT_NAMES[LANG_COUNT][ACCENTS] = {
	{ "acute", "grave", "circumflex", "diaeresis", "cedilla", "tilde", "ring", "stroke", "caron",
		"ogonek", "dot above", "macron" },
	{ "accent aigu", "accent grave", "accent circonflexe", "tréma", "cédille", "tilde",
		"rond en chef", "barré", "caron", "ogonek", "point en chef", "macron" },
};

/* Small letters; the capital is 0x20 before them in Latin-1 and one before them in Latin Extended-A. */
static const struct {
	uint16_t c;
	char base;
	uint8_t accent;
} ACCENTED[] = {
	{ 0xE0, 'a', GRAVE },
	{ 0xE1, 'a', ACUTE },
	{ 0xE2, 'a', CIRCUMFLEX },
	{ 0xE3, 'a', TILDE },
	{ 0xE4, 'a', DIAERESIS },
	{ 0xE5, 'a', RING },
	{ 0xE7, 'c', CEDILLA },
	{ 0xE8, 'e', GRAVE },
	{ 0xE9, 'e', ACUTE },
	{ 0xEA, 'e', CIRCUMFLEX },
	{ 0xEB, 'e', DIAERESIS },
	{ 0xEC, 'i', GRAVE },
	{ 0xED, 'i', ACUTE },
	{ 0xEE, 'i', CIRCUMFLEX },
	{ 0xEF, 'i', DIAERESIS },
	{ 0xF0, 'd', STROKE },
	{ 0xF1, 'n', TILDE },
	{ 0xF2, 'o', GRAVE },
	{ 0xF3, 'o', ACUTE },
	{ 0xF4, 'o', CIRCUMFLEX },
	{ 0xF5, 'o', TILDE },
	{ 0xF6, 'o', DIAERESIS },
	{ 0xF8, 'o', STROKE },
	{ 0xF9, 'u', GRAVE },
	{ 0xFA, 'u', ACUTE },
	{ 0xFB, 'u', CIRCUMFLEX },
	{ 0xFC, 'u', DIAERESIS },
	{ 0xFD, 'y', ACUTE },
	{ 0xFF, 'y', DIAERESIS },
	{ 0x101, 'a', MACRON },
	{ 0x105, 'a', OGONEK },
	{ 0x107, 'c', ACUTE },
	{ 0x10D, 'c', CARON },
	{ 0x10F, 'd', CARON },
	{ 0x111, 'd', STROKE },
	{ 0x113, 'e', MACRON },
	{ 0x119, 'e', OGONEK },
	{ 0x11B, 'e', CARON },
	{ 0x142, 'l', STROKE },
	{ 0x144, 'n', ACUTE },
	{ 0x148, 'n', CARON },
	{ 0x151, 'o', ACUTE },
	{ 0x159, 'r', CARON },
	{ 0x15B, 's', ACUTE },
	{ 0x15F, 's', CEDILLA },
	{ 0x161, 's', CARON },
	{ 0x16B, 'u', MACRON },
	{ 0x16F, 'u', RING },
	{ 0x17A, 'z', ACUTE },
	{ 0x17C, 'z', DOT_ABOVE },
	{ 0x17E, 'z', CARON },
};

static bool
find_accented(uint32_t c, char *ret_base, enum accent *ret_accent, bool *ret_capital)
{
	for (size_t i = 0; i < sizeof(ACCENTED) / sizeof(ACCENTED[0]); i++) {
		const uint32_t small = ACCENTED[i].c;
		const bool capital = small == 0xFF ? c == 0x178 :
			small < 0xFF                   ? c == small - 0x20 :
											 c == small - 1;
		if (c == small || capital) {
			*ret_base = ACCENTED[i].base;
			*ret_accent = (enum accent)ACCENTED[i].accent;
			*ret_capital = capital;
			return true;
		}
	}
	return false;
}

/* French says "majuscule E accent aigu", English "capital E acute". */
static void
say_latin(struct reader *reader, char base, bool is_upper, const char *accent, bool with_case)
{
	const struct lexicon *lexicon = lexicon_of(reader->lang);
	if (with_case && is_upper) {
		say(reader, lexicon->capital);
	}
	say(reader, lexicon->letters[base - 'a']);
	if (accent != NULL) {
		say(reader, accent);
	}
}

void
say_character(struct reader *reader, uint32_t c, bool with_case)
{
	const struct lexicon *lexicon = lexicon_of(reader->lang);
	const struct sign *sign = sign_of(c);
	char base;
	enum accent accent;
	bool is_upper;
	if (is_digit(c)) {
		say(reader, lexicon->digits[c - '0']);
	} else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
		say_latin(reader, (char)(c | 0x20), c < 'a', NULL, with_case);
	} else if (find_accented(c, &base, &accent, &is_upper)) {
		say_latin(reader, base, is_upper, ACCENT_NAMES[reader->lang][accent], with_case);
	} else if (c == 0x153 || c == 0x152) {
		say_latin(
			reader, 'o', c == 0x152, reader->lang == LANG_FR ? "E liés" : "E ligature", with_case);
	} else if (c == 0xE6 || c == 0xC6) {
		say_latin(
			reader, 'a', c == 0xC6, reader->lang == LANG_FR ? "E liés" : "E ligature", with_case);
	} else {
		say(reader, sign != NULL ? sign->name[reader->lang] : lexicon->other);
	}
}
