/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as a template; what loads is then walked, filled in and validated. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/rules.h"
#include "platform/form_json.h"
#include "platform/letters.h"
#include "platform/regex.h"

enum { FORM_BYTES = 256 * 1024, SESSION_BYTES = 8 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
ignore(void *context, const char *severity, const struct diagnosis *finding)
{
	(void)context;
	assert(strcmp(severity, "error") == 0 || strcmp(severity, "warning") == 0);
	assert(finding->what[0] != '\0' && finding->remedy[0] != '\0');
}

static void answer_rows(struct answers *answers, int32_t set);

/* Answers every question with its first choice, or with the bytes of its title. */
static void
answer_all(struct answers *answers)
{
	for (int32_t i = 0; i < answers->form->n_elements; i++) {
		const struct element *element = &answers->form->elements[i];
		if (element_has_choices(element) && element->n_choices > 0) {
			answer_choose(answers, i, 0);
			answer_choose_label(
				answers, i, element->choices[element->n_choices - 1].label.in[LANG_FR]);
		} else if (answers->of[i].cap_text > 0) {
			(void)answer_insert(answers, i, 0, element->title.in[LANG_EN]);
		} else if (element->type == ELEMENT_SET) {
			answer_rows(answers, i);
		}
	}
}

/* One row more, and the first one away: rows move, and the place of one that went is used again. */
static void
answer_rows(struct answers *answers, int32_t set)
{
	const struct answer *answer = &answers->of[set];
	(void)answer_add_row(answers, set);
	answer_all(&answer->rows[answer->n_rows - 1]);
	(void)answer_remove_row(answers, set, 0);
	(void)answer_add_row(answers, set);
	answer_all(&answer->rows[answer->n_rows - 1]);
}

/* Each language shows each choice once, and what comes first does not come second. */
static void
check_order(const struct element *element)
{
	assert(element->n_order >= 0 && element->n_order <= element->n_choices);
	assert(element->n_own_choices <= element->n_choices && element->n_choices <= FORM_CHOICES_MAX);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		bool seen[FORM_CHOICES_MAX] = { false };
		int before = 0;
		for (int32_t i = 0; i < element->n_order; i++) {
			const int32_t at = element_choice_at(element, (enum lang)lang, i);
			assert(at >= 0 && at < element->n_choices && !seen[at]);
			seen[at] = true;
			const struct str label = element->choices[at].label.in[lang];
			assert(utf8_valid(element->choices[at].folded.in[lang]));
			if (i == 0 || !element->order[lang]) {
				continue;
			}
			const int32_t last = element_choice_at(element, (enum lang)lang, i - 1);
			const struct str other = element->choices[last].label.in[lang];
			const int order = letters_of_glib()->compare((enum lang)lang, other, label);
			assert((order == 0) == str_eq(other, label));
			assert(order == 0 || before == 0 || (order < 0) == (before < 0));
			before = order != 0 ? order : before;
		}
	}
}

static void
use(const struct form *form)
{
	for (int32_t i = 0; i < form->n_elements; i++) {
		check_order(&form->elements[i]);
	}
	struct regex *regex;
	struct answers answers;
	struct arena session;
	int32_t walk[FORM_ELEMENTS_MAX];
	/* made once: the sanitizer takes longer over so much than a form takes */
	static _Alignas(max_align_t) char memory[SESSION_BYTES];
	const struct form_findings findings = { .report = ignore };
	const size_t size = answers_size(form);
	form_judge("fuzz", form, &findings);
	if (size > sizeof(memory) || regex_open(&regex) != 0) {
		return;
	}
	const struct matcher matcher = regex_matcher(regex);
	/* exactly what answers_size() promises to be enough */
	arena_init(&session, memory, size);
	answers_init(&answers, form, &session);
	for (int round = 0; round < 2; round++) {
		const int32_t n = rules_walk(&answers, walk, FORM_ELEMENTS_MAX);
		assert(n >= 0 && n <= form->n_elements);
		for (int32_t i = 0; i < n; i++) {
			assert(rules_visible(&answers, walk[i]));
			assert(rules_check(&answers, walk[i], &matcher) < FAULT_COUNT);
		}
		answer_all(&answers);
	}
	regex_close(regex);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct form_findings findings = { .report = ignore };
	const struct form_loading loading = {
		.findings = &findings, .letters = letters_of_glib(), .lists = LISTS
	};
	const struct form *form;
	struct diagnosis diagnosis;
	struct arena arena;
	static _Alignas(max_align_t) char memory[FORM_BYTES];
	arena_init(&arena, memory, FORM_BYTES);
	const int r = form_parse(
		"fuzz", (struct str){ (const char *)data, size }, &arena, &loading, &form, &diagnosis);
	if (r == 0) {
		use(form);
	} else {
		assert(
			r < 0 && arena.used == 0 && diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0');
	}
	return 0;
}
