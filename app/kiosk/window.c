/* SPDX-License-Identifier: MIT */
/* The loop: wait, step the core, carry out its effects, paint what changed. docs/threads.md says who owns what. */
#include "kiosk/window.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "core/kiosk.h"
#include "exit_codes.h"
#include "kiosk/adapters.h"
#include "kiosk/watch.h"
#include "platform/letters.h"
#include "platform/memory.h"
#include "platform/qr.h"
#include "platform/supervisor.h"
#include "platform/wall_clock.h"

enum {
	DAMAGE_MAX = 32,
	BURST_MAX = 16, /* events worked off before the screen is painted at the latest */
	GOODBYE_MS =
		5000, /* the last words of a visit may take this long before their copies are zeroed */
	RENEW_QUIET_MS = 1500, /* without input on the first screen before the process renews itself */
	CLOCK_SET_MS = 1000,   /* the wall clock moved by more than drift and slewing explain */
	RETRY_MS = 15000,      /* between two looks whether a trouble with the store is gone */
	WATCH_MS = 1000,       /* between two looks at the outbox, while the screen depends on it */
};

struct window {
	const struct options *options;
	struct adapters adapters;

	struct arena permanent, session, pages[2];
	struct kiosk *kiosk;
	char first_page[32]; /* id of the page that EVENT_START leads to */

	ms_t at;         /* of the newest event */
	ms_t wall_ahead; /* wall clock less monotonic clock, as the core was last told */
	bool wall_sure;  /* as the core was last told */
	struct rect damage[DAMAGE_MAX];
	int32_t n_damage, burst;
	bool ending;

	uint32_t speaking;   /* number of what is being said; 0: nothing */
	ms_t voice_wipe_at;  /* MS_NEVER: nothing to be wiped */
	bool touched;        /* a client did something since this process began */
	bool renewal_is_due; /* a visit has ended since */
	bool renewing;       /* the loop ended for that */
	ms_t renew_at;       /* MS_NEVER: not now */
	ms_t retry_at;       /* MS_NEVER: no trouble that could pass */

	bool told_quiet; /* that nobody is there, as the supervisor knows it */
	ms_t feed_at;    /* the supervisor wants a sign by then; MS_NEVER: there is none */

	struct watch watch;
	ms_t watch_at; /* MS_NEVER: nothing on the screen depends on the outbox */
};

static void step(struct window *window, struct event *event);

static void
damage_all(struct window *window)
{
	const struct display *display = &kiosk_drawing(window->kiosk)->display;
	window->damage[0] = (struct rect){ 0, 0, display->w, display->h };
	window->n_damage = 1;
}

static void
collect_damage(struct window *window)
{
	const int32_t free = DAMAGE_MAX - window->n_damage;
	if (free < DAMAGE_MAX / 2) {
		damage_all(window);
		return;
	}
	window->n_damage += kiosk_damage(window->kiosk, window->damage + window->n_damage, free);
}

static int
show(struct window *window)
{
	struct surface *surface = seat_surface(window->adapters.seat);
	if (surface == NULL) {
		return -ENOMEM;
	}
	paint_draw(window->adapters.paint, kiosk_drawing(window->kiosk), window->damage,
		window->n_damage, surface);
	const int r = seat_present(window->adapters.seat, window->damage, window->n_damage);
	window->n_damage = 0;
	window->burst = 0;
	if (r != 0) {
		startup_say("The screen was lost. The visit was erased.",
			"L’écran a été perdu. La visite a été effacée.");
	}
	return r;
}

/* Nobody is there: an untouched first screen, in silence, with nothing set that the core would have to set back. */
static bool
is_quiet(const struct window *window)
{
	return window->speaking == 0 && kiosk_due(window->kiosk) == MS_NEVER &&
		str_eq(kiosk_tree(window->kiosk)->page, str_of(window->first_page));
}

/* A renewal waits until nobody is there for a while, so that no touch of the next client falls into it. */
static void
plan_renewal(struct window *window)
{
	const bool possible = window->renewal_is_due && is_quiet(window);
	window->renew_at = possible ? seat_now() + RENEW_QUIET_MS : MS_NEVER;
}

static void
mute(struct window *window)
{
	struct event event = { .kind = EVENT_VOICELESS };
	window->adapters.voice = window->adapters.voice == NULL ? NULL :
															  voice_close(window->adapters.voice);
	window->speaking = 0;
	step(window, &event);
}

/* False when the sound device is lost. */
static bool
say(struct window *window, const struct utterance *utterance)
{
	if (window->adapters.voice == NULL) {
		return true; /* the core was told when the voice went */
	}
	if (voice_say(window->adapters.voice, utterance) != 0) {
		return false;
	}
	window->speaking = utterance->number;
	return true;
}

static void
hush(struct window *window)
{
	window->speaking = 0;
	if (window->adapters.voice != NULL) {
		voice_hush(window->adapters.voice);
	}
}

static void
save(struct window *window, const struct sealed_request *request)
{
	if (window->adapters.save != NULL) {
		save_put(window->adapters.save, request, window->wall_sure);
	} else {
		mailbox_post_stored(&window->adapters.mailbox, request->ticket, STORED_FAILED);
	}
}

static void
wipe_voice(struct window *window)
{
	window->voice_wipe_at = MS_NEVER;
	if (window->adapters.voice != NULL) {
		voice_rest(window->adapters.voice);
	}
}

static void
read_wall(struct window *window, struct event *event)
{
	event->start.wall = wall_clock(&event->start.wall_sure);
	window->wall_ahead = event->start.wall - seat_now();
	window->wall_sure = event->start.wall_sure;
}

/* A kiosk begins its visit long before the client comes, maybe before the time server answered. */
static void
tell_clock(struct window *window)
{
	struct event event = { .kind = EVENT_CLOCK };
	const ms_t ahead = window->wall_ahead;
	const bool sure = window->wall_sure;

	read_wall(window, &event);
	const ms_t moved = window->wall_ahead - ahead;
	if (moved > CLOCK_SET_MS || moved < -CLOCK_SET_MS || window->wall_sure != sure) {
		step(window, &event);
	} else {
		window->wall_ahead = ahead; /* else many small steps would never be told */
	}
}

static void
begin_visit(struct window *window)
{
	struct event event = { .kind = EVENT_START };

	/* Cannot fail: the pool is ready since boot, and 64 bytes are never cut short (getrandom(2)). */
	if (getrandom(event.start.random, sizeof(event.start.random), 0) !=
		sizeof(event.start.random)) {
		startup_say("The system gives no random numbers. Nothing can be sealed.",
			"Le système ne donne pas de nombres aléatoires. Rien ne peut être scellé.");
		window->ending = true;
		return;
	}
	read_wall(window, &event);
	step(window, &event);
	explicit_bzero(&event, sizeof(event));
	const struct str page = kiosk_tree(window->kiosk)->page;
	snprintf(window->first_page, sizeof(window->first_page), "%.*s", (int)page.n, page.p);
}

/* Every copy outside the core, but for the last words, which are still being said and hold no answer. */
static void
end_visit(struct window *window)
{
	paint_forget(window->adapters.paint);
	seat_wipe(window->adapters.seat);
	memory_wipe_stack();
	if (window->speaking == 0) {
		wipe_voice(window);
	} else {
		window->voice_wipe_at = window->at + GOODBYE_MS;
	}
	begin_visit(window);
	damage_all(window);
	window->renewal_is_due = window->touched;
	plan_renewal(window);
}

static void
run_effects(struct window *window, const struct effects *effects)
{
	bool lost = false, over = false;

	for (int32_t i = 0; i < effects->n; i++) {
		const struct effect *effect = &effects->list[i];
		switch (effect->kind) {
		case EFFECT_SPEAK:
			lost = !say(window, &effect->speak) || lost;
			break;
		case EFFECT_HUSH:
			hush(window);
			break;
		case EFFECT_PAUSE:
			if (window->adapters.voice != NULL) {
				voice_pause(window->adapters.voice, effect->on);
			}
			break;
		case EFFECT_VOLUME:
			if (window->adapters.voice != NULL) {
				voice_volume(window->adapters.voice, effect->volume);
			}
			break;
		case EFFECT_SAVE:
			save(window, &effect->save);
			break;
		case EFFECT_STAFF:
			staff_link_put(window->adapters.staff, &effect->staff);
			break;
		case EFFECT_WIPE:
			over = true;
			break;
		}
	}
	/* These step the core anew, which ends the life of `effects`. */
	if (lost) {
		mute(window);
	}
	if (over) {
		end_visit(window);
	}
}

/* From when a request is handed over, so that the page that confirms it is right, and right when it is read aloud. */
static void
watch_outbox(struct window *window)
{
	struct event event;
	struct str id;
	bool sure;
	const ms_t now = seat_now();

	if (!kiosk_watches(window->kiosk, &id)) {
		window->watch_at = MS_NEVER;
		return;
	}
	if (window->watch_at == MS_NEVER) {
		watch_begin(&window->watch);
	} else if (now < window->watch_at) {
		return;
	}
	window->watch_at = now + WATCH_MS;
	if (watch_look(&window->watch, id, wall_clock(&sure), &event)) {
		step(window, &event);
	}
}

/* Sets the event's time. */
static void
step(struct window *window, struct event *event)
{
	struct effects effects = { .n = 0 };
	const ms_t now = seat_now();

	window->at = now > window->at ? now : window->at;
	event->at = window->at;
	kiosk_step(window->kiosk, event, &effects);
	collect_damage(window);
	run_effects(window, &effects);
	explicit_bzero(&effects, sizeof(effects));
	plan_renewal(window); /* only what steps the core, or silence, can allow or forbid it */
	watch_outbox(window);
}

static void
on_input(struct window *window, struct event *event)
{
	window->touched = window->touched || event->kind != EVENT_DISPLAY;
	if (window->voice_wipe_at != MS_NEVER) {
		hush(window);
		wipe_voice(window);
	}
	const bool resized = event->kind == EVENT_DISPLAY;
	tell_clock(window);
	step(window, event);
	explicit_bzero(event, sizeof(*event));
	if (resized) {
		damage_all(window); /* the shadow image is a new one */
	}
}

static void
on_woken(struct window *window)
{
	struct event event;

	while (mailbox_take(&window->adapters.mailbox, &event)) {
		if (event.kind == EVENT_SPOKEN && event.spoken == window->speaking) {
			window->speaking = 0;
		}
		step(window, &event);
	}
	if (window->speaking == 0 && window->voice_wipe_at != MS_NEVER) {
		wipe_voice(window);
	}
	window->ending = window->ending || mailbox_is_ending(&window->adapters.mailbox);
}

static void
on_time(struct window *window)
{
	struct event event = { .kind = EVENT_TICK };
	const ms_t now = seat_now();

	if (now >= kiosk_due(window->kiosk)) {
		step(window, &event);
	}
	watch_outbox(window);
	if (now >= window->voice_wipe_at) {
		hush(window);
		wipe_voice(window);
		plan_renewal(window);
	}
	if (now >= window->renew_at) {
		window->renewing = true;
	}
	if (now >= window->retry_at) {
		window->retry_at = now + RETRY_MS;
		window->renewing = window->renewing ||
			(is_quiet(window) && adapters_store_is_mended(window->options));
	}
}

static ms_t
earliest(ms_t a, ms_t b)
{
	return a < b ? a : b;
}

static ms_t
next_due(const struct window *window)
{
	const ms_t own = earliest(earliest(window->voice_wipe_at, window->renew_at), window->retry_at);
	const ms_t others = earliest(window->watch_at, window->feed_at);
	return earliest(earliest(own, others), kiosk_due(window->kiosk));
}

/* An update waits for it (images/root/usr/lib/guichet/update). */
static void
tell_presence(struct window *window)
{
	const bool quiet = is_quiet(window);

	if (quiet != window->told_quiet) {
		supervisor_tell(quiet ? "STATUS=Nobody is here." : "STATUS=A visit is under way.");
		window->told_quiet = quiet;
	}
}

/* Only a loop that came round feeds it: one that hangs, in whatever, is ended and begun anew. */
static void
feed(struct window *window)
{
	if (seat_now() >= window->feed_at) {
		supervisor_tell("WATCHDOG=1");
		window->feed_at = seat_now() + supervisor_interval();
	}
}

/* What came is worked off before anything is painted, but not for ever. */
static int
turn(struct window *window)
{
	struct event event;
	const ms_t until = window->n_damage > 0 ? 0 : next_due(window);
	const int what = seat_wait(window->adapters.seat, until, &event);

	switch (what) {
	case SEAT_EVENT:
		on_input(window, &event);
		break;
	case SEAT_WOKEN:
		on_woken(window);
		break;
	case SEAT_EXPOSED:
		damage_all(window);
		break;
	case SEAT_SOUND:
		window->renewal_is_due = true; /* a process finds its sound device when it begins */
		plan_renewal(window);
		break;
	case SEAT_QUIT:
		window->ending = true;
		return 0;
	case 0:
		if (window->n_damage == 0) {
			on_time(window);
		}
		break;
	default:
		return what;
	}
	window->burst = window->n_damage > 0 ? window->burst + 1 : 0;
	if (window->n_damage > 0 && (what == 0 || window->burst >= BURST_MAX)) {
		return show(window);
	}
	return 0;
}

static int
take_memory(struct arena *arena, size_t size)
{
	int locked;
	void *memory = memory_secret(size, &locked);

	if (memory == NULL) {
		const int error = errno;
		startup_say("There is not enough memory. Close other programs.",
			"Il n’y a pas assez de mémoire. Fermez d’autres programmes.");
		return -error;
	}
	if (!locked) {
		startup_say(
			"Answers cannot be locked in memory and may reach the swap space. Raise the limit of locked memory.",
			"Les réponses ne peuvent pas être gardées hors de l’espace d’échange. Augmentez la limite de mémoire verrouillée.");
	}
	arena_init(arena, memory, size);
	return 0;
}

static int
open_kiosk(struct window *window)
{
	const struct options *options = window->options;
	const struct surface *surface = seat_surface(window->adapters.seat);
	int r = surface == NULL ? -ENOMEM : take_memory(&window->permanent, KIOSK_PERMANENT_BYTES);

	if (r != 0 || (r = take_memory(&window->session, KIOSK_SESSION_BYTES)) != 0 ||
		(r = take_memory(&window->pages[0], KIOSK_PAGE_BYTES)) != 0 ||
		(r = take_memory(&window->pages[1], KIOSK_PAGE_BYTES)) != 0) {
		return r;
	}
	const struct kiosk_options kiosk_options = {
		.forms = window->adapters.services.forms,
		.n_forms = window->adapters.services.n,
		.first_lang = options_first_lang(options),
		.size = options_size(options),
		.theme = options_theme(options),
		.display = { surface->w, surface->h, options_px_per_mm(options) },
		.metrics = paint_metrics(window->adapters.paint),
		.matcher = regex_matcher(window->adapters.services.regex),
		.letters = letters_of_glib(),
		.idle_limit = options->config.idle_limit,
		.time_zone = str_of(options->config.time_zone),
		.device = str_of(options->config.device),
		.version = STR(GUICHET_VERSION),
		.screen_px_per_mm = (float)options->config.px_per_mm,
		.coder = { qr_encode },
		.officer = options->config.officer,
		.trouble = window->adapters.trouble,
		.speech_at_start = false, /* a window on a desk (D21) */
	};
	window->kiosk = kiosk_init(&window->permanent, &window->session, window->pages, &kiosk_options);
	return 0;
}

static int
run(struct window *window)
{
	begin_visit(window);
	damage_all(window);
	if (window->adapters.store.outbox == NULL) {
		window->retry_at = window->at + RETRY_MS;
	}
	int r = window->ending ? -EIO : show(window);
	if (r != 0 || window->options->first_frame) {
		return r;
	}
	if (window->adapters.store.outbox != NULL) {
		watch_open(&window->watch, window->options->config.state);
	}
	supervisor_tell("READY=1\nSTATUS=The first page is shown.");
	window->feed_at = supervisor_interval() == MS_NEVER ? MS_NEVER : seat_now();
	r = seat_listen(window->adapters.seat);
	if (r != 0) {
		return r;
	}
	if (!adapters_open_voice(&window->adapters)) {
		mute(window);
	}
	while (r == 0 && !window->ending && !window->renewing) {
		r = turn(window);
		tell_presence(window);
		feed(window);
	}
	return r;
}

/*
 * A process that has just begun knows nothing of anyone (D13). It cannot renew itself for ever: that takes a client's
 * touch in each new process, or a trouble that is gone.
 */
static int
renew(char **argv)
{
	(void)execv("/proc/self/exe", argv);
	startup_say("The program cannot start itself anew after a visit. Start it again.",
		"Le programme ne peut pas se relancer après une visite. Relancez-le.");
	return EXIT_FATAL;
}

int
window_run(const struct options *options)
{
	struct window window = {
		.options = options,
		.voice_wipe_at = MS_NEVER,
		.renew_at = MS_NEVER,
		.retry_at = MS_NEVER,
		.watch_at = MS_NEVER,
		.feed_at = MS_NEVER,
	};
	int r = adapters_open(&window.adapters, options);

	if (r == 0) {
		r = open_kiosk(&window);
	}
	if (r == 0) {
		r = run(&window);
	}
	if (window.kiosk != NULL) {
		kiosk_wipe(window.kiosk);
	}
	watch_close(&window.watch);
	if (r == 0 && window.renewing) {
		/* What a library left open would pile up; what is handed over is marked otherwise after that. */
		(void)close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
		adapters_hand_over(&window.adapters);
		return renew(options->argv);
	}
	adapters_close(&window.adapters);
	return r != 0 ? EXIT_FATAL : EXIT_GOOD;
}
