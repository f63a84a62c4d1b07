/* SPDX-License-Identifier: MIT */
/* The eyes of a replay: the scene log and the pictures of the pages. */
#ifndef KIOSK_SCENE_H
#define KIOSK_SCENE_H

#include <stdbool.h>

#include "core/kiosk.h"
#include "platform/diagnosis.h"

struct scene;

/*
 * `log` is a path, `frames` a folder that exists or can be made, `fonts` the private fontconfig file; both may be NULL:
 * not asked for. 0 or negative errno with a diagnosis.
 */
__attribute__((warn_unused_result)) int scene_open(const char *log, const char *frames,
	const char *fonts, struct scene **ret_scene, struct diagnosis *ret_diagnosis);
/* 0, or -EIO with a diagnosis: the log is not whole. */
__attribute__((warn_unused_result)) int scene_close(
	struct scene *scene, struct diagnosis *ret_diagnosis);

/* Those of the fonts with pictures, of the font table without: the same on every machine (D11). */
struct metrics scene_metrics(const struct scene *scene);

/*
 * After each step: writes a line when something that can be perceived has changed, and a picture when it is another
 * page, part, language, size or theme, or `wanted`. 0 or negative errno with a diagnosis.
 */
__attribute__((warn_unused_result)) int scene_step(struct scene *scene, ms_t now,
	const struct kiosk *kiosk, bool wanted, struct diagnosis *ret_diagnosis);

#endif
