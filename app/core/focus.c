/* SPDX-License-Identifier: MIT */
/* Walking the nodes that can take the focus. */
#include "core/focus.h"

bool
focus_can(const struct node *node)
{
	return (node->flags & NODE_FOCUSABLE) && !(node->flags & NODE_ABSENT);
}

int32_t
focus_next(const struct tree *tree, int32_t from, bool backward, bool *ret_wrapped)
{
	const int32_t step = backward ? -1 : 1;
	int32_t at = from < 0 && backward ? tree->n : from;
	*ret_wrapped = false;
	for (int32_t tried = 0; tried < tree->n; tried++) {
		at += step;
		if (at < 0 || at >= tree->n) {
			at = backward ? tree->n - 1 : 0;
			*ret_wrapped = from >= 0;
		}
		if (focus_can(&tree->nodes[at])) {
			return at;
		}
	}
	return -1;
}

/* The ticked choice of the first group of choices that excludes the others, or the first of the group. */
static int32_t
chosen(const struct tree *tree, int32_t first)
{
	for (int32_t i = first; i < tree->n && tree->nodes[i].parent == tree->nodes[first].parent;
		 i++) {
		if ((tree->nodes[i].flags & (NODE_CHECKED | NODE_MULTIPLE)) == NODE_CHECKED) {
			return i;
		}
	}
	return first;
}

int32_t
focus_default(const struct tree *tree)
{
	int32_t onward = -1;
	int32_t footer = -1;
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		if (!focus_can(node)) {
			continue;
		}
		/* What is only to be read does not stand between a client and what is asked. */
		if (node->region == REGION_CONTENT && node->action.kind != ACTION_DISCLOSE) {
			return node->role == ROLE_CHOICE ? chosen(tree, i) : i;
		}
		if (node->flags & NODE_PRIMARY) {
			onward = i;
		}
		if (node->region == REGION_FOOTER && footer < 0) {
			footer = i;
		}
	}
	return onward >= 0 ? onward : footer;
}

int32_t
focus_in_part(const struct tree *tree)
{
	int32_t leaf = -1;
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		if (!node->shown || !focus_can(node)) {
			continue;
		}
		if (node->region == REGION_CONTENT && node->action.kind != ACTION_DISCLOSE) {
			return i;
		}
		/* A part that is only to be read: the way to the rest of it, rather the one that goes on. */
		if (node->region == REGION_PARTS) {
			leaf = i;
		}
	}
	return leaf;
}
