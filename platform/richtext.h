/* SPDX-License-Identifier: MIT */
/* The Markdown of GC Forms to blocks, by md4c. A part of the form loader, as its digest is; not for other adapters. */
#ifndef PLATFORM_RICHTEXT_H
#define PLATFORM_RICHTEXT_H

#include "core/arena.h"
#include "core/rich.h"

/* What one text may have: far more than fits on a page. */
enum { RICHTEXT_BYTES_MAX = 128 * 1024 };

/*
 * The dialect, where it is not CommonMark: "#Title" needs no space; "1)" begins no list; no HTML; no indented code;
 * only http, https, mailto and tel lead anywhere; ":::collapsible Summary" to ":::" on lines of their own is a disclosure.
 * `first` numbers the disclosures. 0; -E2BIG: the text is too long; -ENOMEM: no room in the arena, or no memory.
 */
__attribute__((warn_unused_result)) int richtext_parse(
	struct str markdown, int32_t first, struct arena *arena, struct rich *ret_rich);

#endif
