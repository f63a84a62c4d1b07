/* SPDX-License-Identifier: MIT */
/* GC Forms templates and service.json to struct form, by jansson. */
#ifndef PLATFORM_FORM_JSON_H
#define PLATFORM_FORM_JSON_H

#include "core/arena.h"
#include "core/form.h"
#include "core/letters.h"
#include "platform/diagnosis.h"

/*
 * What a service may ask of a kiosk, so that no visit finds its memory full: a page has TREE_MAX nodes, SPANS_MAX spoken
 * stretches and KIOSK_PAGE_BYTES for both and for the drawing.
 */
enum {
	SERVICE_STEPS_MAX =
		300, /* questions, and the rows that sets may have: each is a page, and an entry of the review */
	SERVICE_PAGE_QUESTIONS_MAX = 20,
	SERVICE_CHOICES_MAX = 300, /* of one page, and so of one question */
	SERVICE_TEXT_UNITS_MAX =
		4000, /* a page holds its longest answer several times: shown, spelled, laid out */
	SERVICE_PAGE_UNITS_MAX =
		20000, /* of all texts on one page: that many questions without a maxLength */
	SERVICE_PARAGRAPH_BYTES_MAX = 4000, /* normalizing sets aside 40 bytes for each */
	SERVICE_PAGE_BYTES_MAX = 32 * 1024, /* of words in one language */
	SERVICE_PARAGRAPHS_MAX = 60,
	SERVICE_REVIEW_BYTES_MAX = 160 *
		1024, /* of titles in one language, those of a set as often as it may have rows */
};

/* Receives what is worth saying about a template that is loaded all the same; severity "warning" or "error". */
struct form_findings {
	void *context;
	void (*report)(void *context, const char *severity, const struct diagnosis *finding);
};

/* What loading wants beside the file; needed only while it lasts. */
struct form_loading {
	const struct form_findings *findings; /* NULL: nobody wants to know */
	const struct letters
		*letters;      /* NULL: choices are neither sorted nor made ready for being looked for */
	const char *lists; /* folder of the lists that managedChoices names; NULL: there are none */
};

/*
 * Loads a template in any of its four containers. `loading` may be NULL where none of it is wanted.
 * 0; or -ENOENT, -EINVAL, -E2BIG with a diagnosis whose `where` is a JSON path. On failure the arena is as before.
 */
__attribute__((warn_unused_result)) int form_load(const char *path, struct arena *arena,
	const struct form_loading *loading, const struct form **ret_form,
	struct diagnosis *ret_diagnosis);
/* The same from memory; `name` stands for the file in diagnoses. */
__attribute__((warn_unused_result)) int form_parse(const char *name, struct str json,
	struct arena *arena, const struct form_loading *loading, const struct form **ret_form,
	struct diagnosis *ret_diagnosis);
/* A service's folder: form.json and service.json. */
__attribute__((warn_unused_result)) int form_load_service(const char *directory,
	struct arena *arena, const struct form_loading *loading, const struct form **ret_form,
	struct diagnosis *ret_diagnosis);
/* The same for who reads answers: whether a kiosk could ask the questions is not judged. */
__attribute__((warn_unused_result)) int form_load_asked(const char *directory, struct arena *arena,
	const struct form_loading *loading, const struct form **ret_form,
	struct diagnosis *ret_diagnosis);
/* Reports, as warnings, why a bare template could not be a service of the kiosk; `name` stands for the file. */
void form_judge(const char *name, const struct form *form, const struct form_findings *findings);

#endif
