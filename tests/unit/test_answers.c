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

static const struct element elements[] = {
	{ .id = 1, .type = ELEMENT_TEXT, .validation = { .present = true, .max_length = 4 } },
	{ .id = 2, .type = ELEMENT_RADIO, .choices = choices, .n_choices = 3 },
	{ .id = 3, .type = ELEMENT_CHECKBOX, .choices = choices, .n_choices = 3 },
	{ .id = 4, .type = ELEMENT_COMBOBOX, .choices = choices, .n_choices = 3 },
};

static const struct form form = { .elements = elements, .n_elements = 4 };

enum { TEXT, RADIO, CHECKBOX, COMBOBOX };

struct bench {
	struct arena arena;
	struct answers answers;
	char memory[16 * 1024];
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
	answer_choose_label(&bench->answers, CHECKBOX, STR("No"));
	answer_choose_label(&bench->answers, CHECKBOX, STR("No"));
	assert_true(answer_has(&bench->answers, CHECKBOX, 1));
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(size_covers_what_is_taken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(insert_and_remove_at_byte_offsets, set_up, tear_down),
		cmocka_unit_test_setup_teardown(insert_counts_utf16_units, set_up, tear_down),
		cmocka_unit_test_setup_teardown(removed_text_leaves_no_trace, set_up, tear_down),
		cmocka_unit_test_setup_teardown(set_text_refuses_what_does_not_fit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(radio_keeps_one_choice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(checkbox_keeps_the_order_of_ticking, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			labels_of_both_languages_choose_the_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(unknown_label_is_kept_as_text, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
