/* SPDX-License-Identifier: MIT */
/* Choices as each language shows them: sorted, of managed lists, ready to be looked for; and what else came with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/rules.h"
#include "platform/form_json.h"
#include "platform/letters.h"

enum { ARENA_BYTES = 1024 * 1024 };

struct bench {
	struct arena arena;
	const struct form *form;
	const struct element *element; /* the first one */
	struct diagnosis diagnosis;
	int n; /* findings */
	struct diagnosis finding;
	char lists[64]; /* a folder of the test's own */
	_Alignas(max_align_t) char memory[ARENA_BYTES];
};

static void
keep(void *context, const char *severity, const struct diagnosis *finding)
{
	struct bench *bench = context;
	assert_string_equal(severity, "error");
	bench->n++;
	bench->finding = *finding;
}

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	*state = bench;
	if (!bench) {
		return -1;
	}
	snprintf(bench->lists, sizeof(bench->lists), "/tmp/guichet-lists-XXXXXX");
	return mkdtemp(bench->lists) ? 0 : -1;
}

static int
tear_down(void **state)
{
	struct bench *bench = *state;
	char path[128];
	snprintf(path, sizeof(path), "%s/x.json", bench->lists);
	(void)unlink(path);
	rmdir(bench->lists);
	free(bench);
	return 0;
}

static void
write_list(const struct bench *bench, const char *json)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/x.json", bench->lists);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fputs(json, file) >= 0, 1);
	assert_int_equal(fclose(file), 0);
}

static void
append(char *text, size_t size, const char *more)
{
	const size_t n = strlen(text);
	assert_in_range(snprintf(text + n, size - n, "%s", more), 0, size - n - 1);
}

/* One element in a block; with `lists` NULL those of the kiosk. */
static void
load(struct bench *bench, const char *lists, const char *type, const char *properties)
{
	char json[4096], folder[512];
	const char *source = getenv("GUICHET_SOURCE");
	snprintf(folder, sizeof(folder), "%s/assets/lists", source ? source : ".");
	const struct form_findings findings = { .context = bench, .report = keep };
	const struct form_loading loading = {
		.findings = &findings, .letters = letters_of_glib(), .lists = lists ? lists : folder
	};
	const int n = snprintf(json, sizeof(json),
		"[{\"id\":1,\"type\":\"%s\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\"%s}}]", type,
		properties);
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	bench->n = 0;
	if (form_parse("t.json", (struct str){ json, (size_t)n }, &bench->arena, &loading, &bench->form,
			&bench->diagnosis) != 0) {
		fail_msg("%s: %s", bench->diagnosis.where, bench->diagnosis.what);
	}
	bench->element = &bench->form->elements[0];
}

static struct str
shown(const struct bench *bench, enum lang lang, int32_t place)
{
	assert_in_range(place, 0, bench->element->n_order - 1);
	return bench->element->choices[element_choice_at(bench->element, lang, place)].label.in[lang];
}

static void
assert_order(const struct bench *bench, enum lang lang, const char *expected)
{
	for (int32_t i = 0; i < bench->element->n_order; i++) {
		if (element_choice_at(bench->element, lang, i) != expected[i] - '0') {
			fail_msg("Place %d of \"%s\" has choice %d.", (int)i, expected,
				(int)element_choice_at(bench->element, lang, i));
		}
	}
	assert_int_equal(bench->element->n_order, strlen(expected));
}

/* ---- sortOrder ---- */

#define FRUIT \
	",\"choices\":[{\"en\":\"Pear\",\"fr\":\"Poire\"},{\"en\":\"apple\",\"fr\":\"pomme\"}," \
	"{\"en\":\"Apple\",\"fr\":\"Pêche\"},{\"en\":\"Pear\",\"fr\":\"peche\"}]"

static void
a_dropdown_is_sorted_in_each_language(void **state)
{
	struct bench *bench = *state;
	load(bench, NULL, "dropdown", FRUIT ",\"sortOrder\":\"ascending\"");
	assert_order(bench, LANG_EN, "1203");
	assert_order(bench, LANG_FR, "3201");
	load(bench, NULL, "dropdown", FRUIT ",\"sortOrder\":\"descending\"");
	/* the two pears are equal, and stay as they were */
	assert_order(bench, LANG_EN, "0321");
	assert_order(bench, LANG_FR, "1023");
	assert_true(str_eq(bench->element->choices[0].label.in[LANG_EN], STR("Pear")));
	assert_int_equal(bench->element->n_own_choices, 4);
	assert_int_equal(bench->n, 0);
}

static void
what_is_not_sorted_stays_as_it_is(void **state)
{
	static const char *const types[] = { "dropdown", "radio", "checkbox", "combobox" };
	struct bench *bench = *state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		load(bench, NULL, types[i],
			i == 0 ? FRUIT ",\"sortOrder\":\"none\"" : FRUIT ",\"sortOrder\":\"ascending\"");
		assert_order(bench, LANG_EN, "0123");
		assert_order(bench, LANG_FR, "0123");
		assert_int_equal(bench->n, 0);
	}
}

/* ---- managedChoices ---- */

static void
one_list_takes_the_place_of_the_choices(void **state)
{
	struct bench *bench = *state;
	load(bench, NULL, "combobox", FRUIT ",\"managedChoices\":\"provincialTerritorial\"");
	const struct element *element = bench->element;
	assert_int_equal(bench->n, 0);
	assert_int_equal(element->n_own_choices, 4);
	assert_int_equal(element->n_choices, 4 + 13);
	assert_int_equal(element->n_order, 13);
	assert_true(str_eq(element->choices[0].label.in[LANG_EN], STR("Pear")));
	assert_true(str_eq(element->choices[4].label.in[LANG_FR], STR("Gouvernement de l'alberta")));
	assert_true(str_eq(shown(bench, LANG_EN, 0), STR("Government of Alberta")));
	assert_true(str_eq(shown(bench, LANG_EN, 12), STR("Government of Yukon")));
	/* GC Forms leaves the French names in the order of the English ones */
	assert_true(str_eq(shown(bench, LANG_FR, 1), STR("Gouvernement de l'Île-du-Prince-Édouard")));
	assert_true(str_eq(shown(bench, LANG_FR, 12), STR("Gouvernement du Yukon")));
}

static void
several_lists_stand_beside_the_choices(void **state)
{
	struct bench *bench = *state;
	load(bench, NULL, "combobox",
		FRUIT ",\"managedChoices\":[\"departments\",\"crownCorporations\"]");
	assert_int_equal(bench->n, 0);
	assert_int_equal(bench->element->n_choices, 4 + 87 + 17);
	assert_int_equal(bench->element->n_order, 4 + 87 + 17);
	assert_int_equal(bench->element->n_own_choices, 4);
	assert_true(str_eq(shown(bench, LANG_EN, 0), STR("Accessibility Standards Canada")));
	assert_true(str_eq(shown(bench, LANG_EN, 2), STR("Agriculture and Agri Food Canada")));
	assert_true(str_eq(shown(bench, LANG_EN, 3), STR("apple")));
	assert_true(
		str_eq(shown(bench, LANG_FR, 0), STR("Administration de pilotage du Pacifique Canada")));
	/* each once */
	bool seen[FORM_CHOICES_MAX] = { false };
	for (int32_t i = 0; i < bench->element->n_order; i++) {
		const int32_t choice = element_choice_at(bench->element, LANG_FR, i);
		assert_false(seen[choice]);
		seen[choice] = true;
	}
	load(bench, NULL, "combobox", FRUIT ",\"managedChoices\":[]");
	assert_order(bench, LANG_EN, "0123");
}

static void
only_a_combobox_has_lists(void **state)
{
	struct bench *bench = *state;
	load(bench, NULL, "dropdown", FRUIT ",\"managedChoices\":\"departments\"");
	assert_int_equal(bench->element->n_choices, 4);
	assert_int_equal(bench->n, 0);
}

static void
assert_list_fault(struct bench *bench, const char *managed, const char *what)
{
	load(bench, bench->lists, "combobox", managed);
	assert_int_equal(bench->n, 1);
	assert_int_equal(bench->element->n_choices, bench->element->n_own_choices);
	assert_string_equal(bench->finding.file, "t.json");
	if (!strstr(bench->finding.what, what)) {
		fail_msg("\"%s\" does not say \"%s\".", bench->finding.what, what);
	}
	assert_true(bench->finding.remedy[0] != '\0');
}

static void
faults_of_lists_are_named(void **state)
{
	struct bench *bench = *state;
	char many[40 * 500] = "[";
	const char *managed = ",\"managedChoices\":\"x\"";
	assert_list_fault(bench, managed, "no list \"x\"");
	const size_t used = bench->arena.used;
	assert_string_equal(bench->finding.where, "$[0].properties.managedChoices");
	assert_list_fault(bench, ",\"managedChoices\":[\"x\"]", "no list \"x\"");
	assert_string_equal(bench->finding.where, "$[0].properties.managedChoices[0]");
	assert_list_fault(bench, ",\"managedChoices\":5", "text or a list of texts");
	assert_list_fault(bench, ",\"managedChoices\":[5]", "no list \"\"");
	write_list(bench, "[{\"en\":\"a\",\"fr\":\"b\"}");
	assert_list_fault(bench, managed, "The list \"x\" cannot be used. $ line 1: ");
	write_list(bench, "{}");
	assert_list_fault(bench, managed, "must hold a list");
	write_list(bench, "[{\"en\":\"a\",\"fr\":\"b\"},{\"en\":\"a\"}]");
	assert_list_fault(bench, managed, "$[1]: A choice must be there in English and in French");
	assert_int_equal(bench->element->n_order, 0);
	/* what was read of it leaves nothing behind */
	assert_int_equal(bench->arena.used, used);
	write_list(bench, "[{\"en\":\"a\",\"fr\":5}]");
	assert_list_fault(bench, managed, "$[0].fr: The value must be text");
	for (int i = 0; i <= FORM_CHOICES_MAX; i++) {
		append(many, sizeof(many),
			i > 0 ? ",{\"en\":\"a\",\"fr\":\"b\"}" : "{\"en\":\"a\",\"fr\":\"b\"}");
	}
	append(many, sizeof(many), "]");
	write_list(bench, many);
	assert_list_fault(bench, managed, "401 choices");
}

/* A name is a name, not a way to other files. */
static void
lists_are_files_of_the_folder(void **state)
{
	struct bench *bench = *state;
	char managed[160];
	write_list(bench, "[{\"en\":\"a\",\"fr\":\"b\"}]");
	load(bench, bench->lists, "combobox", ",\"managedChoices\":\"x\"");
	assert_int_equal(bench->element->n_choices, 1);
	snprintf(managed, sizeof(managed), ",\"managedChoices\":\"../%s/x\"",
		strrchr(bench->lists, '/') + 1);
	assert_list_fault(bench, managed, "no list");
}

/* A rule knows the question's own choices only, also where the list has one at that place. */
static void
rules_know_no_managed_choices(void **state)
{
	struct bench *bench = *state;
	char memory[64 * 1024];
	struct arena session;
	struct answers answers;
	load(bench, NULL, "combobox",
		FRUIT
		",\"managedChoices\":\"departments\"}},{\"id\":2,\"type\":\"textField\",\"properties\":{"
		"\"conditionalRules\":[{\"choiceId\":\"1.4\"}]");
	assert_int_equal(bench->n, 1);
	assert_non_null(strstr(bench->finding.what, "choice 4 of element 1, which has 4 choices"));
	arena_init(&session, memory, sizeof(memory));
	answers_init(&answers, bench->form, &session);
	answer_choose(&answers, 0, 4);
	assert_false(rules_visible(&answers, 1));
}

/* ---- looking for a choice ---- */

static void
choices_that_are_searched_are_folded(void **state)
{
	struct bench *bench = *state;
	char many[4096] = ",\"choices\":[{\"en\":\"É\",\"fr\":\"Œ\"}";
	load(bench, NULL, "combobox", FRUIT ",\"managedChoices\":[\"provincialTerritorial\"]");
	assert_true(str_eq(bench->element->choices[2].folded.in[LANG_FR], STR("peche")));
	assert_true(str_eq(bench->element->choices[2].folded.in[LANG_EN], STR("apple")));
	assert_true(str_eq(bench->element->choices[13].folded.in[LANG_FR],
		STR("gouvernement de l'ile-du-prince-edouard")));
	load(bench, NULL, "dropdown", FRUIT);
	assert_int_equal(bench->element->choices[2].folded.in[LANG_FR].n, 0);
	for (int i = 0; i < FORM_LISTED_CHOICES_MAX; i++) {
		append(many, sizeof(many), ",{\"en\":\"a\",\"fr\":\"b\"}");
	}
	append(many, sizeof(many), "]");
	load(bench, NULL, "dropdown", many);
	assert_true(str_eq(bench->element->choices[0].folded.in[LANG_EN], STR("e")));
	assert_true(str_eq(bench->element->choices[0].folded.in[LANG_FR], STR("oe")));
}

/* Whoever wants only the answers, as the desk, has no use for either. */
static void
without_letters_choices_stay_as_they_are(void **state)
{
	struct bench *bench = *state;
	const struct form *form;
	const struct str json = STR(
		"[{\"type\":\"dropdown\",\"properties\":{\"sortOrder\":\"ascending\"" FRUIT
		"}},{\"type\":\"combobox\",\"properties\":{\"managedChoices\":\"x\"" FRUIT "}}]");
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	assert_int_equal(form_parse("t.json", json, &bench->arena, NULL, &form, &bench->diagnosis), 0);
	bench->element = &form->elements[0];
	assert_order(bench, LANG_EN, "0123");
	assert_int_equal(form->elements[1].choices[0].folded.in[LANG_EN].n, 0);
}

/* ---- particulars ---- */

static void
strict_and_canadian_are_read(void **state)
{
	struct bench *bench = *state;
	load(bench, NULL, "combobox", FRUIT ",\"strictValue\":true");
	assert_true(bench->element->is_strict);
	load(bench, NULL, "combobox", FRUIT);
	assert_false(bench->element->is_strict);
	load(bench, NULL, "dropdown", FRUIT ",\"strictValue\":true");
	assert_false(bench->element->is_strict);
	load(bench, NULL, "addressComplete",
		",\"addressComponents\":{\"canadianOnly\":true,\"splitAddress\":false}");
	assert_true(bench->element->is_canadian);
	load(bench, NULL, "addressComplete", ",\"addressComponents\":{\"splitAddress\":true}");
	assert_false(bench->element->is_canadian);
	load(bench, NULL, "addressComplete", "");
	assert_false(bench->element->is_canadian);
}

static void
sets_have_words_for_their_buttons(void **state)
{
	struct bench *bench = *state;
	load(bench, NULL, "dynamicRow",
		",\"subElements\":[{\"id\":101,\"type\":\"textField\",\"properties\":{}}],"
		"\"dynamicRow\":{\"rowTitleEn\":\"Child\",\"rowTitleFr\":\"Enfant\",\"addButtonTextEn\":\"Add a child\","
		"\"addButtonTextFr\":\"Ajouter un enfant\",\"removeButtonTextEn\":\"Take away\",\"removeButtonTextFr\":\"Enlever\"}");
	assert_true(str_eq(bench->element->row_title.in[LANG_FR], STR("Enfant")));
	assert_true(str_eq(bench->element->add_row.in[LANG_EN], STR("Add a child")));
	assert_true(str_eq(bench->element->add_row.in[LANG_FR], STR("Ajouter un enfant")));
	assert_true(str_eq(bench->element->remove_row.in[LANG_EN], STR("Take away")));
	assert_true(str_eq(bench->element->remove_row.in[LANG_FR], STR("Enlever")));
}

static void
purposes_stand_once_each(void **state)
{
	struct bench *bench = *state;
	load(bench, NULL, "textField",
		",\"autoComplete\":\"tel\",\"tags\":[\"phone\",\" tel \",\"\",\"phone\",\"contact\"]");
	assert_int_equal(bench->n, 0);
	assert_int_equal(bench->element->n_purposes, 3);
	assert_true(str_eq(bench->element->purposes[0], STR("tel")));
	assert_true(str_eq(bench->element->purposes[1], STR("phone")));
	assert_true(str_eq(bench->element->purposes[2], STR("contact")));
	load(bench, NULL, "textField", "");
	assert_int_equal(bench->element->n_purposes, 0);
	/* the last that is allowed, and the longest */
	load(bench, NULL, "textField",
		",\"tags\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\",\"14\",\"15\","
		"\"1234567890123456789012345678901234567890123456789012345678901234\"]");
	assert_int_equal(bench->n, 0);
	assert_int_equal(bench->element->n_purposes, 16);
}

int
main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_dropdown_is_sorted_in_each_language),
		TEST(what_is_not_sorted_stays_as_it_is),
		TEST(one_list_takes_the_place_of_the_choices),
		TEST(several_lists_stand_beside_the_choices),
		TEST(only_a_combobox_has_lists),
		TEST(faults_of_lists_are_named),
		TEST(lists_are_files_of_the_folder),
		TEST(rules_know_no_managed_choices),
		TEST(choices_that_are_searched_are_folded),
		TEST(without_letters_choices_stay_as_they_are),
		TEST(strict_and_canadian_are_read),
		TEST(sets_have_words_for_their_buttons),
		TEST(purposes_stand_once_each),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
