/* SPDX-License-Identifier: MIT */
/* Answers that are made of parts, and stars: composed, copied, zeroed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/answers.h"
#include "core/flat.h"

struct bench {
	struct arena arena;
	char memory[64 * 1024];
};

static int
set_up(void **state)
{
	*state = calloc(1, sizeof(struct bench));
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

static bool
memory_holds(const struct bench *bench, const char *marker)
{
	return memmem(bench->memory, sizeof(bench->memory), marker, strlen(marker)) != NULL;
}

static const struct element made[] = {
	{ .id = 1, .type = ELEMENT_ADDRESS },
	{ .id = 2, .type = ELEMENT_ADDRESS, .validation = { .max_length = 2 } },
	{ .id = 3, .type = ELEMENT_DATE },
	{ .id = 4, .type = ELEMENT_DATE, .validation = { .max_length = 2 } },
	{ .id = 5, .type = ELEMENT_STARS, .stars = 5 },
	{ .id = 6, .type = ELEMENT_STARS, .stars = 5, .validation = { .max_length = 2 } },
};
static const struct form made_form = { .elements = made, .n_elements = 6 };

enum { HOME, OFFICE, BORN, MOVED, SERVICE, FORM };

static struct answers
open_made(struct bench *bench)
{
	struct answers answers;
	memset(bench->memory, 0, sizeof(bench->memory));
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	assert_true(answers_size(&made_form) <= sizeof(bench->memory));
	answers_init(&answers, &made_form, &bench->arena);
	return answers;
}

/* As many units as each part takes, typed one by one; what is written has room for them, escaped and all. */
static void
the_longest_address_has_room(void **state)
{
	static const char *const characters[] = { "\"", "\\", "\n", "ᐊ", "😀", "é", "\xFF" };
	struct bench *bench = *state;
	for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++) {
		struct answers answers = open_made(bench);
		struct answers *parts = answers.of[HOME].parts;
		const struct str character = str_of(characters[i]);
		size_t written = 0;
		for (int32_t part = 0; part < ADDRESS_PART_COUNT; part++) {
			answer_clear(parts, part);
			/* white space at its ends is left out */
			assert_true(answer_set_text(parts, part, STR("xx")));
			while (answer_insert(parts, part, 1, character)) {
				written += character.n;
			}
			answer_compose(&answers, HOME);
		}
		const struct str json = answer_text(&answers, HOME);
		assert_true(flat_is_object(json));
		assert_true(json.n > written);
		assert_int_equal(utf16_length(answer_text(parts, ADDRESS_STREET)), 200);
		assert_int_equal(utf16_length(answer_text(parts, ADDRESS_POSTAL_CODE)), 20);
	}
}

static void
set_part(struct answers *answers, int32_t element, int32_t part, const char *text)
{
	assert_true(answer_set_text(answers->of[element].parts, part, str_of(text)));
	answer_compose(answers, element);
}

static void
clearing_leaves_no_part(void **state)
{
	struct bench *bench = *state;
	struct answers answers = open_made(bench);
	for (int32_t part = 0; part < ADDRESS_PART_COUNT; part++) {
		set_part(&answers, HOME, part, "QZXJ");
	}
	for (int32_t part = 0; part < DATE_PART_COUNT; part++) {
		set_part(&answers, BORN, part, part == DATE_YEAR ? "8765" : "12");
	}
	answer_set_stars(&answers, SERVICE, 4);
	assert_true(memory_holds(bench, "QZXJ") && memory_holds(bench, "8765"));
	answer_clear(&answers, HOME);
	answer_clear(&answers, BORN);
	answer_clear(&answers, SERVICE);
	assert_false(memory_holds(bench, "QZXJ"));
	assert_false(memory_holds(bench, "8765"));
	assert_false(memory_holds(bench, "numberOfStars"));
	assert_true(answer_is_empty(&answers, HOME) && answer_is_empty(&answers, BORN));
	/* as it was at the beginning */
	assert_true(str_eq(answer_text(answers.of[HOME].parts, ADDRESS_COUNTRY), STR("Canada")));
	assert_int_equal(answer_stars(&answers, SERVICE), 0);
}

/* What was written before is not left behind a shorter text. */
static void
composing_anew_leaves_no_trace(void **state)
{
	struct bench *bench = *state;
	struct answers answers = open_made(bench);
	set_part(&answers, HOME, ADDRESS_CITY, "abcdefghQZXJ");
	set_part(&answers, HOME, ADDRESS_CITY, "a");
	assert_false(memory_holds(bench, "QZXJ"));
	set_part(&answers, HOME, ADDRESS_CITY, " ");
	assert_true(answer_is_empty(&answers, HOME));
	assert_false(memory_holds(bench, "streetAddress"));
}

static void
copies_have_parts_too(void **state)
{
	struct bench *bench = *state;
	struct answers answers = open_made(bench);
	set_part(&answers, OFFICE, ADDRESS_STREET, "QZXJ");
	set_part(&answers, HOME, ADDRESS_CITY, "Iqaluit");
	set_part(&answers, HOME, ADDRESS_COUNTRY, "Chile");
	answer_copy(&answers, OFFICE, &answers, HOME);
	assert_true(str_eq(answer_text(&answers, OFFICE), answer_text(&answers, HOME)));
	assert_true(str_eq(answer_text(answers.of[OFFICE].parts, ADDRESS_COUNTRY), STR("Chile")));
	assert_int_equal(answer_text(answers.of[OFFICE].parts, ADDRESS_STREET).n, 0);
	assert_false(memory_holds(bench, "QZXJ"));
	set_part(&answers, BORN, DATE_DAY, " 9");
	answer_copy(&answers, MOVED, &answers, BORN);
	assert_true(str_eq(answer_text(&answers, MOVED), STR("{\"DD\":9}")));
	assert_true(str_eq(answer_text(answers.of[MOVED].parts, DATE_DAY), STR(" 9")));
	answer_set_stars(&answers, SERVICE, 3);
	answer_copy(&answers, FORM, &answers, SERVICE);
	assert_int_equal(answer_stars(&answers, FORM), 3);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_longest_address_has_room),
		TEST(clearing_leaves_no_part),
		TEST(composing_anew_leaves_no_trace),
		TEST(copies_have_parts_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
