/* SPDX-License-Identifier: MIT */
/* The pages of the self-test: one step of the walk each. */
#include "core/page_parts.h"

#include "core/selftest_walk.h"
#include "core/staff_fields.h"

static enum msg
instruction(enum selftest_item step)
{
	switch (step) {
	case SELFTEST_KEYPAD:
		return MSG_SELFTEST_STEP_KEYPAD;
	case SELFTEST_TOUCH:
		return MSG_SELFTEST_STEP_TOUCH;
	case SELFTEST_POINTER:
		return MSG_SELFTEST_STEP_POINTER;
	case SELFTEST_SPEAKER_EN:
	case SELFTEST_SPEAKER_FR:
		return MSG_SELFTEST_STEP_SPEAKER;
	case SELFTEST_JACK:
		return MSG_SELFTEST_STEP_JACK;
	case SELFTEST_HEADPHONES_EN:
	case SELFTEST_HEADPHONES_FR:
		return MSG_SELFTEST_STEP_HEADPHONES;
	case SELFTEST_SIZE:
		return MSG_SELFTEST_STEP_SIZE;
	case SELFTEST_CONTRAST:
	case SELFTEST_LINK:
	case SELFTEST_CLOCK:
	case SELFTEST_DISK:
	case SELFTEST_OUTBOX:
	case SELFTEST_KEYS:
	case SELFTEST_SERVICES:
	case SELFTEST_TPM:
	case SELFTEST_SLOTS:
	case SELFTEST_VOICE_EN:
	case SELFTEST_VOICE_FR:
	case SELFTEST_COUNT:
		break;
	}
	return MSG_SELFTEST_STEP_CONTRAST;
}

static void
add_progress(const struct build *b)
{
	const int32_t step = (int32_t)b->session->staff.step;
	const struct msg_arg args[] = {
		{ "n", part_number(b, step - SELFTEST_FIRST_STEP + 1) },
		{ "m", part_number(b, SELFTEST_COUNT - SELFTEST_FIRST_STEP) },
	};
	struct node *node = tree_add(b->tree, ROLE_PROGRESS, REGION_CONTENT,
		msg_fill(b->arena, b->lang, MSG_QUESTION_STEP_ONLY, args, 2));
	node->id = STR("progress");
	node->lang = b->lang;
}

/* Names of what was noted, with commas; "nothing yet". */
static void
add_noted(const struct build *b, struct str names)
{
	struct node *node = tree_add(
		b->tree, ROLE_STATUS, REGION_CONTENT, part_msg(b, MSG_SELFTEST_NOTED));
	node->id = STR("noted");
	node->lang = b->lang;
	node->flags |= NODE_LARGE;
	node->value = names.n > 0 ? names : part_msg(b, MSG_SELFTEST_NOTHING);
}

static void
add_name(struct text *text, struct str name)
{
	if (text->n > 0) {
		text_add(text, STR(", "));
	}
	text_add(text, name);
}

static void
add_keys(const struct build *b)
{
	const struct staff *staff = &b->session->staff;
	struct text text;
	text_begin(&text, b->arena, 640);
	for (int32_t key = KEY_NONE + 1; key < KEY_COUNT; key++) {
		if (staff->keys & (uint32_t)1 << key) {
			add_name(&text, selftest_walk_key(b->lang, (enum key)key));
		}
	}
	if (staff->space) {
		add_name(&text, part_msg(b, MSG_KEYBOARD_SPACE));
	}
	if (staff->letters) {
		add_name(&text, part_msg(b, MSG_SELFTEST_LETTERS));
	}
	add_noted(b, text_end(&text, b->arena));
}

static void
add_zones(const struct build *b)
{
	struct text text;
	text_begin(&text, b->arena, 320);
	for (int32_t zone = 0; zone < SELFTEST_ZONES; zone++) {
		if (b->session->staff.zones & (uint32_t)1 << zone) {
			add_name(&text, selftest_walk_zone(b->lang, zone));
		}
	}
	add_noted(b, text_end(&text, b->arena));
}

static void
add_outcome(const struct build *b, struct str id, enum msg name, enum selftest_outcome outcome)
{
	part_staff_act(b, id, name, STAFF_ACT_OUTCOME, (int32_t)outcome);
}

/* Whoever cannot judge it by eye, ear or hand leaves it to somebody else. */
static void
add_skip(const struct build *b)
{
	add_outcome(b, STR("skip"), MSG_SELFTEST_SKIP, SELFTEST_UNTRIED);
}

static void
add_judgement(const struct build *b)
{
	part_staff_act(b, STR("good"), MSG_SELFTEST_WORKS, STAFF_ACT_OUTCOME, SELFTEST_GOOD)->flags |=
		NODE_PRIMARY;
	add_outcome(b, STR("bad"), MSG_SELFTEST_FAILS, SELFTEST_BAD);
}

static void
add_outcomes(const struct build *b, bool judged)
{
	if (judged) {
		add_judgement(b);
	}
	add_outcome(b, STR("absent"), MSG_SELFTEST_NOT_HERE, SELFTEST_ABSENT);
	add_skip(b);
}

/* Three words in the language of the voice, one of which is said: nobody hears what is not there. */
static void
add_words(const struct build *b)
{
	const struct session *s = b->session;
	const enum lang lang = selftest_walk_lang(s->staff.step);
	struct build words = *b;
	part_staff_act(b, STR("play"), MSG_SELFTEST_PLAY, STAFF_ACT_PLAY, 0);
	part_subheading(b, STR("which"), part_msg(b, MSG_SELFTEST_WHICH));
	words.lang = lang;
	for (int32_t i = 0; i < SELFTEST_WORDS; i++) {
		struct node *node = part_button(&words, REGION_CONTENT, part_id(b, STR("word"), i + 1, -1),
			selftest_walk_word(s, i), ACTION_STAFF);
		node->action.arg = STAFF_ACT_HEARD;
		node->action.arg2 = i;
	}
	add_outcome(b, STR("bad"), MSG_SELFTEST_NO_WORD, SELFTEST_BAD);
	add_outcomes(b, false);
}

static void
add_jack(const struct build *b)
{
	const bool plugged = b->session->jack == JACK_HEADPHONES;
	add_noted(b, part_msg(b, plugged ? MSG_SELFTEST_PLUGGED : MSG_SELFTEST_UNPLUGGED));
	add_outcomes(b, false);
	add_outcome(b, STR("bad"), MSG_SELFTEST_NOT_NOTICED, SELFTEST_BAD);
}

struct node *
part_picture(const struct build *b, struct str id, struct str name, const struct picture *picture)
{
	struct node *node = tree_add(b->tree, ROLE_IMAGE, REGION_CONTENT, name);
	node->id = id;
	node->lang = b->lang;
	node->picture = picture;
	return node;
}

static void
add_size(const struct build *b)
{
	struct picture *picture = arena_array(b->arena, struct picture, 1);
	*picture = (struct picture){ .kind = PICTURE_BAR,
		.mm = selftest_walk_bar_mm(b->options),
		.px_per_mm = b->options->screen_px_per_mm };
	part_picture(b, STR("bar"),
		part_fill(b, MSG_SELFTEST_BAR, "count", part_number(b, picture->mm)), picture);
	struct node *field = part_staff_field(
		b, STAFF_FIELD_MEASURE, MSG_SELFTEST_MEASURE, MSG_SELFTEST_MEASURE_HINT);
	field->flags |= NODE_SHORT;
	if (b->session->staff.bad_measure) {
		field->flags |= NODE_INVALID;
		field->error = part_msg(b, MSG_SELFTEST_MEASURE_BAD);
	}
	part_staff_act(b, STR("good"), MSG_SELFTEST_MEASURED, STAFF_ACT_MEASURE, 0)->flags |=
		NODE_PRIMARY;
	add_skip(b);
}

static void
add_contrast(const struct build *b)
{
	struct picture *picture = arena_array(b->arena, struct picture, 1);
	*picture = (struct picture){ .kind = PICTURE_CONTRAST,
		.px_per_mm = b->options->screen_px_per_mm };
	part_picture(b, STR("card"), part_msg(b, MSG_SELFTEST_CARD), picture);
	add_judgement(b);
	add_skip(b);
}

void
page_staff_test(const struct build *b)
{
	const enum selftest_item step = b->session->staff.step;
	part_heading(b, STR("title"), selftest_report_item(b->lang, step));
	add_progress(b);
	part_paragraph(b, STR("p1"), part_msg(b, instruction(step)));
	switch (step) {
	case SELFTEST_KEYPAD:
		add_keys(b);
		add_outcomes(b, true);
		break;
	case SELFTEST_TOUCH:
		add_zones(b);
		add_outcomes(b, true);
		break;
	case SELFTEST_SPEAKER_EN:
	case SELFTEST_SPEAKER_FR:
	case SELFTEST_HEADPHONES_EN:
	case SELFTEST_HEADPHONES_FR:
		add_words(b);
		break;
	case SELFTEST_JACK:
		add_jack(b);
		break;
	case SELFTEST_SIZE:
		add_size(b);
		break;
	case SELFTEST_CONTRAST:
		add_contrast(b);
		break;
	case SELFTEST_POINTER:
	case SELFTEST_LINK:
	case SELFTEST_CLOCK:
	case SELFTEST_DISK:
	case SELFTEST_OUTBOX:
	case SELFTEST_KEYS:
	case SELFTEST_SERVICES:
	case SELFTEST_TPM:
	case SELFTEST_SLOTS:
	case SELFTEST_VOICE_EN:
	case SELFTEST_VOICE_FR:
	case SELFTEST_COUNT:
		add_outcomes(b, true);
		break;
	}
}
