/* SPDX-License-Identifier: MIT */
/* Opening tells everything that can be known to be wrong, not only the first thing: one visit should mend it all. */
#include "kiosk/adapters.h"

#include <stdio.h>

#include "platform/memory.h"
#include "platform/wall_clock.h"

static void
open_contents(struct adapters *adapters, const struct config *config)
{
	struct diagnosis diagnosis;
	enum trouble trouble;
	bool sure;
	const ms_t wall = wall_clock(&sure);

	if (services_init(&adapters->services, config->services, config->officer) != 0) {
		adapters->trouble = adapters->services.n_kept_back > 0 ? TROUBLE_OFFICER : TROUBLE_FORM;
	}
	if (store_open(config->state, sure ? wall : 0, &adapters->store, &trouble, &diagnosis) != 0) {
		startup_tell(&diagnosis,
			"Aucune demande ne peut être scellée ni enregistrée. Vérifiez le dossier --state, "
			"ses clés et l’espace libre du disque.");
		adapters->trouble = adapters->trouble == TROUBLE_NONE ? trouble : adapters->trouble;
	}
}

static int
open_paint(struct adapters *adapters, const char *fonts)
{
	struct diagnosis diagnosis;
	const int r = paint_open(fonts, &adapters->paint, &diagnosis);

	if (r != 0) {
		startup_tell(&diagnosis,
			"Les polices de caractères ne peuvent pas être utilisées. Installez fonts-noto-core et fonts-lato.");
	}
	return r;
}

static void
harden(void)
{
	if (memory_harden() != 0) {
		startup_say(
			"The system refuses to lock all memory of this program. On a desk this is no fault; "
			"on a kiosk, allow it (LimitMEMLOCK=infinity).",
			"Le système refuse de verrouiller toute la mémoire du programme. Sur un poste de travail, ce n’est pas "
			"une erreur; sur une borne, permettez-le (LimitMEMLOCK=infinity).");
	}
}

/* The display comes last: after a renewal the screen is without a window until the first frame, and on a device its last picture stays. */
int
adapters_open(struct adapters *adapters, const struct options *options)
{
	int r;

	*adapters = (struct adapters){ .trouble = TROUBLE_NONE };
	signals_hold();
	harden();
	open_contents(adapters, &options->config);
	if ((r = open_paint(adapters, options->config.fonts)) != 0 ||
		(r = seat_open(options, &adapters->seat)) != 0) {
		return r;
	}
	mailbox_init(&adapters->mailbox, adapters->seat);
	r = signals_open(&adapters->mailbox, &adapters->signals);
	if (r == 0) {
		r = staff_link_open(
			&options->config, mailbox_post_staff, &adapters->mailbox, &adapters->staff);
	}
	if (r != 0 || adapters->store.outbox == NULL) {
		return r;
	}
	return save_open(&adapters->store, mailbox_post_stored, &adapters->mailbox, &adapters->save);
}

/* All but the seat, which shows its last picture until then. */
static void
close_rest(struct adapters *adapters)
{
	if (adapters->voice != NULL) {
		voice_wipe(adapters->voice);
		adapters->voice = voice_close(adapters->voice);
	}
	if (adapters->signals != NULL) {
		adapters->signals = signals_close(adapters->signals);
	}
	if (adapters->staff != NULL) {
		adapters->staff = staff_link_close(adapters->staff);
	}
	if (adapters->save != NULL) {
		adapters->save = save_close(adapters->save);
	}
	store_close(&adapters->store);
	if (adapters->paint != NULL) {
		paint_forget(adapters->paint);
		adapters->paint = paint_close(adapters->paint);
	}
	services_deinit(&adapters->services);
	memory_wipe_stack();
	if (adapters->seat != NULL) {
		seat_wipe(adapters->seat);
		mailbox_deinit(&adapters->mailbox);
	}
}

void
adapters_close(struct adapters *adapters)
{
	close_rest(adapters);
	if (adapters->seat != NULL) {
		adapters->seat = seat_close(adapters->seat);
	}
}

void
adapters_hand_over(struct adapters *adapters)
{
	close_rest(adapters);
	if (adapters->seat != NULL) {
		adapters->seat = seat_hand_over(adapters->seat);
	}
}

bool
adapters_open_voice(struct adapters *adapters)
{
	return voice_open(mailbox_post_spoken, &adapters->mailbox, &adapters->voice) == 0;
}

bool
adapters_store_is_mended(const struct options *options)
{
	struct store store;
	struct diagnosis diagnosis;
	enum trouble trouble;
	bool sure;
	const ms_t wall = wall_clock(&sure);

	if (store_open(options->config.state, sure ? wall : 0, &store, &trouble, &diagnosis) != 0) {
		return false;
	}
	store_close(&store);
	return true;
}
