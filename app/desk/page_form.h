/* SPDX-License-Identifier: MIT */
/* Reads what a browser's form sends: application/x-www-form-urlencoded. */
#ifndef DESK_PAGE_FORM_H
#define DESK_PAGE_FORM_H

#include "core/arena.h"

/* The largest body of a form here, in bytes: a reason of 200 characters, each of four bytes, each written as "%F0". */
enum { PAGE_FORM_MAX = 8 * 1024 };

/*
 * The decoded value of the first field of this name, in the arena. False when there is none, or when the value is no
 * UTF-8, holds a NUL, or has a "%" without two hexadecimal digits behind it.
 */
bool page_form_value(struct str body, struct str name, struct arena *arena, struct str *ret_value);

#endif
