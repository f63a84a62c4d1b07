/* SPDX-License-Identifier: MIT */
/* Loads what a kiosk would offer, and old versions of it that stand beside. */
#include "desk/templates.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/form_json.h"

enum {
	TEMPLATES_MAX = 256,            /* more than the versions that are in use at one time */
	ARENA_BYTES = 64 * 1024 * 1024, /* untouched pages cost nothing */
	PATH_BYTES = 4096,
};

struct templates {
	struct arena memory;
	const struct form *forms[TEMPLATES_MAX];
	int n;
};

static int
is_candidate(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void
load(struct templates *templates, const char *folder, const char *name)
{
	struct diagnosis ignored;
	char path[PATH_BYTES];
	const int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (n < 0 || n >= PATH_BYTES || templates->n == TEMPLATES_MAX) {
		return;
	}
	/* Whether a service is fit for a kiosk is said by guichetctl lint, not here. */
	if (form_load_asked(
			path, &templates->memory, NULL, &templates->forms[templates->n], &ignored) == 0) {
		templates->n++;
	}
}

struct templates *
templates_load(const char *folder)
{
	struct templates *templates = calloc(1, sizeof(*templates));
	void *memory = malloc(ARENA_BYTES);
	if (templates == NULL || memory == NULL) {
		free(templates);
		free(memory);
		return NULL;
	}
	arena_init(&templates->memory, memory, ARENA_BYTES);
	struct dirent **entries;
	const int n = folder == NULL ? 0 : scandir(folder, &entries, is_candidate, alphasort);
	for (int i = 0; i < n; i++) {
		load(templates, folder, entries[i]->d_name);
		free(entries[i]);
	}
	if (n > 0) {
		free(entries);
	}
	return templates;
}

struct templates *
templates_free(struct templates *templates)
{
	if (templates != NULL) {
		free(templates->memory.base);
		free(templates);
	}
	return NULL;
}

const struct form *
templates_find(const struct templates *templates, struct str sha256)
{
	for (int i = 0; i < templates->n; i++) {
		if (str_eq(str_of(templates->forms[i]->sha256), sha256)) {
			return templates->forms[i];
		}
	}
	return NULL;
}

bool
templates_name(const struct templates *templates, struct str form, struct bilingual *ret_name)
{
	for (int i = 0; i < templates->n; i++) {
		if (str_eq(templates->forms[i]->id, form)) {
			*ret_name = templates->forms[i]->name;
			return true;
		}
	}
	return false;
}
