/* SPDX-License-Identifier: MIT */
/* Regular expressions of forms, by PCRE2 with limits on match and depth. */
#ifndef PLATFORM_REGEX_H
#define PLATFORM_REGEX_H

#include "core/rules.h"

struct regex;

/* Keeps compiled expressions by pattern. 0 or -ENOMEM. */
__attribute__((warn_unused_result)) int regex_open(struct regex **ret_regex);
struct regex *regex_close(struct regex *regex);
struct matcher regex_matcher(struct regex *regex);
/* Whether the pattern compiles; if not, *ret_reason (static or until the next call) says why. */
bool regex_is_valid(struct regex *regex, struct str pattern, const char **ret_reason);

#endif
