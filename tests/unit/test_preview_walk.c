/* SPDX-License-Identifier: MIT */
/* Which pages a preview finds, with which answers, and which it says that it cannot find. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/kiosk.h"
#include "ctl/preview_walk.h"
#include "platform/form_json.h"

enum { FORM_BYTES = 4 * 1024 * 1024 };

struct fixture {
	struct session session;
	struct arena form, answers, trials;
	struct preview_walk walk;
};

static void
give(struct arena *arena, size_t size)
{
	void *memory = malloc(size);
	assert_non_null(memory);
	arena_init(arena, memory, size);
}

static void
begin(struct fixture *fixture, const char *json)
{
	struct diagnosis diagnosis;
	*fixture = (struct fixture){ .session = { .edited = PLACE_NONE } };
	give(&fixture->form, FORM_BYTES);
	give(&fixture->answers, KIOSK_SESSION_BYTES);
	if (form_parse(
			"test", str_of(json), &fixture->form, NULL, &fixture->session.form, &diagnosis) != 0) {
		fail_msg("%s: %s", diagnosis.where, diagnosis.what);
	}
	answers_init(&fixture->session.answers, fixture->session.form, &fixture->answers);
	/* exactly as much as it asks for */
	give(&fixture->trials, preview_walk_size(fixture->session.form));
	preview_walk(&fixture->session, &fixture->trials, &fixture->walk);
}

static void
end(struct fixture *fixture)
{
	free(fixture->form.base);
	free(fixture->answers.base);
	free(fixture->trials.base);
}

/* The stop at this place is the page of the element; the session has its answers then. */
static void
assert_stop(struct fixture *fixture, int32_t at, int32_t element_id)
{
	const struct form *form = fixture->session.form;
	assert_true(at < fixture->walk.n_stops);
	preview_walk_to(&fixture->walk, &fixture->walk.stops[at]);
	assert_int_equal(fixture->session.page, PAGE_QUESTION);
	assert_int_equal(fixture->session.element, form_find(form, element_id));
	assert_true(rules_visible(&fixture->session.answers, form_find(form, element_id)));
}

static bool
has(const struct fixture *fixture, int32_t element_id, int32_t choice)
{
	const int32_t element = form_find(fixture->session.form, element_id);
	return answer_has(&fixture->session.answers, element, choice);
}

#define FRAME \
	"\"titleEn\":\"T\",\"titleFr\":\"T\",\"privacyPolicy\":{\"descriptionEn\":\"\",\"descriptionFr\":\"\"}," \
	"\"confirmation\":{\"descriptionEn\":\"\",\"descriptionFr\":\"\",\"referrerUrlEn\":\"\",\"referrerUrlFr\":\"\"},"
#define CHOICES "\"choices\":[{\"en\":\"a\",\"fr\":\"a\"},{\"en\":\"b\",\"fr\":\"b\"}]"
#define ELEMENT(id, type, rest) \
	"{\"id\":" #id ",\"type\":\"" type \
	"\",\"properties\":{\"titleEn\":\"t\",\"titleFr\":\"t\"," rest "}}"
#define RULE(ref) "\"conditionalRules\":[{\"choiceId\":\"" ref "\"}]"

/* What is opened by a choice opens others; a check box that shows something is ticked once. */
static void
follows_what_it_opens(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture,
		"{" FRAME "\"layout\":[1,2,3],\"elements\":[" ELEMENT(1, "radio", CHOICES) "," ELEMENT(
			2, "checkbox", CHOICES "," RULE("1.1")) "," ELEMENT(3, "textField", RULE("2.1")) "]}");
	assert_int_equal(fixture.walk.n_stops, 7);
	assert_int_equal(fixture.walk.stops[0].page, PAGE_START);
	assert_stop(&fixture, 1, 1);
	assert_false(has(&fixture, 1, 0) || has(&fixture, 1, 1));
	assert_stop(&fixture, 2, 2);
	assert_true(has(&fixture, 1, 1) && !has(&fixture, 2, 1));
	assert_stop(&fixture, 3, 3);
	assert_true(has(&fixture, 1, 1) && has(&fixture, 2, 1) && !has(&fixture, 2, 0));
	assert_int_equal(fixture.walk.stops[4].page, PAGE_REVIEW);
	assert_int_equal(fixture.walk.stops[5].page, PAGE_SUBMIT);
	assert_int_equal(fixture.walk.stops[6].page, PAGE_CONFIRMATION);
	/* the last pages are shown without answers again */
	preview_walk_to(&fixture.walk, &fixture.walk.stops[4]);
	assert_false(has(&fixture, 1, 1) || has(&fixture, 2, 1));
	for (int32_t i = 0; i < 3; i++) {
		assert_false(preview_walk_misses(&fixture.walk, i));
	}
	end(&fixture);
}

#define GROUP(name, elements, next) \
	"\"" name "\":{\"name\":\"g\",\"titleEn\":\"g\",\"titleFr\":\"g\",\"elements\":[" elements \
	"]" next "}"
#define GROUPS \
	"\"groupsLayout\":[\"far\"],\"groups\":{" GROUP("start", "\"1\",\"2\"", \
		",\"nextAction\":[{\"choiceId\":\"1.1\",\"groupId\":\"far\"},{\"choiceId\":\"1.catch-all\",\"groupId\":\"review\"}]") "," GROUP("far", \
		"\"3\",\"4\"", ",\"nextAction\":\"review\"") "," GROUP("review", "", \
		",\"nextAction\":\"end\"") "," GROUP("end", "", "") "}"

/* Question 3 takes the page of 1.1 and the answer 2.0; question 4 the page of 1.1 and the answer 1.0, which exclude each other. */
static void
joins_two_choices(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture,
		"{" FRAME GROUPS ",\"layout\":[1,2,3,4],\"elements\":[" ELEMENT(
			1, "radio", CHOICES) "," ELEMENT(2, "radio", CHOICES) "," ELEMENT(3, "textField",
			RULE("2.0")) "," ELEMENT(4, "textField", RULE("1.0")) "]}");
	const struct form *form = fixture.session.form;
	assert_int_equal(fixture.walk.n_stops, 7);
	assert_stop(&fixture, 3, 3);
	assert_true(has(&fixture, 1, 1) && has(&fixture, 2, 0));
	assert_false(preview_walk_misses(&fixture.walk, form_find(form, 3)));
	assert_true(preview_walk_misses(&fixture.walk, form_find(form, 4)));
	end(&fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_what_it_opens),
		cmocka_unit_test(joins_two_choices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
