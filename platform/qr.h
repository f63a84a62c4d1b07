/* SPDX-License-Identifier: MIT */
/* QR codes, by libqrencode. */
#ifndef PLATFORM_QR_H
#define PLATFORM_QR_H

#include "core/str.h"

/*
 * The smallest code of level M that holds the text: its modules row by row, 1 is dark. Returns how many are in a row; 0 when the text
 * is empty, too long, or the code has more than `cap` modules.
 */
int32_t qr_encode(struct str text, uint8_t *ret_modules, int32_t cap);

#endif
