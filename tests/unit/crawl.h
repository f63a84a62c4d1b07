/* SPDX-License-Identifier: MIT */
/* Looks at one page as it is laid out and tells everything that breaks a requirement. */
#ifndef TESTS_CRAWL_H
#define TESTS_CRAWL_H

#include "walk.h"

enum { CRAWL_TEXTS = 512, CRAWL_RECTS = 32, CRAWL_HEIGHTS = 256 };

/* Lines of one text of the content, summed over the parts of a page. */
struct crawl_text {
	uint64_t key;
	int32_t lines;
	char start[24];
};

struct crawl_rect {
	char id[ID_MAX + 1];
	struct rect box;
	char page[ID_MAX + 1]; /* where it was first seen */
};

/* How high a node is where the whole page is one part. */
struct crawl_height {
	char id[ID_MAX + 1];
	px_t h;
};

struct crawl {
	struct walk *walk;
	struct display display;
	int32_t size;
	enum theme_name theme;
	enum lang lang;
	int32_t n_violations, n_pages, n_views, n_parts_most;
	struct crawl_rect frame[CRAWL_RECTS]; /* header and footer, which must not move (K-12) */
	int32_t n_frame;
	struct crawl_height whole[CRAWL_HEIGHTS]; /* of the page that is shown */
	int32_t n_whole;
};

/* Everything that can be said about one part of a page without knowing the others. */
void crawl_view(struct crawl *crawl);
/* The page on every part of it, then with the focus on every node; leaves the focus where it is. */
void crawl_page(struct crawl *crawl);
/* Adds the figures of one crawl to the total. */
void crawl_add(struct crawl *total, const struct crawl *crawl);
/* Both languages on each display, by a function that adds to the total; it is a failure of the test when anything is violated. */
void crawl_everywhere(int32_t size, const struct display *displays, int32_t n_displays,
	void (*crawl_display)(
		enum lang lang, int32_t size, const struct display *display, struct crawl *total));
/* Counts and prints. */
__attribute__((format(printf, 2, 3))) void crawl_tell(struct crawl *crawl, const char *format, ...);

#endif
