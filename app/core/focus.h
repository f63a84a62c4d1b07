/* SPDX-License-Identifier: MIT */
/* Which node has the focus, and which is next. */
#ifndef CORE_FOCUS_H
#define CORE_FOCUS_H

#include "core/tree.h"

/* Whether the node can take the focus now. */
bool focus_can(const struct node *node);
/* Index of the next (or previous) node in reading order, round the ends; `from` -1 starts before the first. -1 if there is none. */
int32_t focus_next(const struct tree *tree, int32_t from, bool backward, bool *ret_wrapped);
/* Where a page that was just entered has its focus: its errors, else what is chosen or to be filled in first, else the button that goes on, else back. */
int32_t focus_default(const struct tree *tree);
/* First node of the part that is shown; if it has none, the button that leafs on, else back; or -1. */
int32_t focus_in_part(const struct tree *tree);

#endif
