/* SPDX-License-Identifier: MIT */
/* Finding choices by what is typed. */
#include "core/search.h"

#include <string.h>

static bool
is_between_words(char c)
{
	return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80);
}

void
search_begin(struct search *search, const struct letters *letters, const struct element *element,
	enum lang lang, struct str typed)
{
	*search = (struct search){ .element = element, .lang = lang };
	search->n = letters->fold(str_trim(typed), search->folded, sizeof(search->folded));
}

/* Whether the label has a word that begins so. */
static bool
has_word(struct str label, struct str beginning)
{
	for (size_t at = 0; at + beginning.n <= label.n; at++) {
		if ((at == 0 || is_between_words(label.p[at - 1])) &&
			memcmp(label.p + at, beginning.p, beginning.n) == 0) {
			return true;
		}
	}
	return false;
}

static bool
is_found(const struct search *search, struct str label)
{
	const struct str typed = { search->folded, search->n };
	for (size_t from = 0; from < typed.n;) {
		size_t to = from;
		while (to < typed.n && !is_between_words(typed.p[to])) {
			to++;
		}
		if (to > from && !has_word(label, str_sub(typed, from, to))) {
			return false;
		}
		from = to + 1;
	}
	return true;
}

int32_t
search_next(const struct search *search, int32_t place, int32_t *ret_place)
{
	const struct element *e = search->element;
	for (; place < e->n_order; place++) {
		const int32_t choice = element_choice_at(e, search->lang, place);
		if (e->choices[choice].label.in[search->lang].n > 0 &&
			is_found(search, e->choices[choice].folded.in[search->lang])) {
			*ret_place = place + 1;
			return choice;
		}
	}
	return -1;
}

int32_t
search_count(const struct search *search)
{
	int32_t n = 0;
	for (int32_t place = 0; search_next(search, place, &place) >= 0; n++) {
	}
	return n;
}

void
search_end(struct search *search)
{
	explicit_bzero(search, sizeof(*search));
}

int32_t
search_same(
	const struct letters *letters, const struct element *element, enum lang lang, struct str typed)
{
	struct search search;
	int32_t found = -1;
	search_begin(&search, letters, element, lang, typed);
	const struct str folded = { search.folded, search.n };
	for (int i = 0; found < 0 && i < LANG_COUNT; i++) {
		const enum lang in = i == 0 ? lang : lang == LANG_EN ? LANG_FR : LANG_EN;
		for (int32_t place = 0; found < 0 && place < element->n_order; place++) {
			const int32_t choice = element_choice_at(element, in, place);
			found = folded.n > 0 && str_eq(element->choices[choice].folded.in[in], folded) ?
				choice :
				-1;
		}
	}
	search_end(&search);
	return found;
}
