/* SPDX-License-Identifier: MIT */
/* Finding choices by what is typed: folding, beginnings of words, order, what is the same. */
#include "core/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "platform/letters.h"
#include "walk.h"

/* Question 10 of the household service: a managed list of departments. Question 8: countries, sorted. */
struct lists {
	struct walk walk;
	const struct element *countries, *departments;
};

static int
set_up(void **state)
{
	static struct lists lists;
	walk_open_service(&lists.walk, "tests/replay/kinds/household");
	const struct form *form = lists.walk.form;
	lists.countries = &form->elements[form_find(form, 8)];
	lists.departments = &form->elements[form_find(form, 10)];
	*state = &lists;
	return 0;
}

static int
tear_down(void **state)
{
	struct lists *lists = *state;
	walk_close(&lists->walk);
	return 0;
}

/* What is found, labels parted by "; ". */
static void
assert_found(const struct element *element, enum lang lang, const char *typed, const char *expected)
{
	struct search search;
	char found[1024] = "";
	size_t n = 0;
	int32_t count = 0, choice;
	search_begin(&search, letters_of_glib(), element, lang, str_of(typed));
	for (int32_t place = 0; (choice = search_next(&search, place, &place)) >= 0; count++) {
		const struct str label = element->choices[choice].label.in[lang];
		n += (size_t)snprintf(
			found + n, sizeof(found) - n, "%s%.*s", n > 0 ? "; " : "", (int)label.n, label.p);
		assert_true(n < sizeof(found));
	}
	assert_int_equal(search_count(&search), count);
	search_end(&search);
	if (strcmp(found, expected) != 0) {
		fail_msg("\"%s\" finds \"%s\" and not \"%s\"", typed, found, expected);
	}
}

static void
case_and_accents_do_not_matter(void **state)
{
	const struct lists *lists = *state;
	assert_found(lists->countries, LANG_FR, "égypte", "Égypte");
	assert_found(lists->countries, LANG_FR, "EGYPTE", "Égypte");
	assert_found(lists->countries, LANG_FR, "haiti", "Haïti");
	assert_found(lists->countries, LANG_FR, "ETATS", "États-Unis");
	assert_found(lists->countries, LANG_EN, "Égypt", "Egypt");
}

static void
each_language_finds_its_own_labels(void **state)
{
	const struct lists *lists = *state;
	assert_found(lists->countries, LANG_EN, "ger", "Germany");
	assert_found(lists->countries, LANG_FR, "ger", "");
	assert_found(lists->countries, LANG_FR, "alle", "Allemagne");
	assert_found(lists->countries, LANG_EN, "alle", "");
}

/* Every word that was typed begins a word of the label, in any order; the middle of a word is no beginning. */
static void
words_are_found_by_their_beginnings(void **state)
{
	const struct lists *lists = *state;
	assert_found(lists->countries, LANG_EN, "uni", "United Kingdom; United States");
	assert_found(lists->countries, LANG_EN, "st uni", "United States");
	assert_found(lists->countries, LANG_EN, "uni st", "United States");
	assert_found(lists->countries, LANG_EN, "uni xx", "");
	assert_found(lists->countries, LANG_EN, "nited", "");
	assert_found(lists->countries, LANG_FR, "unis", "États-Unis");
	assert_found(lists->countries, LANG_FR, "etats-unis", "États-Unis");
	assert_found(lists->countries, LANG_FR, "royaume   uni", "Royaume-Uni");
	assert_found(lists->departments, LANG_FR, "eux", "Aucun d’eux");
	assert_found(lists->departments, LANG_FR, "d'eux", "Aucun d’eux");
}

static void
white_space_around_it_does_not_count(void **state)
{
	const struct lists *lists = *state;
	assert_found(lists->countries, LANG_EN, "  mex ", "Mexico");
	assert_found(lists->countries, LANG_EN, "\u00A0mex\t", "Mexico");
}

static void
what_is_found_keeps_the_order_of_the_list(void **state)
{
	const struct lists *lists = *state;
	assert_found(lists->countries, LANG_EN, "e", "Ecuador; Egypt; Ethiopia");
	/* sorted as a dictionary is: accents do not send a word to the end */
	assert_found(lists->countries, LANG_FR, "e", "Égypte; Équateur; États-Unis; Éthiopie");
	assert_found(lists->countries, LANG_FR, "c", "Cameroun; Canada; Chine; Colombie");
}

static int32_t
count_of(const struct element *element, enum lang lang, const char *typed)
{
	struct search search;
	search_begin(&search, letters_of_glib(), element, lang, str_of(typed));
	const int32_t count = search_count(&search);
	search_end(&search);
	return count;
}

static void
nothing_typed_finds_everything(void **state)
{
	const struct lists *lists = *state;
	assert_int_equal(lists->countries->n_order, 32);
	assert_int_equal(count_of(lists->countries, LANG_EN, ""), 32);
	assert_int_equal(count_of(lists->countries, LANG_FR, " "), 32);
	/* signs alone begin no word, and leave nothing out */
	assert_int_equal(count_of(lists->countries, LANG_FR, "-"), 32);
	assert_int_equal(count_of(lists->departments, LANG_EN, ""), lists->departments->n_order);
	assert_int_equal(count_of(lists->countries, LANG_EN, "zzz"), 0);
}

/* It is looked for from any place of the list, and the place behind it is told. */
static void
goes_on_from_any_place(void **state)
{
	const struct lists *lists = *state;
	const struct element *e = lists->countries;
	struct search search;
	int32_t place = 0;
	search_begin(&search, letters_of_glib(), e, LANG_EN, STR("uni"));
	const int32_t first = search_next(&search, 0, &place);
	assert_true(str_eq(e->choices[first].label.in[LANG_EN], STR("United Kingdom")));
	assert_int_equal(element_choice_at(e, LANG_EN, place - 1), first);
	const int32_t second = search_next(&search, place, &place);
	assert_true(str_eq(e->choices[second].label.in[LANG_EN], STR("United States")));
	int32_t unchanged = -7;
	assert_int_equal(search_next(&search, place, &unchanged), -1);
	assert_int_equal(unchanged, -7);
	search_end(&search);
}

static void
what_is_looked_for_is_forgotten(void **state)
{
	const struct lists *lists = *state;
	static const struct search nothing;
	struct search search;
	memset(&search, 0, sizeof(search)); /* what lies between the members is compared, too */
	search_begin(&search, letters_of_glib(), lists->countries, LANG_FR, STR("QZXJ"));
	assert_non_null(memmem(&search, sizeof(search), "qzxj", 4));
	search_end(&search);
	assert_memory_equal(&search, &nothing, sizeof(search));
}

/* More than is looked for at most is cut at a whole character, and finds what its beginning finds. */
static void
a_long_text_is_cut(void **state)
{
	const struct lists *lists = *state;
	char typed[3 * SEARCH_BYTES + 1];
	for (size_t i = 0; i < SEARCH_BYTES; i++) {
		memcpy(typed + 3 * i, "ᐊ", 3);
	}
	typed[3 * SEARCH_BYTES] = '\0';
	assert_found(lists->countries, LANG_EN, typed, "");
	memset(typed, ' ', sizeof(typed) - 1);
	memcpy(typed, "mex", 3);
	typed[SEARCH_BYTES + 10] = 'q';
	assert_found(lists->countries, LANG_EN, typed, "Mexico");
}

/* ---- the same ---- */

static void
assert_same(const struct element *element, enum lang lang, const char *typed, const char *label)
{
	const int32_t choice = search_same(letters_of_glib(), element, lang, str_of(typed));
	if (label == NULL ?
			choice >= 0 :
			choice < 0 || !str_eq(element->choices[choice].label.in[LANG_EN], str_of(label))) {
		fail_msg("\"%s\" is choice %d", typed, choice);
	}
}

static void
a_whole_label_in_either_language_is_the_same(void **state)
{
	const struct lists *lists = *state;
	for (enum lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
		assert_same(lists->countries, lang, "Germany", "Germany");
		assert_same(lists->countries, lang, " allemagne ", "Germany");
		assert_same(lists->countries, lang, "ETATS-UNIS", "United States");
		assert_same(lists->countries, lang, "aucun", NULL);
		assert_same(lists->countries, lang, "German", NULL);
		assert_same(lists->countries, lang, "Germany x", NULL);
		assert_same(lists->countries, lang, "", NULL);
		assert_same(lists->countries, lang, "  ", NULL);
		assert_same(lists->departments, lang, "Aucun d'eux", "None of them");
	}
}

/* Of two choices that one word can mean, the one in the client's language. */
static void
the_clients_language_comes_first(void **state)
{
	static const struct choice choices[] = {
		{ .label = { { STR("Pain"), STR("Douleur") } },
			.folded = { { STR("pain"), STR("douleur") } } },
		{ .label = { { STR("Bread"), STR("Pain") } }, .folded = { { STR("bread"), STR("pain") } } },
		{ .label = { { STR("Only"), STR("") } }, .folded = { { STR("only"), STR("") } } },
	};
	const struct element element = {
		.type = ELEMENT_COMBOBOX, .choices = choices, .n_choices = 3, .n_order = 3
	};
	(void)state;
	assert_int_equal(search_same(letters_of_glib(), &element, LANG_EN, STR("PAIN")), 0);
	assert_int_equal(search_same(letters_of_glib(), &element, LANG_FR, STR("PAIN")), 1);
	assert_int_equal(search_same(letters_of_glib(), &element, LANG_FR, STR("bread")), 1);
	assert_int_equal(search_same(letters_of_glib(), &element, LANG_FR, STR("")), -1);
	/* what has no label in a language is not shown in it */
	assert_int_equal(count_of(&element, LANG_EN, ""), 3);
	assert_int_equal(count_of(&element, LANG_FR, ""), 2);
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(case_and_accents_do_not_matter),
		TEST(each_language_finds_its_own_labels),
		TEST(words_are_found_by_their_beginnings),
		TEST(white_space_around_it_does_not_count),
		TEST(what_is_found_keeps_the_order_of_the_list),
		TEST(nothing_typed_finds_everything),
		TEST(goes_on_from_any_place),
		TEST(what_is_looked_for_is_forgotten),
		TEST(a_long_text_is_cut),
		TEST(a_whole_label_in_either_language_is_the_same),
		TEST(the_clients_language_comes_first),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
