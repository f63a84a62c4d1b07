/* SPDX-License-Identifier: MIT */
/* Recognizer of the normalizer for money of other countries, as forms and people write it in Canada. */
#include "core/normalize_parts.h"

enum { SIGNS_MAX = 4 };

struct money {
	const char *signs[SIGNS_MAX]; /* in front of the figures or behind them; the first NULL ends */
	const char *cent, *cents;     /* English name of the hundredth, or NULL */
	const char *one[LANG_COUNT], *many[LANG_COUNT];
};

/* A sign stands before those that are its beginning. */
static const struct money MONEY[] = {
	{ { "€", "EUR" }, "cent", "cents", { "euro", "euro" }, { "euros", "euros" } },
	{ { "£", "GBP" }, "penny", "pence", { "pound", "livre sterling" },
		{ "pounds", "livres sterling" } },
	{ { "USD" }, "cent", "cents", { "U S dollar", "dollar américain" },
		{ "U S dollars", "dollars américains" } },
	{ { "CAD" }, "cent", "cents", { "Canadian dollar", "dollar canadien" },
		{ "Canadian dollars", "dollars canadiens" } },
	{ { "A$", "$ AU", "AUD" }, "cent", "cents", { "Australian dollar", "dollar australien" },
		{ "Australian dollars", "dollars australiens" } },
	{ { "NZ$", "$ NZ", "NZD" }, "cent", "cents", { "New Zealand dollar", "dollar néo-zélandais" },
		{ "New Zealand dollars", "dollars néo-zélandais" } },
	{ { "HK$", "$ HK", "HKD" }, "cent", "cents", { "Hong Kong dollar", "dollar de Hong Kong" },
		{ "Hong Kong dollars", "dollars de Hong Kong" } },
	{ { "$ SG", "SGD" }, "cent", "cents", { "Singapore dollar", "dollar de Singapour" },
		{ "Singapore dollars", "dollars de Singapour" } },
	{ { "NT$", "TWD" }, NULL, NULL, { "Taiwan dollar", "dollar de Taïwan" },
		{ "Taiwan dollars", "dollars de Taïwan" } },
	{ { "EC$", "XCD" }, "cent", "cents", { "East Caribbean dollar", "dollar des Caraïbes" },
		{ "East Caribbean dollars", "dollars des Caraïbes" } },
	{ { "MX$", "MXN" }, NULL, NULL, { "Mexican peso", "peso mexicain" },
		{ "Mexican pesos", "pesos mexicains" } },
	{ { "R$", "BRL" }, NULL, NULL, { "Brazilian real", "real brésilien" },
		{ "Brazilian reals", "reals brésiliens" } },
	{ { "CHF" }, NULL, NULL, { "Swiss franc", "franc suisse" },
		{ "Swiss francs", "francs suisses" } },
	{ { "JP¥", "JPY" }, NULL, NULL, { "Japanese yen", "yen japonais" },
		{ "Japanese yen", "yens japonais" } },
	{ { "CN¥", "CNY" }, NULL, NULL, { "Chinese yuan", "yuan chinois" },
		{ "Chinese yuan", "yuans chinois" } },
	{ { "¥" }, NULL, NULL, { "yen", "yen" }, { "yen", "yens" } },
	{ { "₩", "KRW" }, NULL, NULL, { "Korean won", "won coréen" },
		{ "Korean won", "wons coréens" } },
	{ { "₹", "INR" }, NULL, NULL, { "Indian rupee", "roupie indienne" },
		{ "Indian rupees", "roupies indiennes" } },
	{ { "₱" }, NULL, NULL, { "Philippine peso", "peso philippin" },
		{ "Philippine pesos", "pesos philippins" } },
	{ { "₪", "ILS" }, NULL, NULL, { "Israeli shekel", "shekel israélien" },
		{ "Israeli shekels", "shekels israéliens" } },
	{ { "₫", "VND" }, NULL, NULL, { "Vietnamese dong", "dong vietnamien" },
		{ "Vietnamese dong", "dongs vietnamiens" } },
};

/* The money whose sign stands at *at, which then moves behind it; NULL when there is none. */
static const struct money *
match_sign(struct str s, size_t *at)
{
	for (size_t i = 0; i < sizeof(MONEY) / sizeof(MONEY[0]); i++) {
		for (size_t k = 0; k < SIGNS_MAX && MONEY[i].signs[k] != NULL; k++) {
			if (match(s, at, MONEY[i].signs[k])) {
				return &MONEY[i];
			}
		}
	}
	return NULL;
}

/* ---- saying it ---- */

/* French: "2 millions d'euros", "1 000 000 de livres sterling". */
static void
say_de(struct reader *reader, const char *name)
{
	if (name[0] == 'e') {
		say(reader, "d'");
		reader->is_joined = true;
	} else {
		say(reader, "de");
	}
}

/* "12 euros and 50 cents"; French says "12 euros 50". The whole part is not zero, or there are no cents. */
static void
say_parts(struct reader *reader, const struct money *money, const struct number *number)
{
	const enum lang lang = reader->lang;
	const uint64_t whole = digits_value(number->whole, number->n_whole);
	const uint64_t cents = digits_value(number->fraction, number->n_fraction);
	const bool is_one = whole == 1 || (lang == LANG_FR && whole == 0);
	say_number(reader, whole);
	if (lang == LANG_FR && whole >= 1000000 && whole % 1000000 == 0) {
		say_de(reader, money->many[LANG_FR]);
	}
	say(reader, is_one ? money->one[lang] : money->many[lang]);
	if (cents > 0 && lang == LANG_EN) {
		say(reader, "and");
	}
	if (cents > 0) {
		say_number(reader, cents);
	}
	if (cents > 0 && lang == LANG_EN) {
		say(reader, cents == 1 ? money->cent : money->cents);
	}
}

static bool
is_zero(const char *digits, size_t n)
{
	return digits_value(digits, n) == 0;
}

/* `magnitude`: "million" behind the figures, or empty. */
static void
say_money_of(struct reader *reader, const struct money *money, const struct number *number,
	struct str magnitude)
{
	const bool is_french = reader->lang == LANG_FR;
	const bool has_cents = number->n_fraction == 2 && (is_french || money->cent) &&
		!is_zero(number->whole, number->n_whole);
	/* "1 cent" alone would not say of which money */
	if (magnitude.n == 0 && (has_cents || is_zero(number->fraction, number->n_fraction))) {
		say_parts(reader, money, number);
		return;
	}
	say_decimal(reader, number);
	if (magnitude.n > 0) {
		say_str(reader, str_trim(magnitude));
		if (is_french) {
			say_de(reader, money->many[LANG_FR]);
		}
	}
	const bool is_small = is_french && magnitude.n == 0 &&
		digits_value(number->whole, number->n_whole) < 2;
	say(reader, is_small ? money->one[LANG_FR] : money->many[reader->lang]);
}

/* ---- finding it ---- */

static void
end_money(struct reader *reader, size_t at)
{
	reader->is_after_number = true;
	reader_advance(reader, at);
}

/* "€12.50", "CHF 1,234.50" */
static bool
read_sign_in_front(struct reader *reader)
{
	size_t at = reader->at;
	struct number number;
	const struct money *money = is_letter(reader->before) ? NULL : match_sign(reader->in, &at);
	if (money == NULL) {
		return false;
	}
	skip_spaces(reader->in, &at);
	if (!match_number(LANG_EN, reader->in, &at, &number)) {
		return false;
	}
	const size_t magnitude = match_magnitude(reader->in, at);
	say_money_of(reader, money, &number, str_sub(reader->in, at, at + magnitude));
	end_money(reader, at + magnitude);
	return true;
}

/* "12,50 €", "1 234,50 CHF", "5,00 $ AU", "12.50 EUR" */
static bool
read_sign_behind(struct reader *reader, enum lang style)
{
	size_t at = reader->at;
	struct number number;
	if (!is_digit(fold_peek(reader->in, at)) || !match_number(style, reader->in, &at, &number)) {
		return false;
	}
	const size_t magnitude_at = at, magnitude = match_magnitude(reader->in, at);
	at += magnitude;
	skip_spaces(reader->in, &at);
	size_t de = at;
	if (magnitude > 0 && (match(reader->in, &de, "de ") || match(reader->in, &de, "d'"))) {
		at = de;
	}
	const struct money *money = match_sign(reader->in, &at);
	if (money == NULL || !is_boundary(reader->in, at)) {
		return false;
	}
	say_money_of(
		reader, money, &number, str_sub(reader->in, magnitude_at, magnitude_at + magnitude));
	end_money(reader, at);
	return true;
}

bool
read_foreign_money(struct reader *reader)
{
	return !is_digit(reader->before) &&
		(read_sign_in_front(reader) || read_sign_behind(reader, LANG_FR) ||
			read_sign_behind(reader, LANG_EN));
}

/* Three capitals, a no-break space and figures: a currency that has no sign in English. */
static bool
is_code(struct str s, size_t at)
{
	for (size_t i = at; i < at + 3; i++) {
		if (i >= s.n || s.p[i] < 'A' || s.p[i] > 'Z') {
			return false;
		}
	}
	at += 3;
	return match(s, &at, " ") && s.p[at - 1] != ' ' && is_digit(fold_peek(s, at));
}

bool
is_money_at(struct str s, size_t at)
{
	const size_t from = at;
	if (match(s, &at, "US$") || match(s, &at, "CA$") || match(s, &at, "$") ||
		match_sign(s, &at) != NULL) {
		skip_spaces(s, &at);
		return is_digit(fold_peek(s, at));
	}
	return is_code(s, from);
}
