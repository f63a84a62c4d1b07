/* SPDX-License-Identifier: MIT */
/* Names of mixer controls are a convention of the kernel (Documentation/sound/designs/control-names.rst). */
#include "platform/sound_card.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sound_card {
	int number;
	char control[16], device[32]; /* ALSA's names */
	snd_ctl_t *jacks;             /* NULL: no jack */
	snd_ctl_elem_id_t *jack;
	bool was_in;
	double level_db;
};

/* What leads to the client's ear. */
static const char *const outputs[] = { "Master", "Headphone", "Headphone+LO", "Speaker",
	"Bass Speaker", "Speaker+LO", "PCM", "Front", "Line Out", "DAC", "Digital" };

static bool
is_output(const char *name)
{
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
		if (strcmp(outputs[i], name) == 0) {
			return true;
		}
	}
	return false;
}

/* The first device of the card that plays; -1: none. */
static int
find_device(snd_ctl_t *control)
{
	snd_pcm_info_t *info;
	int device = -1;

	snd_pcm_info_alloca(&info);
	while (snd_ctl_pcm_next_device(control, &device) == 0 && device >= 0) {
		snd_pcm_info_set_device(info, (unsigned)device);
		snd_pcm_info_set_subdevice(info, 0);
		snd_pcm_info_set_stream(info, SND_PCM_STREAM_PLAYBACK);
		if (snd_ctl_pcm_info(control, info) == 0) {
			return device;
		}
	}
	return -1;
}

enum fitness { FIT_NOT, FIT_HDMI, FIT_WELL };

static enum fitness
judge(int number, const char *wanted, int *ret_device)
{
	char name[16];
	snd_ctl_t *control;
	snd_ctl_card_info_t *info;
	enum fitness fitness = FIT_NOT;

	snd_ctl_card_info_alloca(&info);
	snprintf(name, sizeof(name), "hw:%d", number);
	if (snd_ctl_open(&control, name, 0) != 0) {
		return FIT_NOT;
	}
	*ret_device = find_device(control);
	if (*ret_device >= 0 && snd_ctl_card_info(control, info) == 0) {
		const bool is_wanted = wanted[0] == '\0' ||
			strcmp(snd_ctl_card_info_get_id(info), wanted) == 0;
		const bool is_hdmi = strstr(snd_ctl_card_info_get_name(info), "HDMI") != NULL;
		fitness = !is_wanted ? FIT_NOT : is_hdmi && wanted[0] == '\0' ? FIT_HDMI : FIT_WELL;
	}
	(void)snd_ctl_close(control);
	return fitness;
}

static int
choose(struct sound_card *card, const char *wanted)
{
	enum fitness best = FIT_NOT;

	for (int number = -1; snd_card_next(&number) == 0 && number >= 0;) {
		int device;
		const enum fitness fitness = judge(number, wanted, &device);
		if (fitness > best) {
			best = fitness;
			card->number = number;
			snprintf(card->control, sizeof(card->control), "hw:%d", number);
			snprintf(card->device, sizeof(card->device), "plughw:%d,%d", number, device);
		}
	}
	return best == FIT_NOT ? -ENODEV : 0;
}

/* Not above 0 dB: what a card adds beyond that distorts. */
static void
set_level(snd_mixer_elem_t *element, double level_db)
{
	long min, max, top;

	if (snd_mixer_selem_get_playback_dB_range(element, &min, &max) == 0 && max > min) {
		top = (long)(level_db * 100);
		(void)snd_mixer_selem_set_playback_dB_all(element,
			top < min     ? min :
				top > max ? max :
							top,
			0);
	} else if (snd_mixer_selem_get_playback_volume_range(element, &min, &max) == 0) {
		(void)snd_mixer_selem_set_playback_volume_all(element, max);
	}
}

/* With headphones in, the loudspeaker must not tell the room what is private; not every codec mutes it by itself. */
static void
set_element(snd_mixer_elem_t *element, double level_db, bool has_headphones)
{
	const char *name = snd_mixer_selem_get_name(element);
	const bool is_heard = is_output(name) && !(has_headphones && strstr(name, "Speaker") != NULL);

	if (snd_mixer_selem_has_playback_switch(element)) {
		(void)snd_mixer_selem_set_playback_switch_all(element, is_heard);
	}
	if (is_heard && snd_mixer_selem_has_playback_volume(element)) {
		set_level(element, level_db);
	}
}

static int
set_mixer(const struct sound_card *card)
{
	snd_mixer_t *mixer;
	int r = snd_mixer_open(&mixer, 0);

	if (r != 0) {
		return r;
	}
	if ((r = snd_mixer_attach(mixer, card->control)) == 0 &&
		(r = snd_mixer_selem_register(mixer, NULL, NULL)) == 0) {
		r = snd_mixer_load(mixer);
	}
	for (snd_mixer_elem_t *element = r == 0 ? snd_mixer_first_elem(mixer) : NULL; element != NULL;
		 element = snd_mixer_elem_next(element)) {
		set_element(element, card->level_db, card->was_in);
	}
	(void)snd_mixer_close(mixer);
	return r;
}

/* The card's list of controls; to be freed by the caller also when it is empty. */
static int
list_controls(snd_ctl_t *control, snd_ctl_elem_list_t *list)
{
	int r = snd_ctl_elem_list(control, list);

	if (r == 0) {
		r = snd_ctl_elem_list_alloc_space(list, snd_ctl_elem_list_get_count(list));
	}
	return r == 0 ? snd_ctl_elem_list(control, list) : r;
}

static bool
find_jack(struct sound_card *card)
{
	snd_ctl_elem_list_t *list;
	bool is_found = false;

	snd_ctl_elem_list_alloca(&list);
	if (list_controls(card->jacks, list) == 0) {
		for (unsigned i = 0; i < snd_ctl_elem_list_get_used(list) && !is_found; i++) {
			const char *name = snd_ctl_elem_list_get_name(list, i);
			is_found = strstr(name, "Headphone") != NULL && strstr(name, "Jack") != NULL &&
				strstr(name, "Phantom") == NULL; /* those are always in */
			if (is_found) {
				snd_ctl_elem_list_get_id(list, i, card->jack);
			}
		}
	}
	snd_ctl_elem_list_free_space(list);
	return is_found;
}

static int
open_jack(struct sound_card *card)
{
	int r = snd_ctl_elem_id_malloc(&card->jack);

	if (r != 0) {
		return r;
	}
	if ((r = snd_ctl_open(&card->jacks, card->control, SND_CTL_NONBLOCK | SND_CTL_READONLY)) != 0) {
		card->jacks = NULL;
		return r;
	}
	if (!find_jack(card) || snd_ctl_subscribe_events(card->jacks, 1) != 0) {
		(void)snd_ctl_close(card->jacks);
		card->jacks = NULL;
	}
	return 0;
}

/* What ALSA would print says nothing that a caller does not know, and a late buffer is no news for a log. */
static void
say_nothing(const char *file, int line, const char *function, int error, const char *format, ...)
{
	(void)file, (void)line, (void)function, (void)error, (void)format;
}

int
sound_card_open(const char *name, double level_db, struct sound_card **ret_card)
{
	struct sound_card *card = calloc(1, sizeof(*card));

	(void)snd_lib_error_set_handler(say_nothing);
	int r = card == NULL ? -ENOMEM : choose(card, name);

	if (r == 0) {
		card->level_db = level_db;
		r = set_mixer(card);
	}
	if (r == 0) {
		r = open_jack(card);
	}
	if (r != 0) {
		(void)sound_card_close(card);
		return r;
	}
	*ret_card = card;
	return 0;
}

struct sound_card *
sound_card_close(struct sound_card *card)
{
	if (card != NULL) {
		if (card->jacks != NULL) {
			(void)snd_ctl_close(card->jacks);
		}
		if (card->jack != NULL) {
			snd_ctl_elem_id_free(card->jack);
		}
		free(card);
	}
	return NULL;
}

const char *
sound_card_device(const struct sound_card *card)
{
	return card->device;
}

int
sound_card_fd(const struct sound_card *card)
{
	struct pollfd fd;

	return card->jacks != NULL && snd_ctl_poll_descriptors(card->jacks, &fd, 1) == 1 ? fd.fd : -1;
}

bool
sound_card_take(struct sound_card *card, bool *ret_in)
{
	snd_ctl_event_t *event;
	snd_ctl_elem_value_t *value;

	if (card->jacks == NULL) {
		return false;
	}
	snd_ctl_event_alloca(&event);
	while (snd_ctl_read(card->jacks, event) > 0) {
	}
	snd_ctl_elem_value_alloca(&value);
	snd_ctl_elem_value_set_id(value, card->jack);
	const bool is_in = snd_ctl_elem_read(card->jacks, value) == 0 &&
		snd_ctl_elem_value_get_boolean(value, 0) != 0;
	const bool is_news = is_in != card->was_in;
	card->was_in = is_in;
	*ret_in = is_in;
	/* Where the loudspeaker cannot be muted, headphones are not told: nobody may take them for private. */
	return is_news && (set_mixer(card) == 0 || !is_in);
}
