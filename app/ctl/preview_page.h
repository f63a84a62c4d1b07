/* SPDX-License-Identifier: MIT */
/* One page as the kiosk shows and says it, written to a folder: pictures, scene, transcript. */
#ifndef CTL_PREVIEW_PAGE_H
#define CTL_PREVIEW_PAGE_H

#include "core/kiosk_options.h"
#include "core/session.h"
#include "core/text.h"
#include "core/utter.h"
#include "platform/paint.h"

enum { PREVIEW_NAME = 96, PREVIEW_SPOKEN = 256 * 1024 };

struct preview_page {
	const char *folder;
	struct paint *paint;
	struct kiosk_options options;
	struct session *session; /* on the page that is to be written */
	struct utter_cache words;
	struct arena arena; /* KIOSK_PAGE_BYTES: of one page at a time */
	char *line;         /* KIOSK_PAGE_BYTES: of the scene */
	struct text spoken; /* the transcript of the page that was written last; PREVIEW_SPOKEN bytes */
	/* what was written last */
	char name[PREVIEW_NAME]; /* of its files, without what follows the page: "03-q2-en" */
	char title[4096];        /* of the page, whole: longer than a paragraph may be */
	int32_t parts;
};

/*
 * NAME.png, NAME-2.png and so on for its other parts, NAME.jsonl with a line a part (docs/formats/scene.md), NAME.txt with
 * what is said on entering it, by a client with headphones. EXIT_GOOD, or EXIT_FATAL after a sentence.
 */
__attribute__((warn_unused_result)) int preview_page_write(
	struct preview_page *page, int32_t number, enum lang lang);
/* The picture of a part, from 0; valid until the next call. */
const char *preview_page_picture(
	const struct preview_page *page, int32_t part, char ret_name[PREVIEW_NAME]);

#endif
