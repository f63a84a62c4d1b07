/* SPDX-License-Identifier: MIT */
/* Pixels to paint into, whoever owns them. */
#ifndef PLATFORM_SURFACE_H
#define PLATFORM_SURFACE_H

#include <stdint.h>

struct surface {
	uint32_t *pixels; /* 0x..RRGGBB, native byte order; the top byte means nothing */
	int32_t w, h;
	int32_t stride; /* bytes from row to row */
};

#endif
