/* SPDX-License-Identifier: MIT */
/* index.html of a preview: pictures and transcripts side by side, without a script. */
#ifndef CTL_PREVIEW_INDEX_H
#define CTL_PREVIEW_INDEX_H

#include <stdio.h>

#include "ctl/preview_page.h"
#include "ctl/preview_walk.h"

/* Writes to `file`, in the languages that are shown and in their order. What cannot be written is known when it is closed. */
struct preview_index {
	FILE *file;
	enum lang langs[LANG_COUNT];
	int32_t n_langs;
	const struct preview_walk *walk;
};

void preview_index_begin(const struct preview_index *index);
/* Before the page in each of its languages, and after. */
void preview_index_open(const struct preview_index *index, int32_t number);
void preview_index_close(const struct preview_index *index);
/* The page that was written last, in this language. */
void preview_index_page(const struct preview_index *index, const struct preview_page *page,
	const struct preview_stop *stop, enum lang lang);
/* With the questions that no page shows. */
void preview_index_end(const struct preview_index *index);

#endif
