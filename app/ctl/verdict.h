/* SPDX-License-Identifier: MIT */
/* What the rules say of recorded answers, in the shape in which the results of GC Forms are recorded. */
#ifndef CTL_VERDICT_H
#define CTL_VERDICT_H

#include "core/rules.h"
#include "core/text.h"

/*
 * {"matchedIds", "visibleGroups", "visibleElements", "nextAction", "errorsAll", "errorsByGroup"} of a whole form; nextAction and
 * errorsByGroup only of a form with groups. nextAction follows the button of GC Forms, visibleGroups its path: with stale
 * templates they can disagree, and the kiosk goes by the path.
 */
void verdict_run(const struct answers *answers, const struct matcher *matcher, struct text *out);
/* {"error": …} of the form's only element. */
void verdict_field(const struct answers *answers, const struct matcher *matcher, struct text *out);

#endif
