/* SPDX-License-Identifier: MIT */
/* GC Forms templates and service.json to struct form, by jansson. */
#ifndef PLATFORM_FORM_JSON_H
#define PLATFORM_FORM_JSON_H

#include "core/arena.h"
#include "core/form.h"
#include "platform/diagnosis.h"

/* Receives what is worth saying about a template that is loaded all the same; severity "warning" or "error". */
struct form_findings {
	void *context;
	void (*report)(void *context, const char *severity, const struct diagnosis *finding);
};

/*
 * Loads a template in any of its four containers. `findings` may be NULL.
 * 0; or -ENOENT, -EINVAL, -E2BIG with a diagnosis whose `where` is a JSON path. On failure the arena is as before.
 */
__attribute__((warn_unused_result)) int form_load(const char *path, struct arena *arena,
	const struct form_findings *findings, const struct form **ret_form,
	struct diagnosis *ret_diagnosis);
/* The same from memory; `name` stands for the file in diagnoses. */
__attribute__((warn_unused_result)) int form_parse(const char *name, struct str json,
	struct arena *arena, const struct form_findings *findings, const struct form **ret_form,
	struct diagnosis *ret_diagnosis);
/* A service's folder: form.json and service.json. */
__attribute__((warn_unused_result)) int form_load_service(const char *directory,
	struct arena *arena, const struct form_findings *findings, const struct form **ret_form,
	struct diagnosis *ret_diagnosis);

#endif
