/* SPDX-License-Identifier: MIT */
/* The frame around every page, and the pieces that pages are made of. */
#include "core/page.h"

#include "core/keyboard.h"
#include "core/page_parts.h"

struct str
part_msg(const struct build *b, enum msg id)
{
	return msg(b->lang, id);
}

struct str
part_fill(const struct build *b, enum msg id, const char *name, struct str value)
{
	const struct msg_arg arg = { name, value };
	return msg_fill(b->arena, b->lang, id, &arg, 1);
}

struct str
part_number(const struct build *b, int64_t value)
{
	struct text text;
	text_begin(&text, b->arena, 24);
	text_int(&text, value);
	return text_end(&text, b->arena);
}

struct str
part_id(const struct build *b, struct str prefix, int32_t number, int32_t second)
{
	struct text text;
	text_begin(&text, b->arena, ID_MAX);
	text_add(&text, prefix);
	text_int(&text, number);
	if (second >= 0) {
		text_add(&text, STR(".c"));
		text_int(&text, second);
	}
	return text_end(&text, b->arena);
}

static struct node *
add(const struct build *b, enum role role, enum region region, struct str id, struct str name)
{
	struct node *node = tree_add(b->tree, role, region, name);
	node->id = id;
	node->lang = b->lang;
	return node;
}

struct node *
part_heading(const struct build *b, struct str id, struct str text)
{
	struct node *node = add(b, ROLE_HEADING, REGION_CONTENT, id, text);
	node->level = 1;
	if (b->tree->title.n == 0) {
		b->tree->title = text;
	}
	return node;
}

void
part_subheading(const struct build *b, struct str id, struct str text)
{
	add(b, ROLE_HEADING, REGION_CONTENT, id, text)->level = 2;
}

struct node *
part_paragraph(const struct build *b, struct str id, struct str text)
{
	return add(b, ROLE_PARAGRAPH, REGION_CONTENT, id, text);
}

void
part_paragraphs(const struct build *b, struct str prefix, struct str text)
{
	int32_t n = 0;
	for (size_t from = 0; from < text.n;) {
		const size_t to = str_find(text, STR("\n\n"), from);
		const struct str stretch = str_trim(str_sub(text, from, to));
		if (stretch.n > 0) {
			part_paragraph(b, part_id(b, prefix, ++n, -1), stretch);
		}
		from = to + 2;
	}
}

struct node *
part_button(const struct build *b, enum region region, struct str id, struct str name,
	enum action_kind action)
{
	struct node *node = add(b, ROLE_BUTTON, region, id, name);
	node->flags |= NODE_FOCUSABLE;
	node->action.kind = action;
	return node;
}

struct node *
part_large(const struct build *b, struct str id, struct str name, struct str value)
{
	struct node *node = add(b, ROLE_STATUS, REGION_CONTENT, id, name);
	node->flags |= NODE_LARGE | NODE_FOCUSABLE;
	node->value = value;
	return node;
}

/* On the first page no language is chosen yet: a label says both. */
static struct str
frame_label(const struct build *b, enum msg id)
{
	if (b->session->page != PAGE_WELCOME || b->session->overlay != PAGE_WELCOME) {
		return part_msg(b, id);
	}
	const enum lang first = b->options->first_lang;
	struct text text;
	text_begin(&text, b->arena, 160);
	text_add(&text, msg(first, id));
	text_add(&text, STR(" / "));
	text_add(&text, msg(first == LANG_EN ? LANG_FR : LANG_EN, id));
	return text_end(&text, b->arena);
}

static void
frame_header(const struct build *b)
{
	const struct session *s = b->session;
	struct node *brand = add(
		b, ROLE_IMAGE, REGION_HEADER, STR("brand"), part_msg(b, MSG_FRAME_BRAND));
	brand->flags |= NODE_DECORATIVE;

	struct node *speech = part_button(
		b, REGION_HEADER, STR("speech"), frame_label(b, MSG_FRAME_SPEECH), ACTION_SPEECH);
	speech->spoken = part_msg(b, MSG_FRAME_SPEECH);
	speech->flags |= s->speech ? NODE_PRESSED : 0;
	speech->value = part_msg(b, s->speech ? MSG_STATE_ON : MSG_STATE_OFF);
	if (s->speech_failed) {
		speech->flags |= NODE_ABSENT;
	}

	struct node *settings = part_button(
		b, REGION_HEADER, STR("settings"), frame_label(b, MSG_FRAME_SETTINGS), ACTION_NONE);
	settings->spoken = part_msg(b, MSG_FRAME_SETTINGS);
	settings->action.kind = ACTION_SETTINGS;

	const enum lang other = b->lang == LANG_EN ? LANG_FR : LANG_EN;
	struct node *language = part_button(
		b, REGION_HEADER, STR("language"), msg(other, MSG_LANGUAGE_NAME), ACTION_SWITCH_LANGUAGE);
	language->lang = other;
	if (session_page(s) == PAGE_WELCOME) {
		language->flags |= NODE_ABSENT;
	}
}

struct frame {
	bool back, cancel, next;
};

/* Which of the fixed buttons a page has; the others keep their places empty (K-12). */
static struct frame
frame_of(enum page_kind page)
{
	switch (page) {
	case PAGE_START:
	case PAGE_QUESTION:
	case PAGE_REVIEW:
		return (struct frame){ true, true, true };
	case PAGE_SERVICES:
	case PAGE_SUBMIT:
	case PAGE_NOT_SAVED:
	case PAGE_EXIT:
		return (struct frame){ true, true, false };
	case PAGE_STAFF_SIGN_IN:
	case PAGE_STAFF_SETUP:
	case PAGE_STAFF_ENROL:
		return (struct frame){ true, false, true };
	case PAGE_STAFF_MENU:
	case PAGE_STAFF_RESULT:
	case PAGE_STAFF_CONFIRM:
	case PAGE_STAFF_TEST:
	case PAGE_STAFF_DIAGNOSIS:
	case PAGE_HELP:
	case PAGE_SETTINGS:
	case PAGE_CANCEL:
	case PAGE_REMOVE:
		return (struct frame){ true, false, false };
	case PAGE_WELCOME:
	case PAGE_STAFF_BUSY:
	case PAGE_SAVING:
	case PAGE_CONFIRMATION:
	case PAGE_GOODBYE:
	case PAGE_ALOUD:
	case PAGE_TIMEOUT:
	case PAGE_COUNT:
		break;
	}
	return (struct frame){ false, false, false };
}

static void
frame_footer(const struct build *b)
{
	const struct frame frame = frame_of(session_page(b->session));
	const bool changing = b->session->changing && session_page(b->session) == PAGE_QUESTION;
	/* The way on comes first, right after the answers; what erases them is farthest from it. */
	struct node *next = part_button(b, REGION_FOOTER, STR("next"),
		part_msg(b, changing ? MSG_NAV_SAVE_CHANGE : MSG_NAV_NEXT), ACTION_NEXT);
	const bool closed = b->session->closed && session_page(b->session) == PAGE_START;
	next->flags |= frame.next && !closed ? NODE_PRIMARY : NODE_PRIMARY | NODE_ABSENT;
	struct node *back = part_button(b, REGION_FOOTER, STR("back"), part_msg(b, MSG_NAV_BACK),
		b->session->overlay != PAGE_WELCOME ? ACTION_CLOSE : ACTION_BACK);
	back->flags |= frame.back ? 0 : NODE_ABSENT;
	struct node *help = part_button(
		b, REGION_FOOTER, STR("help"), frame_label(b, MSG_NAV_HELP), ACTION_HELP);
	help->spoken = part_msg(b, MSG_NAV_HELP);
	if (session_page(b->session) == PAGE_HELP || session_page(b->session) == PAGE_TIMEOUT ||
		session_page(b->session) == PAGE_SAVING || session_page(b->session) == PAGE_STAFF_BUSY ||
		session_page(b->session) == PAGE_GOODBYE) {
		help->flags |= NODE_ABSENT;
	}
	struct node *cancel = part_button(
		b, REGION_FOOTER, STR("cancel"), part_msg(b, MSG_NAV_CANCEL), ACTION_CANCEL);
	cancel->flags |= frame.cancel ? NODE_DANGER : NODE_DANGER | NODE_ABSENT;
}

/* That there is no voice is told where somebody would look for it, and to whoever just lost it (K-30). */
static void
add_voiceless(const struct build *b)
{
	const struct session *s = b->session;
	const enum page_kind page = session_page(s);
	if (!s->speech_failed ||
		(page != PAGE_WELCOME && page != PAGE_HELP && page != PAGE_SETTINGS && !s->speech_lost)) {
		return;
	}
	struct build each = *b;
	each.lang = page == PAGE_WELCOME ? b->options->first_lang : b->lang;
	for (int32_t i = 0; i < (page == PAGE_WELCOME ? 2 : 1); i++) {
		add(&each, ROLE_STATUS, REGION_CONTENT, part_id(b, STR("voiceless"), i + 1, -1),
			part_msg(&each, MSG_FRAME_VOICELESS));
		each.lang = each.lang == LANG_EN ? LANG_FR : LANG_EN;
	}
}

/* For a page that does not fit; layout takes them away where it does. */
static void
frame_parts(const struct build *b)
{
	part_button(b, REGION_PARTS, STR("less"), frame_label(b, MSG_NAV_LESS), ACTION_LESS);
	part_button(b, REGION_PARTS, STR("more"), frame_label(b, MSG_NAV_MORE), ACTION_MORE);
}

static struct str
page_name(enum page_kind page)
{
	static const struct str names[PAGE_COUNT] = {
		[PAGE_WELCOME] = STR("welcome"),
		[PAGE_SERVICES] = STR("services"),
		[PAGE_START] = STR("start"),
		[PAGE_QUESTION] = STR("question"),
		[PAGE_REVIEW] = STR("review"),
		[PAGE_SUBMIT] = STR("submit"),
		[PAGE_SAVING] = STR("saving"),
		[PAGE_NOT_SAVED] = STR("not-saved"),
		[PAGE_CONFIRMATION] = STR("confirmation"),
		[PAGE_GOODBYE] = STR("goodbye"),
		[PAGE_EXIT] = STR("exit"),
		[PAGE_STAFF_SIGN_IN] = STR("staff"),
		[PAGE_STAFF_MENU] = STR("staff-menu"),
		[PAGE_STAFF_BUSY] = STR("staff-busy"),
		[PAGE_STAFF_RESULT] = STR("staff-result"),
		[PAGE_STAFF_CONFIRM] = STR("staff-confirm"),
		[PAGE_STAFF_SETUP] = STR("staff-setup"),
		[PAGE_STAFF_ENROL] = STR("staff-enrol"),
		[PAGE_STAFF_TEST] = STR("staff-test"),
		[PAGE_STAFF_DIAGNOSIS] = STR("staff-diagnosis"),
		[PAGE_HELP] = STR("help"),
		[PAGE_SETTINGS] = STR("settings"),
		[PAGE_CANCEL] = STR("cancel"),
		[PAGE_ALOUD] = STR("aloud"),
		[PAGE_REMOVE] = STR("remove"),
		[PAGE_TIMEOUT] = STR("timeout"),
	};
	return names[page];
}

/* "q7", and of a repeating set "q7.r1". */
static struct str
question_name(const struct build *b)
{
	const struct session *s = b->session;
	struct place place = place_of(s->element);
	if (s->form->elements[s->element].type == ELEMENT_SET) {
		place.row = s->row;
	}
	return part_place_id(b, STR("q"), place, -1);
}

void
page_build(const struct session *session, const struct kiosk_options *options, struct tree *tree,
	struct arena *arena)
{
	static void (*const content[PAGE_COUNT])(const struct build *) = {
		[PAGE_WELCOME] = page_welcome,
		[PAGE_SERVICES] = page_services,
		[PAGE_START] = page_start,
		[PAGE_QUESTION] = page_question,
		[PAGE_REVIEW] = page_review,
		[PAGE_SUBMIT] = page_submit,
		[PAGE_SAVING] = page_saving,
		[PAGE_NOT_SAVED] = page_not_saved,
		[PAGE_CONFIRMATION] = page_confirmation,
		[PAGE_GOODBYE] = page_goodbye,
		[PAGE_EXIT] = page_exit,
		[PAGE_STAFF_SIGN_IN] = page_staff_sign_in,
		[PAGE_STAFF_MENU] = page_staff_menu,
		[PAGE_STAFF_BUSY] = page_staff_busy,
		[PAGE_STAFF_RESULT] = page_staff_result,
		[PAGE_STAFF_CONFIRM] = page_staff_confirm,
		[PAGE_STAFF_SETUP] = page_staff_setup,
		[PAGE_STAFF_ENROL] = page_staff_enrol,
		[PAGE_STAFF_TEST] = page_staff_test,
		[PAGE_STAFF_DIAGNOSIS] = page_staff_diagnosis,
		[PAGE_HELP] = page_help,
		[PAGE_SETTINGS] = page_settings,
		[PAGE_CANCEL] = page_cancel,
		[PAGE_ALOUD] = page_aloud,
		[PAGE_REMOVE] = page_remove,
		[PAGE_TIMEOUT] = page_timeout,
	};
	const struct build b = { session, options, tree, arena, session->lang };
	const enum page_kind page = session_page(session);
	tree->lang = session->lang;
	tree->page = page == PAGE_QUESTION ? question_name(&b) : page_name(page);
	frame_header(&b);
	add_voiceless(&b);
	content[page](&b);
	frame_parts(&b);
	if (page == PAGE_QUESTION && session->touching && session->keyboard &&
		session->edited.element >= 0) {
		keyboard_build(session, tree, arena);
	}
	frame_footer(&b);
}
