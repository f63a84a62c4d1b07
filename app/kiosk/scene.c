/* SPDX-License-Identifier: MIT */
/* Lines as docs/formats/scene.md says; pictures painted as the window paints them. */
#include "kiosk/scene.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/scene_line.h"
#include "platform/font_table.h"
#include "platform/paint.h"

/* 640 nodes of at most 1.5 KiB; answers are longer only where there are fewer nodes. */
enum { DUMP_BYTES = 1024 * 1024 };

/* What makes a page another picture. */
struct view {
	char page[64];
	int part, lang, size, theme;
};

struct scene {
	FILE *log; /* NULL: not asked for */
	const char *frames;
	struct paint *paint; /* with `frames` only */
	struct view view;
	int n_frames;
	char *dump, *last; /* DUMP_BYTES each; the line of now, and the one written last */
	size_t n_last;
};

static int
fail(const char *path, int error, const char *what, struct diagnosis *ret_diagnosis)
{
	*ret_diagnosis = (struct diagnosis){
		.remedy = "Name a place that can be written, on a disk with room."
	};
	snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", path);
	snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s: %s.", what, strerror(error));
	return -error;
}

static int
open_outputs(
	struct scene *scene, const char *log, const char *fonts, struct diagnosis *ret_diagnosis)
{
	if (!scene->dump || !scene->last) {
		return fail("", ENOMEM, "There is not enough memory", ret_diagnosis);
	}
	if (log && !(scene->log = fopen(log, "we"))) {
		return fail(log, errno, "The file cannot be written", ret_diagnosis);
	}
	if (!scene->frames) {
		return 0;
	}
	if (mkdir(scene->frames, 0777) < 0 && errno != EEXIST) {
		return fail(scene->frames, errno, "The folder cannot be made", ret_diagnosis);
	}
	return paint_open(fonts, &scene->paint, ret_diagnosis);
}

int
scene_open(const char *log, const char *frames, const char *fonts, struct scene **ret_scene,
	struct diagnosis *ret_diagnosis)
{
	struct scene *scene = calloc(1, sizeof(*scene));
	if (!scene) {
		return fail("", ENOMEM, "There is not enough memory", ret_diagnosis);
	}
	scene->frames = frames;
	scene->dump = malloc(DUMP_BYTES);
	scene->last = malloc(DUMP_BYTES);
	const int r = open_outputs(scene, log, fonts, ret_diagnosis);
	if (r < 0) {
		struct diagnosis
			ignored; /* nothing was written yet: the first failure is the one to tell */
		(void)!scene_close(scene, &ignored);
		return r;
	}
	*ret_scene = scene;
	return 0;
}

int
scene_close(struct scene *scene, struct diagnosis *ret_diagnosis)
{
	int r = 0;
	if (scene->log) {
		const bool bad = ferror(scene->log);
		if (fclose(scene->log) != 0 || bad) {
			r = fail("--scene", EIO, "The log is not whole", ret_diagnosis);
		}
	}
	if (scene->paint) {
		paint_close(scene->paint);
	}
	free(scene->dump);
	free(scene->last);
	free(scene);
	return r;
}

struct metrics
scene_metrics(const struct scene *scene)
{
	return scene->paint ? paint_metrics(scene->paint) : font_table_metrics();
}

/* --- the log --- */

static int
write_line(
	struct scene *scene, ms_t now, const struct kiosk *kiosk, struct diagnosis *ret_diagnosis)
{
	struct text text;
	text_init(&text, scene->dump, DUMP_BYTES);
	scene_line_write(kiosk_tree(kiosk), kiosk_size(kiosk), kiosk_theme(kiosk), &text);
	if (text.full) {
		return fail("--scene", EFBIG, "The tree does not fit a line", ret_diagnosis);
	}
	if (text.n == scene->n_last && memcmp(scene->dump, scene->last, text.n) == 0) {
		return 0;
	}
	fprintf(scene->log, "{\"t\":%lld", (long long)now);
	fwrite(scene->dump, 1, text.n, scene->log);
	fputc('\n', scene->log);
	memcpy(scene->last, scene->dump, text.n);
	scene->n_last = text.n;
	return 0;
}

/* --- pictures --- */

static struct view
view_of(const struct kiosk *kiosk)
{
	const struct tree *tree = kiosk_tree(kiosk);
	struct view view = { .part = tree->part,
		.lang = (int)tree->lang,
		.size = kiosk_size(kiosk),
		.theme = (int)kiosk_theme(kiosk) };
	const size_t n = tree->page.n < sizeof(view.page) - 1 ? tree->page.n : sizeof(view.page) - 1;
	for (size_t i = 0; i < n; i++) {
		const char c = tree->page.p[i];
		/* it becomes part of a file name */
		view.page[i] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ?
			c :
			'_';
	}
	return view;
}

static int
write_frame(struct scene *scene, const struct view *view, const struct drawing *drawing,
	struct diagnosis *ret_diagnosis)
{
	char path[512];
	if (snprintf(path, sizeof(path), "%s/%03d-%s-%s%s%.0d.png", scene->frames, scene->n_frames + 1,
			view->page, view->lang == LANG_FR ? "fr" : "en", view->part > 0 ? "-" : "",
			view->part > 0 ? view->part + 1 : 0) >= (int)sizeof(path)) {
		return fail(scene->frames, ENAMETOOLONG, "A picture cannot be written", ret_diagnosis);
	}
	const int r = paint_picture(scene->paint, drawing, path);
	if (r < 0) {
		return fail(path, -r, "A picture cannot be written", ret_diagnosis);
	}
	scene->n_frames++;
	return 0;
}

int
scene_step(struct scene *scene, ms_t now, const struct kiosk *kiosk, bool wanted,
	struct diagnosis *ret_diagnosis)
{
	const struct view view = view_of(kiosk);
	const bool changed = memcmp(&view, &scene->view, sizeof(view)) != 0;
	int r = scene->log ? write_line(scene, now, kiosk, ret_diagnosis) : 0;
	if (r == 0 && scene->frames && (changed || wanted)) {
		r = write_frame(scene, &view, kiosk_drawing(kiosk), ret_diagnosis);
	}
	scene->view = view;
	return r;
}
