/* SPDX-License-Identifier: MIT */
/* A line of the scene log: a page as it can be perceived, docs/formats/scene.md. */
#ifndef CORE_SCENE_LINE_H
#define CORE_SCENE_LINE_H

#include "core/text.h"
#include "core/theme.h"
#include "core/tree.h"

/* All that follows the time, `{"t":0`: from the comma behind it to the last brace; without line feed. `size` from 0. */
void scene_line_write(
	const struct tree *tree, int32_t size, enum theme_name theme, struct text *text);

#endif
