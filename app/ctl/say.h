/* SPDX-License-Identifier: MIT */
/* What goes wrong, on standard error: in both official languages, or in the one that --lang asks for. */
#ifndef CTL_SAY_H
#define CTL_SAY_H

#include <stdbool.h>

#include "core/units.h"
#include "platform/diagnosis.h"

/* For the whole process. */
void say_use(enum lang lang);
/* Whether this language was asked for: both where none was. */
bool say_shows(enum lang lang);
/* Of what is printed in one language only: English where none was asked for. */
enum lang say_lang(void);

/* One sentence or more in each language. `subject` is a file, an option or an id; NULL: there is none. */
void say_about(const char *subject, const char *english, const char *french);
/* The same with the system's reason, which is in English only. `error` is an errno. */
void say_errno(const char *subject, int error, const char *english, const char *french);
/* A diagnosis is in English; `french` says what it comes to, and what to do. */
void say_diagnosis(const struct diagnosis *diagnosis, const char *french);
/* Always EXIT_FATAL, for the caller to return. */
int say_no_memory(void);

#endif
