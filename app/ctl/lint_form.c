/* SPDX-License-Identifier: MIT */
/* What guichetctl lint says about the texts, choices and questions of a form that was loaded. */
#include <string.h>

#include "ctl/lint.h"
#include "ctl/lint_text.h"

static const char *const suffixes[LANG_COUNT] = { [LANG_EN] = "En", [LANG_FR] = "Fr" };
static const char *const members[LANG_COUNT] = { [LANG_EN] = "en", [LANG_FR] = "fr" };
static const char *const languages[LANG_COUNT] = { [LANG_EN] = "English", [LANG_FR] = "French" };

/* ---- texts ---- */

/* Goes to the text at a path that ends in "En" or "Fr"; an error where only the other language has one. */
static void
lint_presence(
	struct lint *lint, const char *path, const struct bilingual *both, int lang, bool required)
{
	const struct str other = both->in[LANG_COUNT - 1 - lang];
	lint_go_to(lint, "%s%s", path, suffixes[lang]);
	if (str_trim(both->in[lang]).n == 0 && (required || str_trim(other).n > 0)) {
		char what[80];
		snprintf(what, sizeof(what), "The %s text is missing.", languages[lang]);
		lint_find(lint, "error", what, "Write it; a kiosk serves both official languages.");
	}
}

/* Three words or more that are the same in both languages have not been translated; fewer may be a name. */
static void
lint_translation(struct lint *lint, const char *path, const struct bilingual *both)
{
	const struct str text = both->in[LANG_FR];
	int blanks = 0;
	for (size_t i = 0; i < text.n; i++) {
		blanks += text.p[i] == ' ' ? 1 : 0;
	}
	if (blanks >= 2 && str_eq(text, both->in[LANG_EN])) {
		lint_go_to(lint, "%s%s", path, suffixes[LANG_FR]);
		lint_find(lint, "warning", "The text is the same in English and in French.",
			"Translate it where it stands in the wrong language.");
	}
}

/* Of rich text what people read is judged, not the signs it is written with. */
static void
lint_rich(struct lint *lint, const char *path, const struct bilingual *both,
	const struct rich *rich, bool required)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		lint_presence(lint, path, both, lang, required);
		for (int32_t i = 0; rich && i < rich[lang].n; i++) {
			lint_judge(lint, (enum lang)lang, rich[lang].blocks[i].text, true);
		}
		lint_tell(lint);
	}
	lint_translation(lint, path, both);
}

/* A text in both languages at a path that ends in "En" or "Fr"; `spoken` is NULL or its spoken variant, which may be empty. */
static void
lint_said(struct lint *lint, const char *path, const struct bilingual *both,
	const struct bilingual *spoken, bool required)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		lint_presence(lint, path, both, lang, required);
		lint_judge(lint, (enum lang)lang, both->in[lang], !spoken || spoken->in[lang].n == 0);
		lint_tell(lint);
	}
	lint_translation(lint, path, both);
}

static void
lint_both(struct lint *lint, const char *path, const struct bilingual *both, bool required)
{
	lint_said(lint, path, both, NULL, required);
}

static void
lint_titles(struct lint *lint)
{
	const struct form *form = lint->form;
	lint_both(lint, ".title", &form->title, true);
	lint_rich(
		lint, ".introduction.description", &form->introduction, form->introduction_rich, false);
	lint_rich(lint, ".privacyPolicy.description", &form->privacy, form->privacy_rich,
		!lint->lacks_privacy);
	lint_rich(
		lint, ".confirmation.description", &form->confirmation, form->confirmation_rich, false);
	for (int32_t i = 0; i < form->n_groups; i++) {
		char path[120];
		snprintf(path, sizeof(path), ".groups.%.*s.title", (int)form->groups[i].id.n,
			form->groups[i].id.p);
		lint_both(lint, path, &form->groups[i].title, false);
	}
}

/* ---- questions ---- */

static bool
is_answered_in_text(const struct element *element)
{
	return element->type == ELEMENT_TEXT || element->type == ELEMENT_TEXT_AREA ||
		element->type == ELEMENT_NUMBER;
}

/* Of A to Z only: what a listener would need a hint for is told apart by more than that. */
static bool
sounds_equal(struct str a, struct str b)
{
	a = str_trim(a);
	b = str_trim(b);
	for (size_t i = 0; i < a.n && a.n == b.n; i++) {
		const char x = a.p[i], y = b.p[i];
		const bool is_letter = (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z');
		if (x != y && (!is_letter || (x ^ y) != 'a' - 'A')) {
			return false;
		}
	}
	return a.n == b.n;
}

/* False when nothing was found. The answer is the label, and the first choice that has it in either language is meant (gc-forms 2.2). */
static bool
lint_pair(struct lint *lint, const struct choice *choice, const struct choice *earlier, int lang)
{
	const struct str label = choice->label.in[lang];
	if (str_eq(label, earlier->label.in[lang])) {
		lint_find(lint, "error", "Another choice of the question has the same label.",
			"Make the labels differ.");
	} else if (str_eq(label, earlier->label.in[LANG_COUNT - 1 - lang])) {
		lint_find(lint, "error",
			"An earlier choice has this label in the other language; whoever takes this one is taken for that one.",
			"Make the labels differ.");
	} else if (sounds_equal(label, earlier->label.in[lang])) {
		lint_find(lint, "warning", "Another choice of the question sounds the same.",
			"Make the labels differ by more than capitals and spaces.");
	} else {
		return false;
	}
	return true;
}

static void
lint_equal_labels(
	struct lint *lint, const char *path, const struct element *element, int32_t choice)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const bool empty = str_trim(element->choices[choice].label.in[lang]).n == 0;
		bool found = empty;
		lint_go_to(lint, "%s.choices[%d].%s", path, (int)choice, members[lang]);
		for (int32_t other = 0; !found && other < choice; other++) {
			found = lint_pair(lint, &element->choices[choice], &element->choices[other], lang);
		}
	}
}

/* Templates of 2021 begin with an empty choice that stands for "please select": a kiosk needs none. */
static void
lint_label(struct lint *lint, const char *path, const struct element *element, int32_t choice)
{
	const struct bilingual *label = &element->choices[choice].label;
	if (str_trim(label->in[LANG_EN]).n == 0 && str_trim(label->in[LANG_FR]).n == 0) {
		lint_go_to(lint, "%s.choices[%d]", path, (int)choice);
		lint_find(lint, "warning", "The choice has no label.", "Take the choice out.");
		return;
	}
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		lint_go_to(lint, "%s.choices[%d].%s", path, (int)choice, members[lang]);
		if (str_trim(label->in[lang]).n == 0) {
			lint_find(lint, "error", "The choice has no label in this language.",
				"Write the label, or take the choice out.");
		}
		lint_judge(lint, (enum lang)lang, label->in[lang],
			element->choices[choice].spoken.in[lang].n == 0);
		lint_tell(lint);
	}
}

static void
lint_choices(struct lint *lint, const char *path, const struct element *element)
{
	if (element_has_choices(element) && element->n_choices == 0) {
		lint_go_to(lint, "%s.choices", path);
		lint_find(lint, "error", "The question has no choices.", "Add choices, or ask for text.");
	}
	/* those of a managed list are not the author's to change */
	for (int32_t i = 0; i < element->n_own_choices; i++) {
		lint_label(lint, path, element, i);
		lint_equal_labels(lint, path, element, i);
	}
}

static void
lint_expression(struct lint *lint, const char *path, const struct validation *validation)
{
	const int32_t units = validation->max_length > 0 ? validation->max_length :
													   (int32_t)SERVICE_TEXT_UNITS_MAX;
	struct regex_judgement judgement;
	if (validation->kind != TEXT_CUSTOM || validation->regex.n == 0) {
		return;
	}
	lint_go_to(lint, "%s.validation.regex", path);
	if (regex_judge(lint->regex, validation->regex, units, &judgement) != 0) {
		lint_find(lint, "error", "There is not enough memory to judge the regular expression.",
			"Free some memory.");
	} else if (judgement.verdict != REGEX_SAFE) {
		lint_find(lint, judgement.verdict == REGEX_SLOW ? "warning" : "error", judgement.what,
			judgement.remedy);
	}
}

static void
lint_purpose(struct lint *lint, const char *path, const struct element *element)
{
	for (int lang = 0; lang < LANG_COUNT && is_answered_in_text(element); lang++) {
		if (lint_text_names_sin((enum lang)lang, element->title.in[lang])) {
			lint_go_to(lint, "%s.title%s", path, suffixes[lang]);
			lint_find(lint, "error",
				"The question asks for a Social Insurance Number, which a kiosk must not.",
				"Take the question out of the form.");
		}
	}
}

static void
lint_element(struct lint *lint, const char *path, const struct element *element)
{
	char part[160];
	snprintf(part, sizeof(part), "%s.title", path);
	lint_said(lint, part, &element->title, &element->spoken, element_is_question(element));
	snprintf(part, sizeof(part), "%s.description", path);
	if (element_is_question(element)) {
		lint_both(lint, part, &element->description, false);
	} else {
		/* a title alone is a heading */
		const bool has_title = element->title.in[LANG_EN].n > 0 || element->title.in[LANG_FR].n > 0;
		lint_rich(lint, part, &element->description, element->rich, !has_title);
	}
	lint_choices(lint, path, element);
	lint_expression(lint, path, &element->validation);
	lint_purpose(lint, path, element);
	if (element->type == ELEMENT_COMBOBOX || element->type == ELEMENT_FILE ||
		element->type == ELEMENT_ADDRESS) {
		lint_go_to(lint, "%s", path);
		lint_find(lint, "warning",
			"This type of question is hard to answer with a switch or a keypad.",
			"Ask with choices or a short text where that is possible.");
	}
	for (int32_t i = 0; i < element->n_sub_elements; i++) {
		snprintf(part, sizeof(part), "%s.subElements[%d].properties", path, (int)i);
		lint_element(lint, part, &element->sub_elements[i]);
	}
}

/* ---- what service.json adds ---- */

static void
lint_spoken(struct lint *lint, const char *path, const struct bilingual *both)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		snprintf(lint->where, sizeof(lint->where), "$.%s.%s", path, members[lang]);
		lint_judge(lint, (enum lang)lang, both->in[lang], true);
		lint_tell(lint);
	}
}

static void
lint_additions(struct lint *lint)
{
	lint_spoken(lint, "name", &lint->form->name);
	lint_spoken(lint, "promise", &lint->form->promise);
	for (int32_t i = 0; i < lint->form->n_elements; i++) {
		const struct element *element = &lint->form->elements[i];
		char path[64];
		snprintf(path, sizeof(path), "elements.%d.spoken", (int)element->id);
		lint_spoken(lint, path, &element->spoken);
		for (int32_t choice = 0; choice < element->n_own_choices; choice++) {
			snprintf(path, sizeof(path), "elements.%d.choices.%d", (int)element->id, (int)choice);
			lint_spoken(lint, path, &element->choices[choice].spoken);
		}
	}
}

/* ---- the whole ---- */

static void
lint_emptiness(struct lint *lint)
{
	int32_t questions = 0;
	for (int32_t i = 0; i < lint->form->n_elements; i++) {
		questions += element_is_question(&lint->form->elements[i]) ? 1 : 0;
	}
	if (questions == 0) {
		lint_go_to(lint, "%s", lint->form->is_block ? "" : ".elements");
		lint_find(lint, "warning", "The form asks nothing.", "Add a question.");
	}
}

static void
lint_documents(struct lint *lint)
{
	if (form_needs_officer(lint->form)) {
		lint_go_to(lint, "%s", lint->form->is_block ? "" : ".elements");
		lint_find(lint, "warning",
			"A document is required; the service is offered only where the site has an officer.",
			"Require no document where the service should be offered everywhere.");
	}
}

void
lint_form(struct lint *lint)
{
	const bool is_block = lint->form->is_block;
	if (!is_block) {
		lint_titles(lint);
		lint_additions(lint);
	}
	lint_emptiness(lint);
	lint_documents(lint);
	for (int32_t i = 0; i < lint->form->n_elements; i++) {
		char path[64];
		snprintf(path, sizeof(path), "%s[%d].properties", is_block ? "" : ".elements", (int)i);
		lint_element(lint, path, &lint->form->elements[i]);
	}
}
