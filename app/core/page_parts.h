/* SPDX-License-Identifier: MIT */
/* The pieces that all pages are made of; private to the page modules. */
#ifndef CORE_PAGE_PARTS_H
#define CORE_PAGE_PARTS_H

#include "core/msg.h"
#include "core/page.h"

/* One page being built. */
struct build {
	const struct session *session;
	const struct kiosk_options *options;
	struct tree *tree;
	struct arena *arena;
	enum lang lang; /* of what is added next */
};

struct str part_msg(const struct build *b, enum msg id);
struct str part_fill(const struct build *b, enum msg id, const char *name, struct str value);
struct str part_number(const struct build *b, int64_t value);
/* "q12", "q12.c3": a prefix, a number, and a second one when it is not negative. */
struct str part_id(const struct build *b, struct str prefix, int32_t number, int32_t second);

struct node *part_heading(const struct build *b, struct str id, struct str text);
void part_subheading(const struct build *b, struct str id, struct str text);
struct node *part_paragraph(const struct build *b, struct str id, struct str text);
/* A paragraph for every stretch between blank lines; ids are prefix1, prefix2... */
void part_paragraphs(const struct build *b, struct str prefix, struct str text);
/* Blocks of both languages as nodes, in the language of `b`; `rich` may be NULL. Ids are prefix1, prefix2... */
void part_rich(const struct build *b, struct str prefix, const struct rich *rich);
struct node *part_button(const struct build *b, enum region region, struct str id, struct str name,
	enum action_kind action);
/* A figure or word to be read from afar. */
struct node *part_large(const struct build *b, struct str id, struct str name, struct str value);

/* The page functions; each fills the content. */
void page_welcome(const struct build *b);
void page_services(const struct build *b);
void page_start(const struct build *b);
void page_question(const struct build *b);
void page_review(const struct build *b);
void page_submit(const struct build *b);
void page_saving(const struct build *b);
void page_not_saved(const struct build *b);
void page_confirmation(const struct build *b);
void page_goodbye(const struct build *b);
void page_help(const struct build *b);
void page_settings(const struct build *b);
void page_cancel(const struct build *b);
void page_aloud(const struct build *b);
void page_timeout(const struct build *b);

#endif
