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

/* A form with one question in front of this one. */
static bool
needs_officer(const struct element *element)
{
	const struct element elements[] = {
		{ .id = 1, .type = ELEMENT_TEXT, .validation = { .present = true, .required = true } },
		*element
	};
	const struct form form = { .elements = elements, .n_elements = 2 };
	return form_needs_officer(&form);
}

static void
required_documents_need_an_officer(void **state)
{
	(void)state;
	const struct validation required = { .present = true, .required = true },
							optional = { .present = true };
	struct element file = { .id = 2, .type = ELEMENT_FILE, .validation = required };
	assert_true(needs_officer(&file));
	file.validation = optional;
	assert_false(needs_officer(&file));
	file.validation = (struct validation){ .required = true }; /* which nobody looks at */
	assert_false(needs_officer(&file));
	assert_false(
		needs_officer(&(struct element){ .id = 2, .type = ELEMENT_DATE, .validation = required }));
}

static void
required_documents_of_rows_need_an_officer(void **state)
{
	(void)state;
	struct element cells[] = { { .id = 201, .type = ELEMENT_TEXT },
		{ .id = 202, .type = ELEMENT_FILE, .validation = { .present = true, .required = true } } };
	struct element set = { .id = 2,
		.type = ELEMENT_SET,
		.sub_elements = cells,
		.n_sub_elements = 2,
		.validation = { .present = true } };
	assert_true(needs_officer(&set));
	set.validation.present = false; /* nobody asks for its cells */
	assert_false(needs_officer(&set));
	set.validation = (struct validation){ .present = true, .required = true };
	cells[1].validation.required = false;
	assert_false(needs_officer(&set));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_first_element_of_an_id),
		cmocka_unit_test(only_rich_text_is_no_question),
		cmocka_unit_test(four_types_have_choices),
		cmocka_unit_test(required_documents_need_an_officer),
		cmocka_unit_test(required_documents_of_rows_need_an_officer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
