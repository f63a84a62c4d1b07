/* SPDX-License-Identifier: MIT */
/* What lint finds, for the commands that work on good forms only. */
#ifndef CTL_LINT_H
#define CTL_LINT_H

/* EXIT_FINDINGS when the form or service has errors, which are then on stderr; EXIT_GOOD; EXIT_FATAL after a sentence. */
__attribute__((warn_unused_result)) int lint_refuses(const char *file);

#endif
