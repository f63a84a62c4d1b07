/* SPDX-License-Identifier: MIT */
/*
 * Text metrics from a fixed table of advance widths: the same on every machine, for replays (D11).
 */
#ifndef PLATFORM_FONT_TABLE_H
#define PLATFORM_FONT_TABLE_H

#include "core/layout.h"

/* No state; valid for ever. */
struct metrics font_table_metrics(void);

#endif
