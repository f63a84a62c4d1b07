/* SPDX-License-Identifier: MIT */
/* One worker, one request at a time; what is told on stderr is an errno, never content. */
#include "kiosk/save.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/kiosk.h"
#include "platform/memory.h"

static int
diagnose_status_key(int error, struct diagnosis *diagnosis)
{
	snprintf(diagnosis->what, sizeof(diagnosis->what), "The site's status key cannot be used: %s.",
		error == EINVAL ? "it must be 32 bytes long" : strerror(error));
	snprintf(diagnosis->remedy, sizeof(diagnosis->remedy),
		"Provision the kiosk; on a desk, guichet-desk keygen makes the keys.");
	return -error;
}

static int
read_status_key(
	const char *path, unsigned char ret_key[STATUS_KEY_BYTES], struct diagnosis *ret_diagnosis)
{
	unsigned char bytes[STATUS_KEY_BYTES + 1];
	struct diagnosis diagnosis = { .where = "" };
	const int file = open(path, O_RDONLY | O_CLOEXEC);
	int error = 0;

	if (file < 0) {
		error = errno;
	} else {
		const ssize_t n = read(file, bytes, sizeof(bytes));
		error = n < 0 ? errno : n != STATUS_KEY_BYTES ? EINVAL : 0;
		(void)close(file);
	}
	if (error == 0) {
		memcpy(ret_key, bytes, STATUS_KEY_BYTES);
	} else {
		snprintf(diagnosis.file, sizeof(diagnosis.file), "%.255s", path);
		*ret_diagnosis = diagnosis;
		(void)diagnose_status_key(error, ret_diagnosis);
	}
	explicit_bzero(bytes, sizeof(bytes));
	return -error;
}

/* Room is asked for before a client begins: a full disk is told on the first screen, not after the last question. */
static int
open_outbox(const char *path, struct outbox **ret_outbox, enum trouble *ret_trouble,
	struct diagnosis *ret_diagnosis)
{
	struct outbox *outbox;
	int r = outbox_open(path, false, &outbox, ret_diagnosis);

	if (r != 0) {
		*ret_trouble = r == -ENOSPC ? TROUBLE_DISK_FULL : TROUBLE_OUTBOX;
		return r;
	}
	r = outbox_room(outbox);
	if (r == 0) {
		*ret_outbox = outbox;
		return 0;
	}
	(void)outbox_close(outbox);
	struct diagnosis diagnosis = {
		.remedy = "Free some space on this disk: 16 MiB is enough to begin with."
	};
	snprintf(diagnosis.file, sizeof(diagnosis.file), "%.255s", path);
	snprintf(diagnosis.what, sizeof(diagnosis.what), "%s",
		r == OUTBOX_FULL ? "The disk is full: no request can be stored." : strerror(-r));
	*ret_diagnosis = diagnosis;
	*ret_trouble = r == OUTBOX_FULL ? TROUBLE_DISK_FULL : TROUBLE_OUTBOX;
	return r == OUTBOX_FULL ? -ENOSPC : r;
}

int
store_open(const char *state, ms_t wall, struct store *ret_store, enum trouble *ret_trouble,
	struct diagnosis *ret_diagnosis)
{
	struct store store = { .outbox = NULL };
	char path[320];
	int r;

	snprintf(path, sizeof(path), "%s/outbox.db", state);
	r = open_outbox(path, &store.outbox, ret_trouble, ret_diagnosis);
	if (r != 0) {
		return r;
	}
	snprintf(path, sizeof(path), "%s/recipient.jwks", state);
	r = seal_load_public(path, wall, &store.key, ret_diagnosis);
	if (r == 0) {
		snprintf(path, sizeof(path), "%s/status.key", state);
		r = read_status_key(path, store.status_key, ret_diagnosis);
	}
	if (r != 0) {
		store_close(&store);
		*ret_trouble = TROUBLE_KEY;
		return r;
	}
	*ret_store = store;
	explicit_bzero(&store, sizeof(store));
	return 0;
}

void
store_close(struct store *store)
{
	if (store->outbox != NULL) {
		(void)outbox_close(store->outbox);
	}
	if (store->key != NULL) {
		(void)seal_free_key(store->key);
	}
	explicit_bzero(store, sizeof(*store));
}

static int
seal(const struct store *store, const struct sealed_request *request, char **ret_jwe)
{
	char ref_hash[44];
	int r = seal_ref_hash(store->status_key, STATUS_KEY_BYTES, request->reference, ref_hash);

	if (r != 0) {
		return r;
	}
	const struct seal_header header = {
		.id = request->id,
		.form = request->form_id,
		.form_version = request->form_version,
		.lang = request->lang,
		.ref_hash = str_of(ref_hash),
	};
	return seal_close(store->key, &header, request->plaintext, ret_jwe);
}

static enum stored
refused(int error)
{
	fprintf(stderr,
		"guichet: A request could not be sealed or stored: %s. It was not confirmed to the client.\n",
		strerror(error));
	fprintf(stderr,
		"guichet\u00a0: Une demande n’a pas pu être scellée ou enregistrée. Elle n’a pas été confirmée.\n");
	if (error == EKEYEXPIRED) {
		fprintf(stderr,
			"guichet: The recipient's key is out of its time. Install the department's new recipient.jwks.\n");
		fprintf(stderr,
			"guichet\u00a0: La clé du destinataire n’est pas en cours de validité. Installez le nouveau recipient.jwks du ministère.\n");
	}
	return error == ENOSPC ? STORED_FULL : STORED_FAILED;
}

enum stored
save_now(struct store *store, const struct sealed_request *request, bool wall_sure)
{
	unsigned char sha256[OUTBOX_SHA256_BYTES];
	char *jwe;
	const bool in_time = !wall_sure || seal_key_is_valid(store->key, request->created_wall);
	int r = in_time ? seal(store, request, &jwe) : -EKEYEXPIRED;

	if (r != 0) {
		return refused(-r);
	}
	const struct str envelope = str_of(jwe);
	r = seal_sha256(envelope, sha256);
	if (r == 0) {
		r = outbox_put(store->outbox, request->id, request->created_wall, envelope, sha256);
	}
	free(jwe);
	if (r == 0 || r == OUTBOX_DUPLICATE) {
		return STORED_OK;
	}
	return refused(r == OUTBOX_FULL ? ENOSPC : -r);
}

struct save {
	struct store *store;
	void (*done)(void *context, uint32_t ticket, enum stored status);
	void *context;
	pthread_t thread;

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	bool waiting, closing, wall_sure;
	struct arena memory; /* locked; holds what `request` points at */
	struct sealed_request request;
};

static void
work_off(struct save *save)
{
	const uint32_t ticket = save->request.ticket;
	const enum stored status = save_now(save->store, &save->request, save->wall_sure);

	save->request = (struct sealed_request){ .ticket = 0 };
	arena_wipe(&save->memory);
	memory_wipe_stack();
	save->done(save->context, ticket, status);
}

/*
 * Without the lock, so that a next request finds no closed door: the store is this thread's alone. What fails here has
 * lost nothing, and is tried again by the next outbox_put().
 */
static void
tidy(struct save *save)
{
	pthread_mutex_unlock(&save->lock);
	const int r = outbox_tidy(save->store->outbox);
	if (r != 0) {
		fprintf(stderr,
			"guichet: The outbox's log could not be moved into its database: %s. No request is lost. Check the disk.\n",
			strerror(-r));
		fprintf(stderr,
			"guichet\u00a0: Le journal de la boîte d’envoi n’a pas pu être versé dans sa base. Aucune demande n’est perdue. Vérifiez le disque.\n");
	}
	pthread_mutex_lock(&save->lock);
}

/* Keeps the lock while it works: the core puts no second request meanwhile, and save_close() has to wait anyway. */
static void *
run(void *context)
{
	struct save *save = context;

	pthread_mutex_lock(&save->lock);
	for (;;) {
		while (!save->waiting && !save->closing) {
			pthread_cond_wait(&save->changed, &save->lock);
		}
		if (!save->waiting) {
			break;
		}
		save->waiting = false;
		work_off(save);
		tidy(save); /* the client has the answer */
	}
	pthread_mutex_unlock(&save->lock);
	return NULL;
}

int
save_open(struct store *store, void (*done)(void *context, uint32_t ticket, enum stored status),
	void *context, struct save **ret_save)
{
	int locked;
	struct save *save = calloc(1, sizeof(*save));

	if (save == NULL) {
		return -ENOMEM;
	}
	/* As large as the session, so that whatever the core hands over fits. */
	void *memory = memory_secret(KIOSK_SESSION_BYTES, &locked);
	if (memory == NULL) {
		const int error = errno;
		free(save);
		return -error;
	}
	arena_init(&save->memory, memory, KIOSK_SESSION_BYTES);
	save->store = store;
	save->done = done;
	save->context = context;
	pthread_mutex_init(&save->lock, NULL); /* cannot fail with default attributes (glibc) */
	pthread_cond_init(&save->changed, NULL);
	const int error = pthread_create(&save->thread, NULL, run, save);
	if (error != 0) {
		free(save);
		return -error;
	}
	*ret_save = save;
	return 0;
}

void
save_put(struct save *save, const struct sealed_request *request, bool wall_sure)
{
	pthread_mutex_lock(&save->lock);
	assert(!save->waiting);
	save->wall_sure = wall_sure;
	save->request = *request;
	save->request.id = arena_copy(&save->memory, request->id);
	save->request.plaintext = arena_copy(&save->memory, request->plaintext);
	save->request.reference = arena_copy(&save->memory, request->reference);
	save->request.form_id = arena_copy(&save->memory, request->form_id);
	save->request.form_version = arena_copy(&save->memory, request->form_version);
	save->waiting = true;
	pthread_cond_signal(&save->changed);
	pthread_mutex_unlock(&save->lock);
}

struct save *
save_close(struct save *save)
{
	pthread_mutex_lock(&save->lock);
	save->closing = true;
	pthread_cond_signal(&save->changed);
	pthread_mutex_unlock(&save->lock);
	pthread_join(save->thread, NULL);
	pthread_cond_destroy(&save->changed);
	pthread_mutex_destroy(&save->lock);
	arena_wipe(&save->memory);
	free(save);
	return NULL;
}
