/* SPDX-License-Identifier: MIT */
/* The PIN of a card, from whoever sits at the terminal or from a file. */
#ifndef DESK_PIN_H
#define DESK_PIN_H

#include "core/units.h"
#include "exit_codes.h"
#include "platform/card.h"

struct pin {
	char digits[CARD_PIN_MAX + 1];
};

/* `file` NULL: asks twice on the terminal, without showing what is typed. An exit code; all but EXIT_GOOD are told on stderr. The caller zeroes it. */
__attribute__((warn_unused_result)) int pin_get(
	const char *file, enum lang lang, struct pin *ret_pin);

#endif
