/* SPDX-License-Identifier: MIT */
/* What technicians do: sign in, ask the service for something, walk through the self-test, leave. */
#include "core/kiosk_state.h"
#include "core/selftest_walk.h"
#include "core/staff_fields.h"

#include <string.h>

static struct str
typed(const struct kiosk *kiosk, enum staff_field field)
{
	return answer_text(&kiosk->session->answers, (int32_t)field);
}

static void
clear_fields(struct kiosk *kiosk)
{
	for (int32_t field = 0; field < STAFF_FIELD_COUNT; field++) {
		answer_clear(&kiosk->session->answers, field);
	}
	explicit_bzero(kiosk->character, sizeof(kiosk->character));
	kiosk->scrub = true;
}

/* What a client left is erased, but for how the page looks and sounds, and what the kiosk knows of itself. */
static void
clear_visit(struct kiosk *kiosk)
{
	const struct session *s = kiosk->session;
	struct session kept = { .lang = s->lang,
		.size = s->size,
		.theme = s->theme,
		.speech = s->speech,
		.speech_failed = s->speech_failed,
		.rate = s->rate,
		.volume = s->volume,
		.jack = s->jack,
		.touching = s->touching,
		.link_up = s->link_up,
		.link_known = s->link_known,
		.start_at = s->start_at,
		.start_wall = s->start_wall,
		.wall_sure = s->wall_sure,
		.active_at = s->active_at,
		.patience = 1,
		.edited = PLACE_NONE,
		.part = -1 };
	memcpy(kept.random, s->random, sizeof(kept.random));
	arena_wipe(kiosk->session_arena);
	kiosk->session = arena_take(kiosk->session_arena, sizeof(*kiosk->session));
	*kiosk->session = kept;
	explicit_bzero(&kept, sizeof(kept));
	kiosk->session->form = staff_fields();
	answers_init(&kiosk->session->answers, staff_fields(), kiosk->session_arena);
	kiosk->scrub = true;
}

static void
enter(struct kiosk *kiosk)
{
	clear_visit(kiosk);
	visit_go(kiosk, PAGE_STAFF_SIGN_IN);
}

void
staff_leave(struct kiosk *kiosk)
{
	struct staff *staff = &kiosk->session->staff;
	if (staff->is_in) {
		struct effect *effect = kiosk_effect(kiosk, EFFECT_STAFF);
		effect->staff = (struct staff_task){ .number = ++staff->number,
			.call = { .verb = STAFF_CLOSE } };
	}
	idle_end_visit(kiosk);
}

/* ---- calls ---- */

static void
add_arg(struct kiosk *kiosk, struct staff_call *call, enum staff_field field)
{
	const struct str value = typed(kiosk, field);
	if (value.n > 0) {
		call->args[call->n_args++] = (struct staff_arg){ staff_field_name(field), value };
	}
}

static void
call(struct kiosk *kiosk, enum staff_verb verb)
{
	struct session *s = kiosk->session;
	struct staff_call what = { .verb = verb };
	if (verb == STAFF_OPEN) {
		add_arg(kiosk, &what, STAFF_FIELD_CARD);
		add_arg(kiosk, &what, STAFF_FIELD_PIN);
	} else if (verb == STAFF_ENROL) {
		add_arg(kiosk, &what, STAFF_FIELD_CODE);
	}
	for (int32_t field = STAFF_FIELD_DEVICE; verb == STAFF_PROVISION && field < STAFF_FIELD_COUNT;
		 field++) {
		add_arg(kiosk, &what, (enum staff_field)field);
	}
	s->staff.verb = verb;
	s->staff.has_answer = false;
	struct effect *effect = kiosk_effect(kiosk, EFFECT_STAFF);
	effect->staff = (struct staff_task){
		.number = ++s->staff.number,
		.call = what,
		.test = &s->staff.test,
		.of = { .device = kiosk->options.device,
			.version = kiosk->options.version,
			.wall = s->start_wall + (kiosk->now - s->start_at),
			.wall_sure = s->wall_sure },
	};
	visit_go(kiosk, PAGE_STAFF_BUSY);
}

static void
begin_walk(struct kiosk *kiosk)
{
	struct staff *staff = &kiosk->session->staff;
	for (int32_t i = SELFTEST_FIRST_STEP; i < SELFTEST_COUNT; i++) {
		staff->test.outcome[i] = SELFTEST_UNTRIED;
	}
	staff->test.measured_um = 0;
	staff->test.milli_px_per_mm = 0;
	staff->step = SELFTEST_FIRST_STEP;
	staff_enter_step(kiosk);
}

static void
sign_in(struct kiosk *kiosk, const struct staff_answer *answer)
{
	struct staff *staff = &kiosk->session->staff;
	clear_fields(kiosk);
	staff->is_in = answer->status == STAFF_OK;
	staff->has_answer = !staff->is_in;
	visit_go(kiosk, staff->is_in ? PAGE_STAFF_MENU : PAGE_STAFF_SIGN_IN);
}

void
staff_take(struct kiosk *kiosk, uint32_t number, const struct staff_answer *answer)
{
	struct session *s = kiosk->session;
	struct staff *staff = &s->staff;
	if (s->page != PAGE_STAFF_BUSY || number != staff->number) {
		return;
	}
	staff->answer = *answer;
	staff->has_answer = true;
	s->active_at = kiosk->now;
	staff->answered_at = kiosk->now;
	const struct str signs = { answer->outcomes, (size_t)answer->n_outcomes };
	/* a row of signs that is none leaves what was known; the lines say what was found */
	const bool merged = signs.n > 0 && selftest_merge(&staff->test, signs);
	if (staff->verb == STAFF_OPEN) {
		sign_in(kiosk, answer);
	} else if (answer->status == STAFF_SIGNED_OUT) {
		staff->is_in = false;
		clear_fields(kiosk);
		visit_go(kiosk, PAGE_STAFF_SIGN_IN);
	} else if (staff->verb == STAFF_SELFTEST && merged) {
		begin_walk(kiosk);
	} else if (staff->verb == STAFF_STATUS || staff->verb == STAFF_KEEP) {
		visit_go(kiosk, PAGE_STAFF_DIAGNOSIS);
	} else {
		visit_go(kiosk, PAGE_STAFF_RESULT);
	}
}

/* Without both there is nothing to ask the service. */
static void
try_sign_in(struct kiosk *kiosk)
{
	struct staff *staff = &kiosk->session->staff;
	if (typed(kiosk, STAFF_FIELD_CARD).n == 0 || typed(kiosk, STAFF_FIELD_PIN).n < STAFF_PIN_MIN) {
		staff->answer = (struct staff_answer){ .status = STAFF_WRONG };
		staff->has_answer = true;
		visit_go(kiosk, PAGE_STAFF_SIGN_IN);
		return;
	}
	call(kiosk, STAFF_OPEN);
}

static void
try_enrol(struct kiosk *kiosk)
{
	if (typed(kiosk, STAFF_FIELD_CODE).n > 0) {
		call(kiosk, STAFF_ENROL);
	} else {
		kiosk_say(kiosk, SAY_FOCUS, CAUSE_FOCUS);
	}
}

static void
menu(struct kiosk *kiosk)
{
	clear_fields(kiosk);
	visit_go(kiosk, PAGE_STAFF_MENU);
}

static bool
is_anything_set(const struct kiosk *kiosk)
{
	bool any = false;
	for (int32_t field = STAFF_FIELD_DEVICE; field < STAFF_FIELD_COUNT; field++) {
		any = any || typed(kiosk, (enum staff_field)field).n > 0;
	}
	return any;
}

/* Numbers as they are stored, whatever the language that they were typed in. */
static void
set_up(struct kiosk *kiosk)
{
	if (typing_settle(kiosk, place_of(STAFF_FIELD_SCALE)) != FAULT_NONE) {
		kiosk_set_focus(kiosk, staff_field_name(STAFF_FIELD_SCALE));
		kiosk_say(kiosk, SAY_FOCUS, CAUSE_ERROR);
	} else if (is_anything_set(kiosk)) {
		call(kiosk, STAFF_PROVISION);
	} else {
		menu(kiosk); /* all stays as it is */
	}
}

void
staff_next(struct kiosk *kiosk)
{
	const struct session *s = kiosk->session;
	if (s->page == PAGE_STAFF_SIGN_IN) {
		try_sign_in(kiosk);
	} else if (s->page == PAGE_STAFF_SETUP) {
		set_up(kiosk);
	} else if (s->page == PAGE_STAFF_ENROL) {
		try_enrol(kiosk);
	} else if (s->page == PAGE_STAFF_TEST && s->staff.step == SELFTEST_SIZE) {
		staff_measure(kiosk);
	}
}

void
staff_back(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	if (s->page == PAGE_STAFF_BUSY) {
		return;
	}
	if (s->page == PAGE_STAFF_SIGN_IN || s->page == PAGE_STAFF_MENU) {
		staff_leave(kiosk);
	} else if (s->page == PAGE_STAFF_TEST && s->staff.step > SELFTEST_FIRST_STEP) {
		s->staff.step = (enum selftest_item)(s->staff.step - 1);
		staff_enter_step(kiosk);
	} else {
		menu(kiosk);
	}
}

/*
 * The scale that was measured. Nothing else: what this program read when it started is older than what a stick has brought since, and
 * would be put back with the first field that is typed.
 */
static void
propose_settings(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	char buffer[16];
	struct text scale;
	if (s->staff.test.milli_px_per_mm > 0) {
		text_init(&scale, buffer, sizeof(buffer));
		text_int(&scale, s->staff.test.milli_px_per_mm / 1000);
		text_add(&scale, STR("."));
		text_padded(&scale, (uint64_t)(s->staff.test.milli_px_per_mm % 1000), 3);
		(void)answer_set_text(&s->answers, STAFF_FIELD_SCALE, text_str(&scale)); /* has room */
	}
}

static void
ask(struct kiosk *kiosk, enum staff_verb verb)
{
	kiosk->session->staff.verb = verb;
	visit_go(kiosk, PAGE_STAFF_CONFIRM);
}

void
staff_act(struct kiosk *kiosk, struct action action)
{
	switch ((enum staff_act)action.arg) {
	case STAFF_ACT_ENTER:
		enter(kiosk);
		break;
	case STAFF_ACT_LEAVE:
		staff_leave(kiosk);
		break;
	case STAFF_ACT_MENU:
		menu(kiosk);
		break;
	case STAFF_ACT_ASK:
		ask(kiosk, (enum staff_verb)action.arg2);
		break;
	case STAFF_ACT_DO:
		call(kiosk, (enum staff_verb)action.arg2);
		break;
	case STAFF_ACT_SETUP:
		propose_settings(kiosk);
		visit_go(kiosk, PAGE_STAFF_SETUP);
		break;
	case STAFF_ACT_ENROL:
		visit_go(kiosk, PAGE_STAFF_ENROL);
		break;
	case STAFF_ACT_OUTCOME:
		staff_judge(kiosk, (enum selftest_outcome)action.arg2);
		break;
	case STAFF_ACT_PLAY:
		kiosk->last_words = true; /* also where speech is off: that is what is tried */
		kiosk_say(kiosk, SAY_TEST, CAUSE_SETTING);
		break;
	case STAFF_ACT_HEARD:
		staff_judge(kiosk,
			action.arg2 == selftest_walk_spoken(kiosk->session) ? SELFTEST_GOOD : SELFTEST_BAD);
		break;
	case STAFF_ACT_MEASURE:
		staff_measure(kiosk);
		break;
	}
}

void
staff_store(struct kiosk *kiosk)
{
	call(kiosk, STAFF_KEEP);
}
