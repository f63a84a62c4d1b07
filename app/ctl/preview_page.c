/* SPDX-License-Identifier: MIT */
/* The tree is a function of the session, and drawing and words are functions of the tree: no visit has to be made. */
#include "ctl/preview_page.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/focus.h"
#include "core/kiosk.h"
#include "core/page.h"
#include "core/scene_line.h"
#include "ctl/say.h"
#include "exit_codes.h"

enum { PATH_BYTES = 512 };

/* A page that was just entered, on this part. */
struct view {
	struct tree tree;
	struct drawing drawing;
};

static int
fail(const char *path, int error)
{
	say_errno(path, error,
		"The file cannot be written. Name a folder that can be written, on a disk with room.",
		"Le fichier ne peut pas être écrit. Indiquez un dossier où l’on peut écrire, sur un disque qui a de la place.");
	return EXIT_FATAL;
}

/* ---- the page ---- */

static void
lay_out(struct preview_page *page, struct view *view, int32_t focus, int32_t part)
{
	struct session *session = page->session;
	arena_reset(&page->arena);
	tree_init(&view->tree, &page->arena);
	page_build(session, &page->options, &view->tree, &page->arena);
	view->tree.focus = focus >= 0 ? focus : focus_default(&view->tree);
	view->tree.part = part;
	layout_build(&view->tree, &page->options.display, session->size,
		(enum theme_name)session->theme, &page->options.metrics, &page->arena, &view->drawing);
}

static bool
is_field(const struct node *node)
{
	return node->role == ROLE_FIELD;
}

/* Typing goes to a field that has the focus: it has a caret. After leafing, the focus is on the part that is shown. */
static void
show(struct preview_page *page, int32_t part, struct view *ret_view)
{
	page->session->edited = PLACE_NONE;
	lay_out(page, ret_view, -1, part);
	int32_t focus = ret_view->tree.focus;
	if (focus >= 0 && !ret_view->tree.nodes[focus].shown) {
		focus = focus_in_part(&ret_view->tree);
	}
	if (focus < 0) {
		return;
	}
	const struct node *node = &ret_view->tree.nodes[focus];
	page->session->edited = is_field(node) ? node->place : PLACE_NONE;
	page->session->caret = is_field(node) ? (int32_t)node->value.n : 0;
	lay_out(page, ret_view, focus, part);
}

/* ---- what is said ---- */

/* As tests/replay/transcript.jq shows a span; without a clock, since nobody speaks. */
static void
write_span(const struct span *span, struct text *out)
{
	text_add(out, span->lang == LANG_FR ? STR("  [fr]") : STR("  [en]"));
	text_add(out, span->is_private ? STR(" (private) ") : STR(" "));
	text_add(out, span->words);
	if (span->pause > 0) {
		text_add(out, STR(" …"));
		text_int(out, span->pause);
	}
	if (!str_eq(span->shown, span->words)) {
		text_add(out, STR("\n       shown: "));
		text_json(out, span->shown);
	}
	text_add(out, STR("\n"));
}

/* To a client with headphones, to whom everything may be said. */
static void
speak(struct preview_page *page)
{
	struct session *session = page->session;
	struct view view;
	struct utter u;
	session->speech = true;
	session->jack = JACK_HEADPHONES;
	show(page, 0, &view);
	utter_begin(&u, session, &page->words, &page->arena);
	utter_page(&u, &view.tree, true);
	page->spoken.n = 0;
	for (int32_t i = 0; i < u.n; i++) {
		write_span(&u.spans[i], &page->spoken);
	}
	session->speech = false;
	session->jack = JACK_NONE;
}

/* ---- files ---- */

static int
write_file(const struct preview_page *page, const char *ending, struct str bytes, bool append)
{
	char path[PATH_BYTES];
	(void)snprintf(path, sizeof(path), "%s/%s.%s", page->folder, page->name, ending);
	errno = 0;
	FILE *file = fopen(path, append ? "ae" : "we");
	if (file == NULL) {
		return fail(path, errno);
	}
	const bool is_whole = fwrite(bytes.p, 1, bytes.n, file) == bytes.n;
	if (fclose(file) != 0 || !is_whole) {
		return fail(path, errno != 0 ? errno : EIO);
	}
	return EXIT_GOOD;
}

/* Nothing but what a file name may hold on any system. */
static void
name_it(struct preview_page *page, int32_t number, const struct tree *tree)
{
	char id[33];
	size_t n = 0;
	for (; n < tree->page.n && n < sizeof(id) - 1; n++) {
		const char c = tree->page.p[n];
		id[n] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ? c : '_';
	}
	id[n] = '\0';
	(void)snprintf(page->name, sizeof(page->name), "%02d-%s-%s", (int)number, id,
		tree->lang == LANG_FR ? "fr" : "en");
	struct text title;
	text_init(&title, page->title, sizeof(page->title) - 1);
	text_add(&title, tree->title);
	page->title[title.n] = '\0';
	page->parts = tree->parts;
}

const char *
preview_page_picture(const struct preview_page *page, int32_t part, char ret_name[PREVIEW_NAME])
{
	if (part == 0) {
		(void)snprintf(ret_name, PREVIEW_NAME, "%.70s.png", page->name);
	} else {
		(void)snprintf(ret_name, PREVIEW_NAME, "%.70s-%d.png", page->name, (int)part + 1);
	}
	return ret_name;
}

static int
write_part(struct preview_page *page, const struct view *view)
{
	char path[PATH_BYTES], name[PREVIEW_NAME];
	struct text line;
	const int32_t part = view->tree.part;
	(void)snprintf(
		path, sizeof(path), "%s/%s", page->folder, preview_page_picture(page, part, name));
	const int r = paint_picture(page->paint, &view->drawing, path);
	if (r < 0) {
		return fail(path, -r);
	}
	text_init(&line, page->line, KIOSK_PAGE_BYTES);
	text_add(&line, STR("{\"t\":0"));
	scene_line_write(
		&view->tree, page->session->size, (enum theme_name)page->session->theme, &line);
	text_add(&line, STR("\n"));
	return line.full ? fail(page->name, EFBIG) :
					   write_file(page, "jsonl", text_str(&line), part > 0);
}

int
preview_page_write(struct preview_page *page, int32_t number, enum lang lang)
{
	struct view view;
	page->session->lang = lang;
	speak(page);
	show(page, 0, &view);
	name_it(page, number, &view.tree);
	int r = write_part(page, &view);
	for (int32_t part = 1; r == EXIT_GOOD && part < page->parts; part++) {
		show(page, part, &view);
		r = write_part(page, &view);
	}
	if (r == EXIT_GOOD && page->spoken.full) {
		r = fail(page->name, EFBIG);
	}
	return r != EXIT_GOOD ? r : write_file(page, "txt", text_str(&page->spoken), false);
}
