/* SPDX-License-Identifier: MIT */
/* The pieces that all pages are made of; private to the page modules. */
#ifndef CORE_PAGE_PARTS_H
#define CORE_PAGE_PARTS_H

#include "core/msg.h"
#include "core/page.h"
#include "core/selftest_report.h"
#include "core/staff_fields.h"

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

/* page_staff.c, page_selftest.c: what the pages of technicians are made of. */
struct node *part_staff_act(
	const struct build *b, struct str id, enum msg name, enum staff_act act, int32_t with);
struct node *part_staff_field(
	const struct build *b, enum staff_field field, enum msg name, enum msg hint);
/* `name` says what it shows. */
struct node *part_picture(
	const struct build *b, struct str id, struct str name, const struct picture *picture);

/* page_question.c, page_kinds.c: what questions are made of. */
const struct element *part_element(const struct build *b, struct place place);
struct str part_place_id(
	const struct build *b, struct str prefix, struct place place, int32_t choice);
/* NODE_PRIVATE where others must not hear the answer, and NODE_SECRET where it is not spoken now. */
uint32_t part_secrecy(const struct build *b, const struct element *element);
enum reading part_reading(const struct element *element);
/* What fields and groups have in common: id, hint, need, error. */
void part_describe(const struct build *b, struct place place, struct node *node);
/* Index of the node that fields or choices follow. */
int32_t part_group(const struct build *b, struct place place);
struct node *part_choice(
	const struct build *b, int32_t group, struct place place, int32_t choice, struct str name);
/* A button that takes back what was picked, where no answer is needed: nothing else could. */
void part_clear(const struct build *b, struct place place);
struct node *part_field(const struct build *b, struct place place, struct str name);
/* A whole question of any type. */
void part_question(const struct build *b, struct place place);
void part_date(const struct build *b, struct place place);
void part_address(const struct build *b, struct place place);
void part_stars(const struct build *b, struct place place);
void part_file(const struct build *b, struct place place);
/* Choices that are looked for by typing. */
void part_search(const struct build *b, struct place place);
void part_row(const struct build *b, int32_t element, int32_t row);
/* "Person 2"; without a number where there can be only one. */
struct str part_row_name(
	const struct build *b, const struct element *set, int32_t row, int32_t n_rows);

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
void page_exit(const struct build *b);
void page_staff_sign_in(const struct build *b);
void page_staff_menu(const struct build *b);
void page_staff_busy(const struct build *b);
void page_staff_result(const struct build *b);
void page_staff_confirm(const struct build *b);
void page_staff_setup(const struct build *b);
void page_staff_enrol(const struct build *b);
void page_staff_test(const struct build *b);
void page_staff_diagnosis(const struct build *b);
void page_remove(const struct build *b);
void page_timeout(const struct build *b);

#endif
