/* SPDX-License-Identifier: MIT */
/* What the parts of guichetctl lint share, and what it says to commands that work on good forms only. */
#ifndef CTL_LINT_H
#define CTL_LINT_H

#include <stdio.h>

#include "core/form.h"
#include "platform/form_json.h"
#include "platform/regex.h"

/* A fault of one text, told once however often it is there; none of the checks has more kinds than this. */
enum { LINT_FAULTS_MAX = 32, LINT_NEAR_BYTES = 100 };

struct lint_fault {
	const char *severity, *what, *remedy;
	char near[LINT_NEAR_BYTES]; /* the first place */
	int n;
};

struct lint {
	const char *file;
	const struct form *form;
	struct regex *regex;
	bool json;
	bool errors_only; /* to standard error, for a command that refuses the form */
	int errors;
	bool lacks_privacy; /* its loader has said so of this form */
	char where[192];
	struct lint_fault faults[LINT_FAULTS_MAX];
	int n_faults;
};

/* Goes to a place inside the form; `format` is what follows the form's own path. */
__attribute__((format(printf, 2, 3))) void lint_go_to(struct lint *lint, const char *format, ...);
/* A finding at lint->where. */
void lint_find(struct lint *lint, const char *severity, const char *what, const char *remedy);
/* Judges a text at lint->where; one that is not spoken has a spoken variant. */
void lint_judge(struct lint *lint, enum lang lang, struct str text, bool is_spoken);
/* Tells what was found in texts since the last time. */
void lint_tell(struct lint *lint);

/* EXIT_FINDINGS when the form or service has errors, which are then on stderr; EXIT_GOOD; EXIT_FATAL after a sentence. */
__attribute__((warn_unused_result)) int lint_refuses(const char *file);
/* All that is to be said about lint->form beyond what its loader reports. */
void lint_form(struct lint *lint);

#endif
