/* SPDX-License-Identifier: MIT */
/* The project's own list of fonts, by fontconfig; part of paint. */
#ifndef PLATFORM_PAINT_FONTS_H
#define PLATFORM_PAINT_FONTS_H

#include "platform/diagnosis.h"

/*
 * Loads `fonts_conf` and makes it the process's current configuration, which Pango asks: the
 * system's own is never read. 0; -ENOENT: the file or a font it must offer is absent; -EINVAL: the
 * file is not for fontconfig; both with a diagnosis.
 */
__attribute__((warn_unused_result)) int paint_fonts_load(
	const char *fonts_conf, struct diagnosis *ret_diagnosis);

#endif
