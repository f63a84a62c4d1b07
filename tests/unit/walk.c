/* SPDX-License-Identifier: MIT */
/* A client for tests. */
#include "walk.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/kiosk_state.h"
#include "platform/font_table.h"
#include "platform/form_json.h"
#include "platform/letters.h"

static void
give(struct arena *arena, size_t size)
{
	void *memory = calloc(1, size);
	assert_non_null(memory);
	arena_init(arena, memory, size);
}

static const struct form *
load_form(struct walk *walk, const char *folder)
{
	char path[512], lists[512];
	struct diagnosis diagnosis;
	const struct form *form = NULL;
	const char *source = getenv("GUICHET_SOURCE");
	snprintf(path, sizeof(path), "%s/%s", source ? source : ".", folder);
	snprintf(lists, sizeof(lists), "%s/assets/lists", source ? source : ".");
	const struct form_loading loading = { .letters = letters_of_glib(), .lists = lists };
	if (form_load_service(path, &walk->form_memory, &loading, &form, &diagnosis) != 0) {
		fail_msg("%s %s: %s", diagnosis.file, diagnosis.where, diagnosis.what);
	}
	return form;
}

/* All but the services. */
static void
prepare(struct walk *walk)
{
	*walk = (struct walk){ .pace = WALK_PACE_MS, .details = "Two words." };
	give(&walk->form_memory, WALK_FORM);
	give(&walk->permanent, KIOSK_PERMANENT_BYTES);
	give(&walk->session, KIOSK_SESSION_BYTES);
	give(&walk->pages[0], KIOSK_PAGE_BYTES);
	give(&walk->pages[1], KIOSK_PAGE_BYTES);
	walk->said = calloc(1, WALK_HEARD);
	walk->heard = calloc(1, WALK_HEARD);
	walk->saved = calloc(1, WALK_SAVED);
	assert_true(walk->said && walk->heard && walk->saved);
	assert_int_equal(regex_open(&walk->regex), 0);
	walk->options = (struct kiosk_options){
		.first_lang = LANG_EN,
		.size = SIZE_DEFAULT,
		.theme = THEME_DEFAULT,
		.display = { 1080, 1920, 4.03f },
		.metrics = font_table_metrics(),
		.matcher = regex_matcher(walk->regex),
		.letters = letters_of_glib(),
		.idle_limit = 180000,
		.time_zone = STR("America/Toronto"),
		.device = STR("test"),
		.version = STR("1.2.3"),
		.screen_px_per_mm = 4.03f,
	};
}

void
walk_open(struct walk *walk)
{
	prepare(walk);
	walk->form = load_form(walk, "assets/services/service-request");
	walk->options.forms = &walk->form;
	walk->options.n_forms = 1;
}

static int
is_service(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

void
walk_open_service(struct walk *walk, const char *folder)
{
	char path[512];
	struct dirent **entries;
	const char *source = getenv("GUICHET_SOURCE");
	prepare(walk);
	snprintf(path, sizeof(path), "%s/%s/form.json", source ? source : ".", folder);
	if (access(path, R_OK) == 0) {
		walk->forms[walk->options.n_forms++] = load_form(walk, folder);
	} else {
		snprintf(path, sizeof(path), "%s/%s", source ? source : ".", folder);
		const int n = scandir(path, &entries, is_service, alphasort);
		assert_in_range(n, 1, WALK_FORMS);
		for (int i = 0; i < n; i++) {
			snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
			walk->forms[walk->options.n_forms++] = load_form(walk, path);
			free(entries[i]);
		}
		free(entries);
	}
	walk->form = walk->forms[0];
	walk->options.forms = walk->forms;
	walk->options.officer = true;
	walk->by_kind = true;
}

static void
send_start(struct walk *walk)
{
	struct event event = { .kind = EVENT_START, .at = walk->now };
	walk->visits++;
	for (size_t i = 0; i < sizeof(event.start.random); i++) {
		event.start.random[i] = (uint8_t)(walk->visits * 37 + i * 11);
	}
	event.start.wall = 1795000000000 + walk->now;
	event.start.wall_sure = true;
	walk_step(walk, event);
}

void
walk_begin(struct walk *walk)
{
	walk->kiosk = kiosk_init(&walk->permanent, &walk->session, walk->pages, &walk->options);
	send_start(walk);
}

void
walk_close(struct walk *walk)
{
	regex_close(walk->regex);
	struct arena *const arenas[] = { &walk->form_memory, &walk->permanent, &walk->session,
		&walk->pages[0], &walk->pages[1] };
	for (size_t i = 0; i < sizeof(arenas) / sizeof(arenas[0]); i++) {
		free(arenas[i]->base);
	}
	free(walk->said);
	free(walk->heard);
	free(walk->saved);
}

int
walk_set_up(void **state)
{
	static struct walk walk; /* cmocka hands the state over by pointer */
	walk_open(&walk);
	*state = &walk;
	return 0;
}

int
walk_set_up_begun(void **state)
{
	(void)walk_set_up(state);
	walk_begin(*state);
	return 0;
}

int
walk_tear_down(void **state)
{
	walk_close(*state);
	return 0;
}

/* ---- what comes out ---- */

static void
hear(struct walk *walk, const struct utterance *utterance)
{
	size_t n = 0;
	for (int32_t i = 0; i < utterance->n_spans; i++) {
		const struct span *span = &utterance->spans[i];
		assert_true(
			n + span->words.n + 4 < WALK_HEARD && walk->n_heard + span->shown.n + 2 < WALK_HEARD);
		n += (size_t)snprintf(walk->said + n, WALK_HEARD - n, "%s%.*s", i > 0 ? " | " : "",
			(int)span->words.n, span->words.n > 0 ? span->words.p : "");
		memcpy(walk->heard + walk->n_heard, span->shown.n > 0 ? span->shown.p : "", span->shown.n);
		walk->n_heard += span->shown.n;
		walk->heard[walk->n_heard++] = '\0';
		walk->n_private += span->is_private ? 1 : 0;
	}
	walk->n_speaks++;
	walk->utterance = utterance->number;
	walk->urgent = utterance->urgent;
	walk->cause = utterance->cause;
}

static void
keep(struct walk *walk, const struct sealed_request *request)
{
	assert_true(
		request->plaintext.n < WALK_SAVED && request->id.n == 36 && request->reference.n == 10);
	memcpy(walk->saved, request->plaintext.p, request->plaintext.n);
	walk->saved[request->plaintext.n] = '\0';
	walk->n_saved = request->plaintext.n;
	memcpy(walk->id, request->id.p, 36);
	memcpy(walk->reference, request->reference.p, 10);
	walk->ticket = request->ticket;
	walk->n_saves++;
}

static void
note_call(struct walk *walk, const struct staff_task *task)
{
	size_t n = 0;
	walk->n_asks++;
	walk->asked = task->call.verb;
	walk->ask = task->number;
	walk->asked_with[0] = '\0';
	for (int32_t i = 0; i < task->call.n_args; i++) {
		const struct staff_arg *arg = &task->call.args[i];
		n += (size_t)snprintf(walk->asked_with + n, sizeof(walk->asked_with) - n, "%.*s=%.*s;",
			(int)arg->name.n, arg->name.p, (int)arg->value.n, arg->value.p);
		assert_true(n < sizeof(walk->asked_with));
	}
}

void
walk_step(struct walk *walk, struct event event)
{
	bool wiped = false;
	event.at = walk->now;
	kiosk_step(walk->kiosk, &event, &walk->effects);
	for (int32_t i = 0; i < walk->effects.n; i++) {
		const struct effect *effect = &walk->effects.list[i];
		switch (effect->kind) {
		case EFFECT_SPEAK:
			hear(walk, &effect->speak);
			break;
		case EFFECT_HUSH:
			walk->n_hushes++;
			break;
		case EFFECT_PAUSE:
			walk->n_pauses++;
			break;
		case EFFECT_SAVE:
			keep(walk, &effect->save);
			break;
		case EFFECT_STAFF:
			note_call(walk, &effect->staff);
			break;
		case EFFECT_WIPE:
			walk->n_wipes++;
			wiped = true;
			break;
		case EFFECT_VOLUME:
			break;
		}
	}
	if (wiped) {
		send_start(walk);
	}
}

/* ---- input ---- */

void
walk_key(struct walk *walk, enum key key)
{
	walk->now += walk->pace;
	walk_step(walk, (struct event){ .kind = EVENT_KEY, .key = key });
}

void
walk_keys(struct walk *walk, enum key key, int32_t times)
{
	for (int32_t i = 0; i < times; i++) {
		walk_key(walk, key);
	}
}

void
walk_type(struct walk *walk, const char *text)
{
	const struct str all = str_of(text);
	for (size_t at = 0; at < all.n;) {
		const size_t from = at;
		utf8_next(all, &at);
		walk->now += walk->pace;
		walk_step(walk, (struct event){ .kind = EVENT_TEXT, .text = str_sub(all, from, at) });
	}
}

void
walk_touch(struct walk *walk, enum pointer phase, px_t x, px_t y)
{
	walk_step(walk, (struct event){ .kind = EVENT_POINTER, .pointer = { phase, x, y } });
}

void
walk_tap(struct walk *walk, const char *id)
{
	const struct node *node = walk_node(walk, id);
	if (node == NULL || !node->shown || (node->flags & NODE_ABSENT)) {
		fail_msg("%s cannot be touched on page %.*s", id, (int)walk_tree(walk)->page.n,
			walk_tree(walk)->page.p);
		return;
	}
	const struct rect box = node->box;
	walk->now += walk->pace;
	walk_touch(walk, POINTER_DOWN, box.x + box.w / 2, box.y + box.h / 2);
	walk->now += 80;
	walk_touch(walk, POINTER_UP, box.x + box.w / 2, box.y + box.h / 2);
}

void
walk_display(struct walk *walk, px_t w, px_t h, float px_per_mm)
{
	walk_step(walk, (struct event){ .kind = EVENT_DISPLAY, .display = { w, h, px_per_mm } });
}

void
walk_jack(struct walk *walk, enum jack jack)
{
	walk_step(walk, (struct event){ .kind = EVENT_JACK, .jack = jack });
}

void
walk_spoken(struct walk *walk)
{
	walk_step(walk, (struct event){ .kind = EVENT_SPOKEN, .spoken = walk->utterance });
}

void
walk_stored(struct walk *walk, enum stored status)
{
	walk_step(walk, (struct event){ .kind = EVENT_STORED, .stored = { walk->ticket, status } });
}

void
walk_answered(struct walk *walk, const struct staff_answer *answer)
{
	walk->now += walk->pace;
	walk_step(walk, (struct event){ .kind = EVENT_STAFF, .staff = { walk->ask, answer } });
}

void
walk_answered_with(struct walk *walk, enum staff_status status)
{
	const struct staff_answer answer = { .status = status };
	walk_answered(walk, &answer);
}

void
walk_wait(struct walk *walk, ms_t ms)
{
	const ms_t until = walk->now + ms;
	int32_t still = 0;
	while (kiosk_due(walk->kiosk) <= until) {
		const ms_t due = kiosk_due(walk->kiosk);
		still = due > walk->now ? 0 : still + 1;
		assert_true(still <
			10); /* a tick that is asked for again and again would keep the processor awake */
		walk->now = due > walk->now ? due : walk->now;
		walk_step(walk, (struct event){ .kind = EVENT_TICK });
	}
	walk->now = until;
}

/* ---- ways ---- */

void
walk_go(struct walk *walk, const char *id)
{
	for (int32_t i = 0; i <= TREE_MAX; i++) {
		if (walk_has_focus(walk, id)) {
			return;
		}
		walk_key(walk, KEY_DOWN);
	}
	fail_msg("%s never gets the focus on page %.*s", id, (int)walk_tree(walk)->page.n,
		walk_tree(walk)->page.p);
}

void
walk_press(struct walk *walk, const char *id)
{
	walk_go(walk, id);
	walk_key(walk, KEY_ENTER);
}

void
walk_start(struct walk *walk, enum lang lang)
{
	walk_press(walk, lang == LANG_EN ? "lang.en" : "lang.fr");
	assert_true(walk_is_on(walk, "start"));
	walk_press(walk, "next");
}

/* Of the service request, by question. */
static const char *
text_for(const struct walk *walk, const char *id)
{
	static const char *const texts[][2] = { { "q3", "Marie-Ève" }, { "q4", "Côté" },
		{ "q6", "613 555 0199" }, { "q8", "" }, { "q9", "Ann Lee, community centre" },
		{ "q13", "k1a0b1" } };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strcmp(texts[i][0], id) == 0) {
			return texts[i][1];
		}
	}
	return walk->details;
}

/* Of any other service, by the kind of question. */
static const char *
text_of_kind(const struct walk *walk, struct place place)
{
	static const char *const date[] = { "1980", "11", "9" };
	static const char *const address[] = { "12 \"Main\" Street", "Montréal", "QC", "H2Y 1C6",
		"Canada" };
	const struct answers *answers = &walk->kiosk->session->answers;
	const struct element *e = place_element(answers, place);
	const struct element *whole = place_element(answers, place_whole(place));
	if (place.part >= 0) {
		return whole->type == ELEMENT_DATE ? date[place.part] : address[place.part];
	}
	if (element_is_searched(e)) {
		return ""; /* a choice that is found without typing will do */
	}
	if (e->type == ELEMENT_TEXT_AREA) {
		return walk->details;
	}
	return element_is_number(e) ? "5" : e->checks & CHECK_NANP ? "613 555 0199" : "Zoé Côté";
}

/* Whether walk_answer() picks this choice: the first, and what has to be ticked altogether. */
static bool
picks(const struct walk *walk, const struct node *node)
{
	if (!walk->by_kind) {
		return node->position == (str_find(node->id, STR("q5."), 0) == 0 && walk->no_phone ? 2 : 1);
	}
	const struct element *e = place_element(&walk->kiosk->session->answers, node->place);
	const bool is_done = element_is_searched(e) &&
		!answer_is_empty(&walk->kiosk->session->answers, node->place.element);
	return (node->position == 1 && !is_done) || e->type == ELEMENT_FILE || e->validation.all;
}

static void
answer_node(struct walk *walk, const char *id)
{
	const struct node *node = walk_node(walk, id);
	if (node->role == ROLE_FIELD && node->value.n == 0) {
		const struct place place = node->place;
		walk_go(walk, id);
		walk_type(walk, walk->by_kind ? text_of_kind(walk, place) : text_for(walk, id));
	} else if (node->role == ROLE_CHOICE && !(node->flags & NODE_CHECKED) && picks(walk, node)) {
		walk_press(walk, id);
	}
}

void
walk_answer(struct walk *walk)
{
	char id[ID_MAX + 1] = "";
	for (int32_t i = 0; i < walk_tree(walk)->n; i++) {
		const struct node *node = &walk_tree(walk)->nodes[i];
		if (node->region == REGION_CONTENT &&
			(node->role == ROLE_FIELD || node->role == ROLE_CHOICE)) {
			snprintf(id, sizeof(id), "%.*s", (int)node->id.n, node->id.p);
			answer_node(walk, id);
			/* an offer before it is gone by then */
			i = tree_find(walk_tree(walk), str_of(id));
		}
	}
}

void
walk_until(struct walk *walk, const char *page)
{
	for (int32_t i = 0; i < 64 && !walk_is_on(walk, page); i++) {
		walk_answer(walk);
		walk_press(walk, "next");
	}
	if (!walk_is_on(walk, page)) {
		fail_msg("%s is never shown", page);
	}
}

void
walk_confirmed(struct walk *walk, enum lang lang)
{
	walk_start(walk, lang);
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	assert_true(walk_is_on(walk, "saving"));
	walk_stored(walk, STORED_OK);
	assert_true(walk_is_on(walk, "confirmation"));
}

/* ---- what is there ---- */

const struct tree *
walk_tree(const struct walk *walk)
{
	return kiosk_tree(walk->kiosk);
}

const struct node *
walk_node(const struct walk *walk, const char *id)
{
	const struct tree *tree = walk_tree(walk);
	const int32_t at = tree_find(tree, str_of(id));
	return at >= 0 ? &tree->nodes[at] : NULL;
}

bool
walk_is_on(const struct walk *walk, const char *page)
{
	return str_eq(walk_tree(walk)->page, str_of(page));
}

bool
walk_has_focus(const struct walk *walk, const char *id)
{
	const struct tree *tree = walk_tree(walk);
	return tree->focus >= 0 && str_eq(tree->nodes[tree->focus].id, str_of(id));
}

bool
walk_value_is(const struct walk *walk, const char *id, const char *value)
{
	const struct node *node = walk_node(walk, id);
	return node != NULL && str_eq(node->value, str_of(value));
}

void
walk_forget(struct walk *walk)
{
	walk->n_asks = 0;
	walk->n_speaks = walk->n_hushes = walk->n_wipes = walk->n_saves = walk->n_pauses =
		walk->n_private = 0;
	walk->n_heard = 0;
	walk->said[0] = '\0';
}

bool
walk_heard(const struct walk *walk, struct str shown)
{
	for (size_t at = 0; at < walk->n_heard;) {
		const struct str line = str_of(walk->heard + at);
		if (str_eq(line, shown)) {
			return true;
		}
		at += line.n + 1;
	}
	return false;
}

bool
walk_holds(const struct walk *walk, const char *marker)
{
	const struct arena *const arenas[] = { &walk->session, &walk->pages[0], &walk->pages[1],
		&walk->permanent };
	for (size_t i = 0; i < sizeof(arenas) / sizeof(arenas[0]); i++) {
		if (memmem(arenas[i]->base, arenas[i]->size, marker, strlen(marker)) != NULL) {
			return true;
		}
	}
	return false;
}

void
walk_assert_sealed(struct walk *walk, const char *answers)
{
	char expected[4096];
	for (int32_t i = 0; i < 2 && !walk_is_on(walk, "review"); i++) {
		walk_press(walk, "next");
		assert_null(walk_node(walk, "errors"));
	}
	assert_true(walk_is_on(walk, "review"));
	walk_press(walk, "next");
	walk_press(walk, "submit");
	snprintf(expected, sizeof(expected), "\"answers\":%s,\"reference\"", answers);
	if (strstr(walk->saved, expected) == NULL) {
		fail_msg("%s is not in %s", expected, walk->saved);
	}
	walk_stored(walk, STORED_FAILED);
	walk_key(walk, KEY_ESCAPE);
	walk_press(walk, "r1");
	assert_true(walk_is_on(walk, "q1"));
}
