/* SPDX-License-Identifier: MIT */
/* The pages around a form: welcome, help, settings, notices, confirmation, goodbye. */
#include "core/page_parts.h"

#include <string.h>

#include "core/calendar.h"
#include "core/effect.h"

/* The idle limit in whole minutes, as it is told to people. */
static struct str
minutes(const struct build *b)
{
	return part_number(b, (b->options->idle_limit * b->session->patience + 30000) / 60000);
}

static enum msg
trouble_message(enum trouble trouble)
{
	switch (trouble) {
	case TROUBLE_FORM:
		return MSG_TROUBLE_FORM;
	case TROUBLE_OFFICER:
		return MSG_TROUBLE_OFFICER;
	case TROUBLE_KEY:
		return MSG_TROUBLE_KEY;
	case TROUBLE_OUTBOX:
		return MSG_TROUBLE_OUTBOX;
	case TROUBLE_DISK_FULL:
		return MSG_TROUBLE_DISK_FULL;
	case TROUBLE_NONE:
	case TROUBLE_COUNT:
		break;
	}
	return MSG_TROUBLE_OUTBOX;
}

/* What chooses this language: Enter where the focus is, else an arrow first. `first` stands above the other. */
static enum msg
welcome_instruction(const struct build *b, struct str id, bool first)
{
	const struct str focus = { b->session->focus, (size_t)b->session->n_focus };
	const bool on_language = str_starts(focus, STR("lang."));
	if (on_language ? str_eq(focus, id) : first) {
		return MSG_WELCOME_CHOOSE;
	}
	return first ? MSG_WELCOME_CHOOSE_PREVIOUS : MSG_WELCOME_CHOOSE_NEXT;
}

static struct node *
welcome_language(const struct build *b)
{
	static const struct str ids[LANG_COUNT] = { STR("lang.en"), STR("lang.fr") };
	struct node *node = part_button(
		b, REGION_CONTENT, ids[b->lang], part_msg(b, MSG_LANGUAGE_NAME), ACTION_LANGUAGE);
	node->action.arg = (int32_t)b->lang;
	node->instruction = part_msg(
		b, welcome_instruction(b, ids[b->lang], b->lang == b->options->first_lang));
	return node;
}

/*
 * Both languages side by side with equal weight, the site's first language first (K-68); before anything else, so that
 * no text is too large and no screen too small to show the two offers at once.
 */
void
page_welcome(const struct build *b)
{
	static const struct str titles[2] = { STR("title1"), STR("title2") };
	static const struct str offers[2] = { STR("offer1"), STR("offer2") };
	static const struct str limits[2] = { STR("limit1"), STR("limit2") };
	static const uint32_t halves[2] = { NODE_LEFT, NODE_RIGHT };
	struct build each[2] = { *b, *b };
	each[0].lang = b->options->first_lang;
	each[1].lang = each[0].lang == LANG_EN ? LANG_FR : LANG_EN;
	const bool usable = b->options->trouble == TROUBLE_NONE;
	for (int i = 0; i < 2; i++) {
		part_heading(&each[i], titles[i], part_msg(&each[i], MSG_WELCOME_TITLE))->flags |=
			halves[i];
	}
	for (int i = 0; i < 2 && usable; i++) {
		welcome_language(&each[i])->flags |= halves[i];
	}
	for (int i = 0; i < 2 && usable; i++) {
		part_paragraph(&each[i], offers[i], part_msg(&each[i], MSG_WELCOME_OFFER))->flags |=
			halves[i];
	}
	for (int i = 0; i < 2 && usable; i++) {
		part_paragraph(&each[i], limits[i],
			part_fill(&each[i], MSG_WELCOME_LIMIT, "minutes", minutes(&each[i])))
			->flags |= halves[i];
	}
	const enum msg troubles[] = { MSG_TROUBLE_TITLE, trouble_message(b->options->trouble),
		MSG_TROUBLE_CALL };
	for (int32_t k = 0; k < 3 && !usable; k++) {
		for (int32_t i = 0; i < 2; i++) {
			part_paragraph(
				&each[i], part_id(b, STR("trouble"), i + 1, k), part_msg(&each[i], troubles[k]))
				->flags |= k == 0 ? halves[i] | NODE_DANGER : halves[i];
		}
	}
}

static struct node *
setting(const struct build *b, int32_t parent, struct str id, enum msg name, struct action action,
	bool checked)
{
	struct node *node = tree_add(b->tree, ROLE_CHOICE, REGION_CONTENT, part_msg(b, name));
	node->id = id;
	node->lang = b->lang;
	node->flags |= checked ? NODE_FOCUSABLE | NODE_CHECKED : NODE_FOCUSABLE;
	node->action = action;
	node->parent = parent;
	return node;
}

static int32_t
setting_group(const struct build *b, struct str id, enum msg name)
{
	struct node *group = tree_add(b->tree, ROLE_GROUP, REGION_CONTENT, part_msg(b, name));
	group->id = id;
	group->lang = b->lang;
	return b->tree->n - 1;
}

static void
setting_sizes(const struct build *b)
{
	static const struct str ids[SIZE_COUNT] = { STR("size1"), STR("size2"), STR("size3"),
		STR("size4") };
	static const enum msg names[SIZE_COUNT] = { MSG_SETTINGS_SIZE_1, MSG_SETTINGS_SIZE_2,
		MSG_SETTINGS_SIZE_3, MSG_SETTINGS_SIZE_4 };
	const int32_t parent = setting_group(b, STR("size"), MSG_SETTINGS_SIZE);
	for (int32_t i = 0; i < SIZE_COUNT; i++) {
		struct node *node = setting(b, parent, ids[i], names[i],
			(struct action){ .kind = ACTION_SIZE, .arg = i }, b->session->size == i);
		node->position = i + 1;
		node->of = SIZE_COUNT;
	}
}

static void
setting_themes(const struct build *b)
{
	static const struct str ids[THEME_COUNT] = { STR("theme1"), STR("theme2"), STR("theme3"),
		STR("theme4") };
	static const enum msg names[THEME_COUNT] = { MSG_SETTINGS_THEME_1, MSG_SETTINGS_THEME_2,
		MSG_SETTINGS_THEME_3, MSG_SETTINGS_THEME_4 };
	const int32_t parent = setting_group(b, STR("theme"), MSG_SETTINGS_THEME);
	for (int32_t i = 0; i < THEME_COUNT; i++) {
		struct node *node = setting(b, parent, ids[i], names[i],
			(struct action){ .kind = ACTION_THEME, .arg = i }, b->session->theme == i);
		node->position = i + 1;
		node->of = THEME_COUNT;
	}
}

static struct str
level(const struct build *b, int32_t step, int32_t steps)
{
	const struct msg_arg args[] = { { "n", part_number(b, step + 1) },
		{ "m", part_number(b, steps) } };
	return msg_fill(b->arena, b->lang, MSG_SETTINGS_LEVEL, args, 2);
}

static void
setting_speech(const struct build *b)
{
	const struct session *s = b->session;
	part_subheading(b, STR("voice"), part_msg(b, MSG_SETTINGS_VOICE));
	const struct {
		struct str id;
		enum msg name;
		enum action_kind action;
		struct str value;
	} rows[] = {
		{ STR("slower"), MSG_SETTINGS_SLOWER, ACTION_SLOWER, level(b, s->rate, RATE_STEPS) },
		{ STR("faster"), MSG_SETTINGS_FASTER, ACTION_FASTER, level(b, s->rate, RATE_STEPS) },
		{ STR("softer"), MSG_SETTINGS_SOFTER, ACTION_SOFTER, level(b, s->volume, VOLUME_STEPS) },
		{ STR("louder"), MSG_SETTINGS_LOUDER, ACTION_LOUDER, level(b, s->volume, VOLUME_STEPS) },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		part_button(b, REGION_CONTENT, rows[i].id, part_msg(b, rows[i].name), rows[i].action)
			->value = rows[i].value;
	}
}

void
page_settings(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_SETTINGS_TITLE));
	setting_sizes(b);
	setting_themes(b);
	if (!b->session->speech_failed) {
		setting_speech(b);
	}
	/* for whoever looks for it: nothing that a client needs is behind it */
	if (b->session->page == PAGE_WELCOME) {
		part_staff_act(b, STR("staff"), MSG_STAFF_ENTER, STAFF_ACT_ENTER, 0);
	}
}

void
page_help(const struct build *b)
{
	static const struct str ids[] = { STR("p1"), STR("p2"), STR("p3"), STR("p4"), STR("p5") };
	static const enum msg texts[] = { MSG_HELP_TOUCH, MSG_HELP_KEYS, MSG_HELP_SPEECH,
		MSG_HELP_LANGUAGE, MSG_HELP_CALL };
	part_heading(b, STR("title"), part_msg(b, MSG_HELP_TITLE));
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		if (texts[i] != MSG_HELP_SPEECH || !b->session->speech_failed) {
			/* with the voice on, a finger explores first (K-34) */
			const bool explores = texts[i] == MSG_HELP_TOUCH && b->session->speech;
			part_paragraph(b, ids[i], part_msg(b, explores ? MSG_HELP_TOUCH_SPEECH : texts[i]));
		}
	}
	part_paragraph(b, STR("limit"), part_fill(b, MSG_HELP_LIMIT, "minutes", minutes(b)));
	if (b->session->patience == 1 && b->session->page != PAGE_WELCOME) {
		part_button(
			b, REGION_CONTENT, STR("more-time"), part_msg(b, MSG_HELP_MORE_TIME), ACTION_MORE_TIME);
	}
}

void
page_cancel(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_CANCEL_TITLE));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_CANCEL_ERASED));
	part_button(b, REGION_CONTENT, STR("cancel.no"), part_msg(b, MSG_CANCEL_NO), ACTION_CANCEL_NO)
		->flags |= NODE_PRIMARY;
	part_button(
		b, REGION_CONTENT, STR("cancel.yes"), part_msg(b, MSG_CANCEL_YES), ACTION_CANCEL_YES)
		->flags |= NODE_DANGER;
}

void
page_aloud(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_ALOUD_TITLE));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_ALOUD_SPEAKER));
	part_button(b, REGION_CONTENT, STR("aloud.no"), part_msg(b, MSG_ALOUD_NO), ACTION_ALOUD_NO)
		->flags |= NODE_PRIMARY;
	part_button(b, REGION_CONTENT, STR("aloud.yes"), part_msg(b, MSG_ALOUD_YES), ACTION_ALOUD_YES);
}

void
page_timeout(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_TIMEOUT_TITLE));
	part_paragraph(b, STR("p1"),
		part_msg(b,
			session_is_staff(b->session)              ? MSG_TIMEOUT_STAFF :
				b->session->page == PAGE_CONFIRMATION ? MSG_TIMEOUT_CLEAR :
														MSG_TIMEOUT_ERASE));
	struct node *left = part_large(b, STR("left"), part_msg(b, MSG_TIMEOUT_LEFT),
		part_fill(b, MSG_TIMEOUT_SECONDS, "count", part_number(b, b->session->seconds_left)));
	left->value_spoken = part_fill(
		b, MSG_TIMEOUT_SECONDS_SPOKEN, "count", part_number(b, b->session->seconds_left));
	left->flags &= ~(uint32_t)NODE_FOCUSABLE;
	part_button(b, REGION_CONTENT, STR("stay"), part_msg(b, MSG_TIMEOUT_STAY), ACTION_STAY)
		->flags |= NODE_PRIMARY;
}

void
page_goodbye(const struct build *b)
{
	static const enum msg texts[] = { [FAREWELL_DONE] = MSG_GOODBYE_DONE,
		[FAREWELL_CANCELLED] = MSG_GOODBYE_CANCELLED,
		[FAREWELL_IDLE] = MSG_GOODBYE_IDLE,
		[FAREWELL_IDLE_SAVED] = MSG_GOODBYE_DONE,
		[FAREWELL_LEFT] = MSG_GOODBYE_CANCELLED };
	part_heading(b, STR("title"), part_msg(b, MSG_GOODBYE_TITLE));
	part_paragraph(b, STR("p1"), part_msg(b, texts[b->session->farewell]));
}

/* The words that the officer will read back; silent on a speaker until the client asks for them. */
static void
confirmation_words(const struct build *b)
{
	const struct session *s = b->session;
	struct text text;
	text_begin(&text, b->arena, 64);
	text_add(&text, s->words[0]);
	text_add(&text, STR(", "));
	text_add(&text, s->words[1]);
	struct node *words = part_large(
		b, STR("words"), part_msg(b, MSG_CONFIRMATION_WORDS), text_end(&text, b->arena));
	words->flags |= session_may_speak_private(s) ? NODE_PRIVATE : NODE_PRIVATE | NODE_SECRET;
	if (s->speech && !session_may_speak_private(s)) {
		words->value_spoken = part_msg(b, MSG_CONFIRMATION_SILENT);
		part_button(b, REGION_CONTENT, STR("aloud.yes"), part_msg(b, MSG_CONFIRMATION_ALOUD),
			ACTION_ALOUD_YES);
	}
}

static struct str
delivered_by(const struct build *b, struct date due)
{
	struct text text;
	text_begin(&text, b->arena, 64);
	format_weekday_date(b->lang, calendar_weekday(due), due, &text);
	return part_fill(b, MSG_CONFIRMATION_DELIVERED_BY, "date", text_end(&text, b->arena));
}

/* No date before the back end has received the request: only then it counts (K-75). */
static struct str
delivery_text(const struct build *b)
{
	const struct session *s = b->session;
	if (!s->delivered) {
		return part_msg(
			b, s->link_known && s->link_up ? MSG_CONFIRMATION_ONLINE : MSG_CONFIRMATION_OFFLINE);
	}
	return s->due.year > 0 ? delivered_by(b, s->due) : part_msg(b, MSG_CONFIRMATION_DELIVERED);
}

/* Changes while a finger may be on its way to the button below. */
static void
confirmation_delivery(const struct build *b)
{
	/* "Wednesday, September 30", "mercredi 1er septembre": no working day has wider words. */
	const struct date widest = b->lang == LANG_EN ? (struct date){ 2026, 9, 30 } :
													(struct date){ 2027, 9, 1 };
	const struct str others[] = { part_msg(b, MSG_CONFIRMATION_ONLINE),
		part_msg(b, MSG_CONFIRMATION_OFFLINE), part_msg(b, MSG_CONFIRMATION_DELIVERED),
		delivered_by(b, widest) };
	const int32_t n = sizeof(others) / sizeof(others[0]);
	struct str *kept = arena_array(b->arena, struct str, n);
	memcpy(kept, others, sizeof(others));
	struct node *node = tree_add(b->tree, ROLE_STATUS, REGION_CONTENT, delivery_text(b));
	node->id = STR("delivery");
	node->lang = b->lang;
	node->others = kept;
	node->n_others = n;
}

void
page_confirmation(const struct build *b)
{
	const struct session *s = b->session;
	part_heading(b, STR("title"), part_msg(b, MSG_CONFIRMATION_TITLE));
	struct text text;
	text_begin(&text, b->arena, 16);
	reference_show(s->reference, &text);
	part_large(
		b, STR("reference"), part_msg(b, MSG_CONFIRMATION_REFERENCE), text_end(&text, b->arena))
		->reading = READING_REFERENCE;
	confirmation_words(b);
	confirmation_delivery(b);
	part_paragraphs(b, STR("promise"), s->form->promise.in[b->lang]);
	part_rich(b, STR("more"), s->form->confirmation_rich);
	part_button(b, REGION_CONTENT, STR("done"), part_msg(b, MSG_CONFIRMATION_DONE), ACTION_DONE)
		->flags |= NODE_PRIMARY;
	if (b->options->n_forms > 1) {
		part_button(b, REGION_CONTENT, STR("another"), part_msg(b, MSG_CONFIRMATION_ANOTHER),
			ACTION_ANOTHER);
	}
}
