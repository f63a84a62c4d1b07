/* SPDX-License-Identifier: MIT */
/* Size and theme, which are no part of the tree, before the members of the tree. */
#include "core/scene_line.h"

#include <string.h>

void
scene_line_write(const struct tree *tree, int32_t size, enum theme_name theme, struct text *text)
{
	text_add(text, STR(",\"size\":"));
	text_int(text, size + 1);
	text_add(text, STR(",\"theme\":"));
	text_json(text, str_of(theme_label(theme)));
	text_add(text, STR(","));
	const size_t brace = text->n;
	tree_dump(tree, text);
	if (text->full) {
		return;
	}
	/* one object: the members of the tree follow those above without a brace of their own */
	memmove(text->p + brace, text->p + brace + 1, text->n - brace - 1);
	text->n--;
}
