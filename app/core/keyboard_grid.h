/* SPDX-License-Identifier: MIT */
/* The grid on which the on-screen keyboard lies; shared by keyboard and layout. */
#ifndef CORE_KEYBOARD_GRID_H
#define CORE_KEYBOARD_GRID_H

/* Columns of half keys: eleven whole keys a row. */
enum { KEYBOARD_COLUMNS = 22 };

#endif
