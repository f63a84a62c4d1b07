/* SPDX-License-Identifier: MIT */
/* The templates of the services, for the words of the questions that a client was asked. */
#ifndef DESK_TEMPLATES_H
#define DESK_TEMPLATES_H

#include "core/form.h"

struct templates;

/*
 * Loads every service of the folder that can be loaded; what cannot is left out, and its answers are shown under their numbers. `folder`
 * NULL: none. NULL when there is no memory.
 */
struct templates *templates_load(const char *folder);
struct templates *templates_free(struct templates *templates);

/* The template whose file has this digest, hexadecimal: the questions that were asked, word for word. NULL: not here. */
const struct form *templates_find(const struct templates *templates, struct str sha256);
/* Name of the service that has this form's id; false when there is none. */
bool templates_name(const struct templates *templates, struct str form, struct bilingual *ret_name);

#endif
