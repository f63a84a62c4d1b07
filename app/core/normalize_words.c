/* SPDX-License-Identifier: MIT */
/* Recognizers of the normalizer for what is made of letters: addresses, codes, abbreviations, acronyms, words. */
#include "core/normalize_parts.h"

static bool
is_space(uint32_t c)
{
	return c == ' ' || c == '\n' || c == 0;
}

/* Ends of network names that are taken for an address without "www" or "@", and how many letters are spelled. */
static const struct {
	const char *name;
	bool is_spelled;
} TOP_DOMAINS[] = { { "ca", true }, { "com", false }, { "org", false }, { "net", false },
	{ "quebec", false }, { "gc", true }, { "qc", true }, { "on", true } };

static bool
is_spelled_label(struct str label)
{
	for (size_t i = 0; i < sizeof(TOP_DOMAINS) / sizeof(TOP_DOMAINS[0]); i++) {
		if (TOP_DOMAINS[i].is_spelled && str_eq(label, str_of(TOP_DOMAINS[i].name))) {
			return true;
		}
	}
	return str_eq(label, STR("www"));
}

/* The network name in front of a path ends in one of the top domains: "canada.ca", "canada.ca/ei". */
static bool
has_top_domain(struct str address)
{
	const struct str name = str_sub(address, 0, str_find(address, STR("/"), 0));
	for (size_t i = 0; i < sizeof(TOP_DOMAINS) / sizeof(TOP_DOMAINS[0]); i++) {
		const struct str end = str_of(TOP_DOMAINS[i].name);
		if (name.n > end.n + 1 && str_ends(name, end) && name.p[name.n - end.n - 1] == '.') {
			return true;
		}
	}
	return false;
}

/* From reader->at to the next space, without the punctuation of the sentence around it. */
static struct str
take_run(const struct reader *reader)
{
	size_t end = reader->at;
	for (size_t at = end; at < reader->in.n; end = at) {
		if (is_space(fold_next(reader->in, &at))) {
			break;
		}
	}
	while (end > reader->at) {
		size_t last = utf8_previous(reader->in, end);
		const size_t from = last;
		const uint32_t c = fold_next(reader->in, &last);
		if (is_letter(c) || is_digit(c) || c == '/') {
			break;
		}
		end = from;
	}
	return str_sub(reader->in, reader->at, end);
}

static bool
is_address(struct str run)
{
	const size_t at_sign = str_find(run, STR("@"), 0);
	if (at_sign > 0 && at_sign < run.n) {
		return str_find(run, STR("."), at_sign) < run.n;
	}
	return str_find(run, STR("://"), 0) < run.n || str_starts(run, STR("www.")) ||
		(str_find(run, STR("."), 0) < run.n && has_top_domain(run));
}

static void
spell(struct reader *reader, struct str word)
{
	for (size_t at = 0; at < word.n;) {
		say_letter(reader, fold_next(word, &at));
	}
}

bool
read_address(struct reader *reader)
{
	struct str run = take_run(reader);
	if (is_letter(reader->before) || !is_address(run)) {
		return false;
	}
	const size_t behind = reader->at + run.n;
	const size_t scheme = str_find(run, STR("://"), 0);
	if (scheme < run.n) {
		run = str_sub(run, scheme + 3, run.n); /* nobody reads "https" to another person */
	}
	for (size_t at = 0; at < run.n;) {
		const size_t from = at;
		const uint32_t c = fold_next(run, &at);
		if (!is_letter(c)) {
			if (is_digit(c)) {
				say_letter(reader, c);
			} else if (at < run.n || c != '/') {
				say_sign_name(reader, c);
			}
			continue;
		}
		while (is_letter(fold_peek(run, at))) {
			fold_next(run, &at);
		}
		const struct str label = str_sub(run, from, at);
		(is_spelled_label(label) ? spell : say_str)(reader, label);
	}
	reader_advance(reader, behind);
	return true;
}

/* "K1A 0B1" at *at, capitals only: small letters in running text are rather words. */
static bool
match_postal(struct str s, size_t *at, char ret_code[6])
{
	size_t behind = *at;
	for (int i = 0; i < 6; i++) {
		if (i == 3) {
			skip_spaces(s, &behind);
		}
		const uint32_t c = fold_next(s, &behind);
		if (i % 2 == 0 ? c < 'A' || c > 'Z' : !is_digit(c)) {
			return false;
		}
		ret_code[i] = (char)c;
	}
	if (!is_boundary(s, behind) || fold_peek(s, behind) == '-') {
		return false;
	}
	*at = behind;
	return true;
}

bool
read_postal(struct reader *reader)
{
	size_t at = reader->at;
	char code[6];
	if (!match_postal(reader->in, &at, code)) {
		return false;
	}
	for (int i = 0; i < 6; i++) {
		if (i == 3) {
			pause_for(reader, ',');
		}
		say_letter(reader, (uint32_t)code[i]);
	}
	pause_for(reader, ',');
	reader_advance(reader, at);
	return true;
}

static bool
is_needed_there(struct str s, size_t at, enum needs needs)
{
	skip_spaces(s, &at);
	const uint32_t next = fold_peek(s, at);
	return needs == NEEDS_DIGIT ? is_digit(next) : needs != NEEDS_CAPITAL || is_capital(next);
}

bool
ends_sentence(struct str s, size_t at)
{
	skip_spaces(s, &at);
	const uint32_t next = fold_peek(s, at);
	return next == 0 || next == '\n' || is_capital(next);
}

static uint32_t
last_of(const char *shown)
{
	const struct str s = str_of(shown);
	size_t at = utf8_previous(s, s.n);
	return fold_next(s, &at);
}

bool
read_abbreviation(struct reader *reader)
{
	for (const struct lexeme *l = lexicon_of(reader->lang)->abbreviations; l->shown != NULL; l++) {
		size_t at = reader->at;
		if (!match(reader->in, &at, l->shown) || !is_needed_there(reader->in, at, l->needs)) {
			continue;
		}
		const uint32_t last = last_of(l->shown);
		const uint32_t next = fold_peek(reader->in, at);
		if ((is_letter(last) && !is_boundary(reader->in, at)) ||
			(last == 0xB0 && is_letter(next))) {
			continue;
		}
		say(reader, l->words);
		reader->is_joined = last == '-';
		if (last == '.' &&
			(next == 0 || next == '\n' || (l->needs == MAY_END && ends_sentence(reader->in, at)))) {
			pause_for(reader, '.');
		}
		reader_advance(reader, at);
		return true;
	}
	return false;
}

/* Letters and digits in one token, such as the names of forms: "T4A", "NAS2120". At least one of each. */
bool
read_code(struct reader *reader)
{
	size_t end = reader->at;
	bool has_digit = false, has_letter = false;
	while (!is_boundary(reader->in, end)) {
		const uint32_t c = fold_next(reader->in, &end);
		if (!is_digit(c) && !(c >= 'A' && c <= 'Z')) {
			return false;
		}
		has_digit |= is_digit(c);
		has_letter |= !is_digit(c);
	}
	if (!has_digit || !has_letter) {
		return false;
	}
	for (size_t at = reader->at; at < end;) {
		char digits[4];
		const size_t n = match_digits(reader->in, &at, sizeof(digits), digits);
		if (n == 0) {
			say_letter(reader, fold_next(reader->in, &at));
			continue;
		}
		if (digits[0] == '0' && n > 1) {
			say_digits(reader, digits, n, (const uint8_t[]){ 0 });
		} else {
			say_number(reader, digits_value(digits, n));
		}
	}
	reader_advance(reader, end);
	return true;
}

/* "Ottawa ON  K1A 0B1": two letters are a province only in front of a postal code. */
static const char *
find_province(const struct reader *reader, struct str word)
{
	size_t at = reader->at + word.n;
	char code[6];
	skip_spaces(reader->in, &at);
	if (word.n != 2 || !match_postal(reader->in, &at, code)) {
		return NULL;
	}
	for (const struct province *p = lexicon_of(reader->lang)->provinces; p->name != NULL; p++) {
		if (str_eq(word, str_of(p->code))) {
			return p->name;
		}
	}
	return NULL;
}

static const char *
find_acronym(enum lang lang, struct str word)
{
	for (const struct lexeme *l = lexicon_of(lang)->acronyms; l->shown != NULL; l++) {
		if (word.n > 0 && word.p[0] == l->shown[0] && str_eq(word, str_of(l->shown))) {
			return l->words;
		}
	}
	return NULL;
}

/* Two to six capitals without a vowel cannot be a word. */
static bool
is_unspeakable(struct str word)
{
	if (word.n < 2 || word.n > 6) {
		return false;
	}
	for (size_t i = 0; i < word.n; i++) {
		const char c = word.p[i];
		if (c < 'A' || c > 'Z' || c == 'A' || c == 'E' || c == 'I' || c == 'O' || c == 'U' ||
			c == 'Y') {
			return false;
		}
	}
	return true;
}

/* "record of employment (ROE)": in parentheses an acronym is being introduced, and saying it at length adds nothing. */
static bool
is_introduced(const struct reader *reader, struct str word)
{
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] < 'A' || word.p[i] > 'Z') {
			return false;
		}
	}
	return reader->before == '(' && fold_peek(reader->in, reader->at + word.n) == ')';
}

static void
say_word(struct reader *reader, struct str word)
{
	const char *acronym = find_acronym(reader->lang, word);
	const bool is_plural = acronym == NULL && word.n > 2 && word.p[word.n - 1] == 's';
	const struct str singular = is_plural ? str_sub(word, 0, word.n - 1) : word;
	if (is_plural) {
		acronym = find_acronym(reader->lang, singular);
	}
	if (acronym != NULL && is_introduced(reader, word)) {
		spell(reader, word);
	} else if (acronym != NULL) {
		say(reader, acronym);
		if (is_plural) {
			reader->is_joined = true;
			say(reader, reader->lang == LANG_EN ? "'s" : "");
		}
	} else if (is_unspeakable(word)) {
		spell(reader, word);
	} else {
		say_str(reader, word);
	}
}

/* "name(s)", "conjoint(e)", "employé(e)s" directly behind `word`; speaks both forms and moves *at behind it all. */
static bool
say_both_forms(struct reader *reader, struct str word, size_t *at)
{
	const struct lexicon *lexicon = lexicon_of(reader->lang);
	for (const struct suffix *x = lexicon->suffixes; x->shown != NULL; x++) {
		const struct str takes = str_of(x->takes);
		size_t behind = *at;
		if (!match(reader->in, &behind, "(") || !match(reader->in, &behind, x->shown) ||
			!match(reader->in, &behind, ")") || !str_ends(word, takes)) {
			continue;
		}
		match(reader->in, &behind, "(s)");
		size_t plural_end = behind;
		const bool is_plural = match(reader->in, &plural_end, "s") &&
			is_boundary(reader->in, plural_end);
		say_str(reader, word);
		reader->is_joined = true;
		say(reader, is_plural ? "s" : "");
		say(reader, lexicon->or_word);
		say_str(reader, str_sub(word, 0, word.n - takes.n));
		reader->is_joined = true;
		say(reader, x->shown);
		reader->is_joined = is_plural;
		if (is_plural) {
			say(reader, "s");
		}
		*at = is_plural ? plural_end : behind;
		return true;
	}
	return false;
}

/* Letters with apostrophes and hyphens between them. */
static struct str
take_word(const struct reader *reader)
{
	size_t end = reader->at;
	while (is_letter(fold_peek(reader->in, end))) {
		fold_next(reader->in, &end);
		size_t behind = end;
		const uint32_t c = behind < reader->in.n ? fold_next(reader->in, &behind) : 0;
		if ((c == '\'' || c == '-') && is_letter(fold_peek(reader->in, behind))) {
			end = behind;
		}
	}
	return str_sub(reader->in, reader->at, end);
}

/* Up to its first hyphen when a part of it is an acronym: "EI-related", "post-AE". */
static struct str
cut_at_acronym(enum lang lang, struct str word)
{
	const size_t hyphen = str_find(word, STR("-"), 0);
	for (size_t from = 0; from < word.n && hyphen < word.n;) {
		const size_t to = str_find(word, STR("-"), from);
		if (find_acronym(lang, str_sub(word, from, to)) != NULL) {
			return str_sub(word, 0, hyphen);
		}
		from = to + 1;
	}
	return word;
}

/* French elision before an acronym: "l'AE", "d'EDSC". Bytes up to and with the apostrophe, or 0. */
static size_t
find_elision(enum lang lang, struct str word)
{
	for (size_t at = 0; lang == LANG_FR && at < word.n && at < 3;) {
		if (fold_next(word, &at) == '\'') {
			const struct str rest = str_sub(word, at, word.n);
			return find_acronym(lang, rest) != NULL || is_unspeakable(rest) ? at : 0;
		}
	}
	return 0;
}

bool
read_word(struct reader *reader)
{
	struct str word = take_word(reader);
	if (word.n == 0) {
		return false;
	}
	word = cut_at_acronym(reader->lang, word);
	size_t at = reader->at + word.n;
	const char *province = find_province(reader, word);
	if (province != NULL) {
		say(reader, province);
	} else if (!say_both_forms(reader, word, &at)) {
		const size_t elided = find_elision(reader->lang, word);
		if (elided > 0) {
			say_str(reader, str_sub(word, 0, elided));
			reader->is_joined = true;
		}
		say_word(reader, str_sub(word, elided, word.n));
	}
	reader_advance(reader, at);
	return true;
}
