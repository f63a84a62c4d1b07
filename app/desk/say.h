/* SPDX-License-Identifier: MIT */
/* Sentences for whoever runs a command, on stderr, in the language that was asked for. */
#ifndef DESK_SAY_H
#define DESK_SAY_H

#include "core/msg.h"
#include "desk/inbox.h"
#include "office_messages.h"
#include "platform/diagnosis.h"

/* "guichet-desk: ..." */
void say(enum lang lang, struct bilingual sentence);
/* The same with the placeholder {value}. Nothing that a client wrote. */
void say_about(enum lang lang, enum office id, const char *value);
/* What was done, on standard output. */
void say_done(enum lang lang, enum office id, const char *value);
/* Whether somebody has tampered with the access log; nothing when it is whole. */
void say_tampering(enum lang lang, const struct inbox_verdict *verdict);
/* What an errno means. Always EXIT_FATAL. */
int say_error(enum lang lang, int error);
/* What is wrong with which file; in French the errno's sentence first, then the technician's details. Always EXIT_FATAL. */
int say_diagnosis(enum lang lang, int error, const struct diagnosis *diagnosis);

#endif
