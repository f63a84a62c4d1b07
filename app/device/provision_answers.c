/* SPDX-License-Identifier: MIT */
/* Lines are cut where they lie: the pairs point into them. */
#include "device/provision_answers.h"

#include <string.h>

static char *
trim(char *text)
{
	text += strspn(text, " \t\r");
	size_t n = strlen(text);
	while (n > 0 && strchr(" \t\r", text[n - 1]) != NULL) {
		text[--n] = '\0';
	}
	return text;
}

static char *
take_line(struct provision_answers *answers)
{
	char *line = answers->rest;
	char *end = strchr(line, '\n');
	answers->rest = end != NULL ? end + 1 : NULL;
	answers->line++;
	if (end != NULL) {
		*end = '\0';
	}
	return trim(line);
}

int
provision_answers_next(struct provision_answers *answers, struct provision_pair *ret_pair)
{
	while (answers->rest != NULL) {
		char *line = take_line(answers);
		if (*line == '\0' || *line == '#') {
			continue;
		}
		char *equals = strchr(line, '=');
		if (equals == NULL) {
			return PROVISION_ANSWERS_WRONG;
		}
		*equals = '\0';
		*ret_pair = (struct provision_pair){ trim(line), trim(equals + 1) };
		return PROVISION_ANSWERS_PAIR;
	}
	return 0;
}
