/* SPDX-License-Identifier: MIT */
/* The way through a form's questions: forward and back, what is checked when, rows, and what choosing does. */
#include "core/kiosk_state.h"
#include "core/known.h"
#include "core/msg.h"
#include "core/search.h"

#include <string.h>

/* Goes to a page of questions. */
static void
go_step(struct kiosk *kiosk, const struct way *way, int32_t index)
{
	struct session *s = kiosk->session;
	const struct step *step = &way->steps[index];
	s->element = way->walk[step->question];
	s->row = step->row < 0 ? 0 : step->row;
	visit_go(kiosk, PAGE_QUESTION);
}

/* ---- checks ---- */

/* Remembers the fault for the page to show. Returns whether there is one. */
static bool
check_place(struct kiosk *kiosk, struct place place)
{
	struct session *s = kiosk->session;
	const struct spot spot = place_spot(&s->answers, place);
	enum fault fault = typing_settle(kiosk, place);
	if (fault == FAULT_NONE) {
		fault = place.cell >= 0 ? rules_check_cell(&s->answers, place.element, place.row,
									  place.cell, &kiosk->options.matcher) :
								  rules_check(&s->answers, place.element, &kiosk->options.matcher);
	}
	spot.in->of[spot.element].fault = (uint8_t)fault;
	return fault != FAULT_NONE;
}

static int32_t
check_row(struct kiosk *kiosk, int32_t element, int32_t row)
{
	int32_t n = 0;
	for (int32_t cell = 0; cell < kiosk->session->form->elements[element].n_sub_elements; cell++) {
		n += check_place(kiosk, (struct place){ element, row, cell, -1 }) ? 1 : 0;
	}
	return n;
}

/* The questions of one page. Returns how many have a fault. */
static int32_t
check_step(struct kiosk *kiosk, const struct way *way, int32_t index)
{
	const struct step step = way->steps[index];
	int32_t n = 0;
	for (int32_t i = step.first; i < step.first + step.n; i++) {
		n += step.row >= 0 && i == step.question ? check_row(kiosk, way->walk[i], step.row) :
												   check_place(kiosk, place_of(way->walk[i]));
	}
	return n;
}

/* The first page that does not pass, -1: all do. Leaves no fault behind: nobody is told off for a question that was never shown. */
static int32_t
first_faulty(struct kiosk *kiosk, const struct way *way)
{
	int32_t found = -1;
	for (int32_t i = 0; i < way->n && found < 0; i++) {
		found = check_step(kiosk, way, i) > 0 ? i : -1;
	}
	answers_clear_faults(&kiosk->session->answers);
	return found;
}

bool
filling_check(struct kiosk *kiosk)
{
	struct way way;
	session_way(kiosk->session, &way);
	const int32_t faulty = first_faulty(kiosk, &way);
	if (faulty >= 0) {
		go_step(kiosk, &way, faulty);
	}
	return faulty < 0;
}

/* ---- forward and back ---- */

/* Who changed an answer comes back to its line of the review. */
static void
find_entry(struct kiosk *kiosk)
{
	const struct session *s = kiosk->session;
	struct place place = place_of(s->element);
	char id[ID_MAX];
	struct text text;
	if (s->form->elements[s->element].type == ELEMENT_SET) {
		place.row = s->row;
	}
	text_init(&text, id, sizeof(id));
	place_write_id(s->form, STR("r"), place, -1, &text);
	kiosk_set_focus(kiosk, text_str(&text));
}

/* All is checked again before the review (D24): a change may have opened a question that was never asked. */
static void
go_review(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	if (!filling_check(kiosk)) {
		return;
	}
	const bool changed = s->changing;
	s->changing = false;
	visit_go(kiosk, PAGE_REVIEW);
	if (changed) {
		find_entry(kiosk);
	}
}

/* Whether the page may be left forward; its faults are told otherwise. */
static bool
passes(struct kiosk *kiosk, const struct way *way)
{
	if (check_step(kiosk, way, way->at) == 0) {
		return true;
	}
	kiosk_enter(kiosk);
	kiosk->cause = CAUSE_ERROR;
	return false;
}

void
filling_next(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	struct way way;
	session_way(s, &way);
	const int32_t at = way.at;
	const bool is_last = at + 1 == way.n;
	if (at >= 0 && !passes(kiosk, &way)) {
		return;
	}
	if (is_last && way.leaves) {
		visit_go(kiosk, PAGE_EXIT);
	} else if (is_last || (s->changing && !way.leaves)) {
		go_review(kiosk);
	} else {
		go_step(kiosk, &way, at + 1);
	}
}

void
filling_back(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	struct way way;
	session_way(s, &way);
	const int32_t at = way.at;
	answers_clear_faults(&s->answers);
	/* A change that opened a question cannot be left unanswered, but it can be taken back: a page before it. */
	if (s->changing && !way.leaves && first_faulty(kiosk, &way) < 0) {
		go_review(kiosk);
	} else if (at > 0) {
		go_step(kiosk, &way, at - 1);
	} else {
		visit_go(kiosk, PAGE_START);
	}
}

void
filling_begin(struct kiosk *kiosk)
{
	struct way way;
	session_way(kiosk->session, &way);
	if (way.n > 0) {
		go_step(kiosk, &way, 0);
	} else {
		go_review(kiosk); /* nothing is asked */
	}
}

void
filling_back_to_last(struct kiosk *kiosk)
{
	struct way way;
	session_way(kiosk->session, &way);
	if (way.n > 0) {
		go_step(kiosk, &way, way.n - 1);
	} else {
		visit_go(kiosk, PAGE_START);
	}
}

/* ---- single answers ---- */

static void
changed(struct kiosk *kiosk)
{
	kiosk->session->plaintext_is_old = true;
	kiosk_say(kiosk, SAY_CHOICE, CAUSE_CHANGE);
	kiosk->dirty = true;
}

static void
edit(struct kiosk *kiosk, struct action action)
{
	kiosk->session->keyboard = true;
	typing_edit(kiosk, action.place);
	kiosk_say(kiosk, SAY_FOCUS, CAUSE_FOCUS);
}

static void
choose(struct kiosk *kiosk, struct action action)
{
	const struct spot spot = place_spot(&kiosk->session->answers, action.place);
	if (spot.in->form->elements[spot.element].type == ELEMENT_STARS) {
		answer_set_stars(spot.in, spot.element, action.arg);
	} else {
		answer_choose(spot.in, spot.element, action.arg);
	}
	if (place_eq(action.place, kiosk->session->edited)) {
		/* the field of a long list shows the choice, and can be typed on behind it */
		typing_edit(kiosk, action.place);
	}
	changed(kiosk);
}

static void
clear(struct kiosk *kiosk, struct action action)
{
	const struct place place = action.place;
	struct session *s = kiosk->session;
	const struct spot spot = place_spot(&s->answers, place);
	answer_clear(spot.in, spot.element);
	s->plaintext_is_old = true;
	s->part = -1;
	kiosk->go_to = place;
	kiosk->dirty = true;
	kiosk_say_message(kiosk, msg(s->lang, MSG_QUESTION_CLEARED), CAUSE_CHANGE);
}

static void
show(struct kiosk *kiosk, struct action action)
{
	const struct place place = action.place;
	const struct spot spot = place_spot(&kiosk->session->answers, place);
	spot.in->of[spot.element].shown = !spot.in->of[spot.element].shown;
	changed(kiosk);
}

static void
leaf(struct kiosk *kiosk, struct action action)
{
	const struct place place = action.place;
	const int32_t from = action.arg;
	struct session *s = kiosk->session;
	struct search search;
	char id[ID_MAX];
	struct text text;
	int32_t at = 0, choice = -1, unused;
	const struct str sought = session_sought(s, place, &unused);
	search_begin(
		&search, kiosk->options.letters, place_element(&s->answers, place), s->lang, sought);
	for (int32_t i = 0; i <= from; i++) {
		choice = search_next(&search, at, &at);
	}
	search_end(&search);
	if (sought.n == 0) {
		explicit_bzero(&s->sought, sizeof(s->sought)); /* of another list, if any */
	}
	s->sought.place = place;
	s->sought.first = from;
	text_init(&text, id, sizeof(id));
	place_write_id(s->form, STR("q"), place, choice, &text);
	kiosk_set_focus(kiosk, text_str(&text));
	kiosk_say(kiosk, SAY_FOCUS, CAUSE_FOCUS);
}

static void
take_offer(struct kiosk *kiosk, struct action action)
{
	const struct place place = action.place;
	struct session *s = kiosk->session;
	const struct spot known = known_find(s, place.element);
	if (known.in) {
		answer_copy(&s->answers, place.element, known.in, known.element);
		s->plaintext_is_old = true;
		/* What was taken over is on the screen now; the way on is one more press, after a look at it. */
		kiosk_set_focus(kiosk, STR("next"));
		kiosk_say_message(kiosk, msg(s->lang, MSG_OFFER_TAKEN), CAUSE_CHANGE);
	}
}

int32_t
filling_first_of(const struct kiosk *kiosk, struct place place)
{
	int32_t first = -1;
	for (int32_t i = 0; i < kiosk->tree.n; i++) {
		const struct node *node = &kiosk->tree.nodes[i];
		const bool is_part = node->role == ROLE_FIELD || node->role == ROLE_CHOICE;
		if (!is_part || !place_eq(place_whole(node->place), place)) {
			continue;
		}
		if (node->flags & NODE_INVALID) {
			return i;
		}
		first = first < 0 ? i : first;
	}
	return first;
}

static void
go_to(struct kiosk *kiosk, struct action action)
{
	const struct place place = action.place;
	const int32_t at = filling_first_of(kiosk, place);
	if (at >= 0) {
		kiosk_set_focus(kiosk, kiosk->tree.nodes[at].id);
		kiosk_say(kiosk, SAY_FOCUS, CAUSE_FOCUS);
	}
}

static void
change(struct kiosk *kiosk, struct action action)
{
	const struct place place = action.place;
	struct session *s = kiosk->session;
	struct way way;
	s->element = place.element;
	s->row = place.row < 0 ? 0 : place.row;
	s->changing = true;
	session_way(s, &way);
	go_step(kiosk, &way, way.at);
	/* The page begins with its questions; of several the one that is to be changed gets the focus. */
	kiosk->go_to = place;
	s->part = -1;
}

/* ---- rows of a repeating set ---- */

static void
add_row(struct kiosk *kiosk, struct action action)
{
	const struct place place = action.place;
	struct session *s = kiosk->session;
	struct way way;
	session_way(s, &way);
	if (passes(kiosk, &way) && answer_add_row(&s->answers, place.element)) {
		s->plaintext_is_old = true;
		s->row = s->answers.of[place.element].n_rows - 1;
		visit_go(kiosk, PAGE_QUESTION);
	}
}

static bool
row_is_blank(const struct answers *row)
{
	for (int32_t i = 0; i < row->form->n_elements; i++) {
		if (!answer_is_empty(row, i)) {
			return false;
		}
	}
	return true;
}

static void
take_row_away(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	if (answer_remove_row(&s->answers, s->element, s->row)) {
		const int32_t n = s->answers.of[s->element].n_rows;
		s->row = s->row < n ? s->row : n - 1;
		s->plaintext_is_old = true;
	}
	answers_clear_faults(&s->answers);
	visit_go(kiosk, PAGE_QUESTION);
}

/* Asks first where the row has answers. */
static void
remove_row(struct kiosk *kiosk, struct action action)
{
	struct session *s = kiosk->session;
	const bool sure = action.kind == ACTION_REMOVE_ROW_YES;
	if (sure || row_is_blank(&s->answers.of[s->element].rows[s->row])) {
		take_row_away(kiosk);
	} else {
		visit_open_overlay(kiosk, PAGE_REMOVE);
	}
}

void
filling_act(struct kiosk *kiosk, struct action action)
{
	static void (*const acts[])(struct kiosk *, struct action) = {
		[ACTION_EDIT] = edit,
		[ACTION_CHOOSE] = choose,
		[ACTION_CLEAR] = clear,
		[ACTION_SHOW] = show,
		[ACTION_OFFER] = take_offer,
		[ACTION_MATCHES] = leaf,
		[ACTION_ADD_ROW] = add_row,
		[ACTION_REMOVE_ROW] = remove_row,
		[ACTION_REMOVE_ROW_YES] = remove_row,
		[ACTION_CHANGE] = change,
		[ACTION_GO_TO] = go_to,
	};
	acts[action.kind](kiosk, action);
}
