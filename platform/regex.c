/* SPDX-License-Identifier: MIT */
/* Regular expressions of forms, by PCRE2, set as close to ECMAScript as PCRE2 goes. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "platform/regex.h"

#include <errno.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * An expression of a form is written by somebody else: it gets a bounded number of steps, not an unbounded wait. At about
 * 10 million steps a second the first limit is 20 ms.
 */
enum { MATCH_LIMIT = 200 * 1000, DEPTH_LIMIT = 2000, HEAP_LIMIT_KIB = 4096 };

struct expression {
	struct expression *next;
	pcre2_code *code; /* NULL: does not compile */
	size_t n;
	char pattern[];
};

struct regex {
	struct expression *known;
	pcre2_compile_context *compile;
	pcre2_match_context *limits;
	char reason[160];
};

int
regex_open(struct regex **ret_regex)
{
	struct regex *regex = calloc(1, sizeof(*regex));
	if (!regex) {
		return -ENOMEM;
	}
	regex->compile = pcre2_compile_context_create(NULL);
	regex->limits = pcre2_match_context_create(NULL);
	if (!regex->compile || !regex->limits) {
		regex_close(regex);
		return -ENOMEM;
	}
	/* "." stops at the line ends of ECMAScript that occur in practice */
	pcre2_set_newline(regex->compile, PCRE2_NEWLINE_ANYCRLF);
	pcre2_set_match_limit(regex->limits, MATCH_LIMIT);
	pcre2_set_depth_limit(regex->limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(regex->limits, HEAP_LIMIT_KIB);
	*ret_regex = regex;
	return 0;
}

struct regex *
regex_close(struct regex *regex)
{
	if (!regex) {
		return NULL;
	}
	for (struct expression *each = regex->known; each;) {
		struct expression *next = each->next;
		pcre2_code_free(each->code);
		free(each);
		each = next;
	}
	pcre2_compile_context_free(regex->compile);
	pcre2_match_context_free(regex->limits);
	free(regex);
	return NULL;
}

/* On failure regex->reason says why. */
static pcre2_code *
compile(struct regex *regex, struct str pattern)
{
	int error;
	PCRE2_SIZE offset;
	/* as in ECMAScript: "$" is the very end, \u00E9 a character, [] matches nothing, an unset group matches "" */
	const uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_BSUX |
		PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
	pcre2_code *code = pcre2_compile(
		(PCRE2_SPTR)pattern.p, pattern.n, options, &error, &offset, regex->compile);
	if (!code) {
		char words[100] = "";
		pcre2_get_error_message(error, (PCRE2_UCHAR *)words, sizeof(words));
		snprintf(regex->reason, sizeof(regex->reason), "%s (at byte %zu)", words, (size_t)offset);
	}
	return code;
}

/* Compiles what is not known yet; NULL when there is no memory. */
static const struct expression *
expression_of(struct regex *regex, struct str pattern)
{
	for (const struct expression *each = regex->known; each; each = each->next) {
		if (str_eq((struct str){ each->pattern, each->n }, pattern)) {
			return each;
		}
	}
	struct expression *made = calloc(1, sizeof(*made) + pattern.n);
	if (!made) {
		return NULL;
	}
	memcpy(made->pattern, pattern.p, pattern.n);
	made->n = pattern.n;
	made->code = compile(regex, pattern);
	made->next = regex->known;
	regex->known = made;
	return made;
}

static bool
matches(void *context, struct str pattern, struct str subject)
{
	struct regex *regex = context;
	const struct expression *expression = pattern.n > 0 ? expression_of(regex, pattern) : NULL;
	if (!expression || !expression->code) {
		return false;
	}
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	if (!data) {
		return false;
	}
	const PCRE2_SPTR bytes = (PCRE2_SPTR)(subject.n > 0 ? subject.p : "");
	const int count = pcre2_match(expression->code, bytes, subject.n, 0, 0, data, regex->limits);
	pcre2_match_data_free(data);
	return count >= 0;
}

struct matcher
regex_matcher(struct regex *regex)
{
	return (struct matcher){ .context = regex, .matches = matches };
}

bool
regex_is_valid(struct regex *regex, struct str pattern, const char **ret_reason)
{
	pcre2_code *code = compile(regex, pattern);
	if (!code) {
		*ret_reason = regex->reason;
		return false;
	}
	pcre2_code_free(code);
	return true;
}
