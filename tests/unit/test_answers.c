/* SPDX-License-Identifier: MIT */
/* What a client answers: kept, cut back, zeroed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/answers.h"

static const struct choice choices[] = {
	{ .label = { { STR("Yes"), STR("Oui") } } },
	{ .label = { { STR("No"), STR("Non") } } },
	{ .label = { { STR("No"), STR("Autre") } } },
};

/* The cells of a row. */
enum { NOTE, NAME, WISHES };

static const struct element sub_elements[] = {
	[NOTE] = { .id = 51, .type = ELEMENT_RICH_TEXT },
	[NAME] = { .id = 52, .type = ELEMENT_TEXT, .validation = { .present = true, .max_length = 8 } },
	[WISHES] = { .id = 53, .type = ELEMENT_CHECKBOX, .choices = choices, .n_choices = 3 },
};

static const struct element elements[] = {
	{ .id = 1, .type = ELEMENT_TEXT, .validation = { .present = true, .max_length = 4 } },
	{ .id = 2, .type = ELEMENT_RADIO, .choices = choices, .n_choices = 3 },
	{ .id = 3, .type = ELEMENT_CHECKBOX, .choices = choices, .n_choices = 3 },
	{ .id = 4, .type = ELEMENT_COMBOBOX, .choices = choices, .n_choices = 3 },
	{ .id = 5,
		.type = ELEMENT_SET,
		.sub_elements = sub_elements,
		.n_sub_elements = 3,
		.max_rows = 3 },
	{ .id = 6, .type = ELEMENT_FILE },
	{ .id = 7, .type = ELEMENT_TEXT, .char_limit = 3 },
};

static const struct form form = { .elements = elements, .n_elements = 7 };

enum { TEXT, RADIO, CHECKBOX, COMBOBOX, SET, FILE_NAME, OLD_TEXT };

struct bench {
	struct arena arena;
	struct answers answers;
	char memory[32 * 1024];
};

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	answers_init(&bench->answers, &form, &bench->arena);
	*state = bench;
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

static void
assert_text(const struct bench *bench, int32_t element, const char *text)
{
	assert_true(str_eq(answer_text(&bench->answers, element), str_of(text)));
}

static bool
memory_holds(const struct bench *bench, const char *marker)
{
	return memmem(bench->memory, sizeof(bench->memory), marker, strlen(marker)) != NULL;
}

static void
size_covers_what_is_taken(void **state)
{
	struct bench *bench = *state;
	assert_true(bench->arena.used > 0);
	assert_true(answers_size(&form) >= bench->arena.used);
}

static void
insert_and_remove_at_byte_offsets(void **state)
{
	struct bench *bench = *state;
	assert_true(answer_insert(&bench->answers, TEXT, 0, STR("éa")));
	assert_true(answer_insert(&bench->answers, TEXT, 2, STR("b")));
	assert_text(bench, TEXT, "éba");
	answer_remove(&bench->answers, TEXT, 0, 2);
	assert_text(bench, TEXT, "ba");
	answer_remove(&bench->answers, TEXT, 1, 1);
	assert_text(bench, TEXT, "ba");
}

static void
insert_counts_utf16_units(void **state)
{
	struct bench *bench = *state;
	/* an emoji is two units of the four that maxLength allows */
	assert_true(answer_insert(&bench->answers, TEXT, 0, STR("😀ab")));
	assert_false(answer_insert(&bench->answers, TEXT, 0, STR("c")));
	assert_text(bench, TEXT, "😀ab");
}

static void
removed_text_leaves_no_trace(void **state)
{
	struct bench *bench = *state;
	assert_true(answer_set_text(&bench->answers, TEXT, STR("QZXJ")));
	assert_true(memory_holds(bench, "QZXJ"));
	answer_remove(&bench->answers, TEXT, 1, 4);
	assert_false(memory_holds(bench, "ZX"));
	assert_true(answer_set_text(&bench->answers, TEXT, STR("QZXJ")));
	assert_true(answer_set_text(&bench->answers, TEXT, STR("a")));
	assert_false(memory_holds(bench, "ZX"));
	answer_clear(&bench->answers, TEXT);
	assert_true(answer_is_empty(&bench->answers, TEXT));
}

static void
set_text_refuses_what_does_not_fit(void **state)
{
	struct bench *bench = *state;
	assert_true(answer_set_text(&bench->answers, TEXT, STR("abcd")));
	/* three bytes a unit: 12 fit, 13 do not */
	assert_false(answer_set_text(&bench->answers, TEXT, STR("1234567890123")));
	assert_text(bench, TEXT, "abcd");
}

static void
radio_keeps_one_choice(void **state)
{
	struct bench *bench = *state;
	answer_choose(&bench->answers, RADIO, 0);
	answer_choose(&bench->answers, RADIO, 2);
	answer_choose(&bench->answers, RADIO, 2);
	assert_false(answer_has(&bench->answers, RADIO, 0));
	assert_true(answer_has(&bench->answers, RADIO, 2));
}

static void
checkbox_keeps_the_order_of_ticking(void **state)
{
	struct bench *bench = *state;
	answer_choose(&bench->answers, CHECKBOX, 2);
	answer_choose(&bench->answers, CHECKBOX, 0);
	answer_choose(&bench->answers, CHECKBOX, 1);
	answer_choose(&bench->answers, CHECKBOX, 0);
	const struct answer *answer = &bench->answers.of[CHECKBOX];
	assert_int_equal(answer->n_chosen, 2);
	assert_int_equal(answer->chosen[0], 2);
	assert_int_equal(answer->chosen[1], 1);
}

static void
labels_of_both_languages_choose_the_first(void **state)
{
	struct bench *bench = *state;
	answer_choose_label(&bench->answers, RADIO, STR("Oui"));
	assert_true(answer_has(&bench->answers, RADIO, 0));
	answer_choose_label(&bench->answers, RADIO, STR("No"));
	assert_true(answer_has(&bench->answers, RADIO, 1));
	assert_true(answer_choose_label(&bench->answers, CHECKBOX, STR("No")));
	assert_true(answer_choose_label(&bench->answers, CHECKBOX, STR("No")));
	assert_true(answer_has(&bench->answers, CHECKBOX, 1));
	assert_int_equal(bench->answers.of[CHECKBOX].n_chosen, 2);
	/* a label that the form does not know is a tick of nothing */
	assert_true(answer_choose_label(&bench->answers, CHECKBOX, STR("Perhaps")));
	assert_int_equal(bench->answers.of[CHECKBOX].chosen[2], ANSWER_UNKNOWN);
	assert_false(answer_choose_label(&bench->answers, CHECKBOX, STR("No")));
}

static void
unknown_label_is_kept_as_text(void **state)
{
	struct bench *bench = *state;
	answer_choose(&bench->answers, COMBOBOX, 0);
	answer_choose_label(&bench->answers, COMBOBOX, STR("Perhaps"));
	assert_text(bench, COMBOBOX, "Perhaps");
	assert_false(answer_has(&bench->answers, COMBOBOX, 0));
	answer_choose_label(&bench->answers, COMBOBOX, STR_NONE);
	assert_true(answer_is_empty(&bench->answers, COMBOBOX));
}

static struct answers *
row_of(struct bench *bench, int32_t row)
{
	assert_in_range(row, 0, bench->answers.of[SET].n_rows - 1);
	return &bench->answers.of[SET].rows[row];
}

static void
name_row(struct bench *bench, int32_t row, const char *name)
{
	assert_true(answer_set_text(row_of(bench, row), NAME, str_of(name)));
}

static void
assert_name(struct bench *bench, int32_t row, const char *name)
{
	assert_true(str_eq(answer_text(row_of(bench, row), NAME), str_of(name)));
}

static void
a_set_begins_with_one_empty_row(void **state)
{
	struct bench *bench = *state;
	assert_int_equal(bench->answers.of[SET].n_rows, 1);
	assert_true(answer_is_empty(&bench->answers, SET));
	assert_false(answer_remove_row(&bench->answers, SET, 0));
	answer_choose(row_of(bench, 0), WISHES, 1);
	assert_false(answer_is_empty(&bench->answers, SET));
}

static void
rows_are_added_up_to_the_limit(void **state)
{
	struct bench *bench = *state;
	const size_t used = bench->arena.used;
	assert_true(answer_add_row(&bench->answers, SET));
	assert_true(answer_add_row(&bench->answers, SET));
	assert_false(answer_add_row(&bench->answers, SET));
	assert_int_equal(bench->answers.of[SET].n_rows, 3);
	/* what rows need was there from the beginning */
	assert_int_equal(bench->arena.used, used);
}

static void
a_row_that_is_removed_leaves_no_trace(void **state)
{
	struct bench *bench = *state;
	assert_true(answer_add_row(&bench->answers, SET));
	assert_true(answer_add_row(&bench->answers, SET));
	name_row(bench, 0, "Ann");
	name_row(bench, 1, "QZXJQZXJ");
	name_row(bench, 2, "Zoé");
	assert_true(answer_remove_row(&bench->answers, SET, 1));
	assert_false(memory_holds(bench, "QZXJ"));
	assert_name(bench, 0, "Ann");
	assert_name(bench, 1, "Zoé");
	/* its place is used again, and no other row's */
	assert_true(answer_add_row(&bench->answers, SET));
	assert_true(answer_is_empty(row_of(bench, 2), NAME));
	name_row(bench, 2, "Sam");
	assert_name(bench, 0, "Ann");
	assert_name(bench, 1, "Zoé");
}

static void
a_set_that_is_cleared_is_as_at_the_beginning(void **state)
{
	struct bench *bench = *state;
	assert_true(answer_add_row(&bench->answers, SET));
	name_row(bench, 0, "QZXJ1");
	name_row(bench, 1, "QZXJ2");
	answer_clear(&bench->answers, SET);
	assert_int_equal(bench->answers.of[SET].n_rows, 1);
	assert_true(answer_is_empty(&bench->answers, SET));
	assert_false(memory_holds(bench, "QZXJ"));
}

static void
a_set_without_a_limit_has_the_kiosks(void **state)
{
	(void)state;
	static char memory[64 * 1024];
	static const int32_t limits[][2] = { { 0, ANSWER_ROWS_OTHERWISE }, { 1, 1 },
		{ 1000, ANSWER_ROWS_MAX } };
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		const struct element set = { .id = 1,
			.type = ELEMENT_SET,
			.sub_elements = sub_elements,
			.n_sub_elements = 3,
			.max_rows = limits[i][0] };
		const struct form one = { .elements = &set, .n_elements = 1 };
		struct arena arena;
		struct answers answers;
		/* exactly what answers_size() promises to be enough */
		assert_true(answers_size(&one) <= sizeof(memory));
		arena_init(&arena, memory, answers_size(&one));
		answers_init(&answers, &one, &arena);
		while (answer_add_row(&answers, 0)) {
		}
		assert_int_equal(answers.of[0].n_rows, limits[i][1]);
	}
}

static void
of_a_file_name_and_size_are_kept(void **state)
{
	struct bench *bench = *state;
	char name[800];
	assert_true(answer_set_file(&bench->answers, FILE_NAME, STR("plan.pdf"), 5000000000));
	assert_text(bench, FILE_NAME, "plan.pdf");
	assert_int_equal(bench->answers.of[FILE_NAME].size, 5000000000);
	memset(name, 'x', sizeof(name));
	assert_false(
		answer_set_file(&bench->answers, FILE_NAME, (struct str){ name, sizeof(name) }, 1));
	assert_int_equal(bench->answers.of[FILE_NAME].size, 5000000000);
	answer_clear(&bench->answers, FILE_NAME);
	assert_true(answer_is_empty(&bench->answers, FILE_NAME));
	assert_int_equal(bench->answers.of[FILE_NAME].size, 0);
}

static void
a_document_that_is_shown_is_an_answer(void **state)
{
	struct bench *bench = *state;
	struct answer *answer = &bench->answers.of[FILE_NAME];
	assert_false(answer->shown);
	answer->shown = true;
	assert_false(answer_is_empty(&bench->answers, FILE_NAME));
	answer_clear(&bench->answers, FILE_NAME);
	assert_false(answer->shown);
	assert_true(answer_is_empty(&bench->answers, FILE_NAME));
}

static void
a_limit_of_2021_stops_typing(void **state)
{
	struct bench *bench = *state;
	assert_true(answer_insert(&bench->answers, OLD_TEXT, 0, STR("abc")));
	assert_false(answer_insert(&bench->answers, OLD_TEXT, 3, STR("d")));
}

static void
copies_of_choices_and_texts(void **state)
{
	struct bench *bench = *state;
	struct answers *answers = &bench->answers;
	assert_true(answer_set_text(answers, TEXT, STR("abcd")));
	answers->of[OLD_TEXT].fault = 7;
	answer_copy(answers, OLD_TEXT, answers, TEXT);
	assert_text(bench, OLD_TEXT, "abcd");
	assert_int_equal(answers->of[OLD_TEXT].fault, 0);
	/* of equal labels in one language the other one tells which was meant */
	answer_choose(answers, RADIO, 2);
	answer_copy(answers, COMBOBOX, answers, RADIO);
	assert_int_equal(answers->of[COMBOBOX].n_chosen, 1);
	assert_int_equal(answers->of[COMBOBOX].chosen[0], 2);
	answer_choose(answers, CHECKBOX, 1);
	answer_copy(answers, CHECKBOX, answers, RADIO);
	assert_int_equal(answers->of[CHECKBOX].n_chosen, 1);
	assert_true(answer_has(answers, CHECKBOX, 2));
	/* a choice that the other question does not have is left out */
	static const struct choice other[] = { { .label = { { STR("Yes"), STR("Non") } } } };
	static const struct element strange = {
		.id = 9, .type = ELEMENT_RADIO, .choices = other, .n_choices = 1
	};
	static const struct form strange_form = { .elements = &strange, .n_elements = 1 };
	struct answers to;
	answers_init(&to, &strange_form, &bench->arena);
	answer_choose(&to, 0, 0);
	answer_copy(&to, 0, answers, RADIO);
	assert_true(answer_is_empty(&to, 0));
}

static void
a_choice_becomes_its_label(void **state)
{
	struct bench *bench = *state;
	assert_false(answer_spell_choice(&bench->answers, COMBOBOX, LANG_EN));
	assert_true(answer_is_empty(&bench->answers, COMBOBOX));
	answer_choose(&bench->answers, COMBOBOX, 2);
	assert_true(answer_spell_choice(&bench->answers, COMBOBOX, LANG_FR));
	assert_text(bench, COMBOBOX, "Autre");
	assert_int_equal(bench->answers.of[COMBOBOX].n_chosen, 0);
	assert_false(answer_spell_choice(&bench->answers, COMBOBOX, LANG_FR));
}

static void
faults_go_with_their_row(void **state)
{
	struct bench *bench = *state;
	assert_true(answer_add_row(&bench->answers, SET));
	assert_true(answer_add_row(&bench->answers, SET));
	row_of(bench, 1)->of[NAME].fault = 1;
	row_of(bench, 2)->of[NAME].fault = 2;
	assert_true(answer_remove_row(&bench->answers, SET, 1));
	assert_int_equal(row_of(bench, 0)->of[NAME].fault, 0);
	assert_int_equal(row_of(bench, 1)->of[NAME].fault, 2);
	assert_true(answer_add_row(&bench->answers, SET));
	assert_int_equal(row_of(bench, 2)->of[NAME].fault, 0);
	bench->answers.of[TEXT].fault = 3;
	answers_clear_faults(&bench->answers);
	assert_int_equal(bench->answers.of[TEXT].fault, 0);
	assert_int_equal(row_of(bench, 1)->of[NAME].fault, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(size_covers_what_is_taken),
		TEST(insert_and_remove_at_byte_offsets),
		TEST(insert_counts_utf16_units),
		TEST(removed_text_leaves_no_trace),
		TEST(set_text_refuses_what_does_not_fit),
		TEST(radio_keeps_one_choice),
		TEST(checkbox_keeps_the_order_of_ticking),
		TEST(labels_of_both_languages_choose_the_first),
		TEST(unknown_label_is_kept_as_text),
		TEST(a_set_begins_with_one_empty_row),
		TEST(rows_are_added_up_to_the_limit),
		TEST(a_row_that_is_removed_leaves_no_trace),
		TEST(a_set_that_is_cleared_is_as_at_the_beginning),
		cmocka_unit_test(a_set_without_a_limit_has_the_kiosks),
		TEST(of_a_file_name_and_size_are_kept),
		TEST(a_document_that_is_shown_is_an_answer),
		TEST(a_limit_of_2021_stops_typing),
		TEST(copies_of_choices_and_texts),
		TEST(a_choice_becomes_its_label),
		TEST(faults_go_with_their_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
