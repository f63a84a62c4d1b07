/* SPDX-License-Identifier: MIT */
/* The loop: wait, step the core, carry out its effects, paint what changed. docs/threads.md says who owns what. */
#include "kiosk/loop.h"

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

struct loop {
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

static void step(struct loop *loop, struct event *event);

static void
damage_all(struct loop *loop)
{
	const struct display *display = &kiosk_drawing(loop->kiosk)->display;
	loop->damage[0] = (struct rect){ 0, 0, display->w, display->h };
	loop->n_damage = 1;
}

static void
collect_damage(struct loop *loop)
{
	const int32_t free = DAMAGE_MAX - loop->n_damage;
	if (free < DAMAGE_MAX / 2) {
		damage_all(loop);
		return;
	}
	loop->n_damage += kiosk_damage(loop->kiosk, loop->damage + loop->n_damage, free);
}

static int
show(struct loop *loop)
{
	struct surface *surface = seat_surface(loop->adapters.seat);
	if (surface == NULL) {
		return -ENOMEM;
	}
	paint_draw(
		loop->adapters.paint, kiosk_drawing(loop->kiosk), loop->damage, loop->n_damage, surface);
	const int r = seat_present(loop->adapters.seat, loop->damage, loop->n_damage);
	loop->n_damage = 0;
	loop->burst = 0;
	if (r != 0) {
		startup_say("The screen was lost. The visit was erased.",
			"L’écran a été perdu. La visite a été effacée.");
	}
	return r;
}

/* Nobody is there: an untouched first screen, in silence, with nothing set that the core would have to set back. */
static bool
is_quiet(const struct loop *loop)
{
	return loop->speaking == 0 && kiosk_due(loop->kiosk) == MS_NEVER &&
		str_eq(kiosk_tree(loop->kiosk)->page, str_of(loop->first_page));
}

/* A renewal waits until nobody is there for a while, so that no touch of the next client falls into it. */
static void
plan_renewal(struct loop *loop)
{
	const bool possible = loop->renewal_is_due && is_quiet(loop);
	loop->renew_at = possible ? seat_now() + RENEW_QUIET_MS : MS_NEVER;
}

static void
mute(struct loop *loop)
{
	struct event event = { .kind = EVENT_VOICELESS };
	loop->adapters.voice = loop->adapters.voice == NULL ? NULL : voice_close(loop->adapters.voice);
	loop->speaking = 0;
	step(loop, &event);
}

/* False when the sound device is lost. */
static bool
say(struct loop *loop, const struct utterance *utterance)
{
	if (loop->adapters.voice == NULL) {
		return true; /* the core was told when the voice went */
	}
	if (voice_say(loop->adapters.voice, utterance) != 0) {
		return false;
	}
	loop->speaking = utterance->number;
	return true;
}

static void
hush(struct loop *loop)
{
	loop->speaking = 0;
	if (loop->adapters.voice != NULL) {
		voice_hush(loop->adapters.voice);
	}
}

static void
save(struct loop *loop, const struct sealed_request *request)
{
	if (loop->adapters.save != NULL) {
		save_put(loop->adapters.save, request, loop->wall_sure);
	} else {
		mailbox_post_stored(&loop->adapters.mailbox, request->ticket, STORED_FAILED);
	}
}

static void
wipe_voice(struct loop *loop)
{
	loop->voice_wipe_at = MS_NEVER;
	if (loop->adapters.voice != NULL) {
		voice_rest(loop->adapters.voice);
	}
}

static void
read_wall(struct loop *loop, struct event *event)
{
	event->start.wall = wall_clock(&event->start.wall_sure);
	loop->wall_ahead = event->start.wall - seat_now();
	loop->wall_sure = event->start.wall_sure;
}

/* A kiosk begins its visit long before the client comes, maybe before the time server answered. */
static void
tell_clock(struct loop *loop)
{
	struct event event = { .kind = EVENT_CLOCK };
	const ms_t ahead = loop->wall_ahead;
	const bool sure = loop->wall_sure;

	read_wall(loop, &event);
	const ms_t moved = loop->wall_ahead - ahead;
	if (moved > CLOCK_SET_MS || moved < -CLOCK_SET_MS || loop->wall_sure != sure) {
		step(loop, &event);
	} else {
		loop->wall_ahead = ahead; /* else many small steps would never be told */
	}
}

static void
begin_visit(struct loop *loop)
{
	struct event event = { .kind = EVENT_START };

	/* Cannot fail: the pool is ready since boot, and 64 bytes are never cut short (getrandom(2)). */
	if (getrandom(event.start.random, sizeof(event.start.random), 0) !=
		sizeof(event.start.random)) {
		startup_say("The system gives no random numbers. Nothing can be sealed.",
			"Le système ne donne pas de nombres aléatoires. Rien ne peut être scellé.");
		loop->ending = true;
		return;
	}
	read_wall(loop, &event);
	step(loop, &event);
	explicit_bzero(&event, sizeof(event));
	const struct str page = kiosk_tree(loop->kiosk)->page;
	snprintf(loop->first_page, sizeof(loop->first_page), "%.*s", (int)page.n, page.p);
}

/* Every copy outside the core, but for the last words, which are still being said and hold no answer. */
static void
end_visit(struct loop *loop)
{
	paint_forget(loop->adapters.paint);
	seat_wipe(loop->adapters.seat);
	memory_wipe_stack();
	if (loop->speaking == 0) {
		wipe_voice(loop);
	} else {
		loop->voice_wipe_at = loop->at + GOODBYE_MS;
	}
	begin_visit(loop);
	damage_all(loop);
	loop->renewal_is_due = loop->touched;
	plan_renewal(loop);
}

static void
run_effects(struct loop *loop, const struct effects *effects)
{
	bool lost = false, over = false;

	for (int32_t i = 0; i < effects->n; i++) {
		const struct effect *effect = &effects->list[i];
		switch (effect->kind) {
		case EFFECT_SPEAK:
			lost = !say(loop, &effect->speak) || lost;
			break;
		case EFFECT_HUSH:
			hush(loop);
			break;
		case EFFECT_PAUSE:
			if (loop->adapters.voice != NULL) {
				voice_pause(loop->adapters.voice, effect->on);
			}
			break;
		case EFFECT_VOLUME:
			if (loop->adapters.voice != NULL) {
				voice_volume(loop->adapters.voice, effect->volume);
			}
			break;
		case EFFECT_SAVE:
			save(loop, &effect->save);
			break;
		case EFFECT_STAFF:
			staff_link_put(loop->adapters.staff, &effect->staff);
			break;
		case EFFECT_WIPE:
			over = true;
			break;
		}
	}
	/* These step the core anew, which ends the life of `effects`. */
	if (lost) {
		mute(loop);
	}
	if (over) {
		end_visit(loop);
	}
}

/* From when a request is handed over, so that the page that confirms it is right, and right when it is read aloud. */
static void
watch_outbox(struct loop *loop)
{
	struct event event;
	struct str id;
	bool sure;
	const ms_t now = seat_now();

	if (!kiosk_watches(loop->kiosk, &id)) {
		loop->watch_at = MS_NEVER;
		return;
	}
	if (loop->watch_at == MS_NEVER) {
		watch_begin(&loop->watch);
	} else if (now < loop->watch_at) {
		return;
	}
	loop->watch_at = now + WATCH_MS;
	if (watch_look(&loop->watch, id, wall_clock(&sure), &event)) {
		step(loop, &event);
	}
}

/* Sets the event's time. */
static void
step(struct loop *loop, struct event *event)
{
	struct effects effects = { .n = 0 };
	const ms_t now = seat_now();

	loop->at = now > loop->at ? now : loop->at;
	event->at = loop->at;
	kiosk_step(loop->kiosk, event, &effects);
	collect_damage(loop);
	run_effects(loop, &effects);
	explicit_bzero(&effects, sizeof(effects));
	plan_renewal(loop); /* only what steps the core, or silence, can allow or forbid it */
	watch_outbox(loop);
}

static void
on_input(struct loop *loop, struct event *event)
{
	loop->touched = loop->touched || event->kind != EVENT_DISPLAY;
	if (loop->voice_wipe_at != MS_NEVER) {
		hush(loop);
		wipe_voice(loop);
	}
	const bool resized = event->kind == EVENT_DISPLAY;
	tell_clock(loop);
	step(loop, event);
	explicit_bzero(event, sizeof(*event));
	if (resized) {
		damage_all(loop); /* the shadow image is a new one */
	}
}

static void
on_woken(struct loop *loop)
{
	struct event event;

	while (mailbox_take(&loop->adapters.mailbox, &event)) {
		if (event.kind == EVENT_SPOKEN && event.spoken == loop->speaking) {
			loop->speaking = 0;
		}
		step(loop, &event);
	}
	if (loop->speaking == 0 && loop->voice_wipe_at != MS_NEVER) {
		wipe_voice(loop);
	}
	loop->ending = loop->ending || mailbox_is_ending(&loop->adapters.mailbox);
}

static void
on_time(struct loop *loop)
{
	struct event event = { .kind = EVENT_TICK };
	const ms_t now = seat_now();

	if (now >= kiosk_due(loop->kiosk)) {
		step(loop, &event);
	}
	watch_outbox(loop);
	if (now >= loop->voice_wipe_at) {
		hush(loop);
		wipe_voice(loop);
		plan_renewal(loop);
	}
	if (now >= loop->renew_at) {
		loop->renewing = true;
	}
	if (now >= loop->retry_at) {
		loop->retry_at = now + RETRY_MS;
		loop->renewing = loop->renewing ||
			(is_quiet(loop) && adapters_store_is_mended(loop->options));
	}
}

static ms_t
earliest(ms_t a, ms_t b)
{
	return a < b ? a : b;
}

static ms_t
next_due(const struct loop *loop)
{
	const ms_t own = earliest(earliest(loop->voice_wipe_at, loop->renew_at), loop->retry_at);
	const ms_t others = earliest(loop->watch_at, loop->feed_at);
	return earliest(earliest(own, others), kiosk_due(loop->kiosk));
}

/* An update waits for it (images/root/usr/lib/guichet/update). */
static void
tell_presence(struct loop *loop)
{
	const bool quiet = is_quiet(loop);

	if (quiet != loop->told_quiet) {
		supervisor_tell(quiet ? "STATUS=Nobody is here." : "STATUS=A visit is under way.");
		loop->told_quiet = quiet;
	}
}

/* Only a loop that came round feeds it: one that hangs, in whatever, is ended and begun anew. */
static void
feed(struct loop *loop)
{
	if (seat_now() >= loop->feed_at) {
		supervisor_tell("WATCHDOG=1");
		loop->feed_at = seat_now() + supervisor_interval();
	}
}

/* What came is worked off before anything is painted, but not for ever. */
static int
turn(struct loop *loop)
{
	struct event event;
	const ms_t until = loop->n_damage > 0 ? 0 : next_due(loop);
	const int what = seat_wait(loop->adapters.seat, until, &event);

	switch (what) {
	case SEAT_EVENT:
		on_input(loop, &event);
		break;
	case SEAT_WOKEN:
		on_woken(loop);
		break;
	case SEAT_EXPOSED:
		damage_all(loop);
		break;
	case SEAT_SOUND:
		loop->renewal_is_due = true; /* a process finds its sound device when it begins */
		plan_renewal(loop);
		break;
	case SEAT_QUIT:
		loop->ending = true;
		return 0;
	case 0:
		if (loop->n_damage == 0) {
			on_time(loop);
		}
		break;
	default:
		return what;
	}
	loop->burst = loop->n_damage > 0 ? loop->burst + 1 : 0;
	if (loop->n_damage > 0 && (what == 0 || loop->burst >= BURST_MAX)) {
		return show(loop);
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
open_kiosk(struct loop *loop)
{
	const struct options *options = loop->options;
	const struct surface *surface = seat_surface(loop->adapters.seat);
	int r = surface == NULL ? -ENOMEM : take_memory(&loop->permanent, KIOSK_PERMANENT_BYTES);

	if (r != 0 || (r = take_memory(&loop->session, KIOSK_SESSION_BYTES)) != 0 ||
		(r = take_memory(&loop->pages[0], KIOSK_PAGE_BYTES)) != 0 ||
		(r = take_memory(&loop->pages[1], KIOSK_PAGE_BYTES)) != 0) {
		return r;
	}
	const struct kiosk_options kiosk_options = {
		.forms = loop->adapters.services.forms,
		.n_forms = loop->adapters.services.n,
		.first_lang = options_first_lang(options),
		.size = options_size(options),
		.theme = options_theme(options),
		.display = { surface->w, surface->h, options_px_per_mm(options) },
		.metrics = paint_metrics(loop->adapters.paint),
		.matcher = regex_matcher(loop->adapters.services.regex),
		.letters = letters_of_glib(),
		.idle_limit = options->config.idle_limit,
		.time_zone = str_of(options->config.time_zone),
		.device = str_of(options->config.device),
		.version = STR(GUICHET_VERSION),
		.screen_px_per_mm = (float)options->config.px_per_mm,
		.coder = { qr_encode },
		.officer = options->config.officer,
		.trouble = loop->adapters.trouble,
		.speech_at_start = false, /* headphones, a key or the button start it (D21) */
	};
	loop->kiosk = kiosk_init(&loop->permanent, &loop->session, loop->pages, &kiosk_options);
	return 0;
}

static int
run(struct loop *loop)
{
	begin_visit(loop);
	damage_all(loop);
	if (loop->adapters.store.outbox == NULL) {
		loop->retry_at = loop->at + RETRY_MS;
	}
	int r = loop->ending ? -EIO : show(loop);
	if (r != 0 || loop->options->first_frame) {
		return r;
	}
	if (loop->adapters.store.outbox != NULL) {
		watch_open(&loop->watch, loop->options->config.state);
	}
	supervisor_tell("READY=1\nSTATUS=The first page is shown.");
	loop->feed_at = supervisor_interval() == MS_NEVER ? MS_NEVER : seat_now();
	r = seat_listen(loop->adapters.seat);
	if (r != 0) {
		return r;
	}
	if (!adapters_open_voice(&loop->adapters)) {
		mute(loop);
	}
	while (r == 0 && !loop->ending && !loop->renewing) {
		r = turn(loop);
		tell_presence(loop);
		feed(loop);
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
loop_run(const struct options *options)
{
	struct loop loop = {
		.options = options,
		.voice_wipe_at = MS_NEVER,
		.renew_at = MS_NEVER,
		.retry_at = MS_NEVER,
		.watch_at = MS_NEVER,
		.feed_at = MS_NEVER,
	};
	int r = adapters_open(&loop.adapters, options);

	if (r == 0) {
		r = open_kiosk(&loop);
	}
	if (r == 0) {
		r = run(&loop);
	}
	if (loop.kiosk != NULL) {
		kiosk_wipe(loop.kiosk);
	}
	watch_close(&loop.watch);
	if (r == 0 && loop.renewing) {
		/* What a library left open would pile up; what is handed over is marked otherwise after that. */
		(void)close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
		adapters_hand_over(&loop.adapters);
		return renew(options->argv);
	}
	adapters_close(&loop.adapters);
	return r != 0 ? EXIT_FATAL : EXIT_GOOD;
}
