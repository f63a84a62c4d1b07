/* SPDX-License-Identifier: MIT */
/* The key folder as it was last read; who uses it while it is read anew keeps what was there before. */
#include "intake/keys.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intake/keys_files.h"
#include "platform/local_time.h"
#include "platform/log_line.h"

enum { ZONE_BYTES = 64 };

struct keyring {
	const char *folder;
	char zone[ZONE_BYTES]; /* of the process; empty: there was no calendar at the start */
	pthread_mutex_t lock;  /* the rest, and n_holders of all keys and calendars */
	struct keys *current;
};

static void
drop_calendar(struct keys *keys)
{
	if (keys->calendar != NULL && --keys->calendar->n_holders == 0) {
		free(keys->calendar);
	}
	keys->calendar = NULL;
}

static struct keys *
keys_free(struct keys *keys)
{
	if (keys->devices != NULL) {
		seal_free_signers(keys->devices);
	}
	drop_calendar(keys);
	free(keys);
	return NULL;
}

static void
let_go(struct keys *keys)
{
	if (--keys->n_holders == 0) {
		keys_free(keys);
	}
}

static int
read_folder(const char *folder, struct keys **ret_keys, struct diagnosis *ret_diagnosis)
{
	struct keys *keys = calloc(1, sizeof(*keys));
	if (keys == NULL) {
		*ret_diagnosis = (struct diagnosis){ .what = "There is no memory.",
			.remedy = "Close other programs." };
		(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", folder);
		return -ENOMEM;
	}
	keys->n_holders = 1;
	int r = keys_read_devices(folder, keys, ret_diagnosis);
	if (r == 0) {
		r = keys_read_desks(folder, keys, ret_diagnosis);
	}
	if (r < 0) {
		keys_free(keys);
		return r;
	}
	keys_read_calendar(folder, keys);
	keys_read_security(folder, keys);
	keys_read_intake(folder, keys);
	*ret_keys = keys;
	return 0;
}

/* Whether a request that came in at this moment would get a date. */
static bool
promises_now(const struct calendar *calendar)
{
	struct date due;
	int minutes;
	return calendar_add(calendar, local_date(local_time_now(), &minutes), KEYS_WORKING_DAYS, &due);
}

static void
say_what_is_there(const struct keys *keys)
{
	char date[64] = "no due dates";
	const int n_devices = keys->devices == NULL ? 0 : seal_n_signers(keys->devices);
	const bool reaches_now = keys->calendar != NULL && promises_now(&keys->calendar->is);
	if (reaches_now) {
		(void)snprintf(date, sizeof(date), "due dates until %d", keys->calendar->is.last_year);
	}
	log_line("keys of %d device%s, %d desk%s, %s", n_devices, n_devices == 1 ? "" : "s",
		keys->n_desks, keys->n_desks == 1 ? "" : "s", date);
	if (keys->calendar != NULL && !reaches_now) {
		int minutes;
		const struct date today = local_date(local_time_now(), &minutes);
		log_line(
			"By the clock of this machine it is %04d-%02d-%02d, and the calendar is for %d to %d: receipts promise "
			"no date. Correct the clock; or fetch a newer calendar of the department, then send SIGHUP.",
			today.year, today.month, today.day, keys->calendar->is.first_year,
			keys->calendar->is.last_year);
	}
}

/* At the start: days are those of the place that the calendar is for. */
static void
use_zone(struct keyring *keyring)
{
	struct keys *keys = keyring->current;
	char zone[ZONE_BYTES];
	if (keys->calendar == NULL) {
		return;
	}
	const struct str wanted = keys->calendar->is.time_zone;
	(void)snprintf(zone, sizeof(zone), "%.*s", (int)wanted.n, wanted.p);
	if (wanted.n >= sizeof(zone) || local_time_use(zone) < 0) {
		drop_calendar(keys);
		log_line(
			"This system does not know the time zone of the calendar: receipts promise no date. "
			"Install the Debian package tzdata.");
		return;
	}
	memcpy(keyring->zone, zone, sizeof(zone));
}

/* A zone cannot change while threads run, and a date in the wrong one would be a promise nobody made. */
static void
keep_zone(const struct keyring *keyring, struct keys *keys)
{
	if (keys->calendar != NULL && !str_eq(keys->calendar->is.time_zone, str_of(keyring->zone))) {
		drop_calendar(keys);
		log_line(
			"The calendar is for another time zone than the one at the start: receipts promise no date. "
			"Restart guichet-intake.");
	}
}

int
keyring_open(const char *folder, struct keyring **ret_keyring, struct diagnosis *ret_diagnosis)
{
	struct keyring *keyring = calloc(1, sizeof(*keyring));
	if (keyring == NULL) {
		*ret_diagnosis = (struct diagnosis){ .file = "guichet-intake",
			.what = "There is no memory.",
			.remedy = "Close other programs." };
		return -ENOMEM;
	}
	keyring->folder = folder;
	const int r = read_folder(folder, &keyring->current, ret_diagnosis);
	if (r < 0) {
		free(keyring);
		return r;
	}
	(void)pthread_mutex_init(&keyring->lock, NULL);
	use_zone(keyring);
	say_what_is_there(keyring->current);
	*ret_keyring = keyring;
	return 0;
}

int
keyring_reload(struct keyring *keyring, struct diagnosis *ret_diagnosis)
{
	struct keys *keys;
	const int r = read_folder(keyring->folder, &keys, ret_diagnosis);
	if (r < 0) {
		return r;
	}
	keep_zone(keyring, keys);
	/* What is half copied must not cost the next clients their date. Only this thread changes what is current. */
	const bool keeps_calendar = keys->is_calendar_broken && keyring->current->calendar != NULL;
	if (keeps_calendar) {
		log_line(
			"%s/calendar.jws: The calendar that was read before stays in force.", keyring->folder);
	}
	pthread_mutex_lock(&keyring->lock);
	if (keeps_calendar) {
		keys->calendar = keyring->current->calendar;
		keys->calendar->n_holders++;
	}
	let_go(keyring->current);
	keyring->current = keys;
	pthread_mutex_unlock(&keyring->lock);
	say_what_is_there(keys);
	return 0;
}

void
keyring_remind(struct keyring *keyring)
{
	const struct keys *keys = keyring_take(keyring);
	if (keys->security[0] == '\0') {
		log_line("%s/security.txt: Nobody is named to whom a weakness can be reported. "
				 "Write one (RFC 9116), then send SIGHUP.",
			keyring->folder);
	}
	keyring_give_back(keyring, keys);
}

struct keyring *
keyring_close(struct keyring *keyring)
{
	let_go(keyring->current);
	(void)pthread_mutex_destroy(&keyring->lock);
	free(keyring);
	return NULL;
}

const struct keys *
keyring_take(struct keyring *keyring)
{
	pthread_mutex_lock(&keyring->lock);
	struct keys *keys = keyring->current;
	keys->n_holders++;
	pthread_mutex_unlock(&keyring->lock);
	return keys;
}

void
keyring_give_back(struct keyring *keyring, const struct keys *keys)
{
	pthread_mutex_lock(&keyring->lock);
	let_go((struct keys *)keys); /* handed out as const by keyring_take() */
	pthread_mutex_unlock(&keyring->lock);
}
