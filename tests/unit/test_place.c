/* SPDX-License-Identifier: MIT */
/* From a place to its answer, its definition and the id of its node. */
#include "core/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct element cells[] = {
	{ .id = 51, .type = ELEMENT_TEXT },
	{ .id = 52, .type = ELEMENT_DATE },
};
static const struct element elements[] = {
	{ .id = 7, .type = ELEMENT_TEXT },
	{ .id = 12, .type = ELEMENT_SET, .sub_elements = cells, .n_sub_elements = 2, .max_rows = 3 },
	{ .id = 2147483647, .type = ELEMENT_ADDRESS },
};
static const struct form form = { .elements = elements, .n_elements = 3, .start = -1 };

enum { TEXT, SET, ADDRESS };
enum { NAME, BORN };

struct bench {
	struct arena arena;
	struct answers answers;
	char memory[128 * 1024];
};

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	assert_true(answers_size(&form) <= sizeof(bench->memory));
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
assert_spot(
	const struct bench *bench, struct place place, const struct answers *in, int32_t element)
{
	const struct spot spot = place_spot(&bench->answers, place);
	assert_ptr_equal(spot.in, in);
	assert_int_equal(spot.element, element);
	assert_ptr_equal(
		place_element(&bench->answers, place), in ? &in->form->elements[element] : NULL);
}

static void
leads_to_its_answer(void **state)
{
	struct bench *bench = *state;
	const struct answers *answers = &bench->answers;
	assert_true(answer_add_row(&bench->answers, SET));
	const struct answers *row = &answers->of[SET].rows[1];
	assert_spot(bench, place_of(TEXT), answers, TEXT);
	assert_spot(bench, (struct place){ ADDRESS, -1, -1, ADDRESS_CITY }, answers->of[ADDRESS].parts,
		ADDRESS_CITY);
	assert_spot(bench, (struct place){ ADDRESS, -1, -1, ADDRESS_STREET },
		answers->of[ADDRESS].parts, ADDRESS_STREET);
	assert_spot(bench, (struct place){ SET, 1, NAME, -1 }, row, NAME);
	assert_spot(bench, (struct place){ SET, 1, BORN, -1 }, row, BORN);
	assert_spot(bench, (struct place){ SET, 1, BORN, DATE_DAY }, row->of[BORN].parts, DATE_DAY);
	/* a row is no answer of its own: it stands for its set */
	assert_spot(bench, (struct place){ SET, 1, -1, -1 }, answers, SET);
	assert_int_equal(place_element(answers, (struct place){ SET, 1, BORN, -1 })->id, 52);
}

/* A row may have gone since a node was made that leads to it. */
static void
leads_nowhere_where_there_is_nothing(void **state)
{
	struct bench *bench = *state;
	assert_spot(bench, PLACE_NONE, NULL, -1);
	assert_spot(bench, (struct place){ SET, 1, NAME, -1 }, NULL, -1);
	assert_spot(bench, (struct place){ SET, 1, BORN, DATE_DAY }, NULL, -1);
	assert_true(answer_add_row(&bench->answers, SET));
	assert_spot(bench, (struct place){ SET, 2, NAME, -1 }, NULL, -1);
	assert_true(answer_remove_row(&bench->answers, SET, 0));
	assert_spot(bench, (struct place){ SET, 1, NAME, -1 }, NULL, -1);
}

static void
differs_in_each_of_its_members(void **state)
{
	const struct place place = { 1, 2, 3, 4 };
	const struct place others[] = { { 0, 2, 3, 4 }, { 1, 0, 3, 4 }, { 1, 2, 0, 4 },
		{ 1, 2, 3, 0 } };
	(void)state;
	assert_true(place_eq(place, place));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_false(place_eq(place, others[i]));
	}
	assert_true(place_eq(place_whole(place), (struct place){ 1, 2, 3, -1 }));
	assert_true(place_eq(place_whole(place_of(5)), place_of(5)));
	assert_true(place_eq(place_of(5), (struct place){ 5, -1, -1, -1 }));
	assert_false(place_eq(place_of(0), PLACE_NONE));
}

static void
assert_id(struct place place, int32_t choice, const char *id)
{
	char buffer[64];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	place_write_id(&form, STR("q"), place, choice, &text);
	if (!str_eq(text_str(&text), str_of(id))) {
		fail_msg("%.*s and not %s", (int)text.n, text.p, id);
	}
}

static void
has_an_id(void **state)
{
	(void)state;
	assert_id(place_of(TEXT), -1, "q7");
	assert_id(place_of(TEXT), 0, "q7.c0");
	assert_id((struct place){ SET, 0, -1, -1 }, -1, "q12.r0");
	assert_id((struct place){ SET, 0, NAME, -1 }, -1, "q12.r0.s0");
	assert_id((struct place){ SET, 2, BORN, DATE_DAY }, -1, "q12.r2.s1.p2");
	assert_id((struct place){ SET, 2, BORN, -1 }, 3, "q12.r2.s1.c3");
	assert_id((struct place){ ADDRESS, -1, -1, ADDRESS_POSTAL_CODE }, -1, "q2147483647.p3");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(leads_to_its_answer),
		TEST(leads_nowhere_where_there_is_nothing),
		TEST(differs_in_each_of_its_members),
		TEST(has_an_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
