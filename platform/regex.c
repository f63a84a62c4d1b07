/* SPDX-License-Identifier: MIT */
/* Running the regular expressions of forms, by PCRE2 with limits on steps, depth and memory. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "platform/regex.h"

#include <errno.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/regex_parts.h"

/*
 * An expression of a form is written by somebody else: it gets a bounded number of steps, not an unbounded wait. One step
 * can look through the whole answer, so that a long answer gets fewer; WORK characters take about 250 ms at worst. The depth
 * is what the longest answer needs, 10,000 characters with a way back at each.
 */
enum {
	WORK = 200 * 1000 * 1000,
	STEPS_MIN = 50 * 1000,
	STEPS_MAX = 200 * 1000,
	DEPTH_LIMIT = 25 * 1000,
	HEAP_LIMIT_KIB = 8 * 1024
};

struct expression {
	struct expression *next;
	pcre2_code *code; /* NULL: refused */
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

static pcre2_code *
compile_written(struct regex *regex, const char *written, size_t n)
{
	int error;
	PCRE2_SIZE offset;
	/* as in ECMAScript: an empty class matches nothing, a group that took no part matches "" */
	const uint32_t options = PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ALLOW_EMPTY_CLASS |
		PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
	pcre2_code *code = pcre2_compile(
		(PCRE2_SPTR)written, n, options, &error, &offset, regex->compile);
	if (!code) {
		/* the place would be one in what was written, which the author does not know */
		pcre2_get_error_message(error, (PCRE2_UCHAR *)regex->reason, sizeof(regex->reason));
	}
	return code;
}

/* On failure regex->reason says why. */
static pcre2_code *
compile(struct regex *regex, struct str pattern)
{
	struct regex_tree *tree = malloc(sizeof(*tree));
	pcre2_code *code = NULL;
	snprintf(regex->reason, sizeof(regex->reason), "there is not enough memory");
	if (tree && !regex_parse(pattern, tree)) {
		snprintf(regex->reason, sizeof(regex->reason), "%s (at byte %zu)", tree->fault, tree->at);
	} else if (tree) {
		size_t n;
		char *written = regex_write(tree, &n);
		code = written ? compile_written(regex, written, n) : NULL;
		free(written);
	}
	free(tree);
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

static uint32_t
step_limit(size_t n)
{
	const size_t steps = WORK / (n + 1);
	return (uint32_t)(steps < STEPS_MIN ? STEPS_MIN : steps > STEPS_MAX ? STEPS_MAX : steps);
}

static enum match
search(void *context, struct str pattern, struct str subject)
{
	struct regex *regex = context;
	const struct expression *expression = expression_of(regex, pattern);
	pcre2_match_data *data = expression && expression->code ? pcre2_match_data_create(1, NULL) :
															  NULL;
	if (!data) {
		return MATCH_STOPPED;
	}
	const PCRE2_SPTR bytes = (PCRE2_SPTR)(subject.n > 0 ? subject.p : "");
	pcre2_set_match_limit(regex->limits, step_limit(subject.n));
	const int count = pcre2_match(expression->code, bytes, subject.n, 0, 0, data, regex->limits);
	pcre2_match_data_free(data);
	if (count >= 0) {
		return MATCH_FOUND;
	}
	return count == PCRE2_ERROR_NOMATCH ? MATCH_NONE : MATCH_STOPPED;
}

struct matcher
regex_matcher(struct regex *regex)
{
	return (struct matcher){ .context = regex, .search = search };
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
