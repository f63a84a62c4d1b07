/* SPDX-License-Identifier: MIT */
/* The pages for technicians: sign-in, menu, what is asked, and what came of it. */
#include "core/page_parts.h"

#include <string.h>

#include "core/staff_fields.h"

enum { CODE_SIDE_MAX = 81, CODE_TEXT_BYTES = 256 };

struct node *
part_staff_act(
	const struct build *b, struct str id, enum msg name, enum staff_act act, int32_t with)
{
	struct node *node = part_button(b, REGION_CONTENT, id, part_msg(b, name), ACTION_STAFF);
	node->action.arg = (int32_t)act;
	node->action.arg2 = with;
	return node;
}

struct node *
part_staff_field(const struct build *b, enum staff_field field, enum msg name, enum msg hint)
{
	struct node *node = part_field(b, place_of((int32_t)field), part_msg(b, name));
	node->id = staff_field_name(field);
	node->hint = part_msg(b, hint);
	return node;
}

/* What must be seen by nobody: stand-ins, so that one sees and hears that something is there. */
static void
mask(const struct build *b, struct node *field, struct str stand_in)
{
	const size_t n = utf8_count(field->value);
	if (n > 0) {
		explicit_bzero((void *)field->value.p, field->value.n); /* the page's own copy */
	}
	field->value = STR_NONE;
	if (n > 0) {
		struct text text;
		text_begin(&text, b->arena, (stand_in.n + 3) * n);
		if (stand_in.n > 0) {
			text_add(&text, stand_in);
		}
		for (size_t i = 0; i < n && stand_in.n == 0; i++) {
			text_char(&text, 0x2022);
		}
		field->value = text_end(&text, b->arena);
		field->value_spoken = stand_in;
	}
	if (field->caret >= 0) {
		/* digits are one byte each, dots three */
		field->caret = stand_in.n > 0 ? (int32_t)field->value.n : field->caret * 3;
	}
	field->flags |= NODE_SECRET | NODE_MASKED | NODE_REQUIRED;
	field->mark = part_msg(b, MSG_QUESTION_REQUIRED);
}

/* Empty where there is nothing to tell. */
static struct str
sign_in_trouble(const struct build *b)
{
	const struct staff *staff = &b->session->staff;
	if (!staff->has_answer) {
		return STR_NONE;
	}
	switch (staff->answer.status) {
	case STAFF_REFUSED:
		/* the service says what is wrong with the card */
		return staff->answer.n_lines > 0 ? staff_line_text(&staff->answer.lines[0], b->lang) :
										   part_msg(b, MSG_STAFF_REFUSED);
	case STAFF_WAIT:
		return part_fill(b, MSG_STAFF_WAIT, "count", part_number(b, staff->answer.wait_s));
	case STAFF_SIGNED_OUT:
		return part_msg(b, MSG_STAFF_SIGNED_OUT);
	case STAFF_WRONG:
		return part_msg(b, MSG_STAFF_MISSING);
	case STAFF_UNREACHABLE:
		return part_msg(b, MSG_STAFF_UNREACHABLE);
	case STAFF_UNAVAILABLE:
		return part_msg(b, MSG_STAFF_NO_CARDS);
	case STAFF_OK:
	case STAFF_FINDINGS:
	case STAFF_FAILED:
		break;
	}
	return part_msg(b, MSG_STAFF_RESULT_FAILED);
}

static void
add_alert(const struct build *b, struct str id, struct str text)
{
	if (text.n > 0) {
		struct node *alert = tree_add(b->tree, ROLE_ALERT, REGION_CONTENT, text);
		alert->id = id;
		alert->lang = b->lang;
	}
}

void
page_staff_sign_in(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_STAFF_SIGN_IN_TITLE));
	add_alert(b, STR("trouble"), sign_in_trouble(b));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_STAFF_SIGN_IN_ONLY));
	mask(b, part_staff_field(b, STAFF_FIELD_CARD, MSG_STAFF_CARD, MSG_STAFF_CARD_HINT),
		part_msg(b, MSG_STAFF_CARD_READ));
	mask(b, part_staff_field(b, STAFF_FIELD_PIN, MSG_STAFF_PIN, MSG_STAFF_PIN_HINT), STR_NONE);
}

/* What a verb is called on its button, and on the page of what came of it. */
static enum msg
verb_title(enum staff_verb verb)
{
	switch (verb) {
	case STAFF_SELFTEST:
	case STAFF_KEEP:
		return MSG_STAFF_SELFTEST;
	case STAFF_STATUS:
		return MSG_STAFF_STATUS;
	case STAFF_PROVISION:
		return MSG_STAFF_SETUP;
	case STAFF_ENROL:
		return MSG_STAFF_ENROL;
	case STAFF_UPDATE:
		return MSG_STAFF_UPDATE;
	case STAFF_MOUNT:
		return MSG_STAFF_MOUNT;
	case STAFF_KEYS:
		return MSG_STAFF_KEYS;
	case STAFF_REBOOT:
		return MSG_STAFF_REBOOT;
	case STAFF_OPEN:
	case STAFF_CLOSE:
		break;
	}
	return MSG_STAFF_SIGN_IN_TITLE;
}

void
page_staff_menu(const struct build *b)
{
	static const struct {
		struct str id;
		enum staff_verb verb;
		enum staff_act act;
	} items[] = {
		{ STR("selftest"), STAFF_SELFTEST, STAFF_ACT_DO },
		{ STR("status"), STAFF_STATUS, STAFF_ACT_DO },
		{ STR("mount"), STAFF_MOUNT, STAFF_ACT_DO },
		{ STR("keys"), STAFF_KEYS, STAFF_ACT_DO },
		{ STR("setup"), STAFF_PROVISION, STAFF_ACT_SETUP },
		{ STR("enrol"), STAFF_ENROL, STAFF_ACT_ENROL },
		{ STR("update"), STAFF_UPDATE, STAFF_ACT_ASK },
		{ STR("reboot"), STAFF_REBOOT, STAFF_ACT_ASK },
	};
	part_heading(b, STR("title"), part_msg(b, MSG_STAFF_MENU_TITLE));
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		part_staff_act(
			b, items[i].id, verb_title(items[i].verb), items[i].act, (int32_t)items[i].verb);
	}
	part_staff_act(b, STR("leave"), MSG_STAFF_LEAVE, STAFF_ACT_LEAVE, 0);
}

void
page_staff_busy(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_STAFF_BUSY_TITLE));
	struct node *wait = tree_add(
		b->tree, ROLE_STATUS, REGION_CONTENT, part_msg(b, MSG_STAFF_BUSY_TEXT));
	wait->id = STR("wait");
	wait->lang = b->lang;
	wait->flags |= NODE_BUSY;
}

static enum msg
result_message(enum staff_status status)
{
	switch (status) {
	case STAFF_OK:
		return MSG_STAFF_RESULT_OK;
	case STAFF_FINDINGS:
		return MSG_STAFF_RESULT_FINDINGS;
	case STAFF_UNAVAILABLE:
		return MSG_STAFF_RESULT_UNAVAILABLE;
	case STAFF_UNREACHABLE:
		return MSG_STAFF_UNREACHABLE;
	case STAFF_REFUSED:
	case STAFF_WAIT:
	case STAFF_SIGNED_OUT:
	case STAFF_FAILED:
	case STAFF_WRONG:
		break;
	}
	return MSG_STAFF_RESULT_FAILED;
}

/* Its mark in words: what colour would say is heard and seen without it. */
static void
add_line(const struct build *b, struct str id, const struct staff_line *line)
{
	static const enum msg marks[STAFF_MARK_COUNT] = { MSG_STAFF_MARK_GOOD, MSG_STAFF_MARK_NOTE,
		MSG_STAFF_MARK_BAD };
	struct node *node = part_paragraph(
		b, id, part_fill(b, marks[line->mark], "text", staff_line_text(line, b->lang)));
	node->flags |= line->mark == STAFF_BAD ? NODE_STRONG : 0;
}

static void
add_answer(const struct build *b)
{
	const struct staff *staff = &b->session->staff;
	if (!staff->has_answer) {
		return;
	}
	const struct str sentence = part_msg(b, result_message(staff->answer.status));
	if (staff->answer.status == STAFF_OK) {
		part_paragraph(b, STR("result"), sentence);
	} else {
		add_alert(b, STR("result"), sentence);
	}
	for (int32_t i = 0; i < staff->answer.n_lines; i++) {
		add_line(b, part_id(b, STR("line"), i + 1, -1), &staff->answer.lines[i]);
	}
}

static void
add_way_back(const struct build *b)
{
	part_staff_act(b, STR("menu"), MSG_STAFF_MENU_BACK, STAFF_ACT_MENU, 0)->flags |= NODE_PRIMARY;
}

void
page_staff_result(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, verb_title(b->session->staff.verb)));
	add_answer(b);
	const struct staff *staff = &b->session->staff;
	if (staff->verb == STAFF_UPDATE && staff->has_answer && staff->answer.status == STAFF_OK) {
		part_staff_act(
			b, STR("reboot"), verb_title(STAFF_REBOOT), STAFF_ACT_ASK, (int32_t)STAFF_REBOOT);
	}
	add_way_back(b);
}

void
page_staff_confirm(const struct build *b)
{
	const enum staff_verb verb = b->session->staff.verb;
	part_heading(b, STR("title"), part_msg(b, verb_title(verb)));
	part_paragraph(b, STR("p1"),
		part_msg(b, verb == STAFF_REBOOT ? MSG_STAFF_CONFIRM_REBOOT : MSG_STAFF_CONFIRM_UPDATE));
	part_staff_act(b, STR("no"), MSG_STAFF_CONFIRM_NO, STAFF_ACT_MENU, 0)->flags |= NODE_PRIMARY;
	part_staff_act(b, STR("yes"), MSG_STAFF_CONFIRM_YES, STAFF_ACT_DO, (int32_t)verb)->flags |=
		NODE_DANGER;
}

void
page_staff_setup(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_STAFF_SETUP));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_STAFF_SETUP_NOTE));
	part_staff_field(b, STAFF_FIELD_DEVICE, MSG_STAFF_SET_DEVICE, MSG_STAFF_SET_DEVICE_HINT);
	part_staff_field(b, STAFF_FIELD_PROVINCE, MSG_STAFF_SET_PROVINCE, MSG_STAFF_SET_PROVINCE_HINT)
		->flags |= NODE_SHORT;
	part_staff_field(b, STAFF_FIELD_ZONE, MSG_STAFF_SET_ZONE, MSG_STAFF_SET_ZONE_HINT);
	part_staff_field(b, STAFF_FIELD_DISTANCE, MSG_STAFF_SET_DISTANCE, MSG_STAFF_SET_DISTANCE_HINT)
		->flags |= NODE_SHORT;
	part_staff_field(b, STAFF_FIELD_SCALE, MSG_STAFF_SET_SCALE, MSG_STAFF_SET_SCALE_HINT)->flags |=
		NODE_SHORT;
}

void
page_staff_enrol(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_STAFF_ENROL));
	struct node *code = part_staff_field(
		b, STAFF_FIELD_CODE, MSG_STAFF_ENROL_CODE, MSG_STAFF_ENROL_CODE_HINT);
	code->reading = READING_SPELLED;
	code->flags |= NODE_REQUIRED;
	code->mark = part_msg(b, MSG_QUESTION_REQUIRED);
}

/* ---- diagnosis ---- */

static struct str
compact(const struct build *b)
{
	const struct session *s = b->session;
	const struct selftest_of of = {
		.device = b->options->device,
		.version = b->options->version,
		.wall = s->start_wall + (s->staff.answered_at - s->start_at),
		.wall_sure = s->wall_sure,
	};
	struct text text;
	text_begin(&text, b->arena, CODE_TEXT_BYTES);
	selftest_write_compact(&s->staff.test, &of, &text);
	return text_end(&text, b->arena);
}

/* A telephone reads it where the technician is in no network; what it says stands below it. */
static void
add_code(const struct build *b)
{
	const struct str text = compact(b);
	part_subheading(b, STR("code.title"), part_msg(b, MSG_STAFF_CODE_TITLE));
	if (b->options->coder.encode != NULL) {
		uint8_t *modules = arena_raw(b->arena, CODE_SIDE_MAX * CODE_SIDE_MAX);
		const int32_t side = b->options->coder.encode(text, modules, CODE_SIDE_MAX * CODE_SIDE_MAX);
		struct picture *picture = arena_array(b->arena, struct picture, 1);
		*picture = (struct picture){ .kind = PICTURE_CODE,
			.px_per_mm = b->options->screen_px_per_mm,
			.modules = modules,
			.side = side };
		if (side > 0) {
			part_picture(b, STR("code"), part_msg(b, MSG_STAFF_CODE_NAME), picture);
		}
	}
	/* by ear it would be half a minute of signs; the list above says the same */
	part_paragraph(b, STR("code.text"), text)->flags |= NODE_DECORATIVE;
}

static void
add_outcomes(const struct build *b)
{
	const struct selftest *test = &b->session->staff.test;
	if (selftest_count(test, SELFTEST_UNTRIED) == SELFTEST_COUNT) {
		return;
	}
	part_subheading(b, STR("test.title"), part_msg(b, MSG_STAFF_SELFTEST));
	for (int32_t i = 0; i < SELFTEST_COUNT; i++) {
		const enum selftest_outcome outcome = (enum selftest_outcome)test->outcome[i];
		struct node *node = part_paragraph(b, part_id(b, STR("item"), i + 1, -1),
			selftest_report_line(b->arena, b->lang, (enum selftest_item)i, outcome));
		node->flags |= outcome == SELFTEST_BAD ? NODE_STRONG : 0;
	}
}

void
page_staff_diagnosis(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_STAFF_STATUS));
	add_answer(b);
	add_outcomes(b);
	add_code(b);
	add_way_back(b);
}
