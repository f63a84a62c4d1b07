/* SPDX-License-Identifier: MIT */
/* An opened request as an officer reads it: questions and answers in order. Holds personal data. */
#ifndef DESK_READING_H
#define DESK_READING_H

#include "core/format.h"
#include "desk/templates.h"
#include "desk/unseal.h"

struct reading_row {
	struct bilingual
		question; /* "Question 7" in both when the template is not the one that was filled in */
	const struct str *
		answers; /* as the client gave them, in the client's language, telephone and postal code in their usual groups; more than one for a choice of several */
	int32_t n_answers;
	/*
	 * In the words of the officer's language, behind or instead of the above; empty where there is nothing to word. A number as the
	 * question wants it written, a date, the size of a file.
	 */
	struct bilingual worded;
	const struct reading_set *set; /* of a repeating set, in place of the above; else NULL */
};

/* The cells of one row of a repeating set. */
struct reading_item {
	const struct reading_row *rows;
	int32_t n_rows;
};

struct reading_set {
	struct bilingual title; /* of each item, "Person"; its number, from 1, stands behind */
	const struct reading_item *items;
	int32_t n_items;
};

struct reading {
	char id[37];
	struct bilingual service;
	bool is_template_known; /* its SHA-256 is that of a template here */
	enum lang lang;         /* in which the client wants to be called */
	char reference[16];     /* as it is shown: 7K3-M9Q-2XW3 */
	struct str callback_words[2];
	ms_t created_at;
	bool clock_sure; /* of the kiosk */
	struct str device;
	const struct reading_row *rows;
	int32_t n_rows;
	struct str json; /* the plaintext as it was sealed */
};

/*
 * Out of what was opened and read; takes it over and leaves `unsealed` empty, whatever comes of it. 0 or -ENOMEM.
 */
__attribute__((warn_unused_result)) int reading_make(
	struct unsealed *unsealed, const struct templates *templates, struct reading **ret_reading);
/* Whether the question was left without an answer. */
bool reading_is_empty(const struct reading_row *row);
/* Zeroes all of it. Returns NULL. */
struct reading *reading_free(struct reading *reading);

#endif
