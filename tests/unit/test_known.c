/* SPDX-License-Identifier: MIT */
/* Tell us once: what is offered where the same is asked again, what is kept between two services, and that it goes with the visit. */
#include "core/known.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/kiosk_state.h"
#include "walk.h"

static const struct str phone[] = { STR("tel") };
static const struct str mobile[] = { STR("mobile"), STR("tel") };
static const struct str email[] = { STR("email") };

static const struct choice answers_of_form[] = {
	{ .label = { { STR("Yes"), STR("Oui") } } },
	{ .label = { { STR("No"), STR("Non") } } },
	{ .label = { { STR("No"), STR("Aucun") } } },
	{ .label = { { STR("Maybe"), STR("Oui") } } },
};
/* The same in another order, and one of them with other French words. */
static const struct choice others[] = {
	{ .label = { { STR("No"), STR("Aucun") } } },
	{ .label = { { STR("No"), STR("Non") } } },
	{ .label = { { STR("Maybe"), STR("Peut-être") } } },
	{ .label = { { STR("Yes"), STR("Oui") } } },
};

#define ASKS(kind, for_what, n_for) \
	.type = (kind), .purposes = (for_what), .n_purposes = (n_for), .page = -1, .group = -1
#define PICKS(of) .choices = (of), .n_choices = 4, .n_own_choices = 4, .n_order = 4

/* A form of two questions, and a visit that has it open. */
struct bench {
	struct element elements[40];
	struct form form;
	struct session session;
	struct arena arena;
	char memory[512 * 1024];
	char kept[KEPT_BYTES];
};

static void
open_form(struct bench *bench, int32_t n_elements)
{
	bench->form = (struct form){
		.elements = bench->elements, .n_elements = n_elements, .start = -1
	};
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	bench->session.form = &bench->form;
	answers_init(&bench->session.answers, &bench->form, &bench->arena);
}

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	arena_init(&bench->session.kept_store, bench->kept, sizeof(bench->kept));
	bench->elements[0] = (struct element){ .id = 1, ASKS(ELEMENT_TEXT, phone, 1) };
	bench->elements[1] = (struct element){ .id = 2, ASKS(ELEMENT_TEXT, mobile, 2) };
	open_form(bench, 2);
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
say(struct bench *bench, int32_t element, const char *text)
{
	assert_true(answer_set_text(&bench->session.answers, element, str_of(text)));
}

static void
assert_none(const struct bench *bench, int32_t element)
{
	assert_null(known_find(&bench->session, element).in);
}

static void
assert_known(const struct bench *bench, int32_t element, const char *text)
{
	const struct spot spot = known_find(&bench->session, element);
	assert_non_null(spot.in);
	assert_true(str_eq(answer_text(spot.in, spot.element), str_of(text)));
}

/* ---- in one form ---- */

static void
is_offered_where_the_purpose_is_the_same(void **state)
{
	struct bench *bench = *state;
	assert_none(bench, 0);
	assert_none(bench, 1);
	say(bench, 0, "613");
	assert_known(bench, 1, "613");
	assert_none(bench, 0); /* it is answered, and never offered to itself */
	say(bench, 1, "7");
	assert_none(bench, 1);
	say(bench, 0, "");
	assert_known(bench, 0, "7"); /* the order of the questions does not matter */
	bench->elements[1].purposes = email;
	bench->elements[1].n_purposes = 1;
	assert_none(bench, 0);
	bench->elements[0].n_purposes = bench->elements[1].n_purposes = 0;
	assert_none(bench, 0);
}

static void
fields_of_one_page_are_not_offered_to_each_other(void **state)
{
	struct bench *bench = *state;
	say(bench, 0, "613");
	bench->elements[0].page = bench->elements[1].page = 3;
	assert_none(bench, 1);
	bench->elements[1].page = 4;
	assert_known(bench, 1, "613");
}

static void
what_is_not_asked_any_more_is_not_offered(void **state)
{
	struct bench *bench = *state;
	const struct choice_ref rule = { .element = 2, .element_id = 3, .choice = 0 };
	bench->elements[2] = (struct element){
		.id = 3, .type = ELEMENT_RADIO, PICKS(answers_of_form), .page = -1, .group = -1
	};
	bench->elements[0].rules = &rule;
	bench->elements[0].n_rules = 1;
	open_form(bench, 3);
	answer_choose(&bench->session.answers, 2, 0);
	say(bench, 0, "613");
	assert_known(bench, 1, "613");
	answer_choose(&bench->session.answers, 2, 1);
	assert_none(bench, 1);
	known_keep(&bench->session);
	assert_int_equal(bench->session.n_kept, 0);
}

/* ---- what fits ---- */

static void
another_type_does_not_fit(void **state)
{
	struct bench *bench = *state;
	static const enum element_type texts[] = { ELEMENT_TEXT, ELEMENT_TEXT_AREA, ELEMENT_NUMBER,
		ELEMENT_DATE, ELEMENT_ADDRESS, ELEMENT_STARS };
	const size_t n = sizeof(texts) / sizeof(texts[0]);
	for (size_t i = 0; i < n * n; i++) {
		bench->elements[0].type = texts[i / n];
		bench->elements[1].type = texts[i % n];
		open_form(bench, 2);
		say(bench, 0, "{}");
		assert_int_equal(known_find(&bench->session, 1).in != NULL, i / n == i % n);
	}
	bench->elements[0].type = bench->elements[1].type = ELEMENT_STARS;
	bench->elements[0].stars = 5;
	bench->elements[1].stars = 10;
	open_form(bench, 2);
	answer_set_stars(&bench->session.answers, 0, 4);
	assert_none(bench, 1);
	bench->elements[1].stars = 5;
	assert_non_null(known_find(&bench->session, 1).in);
}

static void
documents_and_sets_are_never_offered(void **state)
{
	struct bench *bench = *state;
	static const struct element cell = { .id = 9, .type = ELEMENT_TEXT };
	bench->elements[0].type = bench->elements[1].type = ELEMENT_FILE;
	open_form(bench, 2);
	bench->session.answers.of[0].shown = true;
	assert_none(bench, 1);
	known_keep(&bench->session);
	for (int32_t i = 0; i < 2; i++) {
		bench->elements[i].type = ELEMENT_SET;
		bench->elements[i].sub_elements = &cell;
		bench->elements[i].n_sub_elements = 1;
	}
	open_form(bench, 2);
	assert_true(answer_set_text(&bench->session.answers.of[0].rows[0], 0, STR("a")));
	assert_none(bench, 1);
	known_keep(&bench->session);
	assert_int_equal(bench->session.n_kept, 0);
}

/* An offer that is taken must not come to nothing. */
static void
what_is_too_long_does_not_fit(void **state)
{
	struct bench *bench = *state;
	say(bench, 0, "613 555");
	bench->elements[1].validation.max_length = 6;
	assert_none(bench, 1);
	bench->elements[1].validation.max_length = 7;
	assert_known(bench, 1, "613 555");
	bench->elements[1].validation.max_length = 0;
	bench->elements[1].char_limit = 6;
	assert_none(bench, 1);
	bench->elements[0].validation.max_length = 4000;
	bench->elements[1].char_limit = 0;
	open_form(bench, 2);
	static char text[4001];
	memset(text, 'x', 1000);
	say(bench, 0, text);
	assert_known(bench, 1, text);
	memset(text, 'x', 1001);
	say(bench, 0, text);
	assert_none(bench, 1);
}

static void
pick(struct bench *bench, enum element_type from, enum element_type to)
{
	bench->elements[0] = (struct element){ .id = 1, ASKS(from, phone, 1), PICKS(answers_of_form) };
	bench->elements[1] = (struct element){ .id = 2, ASKS(to, phone, 1), PICKS(others) };
	open_form(bench, 2);
}

/* A choice is the one that says the same in both languages. */
static void
choices_go_by_their_labels(void **state)
{
	struct bench *bench = *state;
	static const int32_t expected[] = { 3, 1, 0, -1 };
	static const enum element_type types[] = { ELEMENT_RADIO, ELEMENT_DROPDOWN, ELEMENT_COMBOBOX };
	for (int32_t i = 0; i < 3 * 4; i++) {
		pick(bench, types[i / 4], types[(i / 4 + 1) % 3]);
		answer_choose(&bench->session.answers, 0, i % 4);
		const struct spot spot = known_find(&bench->session, 1);
		assert_int_equal(spot.in != NULL, expected[i % 4] >= 0);
		if (spot.in) {
			answer_copy(&bench->session.answers, 1, spot.in, spot.element);
			assert_int_equal(bench->session.answers.of[1].n_chosen, 1);
			assert_int_equal(bench->session.answers.of[1].chosen[0], expected[i % 4]);
		}
	}
}

static void
all_that_was_ticked_must_be_there(void **state)
{
	struct bench *bench = *state;
	pick(bench, ELEMENT_CHECKBOX, ELEMENT_CHECKBOX);
	struct answers *answers = &bench->session.answers;
	answer_choose(answers, 0, 2);
	answer_choose(answers, 0, 0);
	const struct spot spot = known_find(&bench->session, 1);
	assert_non_null(spot.in);
	answer_copy(answers, 1, spot.in, spot.element);
	assert_int_equal(answers->of[1].n_chosen, 2);
	assert_int_equal(answers->of[1].chosen[0], 0); /* in the order of ticking */
	assert_int_equal(answers->of[1].chosen[1], 3);
	answer_clear(answers, 1);
	answer_choose(answers, 0, 3);
	assert_none(bench, 1);
	answer_choose(answers, 0, 3);
	assert_non_null(known_find(&bench->session, 1).in);
	assert_true(answer_choose_label(answers, 0, STR("Of another form")));
	assert_none(bench, 1);
}

static void
one_and_several_choices_do_not_fit_each_other(void **state)
{
	struct bench *bench = *state;
	pick(bench, ELEMENT_CHECKBOX, ELEMENT_RADIO);
	answer_choose(&bench->session.answers, 0, 0);
	assert_none(bench, 1);
	pick(bench, ELEMENT_RADIO, ELEMENT_CHECKBOX);
	answer_choose(&bench->session.answers, 0, 0);
	assert_none(bench, 1);
	pick(bench, ELEMENT_TEXT, ELEMENT_RADIO);
	say(bench, 0, "Yes");
	assert_none(bench, 1);
	/* typed into a list, and none of its choices */
	pick(bench, ELEMENT_COMBOBOX, ELEMENT_COMBOBOX);
	say(bench, 0, "Perhaps");
	assert_none(bench, 1);
}

/* ---- from one service to the next ---- */

static void
is_kept_for_the_next_service(void **state)
{
	struct bench *bench = *state;
	struct session *s = &bench->session;
	static const struct element next[] = {
		{ .id = 31, ASKS(ELEMENT_TEXT, mobile, 2) },
		{ .id = 32, ASKS(ELEMENT_TEXT, email, 1) },
	};
	static const struct form next_form = { .elements = next, .n_elements = 2, .start = -1 };
	say(bench, 0, "613");
	known_keep(s);
	answer_clear(&s->answers, 0);
	assert_int_equal(s->n_kept, 1); /* what is empty is not kept */
	assert_known(bench, 0, "613");  /* the same service again */
	s->form = &next_form;
	answers_init(&s->answers, &next_form, &bench->arena);
	assert_known(bench, 0, "613");
	assert_none(bench, 1);
	say(bench, 0, "819");
	known_keep(s);
	answer_clear(&s->answers, 0);
	assert_known(bench, 0, "819"); /* what was said last */
}

static void
parts_are_kept_too(void **state)
{
	struct bench *bench = *state;
	struct session *s = &bench->session;
	bench->elements[0].type = ELEMENT_ADDRESS;
	open_form(bench, 1);
	struct answers *parts = s->answers.of[0].parts;
	assert_true(answer_set_text(parts, ADDRESS_CITY, STR("Iqaluit")));
	assert_true(answer_set_text(parts, ADDRESS_COUNTRY, STR("Chile")));
	answer_compose(&s->answers, 0);
	known_keep(s);
	answer_clear(&s->answers, 0);
	const struct spot spot = known_find(s, 0);
	answer_copy(&s->answers, 0, spot.in, spot.element);
	assert_true(str_eq(answer_text(parts, ADDRESS_CITY), STR("Iqaluit")));
	assert_true(str_eq(answer_text(parts, ADDRESS_COUNTRY), STR("Chile")));
	assert_true(str_find(answer_text(&s->answers, 0), STR("\"city\":\"Iqaluit\""), 0) < 100);
}

/* Answers of the form that is open are newer than what was kept. */
static void
the_open_form_comes_first(void **state)
{
	struct bench *bench = *state;
	say(bench, 0, "613");
	known_keep(&bench->session);
	say(bench, 0, "819");
	assert_known(bench, 1, "819");
}

static void
no_more_is_kept_than_has_room(void **state)
{
	struct bench *bench = *state;
	struct session *s = &bench->session;
	for (int32_t i = 0; i < 40; i++) {
		bench->elements[i] = (struct element){
			.id = i + 1, ASKS(ELEMENT_TEXT, phone, 1), .validation = { .max_length = 20 }
		};
	}
	open_form(bench, 40);
	for (int32_t i = 0; i < 40; i++) {
		say(bench, i, "613");
	}
	known_keep(s);
	assert_int_equal(s->n_kept, KEPT_MAX);
	known_keep(s);
	assert_int_equal(s->n_kept, KEPT_MAX);
}

static void
no_more_bytes_are_kept_than_there_are(void **state)
{
	struct bench *bench = *state;
	struct session *s = &bench->session;
	for (int32_t i = 0; i < 6; i++) {
		/* 30,000 bytes each: four of them have room, and a small one beside them */
		bench->elements[i] = (struct element){ .id = i + 1,
			ASKS(ELEMENT_TEXT, i == 5 ? email : phone, 1),
			.validation = { .max_length = i == 5 ? 20 : 10000 } };
	}
	open_form(bench, 6);
	for (int32_t i = 0; i < 6; i++) {
		say(bench, i, "613");
	}
	known_keep(s);
	assert_int_equal(s->n_kept, 5);
	assert_true(s->kept_store.used <= KEPT_BYTES);
	assert_int_equal(s->kept[4].form->elements[0].id, 6);
}

/* ---- in a visit ---- */

#define PLANTED "QZXJQZXJ"

static int
open_services(void **state)
{
	static struct walk walk;
	walk_open_service(&walk, "tests/replay/kinds");
	walk_begin(&walk);
	*state = &walk;
	return 0;
}

/* As far as the confirmation of the first service; the planted name is kept. */
static void
send_first(struct walk *walk)
{
	walk_press(walk, "lang.en");
	walk_press(walk, "service0");
	walk_press(walk, "next");
	walk_type(walk, PLANTED);
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	walk_stored(walk, STORED_OK);
	assert_true(walk_is_on(walk, "confirmation"));
	assert_true(walk_holds(walk, PLANTED));
}

static void
open_second(struct walk *walk)
{
	walk_press(walk, "another");
	walk_press(walk, "service1");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q1"));
	assert_true(walk_value_is(walk, "o1", PLANTED));
}

/* The whole of what a visit may write into. */
static void
assert_clean(struct walk *walk)
{
	const struct session *s = walk->kiosk->session;
	assert_false(walk_holds(walk, PLANTED));
	assert_int_equal(s->n_kept, 0);
	for (size_t i = 0; i < s->kept_store.size; i++) {
		assert_int_equal(s->kept_store.base[i], 0);
	}
}

static void
is_offered_by_the_second_service_and_sent(void **state)
{
	struct walk *walk = *state;
	send_first(walk);
	open_second(walk);
	walk_press(walk, "o1");
	assert_true(walk_has_focus(walk, "next"));
	assert_null(walk_node(walk, "o1"));
	assert_true(walk_value_is(walk, "q1", PLANTED));
	walk_press(walk, "next");
	assert_true(walk_value_is(walk, "o2", "November 9, 1980"));
	walk_press(walk, "language");
	assert_true(walk_value_is(walk, "o2", "9\u00A0novembre 1980"));
	walk_press(walk, "o2");
	assert_true(walk_value_is(walk, "q2.p0", "1980"));
	assert_true(walk_value_is(walk, "q2.p2", "9"));
	walk_press(walk, "next");
	walk_press(walk, "o3");
	walk_press(walk, "next");
	walk_press(walk, "q4.c0");
	walk_press(walk, "next");
	walk_press(walk, "next");
	walk_press(walk, "submit");
	walk_stored(walk, STORED_OK);
	assert_non_null(strstr(walk->saved,
		"\"answers\":{\"1\":\"" PLANTED "\",\"2\":{\"YYYY\":1980,\"MM\":11,\"DD\":9},"
		"\"3\":{\"streetAddress\":\"12 \\\"Main\\\" Street\",\"city\":\"Montréal\",\"province\":\"QC\","
		"\"postalCode\":\"H2Y 1C6\",\"country\":\"Canada\"},\"4\":\"Stationnement\"}"));
	memset(walk->saved, 0, walk->n_saved);
	walk_press(walk, "done");
	walk_wait(walk, 60000);
	assert_true(walk_is_on(walk, "welcome"));
	assert_clean(walk);
}

static void
goes_with_a_visit_that_is_done(void **state)
{
	struct walk *walk = *state;
	send_first(walk);
	walk_press(walk, "done");
	assert_true(walk_is_on(walk, "goodbye"));
	assert_false(walk_holds(walk, PLANTED));
	walk_wait(walk, 60000);
	assert_clean(walk);
	/* the next client is offered nothing */
	walk_press(walk, "lang.en");
	walk_press(walk, "service1");
	walk_press(walk, "next");
	assert_null(walk_node(walk, "o1"));
}

static void
goes_with_a_visit_that_is_stopped(void **state)
{
	struct walk *walk = *state;
	send_first(walk);
	open_second(walk);
	walk_press(walk, "cancel");
	walk_press(walk, "cancel.yes");
	assert_false(walk_holds(walk, PLANTED));
	walk_wait(walk, 60000);
	assert_clean(walk);
}

static void
goes_with_a_client_who_walks_away(void **state)
{
	struct walk *walk = *state;
	send_first(walk);
	open_second(walk);
	walk_wait(walk, 600000);
	assert_true(walk_is_on(walk, "welcome"));
	assert_clean(walk);
}

/* Where there is no other service nothing is kept at all. */
static void
is_not_kept_without_another_service(void **state)
{
	struct walk *walk = *state;
	walk_close(walk);
	walk_open_service(walk, "tests/replay/kinds/renewal");
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_type(walk, PLANTED);
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	walk_stored(walk, STORED_OK);
	assert_clean(walk);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define VISIT(name) cmocka_unit_test_setup_teardown(name, open_services, walk_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(is_offered_where_the_purpose_is_the_same),
		TEST(fields_of_one_page_are_not_offered_to_each_other),
		TEST(what_is_not_asked_any_more_is_not_offered),
		TEST(another_type_does_not_fit),
		TEST(documents_and_sets_are_never_offered),
		TEST(what_is_too_long_does_not_fit),
		TEST(choices_go_by_their_labels),
		TEST(all_that_was_ticked_must_be_there),
		TEST(one_and_several_choices_do_not_fit_each_other),
		TEST(is_kept_for_the_next_service),
		TEST(parts_are_kept_too),
		TEST(the_open_form_comes_first),
		TEST(no_more_is_kept_than_has_room),
		TEST(no_more_bytes_are_kept_than_there_are),
		VISIT(is_offered_by_the_second_service_and_sent),
		VISIT(goes_with_a_visit_that_is_done),
		VISIT(goes_with_a_visit_that_is_stopped),
		VISIT(goes_with_a_client_who_walks_away),
		VISIT(is_not_kept_without_another_service),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
