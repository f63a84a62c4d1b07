/* SPDX-License-Identifier: MIT */
/* What is said: from the tree and from what changed to utterances. */
#ifndef CORE_UTTER_H
#define CORE_UTTER_H

#include "core/effect.h"
#include "core/session.h"
#include "core/tree.h"

/*
 * Words of sentences that never change (catalogue, form), found by where the sentence stands. What is private or was
 * written for one page is never taken in, so nothing of a client stays here.
 */
struct utter_cache {
	struct utter_cached {
		struct str shown, words;
		enum lang lang;
		enum reading reading;
	} * slots;
	struct arena words;
};

enum { UTTER_CACHE_SLOTS = 512, UTTER_CACHE_BYTES = 96 * 1024 };

/* Takes its memory out of the arena, once. */
void utter_cache_init(struct utter_cache *cache, struct arena *permanent);

/* An utterance being put together; spans and words lie in `arena`. */
struct utter {
	const struct session *session;
	struct utter_cache *cache;
	struct arena *arena;
	struct span *spans;
	int32_t n;
};

enum { SPANS_MAX = 448 };

void utter_begin(
	struct utter *u, const struct session *session, struct utter_cache *cache, struct arena *arena);
/* One stretch of text in a language, through the normalizer. */
void utter_add(
	struct utter *u, enum lang lang, enum reading reading, struct str shown, bool is_private);

/* The page as a whole: where the client is, what is asked, what has the focus, what a key press does. */
void utter_page(struct utter *u, const struct tree *tree, bool with_instruction);
/* The node with the focus; with its group's name when the focus came from outside the group (`parent_before`). */
void utter_focus(struct utter *u, const struct tree *tree, int32_t parent_before);
/* The state of the focused choice after it was chosen; of a disclosure, and what it shows now. */
void utter_choice(struct utter *u, const struct tree *tree);
/* A character typed, moved over (deleted: false) or deleted; a star when answers must not be heard. */
void utter_character(struct utter *u, const struct node *field, struct str character, bool deleted);
/* The word that a space or sign has just ended before the caret (K-26). False when there is none to say. */
bool utter_word(struct utter *u, const struct node *field);

#endif
