/* SPDX-License-Identifier: MIT */
/* Start-up tells everything that is wrong, not only the first thing: a technician may have one visit to mend it all. */
#include "kiosk/startup.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/beside.h"
#include "platform/form_json.h"
#include "platform/letters.h"

/* The largest template that GC Forms accepts, parsed, times the number of services; untouched pages cost nothing. */
enum { FORMS_BYTES = 16 * 1024 * 1024, PATH_BYTES = 512 };

void
startup_say(const char *english, const char *french)
{
	fprintf(stderr, "guichet: %s\nguichet\u00a0: %s\n", english, french);
}

void
startup_tell(const struct diagnosis *d, const char *french)
{
	fprintf(stderr, "guichet: %s%s%s: %s %s\n", d->file, d->where[0] != '\0' ? ", " : "", d->where,
		d->what, d->remedy);
	fprintf(stderr, "guichet\u00a0: %s\u00a0: %s\n", d->file, french);
}

static int
is_candidate(const struct dirent *entry)
{
	return entry->d_name[0] != '.' &&
		(entry->d_type == DT_DIR || entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN);
}

/* Byte order: the same on every machine, whatever its locale. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Counts the service that was loaded last, before those that want to stand behind it; equals stay as they came. */
static void
place(struct services *services)
{
	const struct form *form = services->forms[services->n];
	int32_t i = services->n++;

	for (; i > 0 && services->forms[i - 1]->order > form->order; i--) {
		services->forms[i] = services->forms[i - 1];
	}
	services->forms[i] = form;
}

static void
tell_officer(const char *path)
{
	struct diagnosis diagnosis = {
		.what =
			"The service requires a document that an officer must see, and this site has no officer.",
		.remedy =
			"Where there is one, set officer = yes in section [site] of guichet.conf, or give --officer.",
	};
	snprintf(diagnosis.file, sizeof(diagnosis.file), "%.255s", path);
	startup_tell(&diagnosis,
		"Ce service exige un document qu’un membre du personnel doit voir, et il n’y en a pas à cet endroit. "
		"S’il y en a un, mettez officer = yes dans la section [site] de guichet.conf ou ajoutez --officer.");
}

static void
load(struct services *services, const char *folder, const char *name, bool officer)
{
	const size_t used = services->memory.used;
	struct diagnosis diagnosis;
	char path[768], lists[PATH_BYTES];
	const struct form_loading loading = {
		.letters = letters_of_glib(),
		.lists = beside_find("lists", lists, sizeof(lists)) ? lists : NULL,
	};

	if (services->n == STARTUP_FORMS ||
		snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path)) {
		fprintf(stderr, "guichet: %s/%s: A kiosk offers at most %d services. Remove some.\n",
			folder, name, STARTUP_FORMS);
		fprintf(stderr,
			"guichet\u00a0: %s/%s\u00a0: Une borne offre au plus %d services. Retirez-en.\n",
			folder, name, STARTUP_FORMS);
		return;
	}
	if (form_load_service(
			path, &services->memory, &loading, &services->forms[services->n], &diagnosis) != 0) {
		startup_tell(&diagnosis,
			"Ce service ne peut pas être offert\u00a0: son formulaire est absent ou "
			"endommagé. Vérifiez-le avec guichetctl lint.");
		return;
	}
	if (!officer && form_needs_officer(services->forms[services->n])) {
		services->memory.used = used;
		services->n_kept_back++;
		tell_officer(path);
		return;
	}
	place(services);
}

static int
load_all(struct services *services, const char *folder, bool officer)
{
	struct dirent **entries;
	struct diagnosis diagnosis = { .remedy = "Name the folder of the services with --services." };

	const int n = scandir(folder, &entries, is_candidate, by_name);
	if (n < 0) {
		const int error = errno;
		snprintf(diagnosis.file, sizeof(diagnosis.file), "%s", folder);
		snprintf(diagnosis.what, sizeof(diagnosis.what), "The services cannot be read: %s.",
			strerror(error));
		startup_tell(&diagnosis,
			"Les services ne peuvent pas être lus. Indiquez leur dossier avec --services.");
		return -error;
	}
	for (int i = 0; i < n; i++) {
		load(services, folder, entries[i]->d_name, officer);
		free(entries[i]);
	}
	free(entries);
	if (services->n > 0) {
		return 0;
	}
	snprintf(diagnosis.file, sizeof(diagnosis.file), "%s", folder);
	snprintf(diagnosis.what, sizeof(diagnosis.what), "There is no service to offer.");
	startup_tell(
		&diagnosis, "Il n’y a aucun service à offrir. Indiquez leur dossier avec --services.");
	return -ENOENT;
}

int
services_init(struct services *services, const char *folder, bool officer)
{
	*services = (struct services){ .n = 0 };
	void *memory = malloc(FORMS_BYTES);
	int r = memory == NULL ? -ENOMEM : regex_open(&services->regex);
	if (r != 0) {
		free(memory);
		startup_say("There is not enough memory for the services.",
			"Il n’y a pas assez de mémoire pour les services.");
		return r;
	}
	arena_init(&services->memory, memory, FORMS_BYTES);
	return load_all(services, folder, officer);
}

void
services_deinit(struct services *services)
{
	if (services->regex != NULL) {
		services->regex = regex_close(services->regex);
	}
	free(services->memory.base);
	*services = (struct services){ .n = 0 };
}
