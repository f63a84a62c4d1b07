/* SPDX-License-Identifier: MIT */
/* What the pages look like: page_style.css, made part of the program when it is built. */
#ifndef DESK_PAGE_STYLE_H
#define DESK_PAGE_STYLE_H

#include <stddef.h>

extern const char page_style[];
extern const size_t page_style_size;

#endif
