/* SPDX-License-Identifier: MIT */
/* Regular expressions of forms: read as ECMAScript, judged before they are used, run by PCRE2 with limits. */
#ifndef PLATFORM_REGEX_H
#define PLATFORM_REGEX_H

#include "core/rules.h"

struct regex;

/* Keeps compiled expressions by pattern. 0 or -ENOMEM. */
__attribute__((warn_unused_result)) int regex_open(struct regex **ret_regex);
struct regex *regex_close(struct regex *regex);
/* An expression that is refused, or takes more steps than the limits allow, ends in MATCH_STOPPED. */
struct matcher regex_matcher(struct regex *regex);

enum regex_verdict {
	REGEX_SAFE,
	REGEX_SLOW,     /* safe, but a long answer is stopped */
	REGEX_INVALID,  /* ECMAScript refuses it */
	REGEX_FOREIGN,  /* ECMAScript reads it in a way that the kiosk does not follow */
	REGEX_UNJUDGED, /* it runs, and may explode: nobody knows */
	REGEX_EXPLODES, /* steps grow exponentially, or with the third power of the length or a higher one */
};

struct regex_judgement {
	enum regex_verdict verdict;
	int degree;       /* of the growth of steps, when it is safe or slow */
	char what[320];   /* one sentence; empty when it is safe */
	char remedy[160]; /* one sentence */
};

/* `units`: how long an answer can be. 0 or -ENOMEM. docs/formats/templates.md says what is refused, and why. */
__attribute__((warn_unused_result)) int regex_judge(
	struct regex *regex, struct str pattern, int32_t units, struct regex_judgement *ret_judgement);
/* Whether the pattern can be used at all; if not, *ret_reason (static or until the next call) says why. */
bool regex_is_valid(struct regex *regex, struct str pattern, const char **ret_reason);

#endif
