/* SPDX-License-Identifier: MIT */
/* The ways in which a text can be read aloud. */
#ifndef CORE_READING_H
#define CORE_READING_H

enum reading {
	READING_TEXT,    /* running text: money, dates, numbers, telephone, acronyms become words */
	READING_SPELLED, /* character by character, letters by their names */
	READING_REFERENCE, /* groups, each letter made unmistakable by a word ("K as in kilo"), digits one by one */
	READING_PHONE,  /* digits one by one in groups of 3, 3, 4 */
	READING_POSTAL, /* letters and digits one by one, a pause between the halves */
};

#endif
