/* SPDX-License-Identifier: MIT */
/* Look-ups in a form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/form.h"

static void
finds_the_first_element_of_an_id(void **state)
{
	(void)state;
	const struct element elements[] = { { .id = 7 }, { .id = 3 }, { .id = 7 } };
	const struct form form = { .elements = elements, .n_elements = 3 };
	assert_int_equal(form_find(&form, 7), 0);
	assert_int_equal(form_find(&form, 3), 1);
	assert_int_equal(form_find(&form, 4), -1);
}

static void
only_rich_text_is_no_question(void **state)
{
	(void)state;
	for (enum element_type type = ELEMENT_TEXT; type <= ELEMENT_SET; type++) {
		const struct element element = { .type = type };
		assert_int_equal(element_is_question(&element), type != ELEMENT_RICH_TEXT);
	}
}

static void
four_types_have_choices(void **state)
{
	(void)state;
	int with = 0;
	for (enum element_type type = ELEMENT_TEXT; type <= ELEMENT_SET; type++) {
		const struct element element = { .type = type };
		with += element_has_choices(&element);
	}
	assert_int_equal(with, 4);
	assert_true(element_has_choices(&(struct element){ .type = ELEMENT_COMBOBOX }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_first_element_of_an_id),
		cmocka_unit_test(only_rich_text_is_no_question),
		cmocka_unit_test(four_types_have_choices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
