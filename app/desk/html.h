/* SPDX-License-Identifier: MIT */
/* Writes HTML: markup comes from the program as literals; whatever stands in its placeholders is escaped. */
#ifndef DESK_HTML_H
#define DESK_HTML_H

#include "core/msg.h"

/*
 * Escaped for text and for attributes in double quotes alike (HTML 13.3). Characters that would act instead of being
 * seen are replaced by visible ones: controls, and what turns the direction of other text around (UAX 9: embeddings,
 * overrides, isolates). All kinds of line ends become line feeds.
 */
void html_text(struct text *out, struct str s);
/* `markup` as it is; what stands for its placeholders "{name}" escaped. */
void html_write(struct text *out, struct str markup, const struct msg_arg *args, int32_t n_args);
/* A sentence with placeholders; all of it escaped. */
void html_sentence(
	struct text *out, struct str sentence, const struct msg_arg *args, int32_t n_args);

#define HTML_ARGS(...) \
	(const struct msg_arg[]){ __VA_ARGS__ }, \
		(int32_t)(sizeof((const struct msg_arg[]){ __VA_ARGS__ }) / sizeof(struct msg_arg))
/* HTML(out, "<p id=\"{id}\">{text}</p>", { "id", id }, { "text", text }) */
#define HTML(out, markup, ...) html_write((out), STR(markup), HTML_ARGS(__VA_ARGS__))

#endif
