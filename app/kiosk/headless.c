/* SPDX-License-Identifier: MIT */
/*
 * The virtual clock jumps to whatever comes first. At the same millisecond the order is fixed, so that a log can be
 * compared byte for byte: what ends by itself (speech, saving), what the core waited for, what the file says.
 */
#include "kiosk/headless.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/kiosk.h"
#include "exit_codes.h"
#include "kiosk/expect.h"
#include "kiosk/replay_voice.h"
#include "kiosk/save.h"
#include "kiosk/scene.h"
#include "kiosk/staff_link.h"
#include "kiosk/startup.h"
#include "platform/letters.h"
#include "platform/play_json.h"
#include "platform/qr.h"

enum {
	SAVE_MS =
		200, /* what a commit takes on a slow card: the page that says "saving" is seen and heard */
	STILL_TICKS =
		1000, /* so many ticks in one millisecond: the core asks for a time that has come already */
};

struct headless {
	const struct options *options;
	struct services services;
	struct store store;
	bool has_store;
	struct play *play;
	struct scene *scene;
	struct replay_voice *voice;
	void *memory; /* of all arenas */
	struct arena permanent, session, pages[2];
	struct kiosk *kiosk;
	ms_t now;
	struct event start; /* of the first visit; the others' are derived from it */
	uint8_t visits;     /* that have ended */
	int ticks;          /* since the clock moved */
	enum stored answer; /* to the next EFFECT_SAVE, when `has_answer` */
	bool has_answer, is_saving;
	ms_t saved_at;
	uint32_t ticket;
	char id[36]; /* of the request that was handed over last */
	enum stored status;
	struct staff_answer staff; /* to the next EFFECT_STAFF, when `has_staff` */
	bool has_staff, is_staff_due;
	ms_t staff_at;
	uint32_t staff_number;
	struct staff_token token; /* where --staff names a service */
	struct diagnosis diagnosis;
};

/* --- effects --- */

static void
save(struct headless *headless, const struct sealed_request *request)
{
	if (headless->has_answer) {
		headless->status = headless->answer;
	} else {
		headless->status = headless->has_store ?
			save_now(&headless->store, request, false) :
			STORED_OK; /* the clock of a replay is nobody's (as in open_store()) */
	}
	headless->has_answer = false;
	headless->ticket = request->ticket;
	memcpy(headless->id, request->id.p, sizeof(headless->id));
	headless->is_saving = true;
	headless->saved_at = headless->now + SAVE_MS;
}

/* A call takes as long as a commit. What the file does not answer is answered as where no service is. */
static void
ask_staff(struct headless *headless, const struct staff_task *task)
{
	const bool is_asked = headless->options->staff_given ||
		(task->call.verb == STAFF_KEEP && headless->options->state_given);
	if (!headless->has_staff && is_asked) {
		staff_link_now(&headless->options->config, &headless->token, task, -1, &headless->staff);
	} else if (!headless->has_staff) {
		headless->staff = (struct staff_answer){ .status = STAFF_UNREACHABLE };
	}
	headless->has_staff = false;
	headless->staff_number = task->number;
	headless->is_staff_due = true;
	headless->staff_at = headless->now + SAVE_MS;
}

static int
run_effect(struct headless *headless, const struct effect *effect, bool *ret_wipe)
{
	switch (effect->kind) {
	case EFFECT_SPEAK:
		return replay_voice_say(
			headless->voice, headless->now, &effect->speak, &headless->diagnosis);
	case EFFECT_HUSH:
		replay_voice_hush(headless->voice, headless->now);
		return 0;
	case EFFECT_PAUSE:
		replay_voice_pause(headless->voice, headless->now, effect->on);
		return 0;
	case EFFECT_VOLUME:
		replay_voice_volume(headless->voice, headless->now, effect->volume);
		return 0;
	case EFFECT_SAVE:
		save(headless, &effect->save);
		return 0;
	case EFFECT_STAFF:
		ask_staff(headless, &effect->staff);
		return 0;
	case EFFECT_WIPE:
		*ret_wipe = true;
		return 0;
	}
	assert(false);
	return 0;
}

/* Chance and clock of the visit that begins now: different in each visit, the same in each run. */
static struct event
start_visit(const struct headless *headless)
{
	struct event start = headless->start;
	start.at = headless->now;
	start.start.wall += headless->now;
	for (size_t i = 0; i < sizeof(start.start.random); i++) {
		start.start.random[i] = (uint8_t)(start.start.random[i] + headless->visits);
	}
	return start;
}

static int
step(struct headless *headless, const struct event *event)
{
	struct effects effects;
	struct event start;
	int r = 0;
	for (const struct event *next = event; next && r == 0;) {
		bool wipe = false;
		kiosk_step(headless->kiosk, next, &effects);
		for (int32_t i = 0; i < effects.n && r == 0; i++) {
			r = run_effect(headless, &effects.list[i], &wipe);
		}
		next = NULL;
		if (r == 0) {
			r = scene_step(
				headless->scene, headless->now, headless->kiosk, false, &headless->diagnosis);
		}
		if (wipe) {
			replay_voice_wipe(headless->voice, headless->now);
			headless->is_staff_due = false;
			headless->is_saving = false;
			headless->visits++;
			start = start_visit(headless);
			next = &start;
		}
	}
	return r;
}

/* --- the clock --- */

static int
step_expect(struct headless *headless)
{
	const struct expectation *expectation = play_expectation(headless->play);
	if (!expect_met(expectation, kiosk_tree(headless->kiosk), replay_voice_said(headless->voice),
			&headless->diagnosis)) {
		return EXIT_EXPECTATION;
	}
	return expectation->frame ?
		scene_step(headless->scene, headless->now, headless->kiosk, true, &headless->diagnosis) :
		0;
}

/* 0, EXIT_EXPECTATION, or negative errno. */
static int
step_play(struct headless *headless)
{
	struct event event;
	switch (play_next(headless->play, kiosk_tree(headless->kiosk), &event, &headless->diagnosis)) {
	case PLAY_EVENT:
		if (event.kind == EVENT_START) {
			headless->start = event;
		} else if (event.kind == EVENT_JACK) {
			replay_voice_route(headless->voice, event.jack);
		} else if (event.kind == EVENT_DELIVERED) {
			event.delivered.id = (struct str){ headless->id, sizeof(headless->id) };
		}
		return step(headless, &event);
	case PLAY_EXPECT:
		return step_expect(headless);
	case PLAY_STORED:
		headless->answer = event.stored.status;
		headless->has_answer = true;
		return 0;
	case PLAY_STAFF:
		headless->staff = *event.staff.answer;
		headless->has_staff = true;
		return 0;
	case PLAY_MISSING:
		return EXIT_EXPECTATION;
	default:
		return 0;
	}
}

static int
step_tick(struct headless *headless)
{
	if (++headless->ticks > STILL_TICKS) {
		headless->diagnosis = (struct diagnosis){
			.what = "The clock stands still: the core asks for a tick again and again.",
			.remedy = "Report this with the file of events."
		};
		return -ELOOP;
	}
	return step(headless, &(struct event){ .kind = EVENT_TICK, .at = headless->now });
}

static void
advance(struct headless *headless, ms_t to)
{
	if (to > headless->now) {
		headless->now = to;
		headless->ticks = 0;
	}
}

static int
step_spoken(struct headless *headless)
{
	struct event event = { .kind = EVENT_SPOKEN, .at = headless->now };
	const int r = replay_voice_finish(
		headless->voice, headless->now, &event.spoken, &headless->diagnosis);
	return r < 0 ? r : step(headless, &event);
}

static int
next_thing(struct headless *headless)
{
	const ms_t played = play_due(headless->play), ticked = kiosk_due(headless->kiosk);
	const ms_t spoken = replay_voice_due(headless->voice);
	const ms_t saved = headless->is_saving ? headless->saved_at : MS_NEVER;
	if (spoken <= saved && spoken <= ticked && spoken <= played) {
		advance(headless, spoken);
		return step_spoken(headless);
	}
	if (saved <= ticked && saved <= played) {
		advance(headless, saved);
		headless->is_saving = false;
		return step(headless,
			&(struct event){ .kind = EVENT_STORED,
				.at = headless->now,
				.stored = { .ticket = headless->ticket, .status = headless->status } });
	}
	const ms_t staff = headless->is_staff_due ? headless->staff_at : MS_NEVER;
	if (staff <= ticked && staff <= played) {
		advance(headless, staff);
		headless->is_staff_due = false;
		return step(headless,
			&(struct event){ .kind = EVENT_STAFF,
				.at = headless->now,
				.staff = { .number = headless->staff_number, .answer = &headless->staff } });
	}
	advance(headless, ticked <= played ? ticked : played);
	return ticked <= played ? step_tick(headless) : step_play(headless);
}

/* Ends with the last line of the file: what would come by itself after it is not waited for. */
static int
play_all(struct headless *headless)
{
	int r = step_play(headless); /* the start, before which the core has no clock */
	while (r == 0 && play_due(headless->play) != MS_NEVER) {
		r = next_thing(headless);
	}
	return r;
}

/* --- setting up --- */

static int
open_store(struct headless *headless)
{
	enum trouble trouble;
	const struct options *options = headless->options;
	if (!options->state_given) {
		return 0;
	}
	const int r = store_open(
		options->config.state, 0, &headless->store, &trouble, &headless->diagnosis);
	headless->has_store = r == 0;
	return r;
}

static int
init_kiosk(struct headless *headless)
{
	const struct options *options = headless->options;
	const struct kiosk_options kiosk = {
		.forms = headless->services.forms,
		.n_forms = headless->services.n,
		.first_lang = options_first_lang(options),
		.size = options_size(options),
		.theme = options_theme(options),
		.display = { options->window_w, options->window_h, options_px_per_mm(options) },
		.metrics = scene_metrics(headless->scene),
		.matcher = regex_matcher(headless->services.regex),
		.letters = letters_of_glib(),
		.idle_limit = options->config.idle_limit,
		.time_zone = str_of(options->config.time_zone),
		.device = str_of(options->config.device),
		.version = STR(GUICHET_VERSION),
		.screen_px_per_mm = (float)options->config.px_per_mm,
		.coder = { qr_encode },
		.officer = options->config.officer,
	};
	const size_t parts[] = { KIOSK_PERMANENT_BYTES, KIOSK_SESSION_BYTES, KIOSK_PAGE_BYTES,
		KIOSK_PAGE_BYTES };
	struct arena *const arenas[] = { &headless->permanent, &headless->session, &headless->pages[0],
		&headless->pages[1] };
	size_t from = 0;
	/* not locked: a replay holds nobody's data */
	headless->memory = malloc(KIOSK_PERMANENT_BYTES + KIOSK_SESSION_BYTES + 2 * KIOSK_PAGE_BYTES);
	if (!headless->memory) {
		headless->diagnosis = (struct diagnosis){ .what = "There is not enough memory.",
			.remedy = "End other programs." };
		return -ENOMEM;
	}
	for (int i = 0; i < 4; i++) {
		arena_init(arenas[i], (char *)headless->memory + from, parts[i]);
		from += parts[i];
	}
	headless->kiosk = kiosk_init(&headless->permanent, &headless->session, headless->pages, &kiosk);
	return 0;
}

static int
set_up(struct headless *headless)
{
	const struct options *options = headless->options;
	int r = play_open(options->play, &headless->play, &headless->diagnosis);
	if (r < 0 || (r = open_store(headless)) < 0 ||
		(r = scene_open(options->scene, options->frames, options->config.fonts, &headless->scene,
			 &headless->diagnosis)) < 0 ||
		(r = replay_voice_open(
			 options->utterances, options->pcm, &headless->voice, &headless->diagnosis)) < 0) {
		return r;
	}
	return init_kiosk(headless);
}

static int
tear_down(struct headless *headless)
{
	int r = 0;
	if (headless->voice &&
		replay_voice_close(headless->voice, headless->now, &headless->diagnosis) < 0) {
		r = -EIO;
	}
	if (headless->scene && scene_close(headless->scene, &headless->diagnosis) < 0) {
		r = -EIO;
	}
	if (headless->play) {
		play_close(headless->play);
	}
	if (headless->has_store) {
		store_close(&headless->store);
	}
	services_deinit(&headless->services);
	free(headless->memory);
	return r;
}

static void
tell_expectation(const struct headless *headless)
{
	const struct tree *tree = kiosk_tree(headless->kiosk);
	fprintf(stderr, "%s, %s (%lld ms, page %.*s): %s\n", headless->options->play,
		headless->diagnosis.where, (long long)headless->now, (int)tree->page.n,
		tree->page.p ? tree->page.p : "", headless->diagnosis.what);
}

int
headless_run(const struct options *options)
{
	struct headless headless = { .options = options };
	if (services_init(&headless.services, options->config.services, options->config.officer) < 0) {
		services_deinit(&headless.services);
		return EXIT_FATAL;
	}
	int r = set_up(&headless);
	const bool wrong_file = !headless.play;
	if (r == 0) {
		r = play_all(&headless);
	}
	if (r == EXIT_EXPECTATION) {
		tell_expectation(&headless);
	} else if (r < 0) {
		if (headless.diagnosis.file[0] == '\0') {
			snprintf(headless.diagnosis.file, sizeof(headless.diagnosis.file), "%s", options->play);
			snprintf(headless.diagnosis.where, sizeof(headless.diagnosis.where), "%lld ms",
				(long long)headless.now);
		}
		startup_tell(&headless.diagnosis,
			"La reprise ne peut pas continuer. Corrigez le fichier à l’endroit indiqué; la raison est donnée ci-dessus en anglais.");
	}
	const int closed = tear_down(&headless);
	if (closed < 0) {
		startup_tell(&headless.diagnosis,
			"Un journal de la reprise est incomplet. Libérez de l’espace sur le disque.");
		r = closed;
	}
	return r == EXIT_EXPECTATION ? EXIT_EXPECTATION :
		r == 0                   ? EXIT_GOOD :
		wrong_file               ? EXIT_USAGE :
								   EXIT_FATAL;
}
