/* SPDX-License-Identifier: MIT */
/* Each check ends with a sentence that can be understood without the logs. */
#include "kiosk/expect.h"

#include <stdarg.h>
#include <stdio.h>

enum { WORDS_BYTES = 16 * 1024 };

struct checking {
	const struct tree *tree;
	struct diagnosis *diagnosis;
};

/* Always false, for the caller to return. */
static bool __attribute__((format(printf, 2, 3)))
differs(const struct checking *check, const char *what, ...)
{
	va_list args;
	va_start(args, what);
	vsnprintf(check->diagnosis->what, sizeof(check->diagnosis->what), what, args);
	va_end(args);
	return false;
}

/* Pieces for "%.*s". */
#define PUT(s) (int)(s).n, (s).p ? (s).p : ""

static bool
check_text(const struct checking *check, const char *of, const char *what,
	const struct expected_text *expected, struct str is)
{
	switch (expected->kind) {
	case EXPECT_ANY:
		return true;
	case EXPECT_NOTHING:
		return is.n == 0 ||
			differs(check, "%s%s should be empty and is “%.*s”.", of, what, PUT(is));
	case EXPECT_SOMETHING:
		return is.n > 0 || differs(check, "%s%s should not be empty.", of, what);
	case EXPECT_EXACTLY:
		return str_eq(expected->text, is) ||
			differs(check, "%s%s should be “%.*s” and is “%.*s”.", of, what, PUT(expected->text),
				PUT(is));
	}
	return false;
}

static const char *
state_name(uint32_t flag)
{
	switch (flag) {
	case NODE_FOCUSABLE:
		return "focusable";
	case NODE_CHECKED:
		return "checked";
	case NODE_PRESSED:
		return "pressed";
	case NODE_REQUIRED:
		return "required";
	case NODE_INVALID:
		return "invalid";
	case NODE_BUSY:
		return "busy";
	case NODE_PRIVATE:
		return "private";
	case NODE_SECRET:
		return "secret";
	case NODE_DECORATIVE:
		return "decorative";
	default:
		return "in that state";
	}
}

static bool
check_states(
	const struct checking *check, const struct expected_node *expected, const struct node *node)
{
	const uint32_t missing = expected->set & ~node->flags, surplus = expected->clear & node->flags;
	if (missing) {
		return differs(
			check, "“%.*s” should be %s.", PUT(expected->id), state_name(missing & -missing));
	}
	if (surplus) {
		return differs(
			check, "“%.*s” should not be %s.", PUT(expected->id), state_name(surplus & -surplus));
	}
	if (expected->shown != EXPECT_UNASKED && expected->shown != (int)node->shown) {
		return differs(check, "“%.*s” should %sbe in the part of the page that is shown.",
			PUT(expected->id), expected->shown ? "" : "not ");
	}
	return true;
}

static bool
check_node(const struct checking *check, const struct expected_node *expected)
{
	const int32_t index = tree_find(check->tree, expected->id);
	char of[96];
	if (index < 0) {
		return differs(check, "There should be a node “%.*s”.", PUT(expected->id));
	}
	const struct node *node = &check->tree->nodes[index];
	snprintf(of, sizeof(of), "“%.*s”: its ", (int)(expected->id.n < 60 ? expected->id.n : 60),
		expected->id.p);
	if (expected->role != EXPECT_UNASKED && expected->role != (int)node->role) {
		return differs(check, "%srole should be %s and is %s.", of,
			role_name((enum role)expected->role), role_name(node->role));
	}
	if (expected->lang != EXPECT_UNASKED && expected->lang != (int)node->lang) {
		return differs(check, "%slanguage should be the other one.", of);
	}
	return check_text(check, of, "name", &expected->name, node->name) &&
		check_text(check, of, "value", &expected->value, node->value) &&
		check_text(check, of, "hint", &expected->hint, node->hint) &&
		check_text(check, of, "error", &expected->error, node->error) &&
		check_states(check, expected, node);
}

/* A node that keeps its place but is not seen is absent for whoever looks or listens. */
static bool
check_absent(const struct checking *check, struct str id)
{
	const int32_t index = tree_find(check->tree, id);
	if (index < 0 || (check->tree->nodes[index].flags & NODE_ABSENT)) {
		return true;
	}
	return differs(check, "There should be no node “%.*s”.", PUT(id));
}

static bool
check_speech(const struct checking *check, const struct expectation *expectation,
	const struct utterance *said)
{
	char buffer[WORDS_BYTES];
	struct text words;
	text_init(&words, buffer, sizeof(buffer));
	for (int32_t i = 0; said && i < said->n_spans; i++) {
		text_add(&words, i > 0 ? STR(" ") : STR_NONE);
		text_add(&words, said->spans[i].words);
	}
	const struct str is = text_str(&words);
	if (expectation->silent && said) {
		return differs(check, "There should be silence, but this is being said: “%.*s”.", PUT(is));
	}
	for (int i = 0; i < expectation->n_speech; i++) {
		const struct str want = expectation->speech[i];
		if (!said) {
			return differs(check, "“%.*s” should be spoken now, but there is silence.", PUT(want));
		}
		if (want.n > 0 && str_find(is, want, 0) == is.n) {
			return differs(
				check, "“%.*s” should be spoken now, but this is: “%.*s”.", PUT(want), PUT(is));
		}
	}
	return true;
}

bool
expect_met(const struct expectation *expectation, const struct tree *tree,
	const struct utterance *said, struct diagnosis *ret_diagnosis)
{
	const struct checking check = { .tree = tree, .diagnosis = ret_diagnosis };
	*ret_diagnosis = (struct diagnosis){ .remedy = "Read the scene log up to this moment." };
	snprintf(ret_diagnosis->where, sizeof(ret_diagnosis->where), "line %d", expectation->line);
	if (!check_text(&check, "", "The page", &expectation->page, tree->page) ||
		!check_text(&check, "", "The focus", &expectation->focus,
			tree->focus >= 0 ? tree->nodes[tree->focus].id : STR_NONE)) {
		return false;
	}
	if (expectation->lang != EXPECT_UNASKED && expectation->lang != (int)tree->lang) {
		return differs(
			&check, "The language should be %s.", expectation->lang == LANG_FR ? "fr" : "en");
	}
	if (expectation->part != EXPECT_UNASKED && expectation->part != tree->part) {
		return differs(&check, "Part %d of the page should be shown, and part %d is.",
			expectation->part, (int)tree->part);
	}
	for (int i = 0; i < expectation->n_nodes; i++) {
		if (!check_node(&check, &expectation->nodes[i])) {
			return false;
		}
	}
	for (int i = 0; i < expectation->n_absent; i++) {
		if (!check_absent(&check, expectation->absent[i])) {
			return false;
		}
	}
	return check_speech(&check, expectation, said);
}
