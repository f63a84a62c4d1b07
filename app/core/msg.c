/* SPDX-License-Identifier: MIT */
/* The sentences of the kiosk itself, with their placeholders filled in. */
#include "core/msg.h"

#include <assert.h>

struct str
msg(enum lang lang, enum msg id)
{
	return messages[id].in[lang];
}

/* A placeholder without a value is a bug of the caller: the catalogues are checked against each other when built. */
static struct str
value_of(struct str name, const struct msg_arg *args, int32_t n_args)
{
	for (int32_t i = 0; i < n_args; i++) {
		if (str_eq(str_of(args[i].name), name)) {
			return args[i].value;
		}
	}
	assert(!"placeholder without a value");
	return STR_NONE;
}

/* Takes the next stretch off `*rest`: plain text, or, when that is a placeholder, its value. */
static struct str
next_stretch(struct str *rest, const struct msg_arg *args, int32_t n_args)
{
	const struct str all = *rest;
	const size_t brace = str_find(all, STR("{"), 0);
	if (brace > 0) {
		*rest = str_sub(all, brace, all.n);
		return str_sub(all, 0, brace);
	}
	const size_t end = str_find(all, STR("}"), 0);
	*rest = str_sub(all, end + 1, all.n);
	return value_of(str_sub(all, 1, end), args, n_args);
}

void
msg_write(struct text *out, struct str sentence, const struct msg_arg *args, int32_t n_args)
{
	for (struct str rest = sentence; rest.n > 0;) {
		text_add(out, next_stretch(&rest, args, n_args));
	}
}

struct str
msg_fill(
	struct arena *arena, enum lang lang, enum msg id, const struct msg_arg *args, int32_t n_args)
{
	size_t size = 0;
	for (struct str rest = msg(lang, id); rest.n > 0;) {
		size += next_stretch(&rest, args, n_args).n;
	}
	struct text out;
	text_begin(&out, arena, size);
	msg_write(&out, msg(lang, id), args, n_args);
	return text_end(&out, arena);
}
