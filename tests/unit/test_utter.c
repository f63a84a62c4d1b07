/* SPDX-License-Identifier: MIT */
/* What is said: pages word for word, and everything that is shown (K-17). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/msg.h"
#include "core/utter.h"
#include "walk.h"

/* ---- word for word ---- */

static void
says_pages_in_english(void **state)
{
	struct walk *walk = *state;
	walk_jack(walk, JACK_HEADPHONES);
	walk_start(walk, LANG_EN);
	assert_string_equal(walk->said,
		"Service request: step 1 of about 10 | Your request | What do you need help with? | required | "
		"Choose the closest answer. You can make another request later. | 10 answers to choose from. | "
		"Employment Insurance, E I | not selected | 1 of 10 | "
		"The arrow keys move through the answers. Enter chooses one. Then go to Continue.");
	walk_press(walk, "next");
	assert_int_equal(walk->cause, CAUSE_ERROR);
	assert_string_equal(walk->said,
		"Service request: step 1 of about 10 | Your request | One answer needs your attention | "
		"What do you need help with? Choose one of the answers to continue. | "
		"The down arrow reads each one. Enter goes to its question.");
	walk_until(walk, "q3");
	assert_string_equal(walk->said,
		"Service request: step 3 of about 10 | About you | 2 questions on this page. The down arrow goes through them. | What are your given names? | text box | required | empty | "
		"As they appear on your identity documents. For example: Marie Claire. If you have one name only, write it "
		"in both boxes. | Type your answer, then press Enter to continue.");
	walk_until(walk, "review");
	assert_string_equal(walk->said,
		"Check your answers | You can change any answer. When all is right, choose Continue. Nothing is sent yet. | "
		"14 answers. The arrow keys read them one by one. | "
		"What do you need help with? | Employment Insurance, E I | 1 of 14 | Change");
	walk_go(walk, "r6");
	assert_string_equal(walk->said,
		"What is your phone number? | six one three, five five five, zero one nine nine | 6 of 14 | Change");
}

static void
says_pages_in_french(void **state)
{
	struct walk *walk = *state;
	walk_jack(walk, JACK_HEADPHONES);
	walk_start(walk, LANG_FR);
	assert_string_equal(walk->said,
		"Demande de service: étape 1 sur environ 10 | Votre demande | Pour quelle raison avez-vous besoin d'aide? | "
		"obligatoire | Choisissez la réponse la plus proche. Vous pourrez faire une autre demande plus tard. | "
		"10 réponses au choix. | Assurance-emploi, A E | non sélectionné | 1 sur 10 | "
		"Les flèches parcourent les réponses. Entrée en choisit une. Allez ensuite à Continuer.");
	walk_press(walk, "next");
	assert_string_equal(walk->said,
		"Demande de service: étape 1 sur environ 10 | Votre demande | Une réponse est à revoir | "
		"Pour quelle raison avez-vous besoin d'aide? Choisissez une des réponses pour continuer. | "
		"La flèche vers le bas les lit une à une. Entrée mène à la question.");
	walk_until(walk, "q3");
	assert_string_equal(walk->said,
		"Demande de service: étape 3 sur environ 10 | À votre sujet | 2 questions sur cette page. La flèche vers le bas les parcourt. | Quels sont vos prénoms? | zone de texte | "
		"obligatoire | vide | Comme sur vos pièces d'identité. Par exemple: Marie Claire. Si vous avez un seul nom, "
		"inscrivez-le dans les deux champs. | Inscrivez votre réponse, puis appuyez sur Entrée pour continuer.");
	walk_until(walk, "review");
	walk_go(walk, "r6");
	assert_string_equal(walk->said,
		"Quel est votre numéro de téléphone? | six un trois, cinq cinq cinq, zéro un neuf neuf | 6 sur 14 | Modifier");
}

/* K-23: on a page in two languages each stretch is for the voice of its own. */
static void
gives_each_language_its_voice(void **state)
{
	struct walk *walk = *state;
	int32_t of[LANG_COUNT] = { 0, 0 };
	walk_key(walk, KEY_F6);
	const struct effect *speak = &walk->effects.list[walk->effects.n - 1];
	assert_int_equal(speak->kind, EFFECT_SPEAK);
	for (int32_t i = 0; i < speak->speak.n_spans; i++) {
		const struct span *span = &speak->speak.spans[i];
		of[span->lang]++;
		for (enum lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
			if (str_eq(span->shown, msg(lang, MSG_WELCOME_OFFER)) ||
				str_eq(span->shown, msg(lang, MSG_LANGUAGE_NAME))) {
				assert_int_equal(span->lang, lang);
			}
		}
	}
	assert_true(of[LANG_EN] > 4 && of[LANG_FR] > 4);
	assert_true(of[LANG_EN] - of[LANG_FR] < 3 && of[LANG_FR] - of[LANG_EN] < 3);
	/* The button that leads to the other language is named in that language. */
	walk_start(walk, LANG_EN);
	walk_go(walk, "language");
	assert_int_equal(walk->effects.list[0].speak.spans[0].lang, LANG_FR);
}

/* K-26: a letter, a word after its space, a correction; accents and capitals by name. */
static void
echoes_typing(void **state)
{
	struct walk *walk = *state;
	walk_jack(walk, JACK_HEADPHONES);
	walk_start(walk, LANG_FR);
	walk_until(walk, "q3");
	walk_type(walk, "É");
	assert_string_equal(walk->said, "majuscule E accent aigu");
	walk_type(walk, "ve");
	walk_type(walk, " ");
	assert_string_equal(walk->said, "Éve");
	walk_type(walk, "x");
	walk_key(walk, KEY_BACKSPACE);
	assert_non_null(strstr(walk->said, "supprimé"));
}

/* ---- everything that is shown is heard (K-17) ---- */

static void
expect_heard(const struct walk *walk, const struct node *node, struct str text, const char *what)
{
	if (text.n > 0 && !walk_heard(walk, text)) {
		const struct str page = walk_tree(walk)->page;
		fail_msg("page %.*s: the %s of %.*s is never said: %.*s", (int)page.n, page.p, what,
			(int)node->id.n, node->id.p, (int)text.n, text.p);
	}
}

static void
expect_state_heard(const struct walk *walk, const struct node *node)
{
	const bool checked = node->flags & NODE_CHECKED;
	if (node->role == ROLE_CHOICE) {
		const enum msg id = node->flags & NODE_MULTIPLE ?
			(checked ? MSG_UTTER_TICKED : MSG_UTTER_NOT_TICKED) :
			(checked ? MSG_UTTER_SELECTED : MSG_UTTER_NOT_SELECTED);
		expect_heard(walk, node, msg(node->lang, id), "state");
	}
	if (node->mark.n > 0) {
		const bool required = node->flags & NODE_REQUIRED;
		expect_heard(walk, node,
			msg(node->lang, required ? MSG_UTTER_REQUIRED : MSG_UTTER_OPTIONAL), "need");
	}
}

/* The page as a whole, then the focus once round. */
static void
listen(struct walk *walk)
{
	walk_forget(walk);
	walk_key(walk, KEY_F2);
	const int32_t from = walk_tree(walk)->focus;
	for (int32_t i = 0; from >= 0 && i < TREE_MAX; i++) {
		walk_key(walk, KEY_DOWN);
		if (walk_tree(walk)->focus == from) {
			break;
		}
	}
	for (int32_t i = 0; i < walk_tree(walk)->n; i++) {
		const struct node *node = &walk_tree(walk)->nodes[i];
		/* By keys one part follows the other: the buttons that leaf are for fingers. */
		if ((node->flags & (NODE_DECORATIVE | NODE_ABSENT)) || node->region == REGION_PARTS) {
			continue;
		}
		expect_heard(walk, node, node->spoken.n > 0 ? node->spoken : node->name, "name");
		expect_heard(
			walk, node, node->value_spoken.n > 0 ? node->value_spoken : node->value, "value");
		expect_heard(walk, node, node->hint, "hint");
		expect_heard(walk, node, node->error, "error");
		expect_state_heard(walk, node);
	}
}

static void
listen_to_questions(struct walk *walk)
{
	while (!walk_is_on(walk, "review")) {
		char page[ID_MAX + 1];
		snprintf(page, sizeof(page), "%.*s", (int)walk_tree(walk)->page.n, walk_tree(walk)->page.p);
		listen(walk);
		if (walk_node(walk, page)->flags & NODE_REQUIRED) {
			walk_press(walk, "next");
			assert_non_null(walk_node(walk, "errors"));
			listen(walk);
		}
		walk_answer(walk);
		listen(walk);
		walk_press(walk, "next");
	}
}

static void
listen_to_visit(struct walk *walk, enum lang lang)
{
	walk_jack(walk, JACK_HEADPHONES);
	listen(walk);
	walk_press(walk, lang == LANG_EN ? "lang.en" : "lang.fr");
	listen(walk);
	walk_key(walk, KEY_F1);
	listen(walk);
	walk_key(walk, KEY_F12);
	listen(walk);
	walk_key(walk, KEY_ESCAPE);
	walk_press(walk, "next");
	listen_to_questions(walk);
	listen(walk);
	walk_press(walk, "cancel");
	listen(walk);
	walk_key(walk, KEY_ESCAPE);
	walk_until(walk, "submit");
	listen(walk);
	walk_press(walk, "submit");
	walk_stored(walk, STORED_FULL);
	listen(walk);
	walk_press(walk, "retry");
	walk_stored(walk, STORED_FAILED);
	listen(walk);
	walk_press(walk, "retry");
	walk_stored(walk, STORED_OK);
	listen(walk);
}

static void
says_all_that_is_shown_in_english(void **state)
{
	struct walk *walk = *state;
	walk->details =
		"A text long enough that the page begins to count how much room is left, which it does when less than a "
		"quarter of the five hundred characters is to be had. So it goes on for a while, saying nothing of any use to "
		"anybody, least of all to an officer who would have to read it, and it still goes on, word after word, until "
		"there is enough of it to bring the counter to the page. That is nearly so by now, but not quite; a few words "
		"more will do.";
	listen_to_visit(walk, LANG_EN);
}

static void
says_all_that_is_shown_in_french(void **state)
{
	struct walk *walk = *state;
	walk->no_phone = true;
	listen_to_visit(walk, LANG_FR);
}

/* With a larger text the page is in parts; all of it is said all the same. */
static void
says_all_parts(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F12);
	walk_press(walk, "size4");
	walk_key(walk, KEY_ESCAPE);
	walk_display(walk, 1280, 800, 5.88f);
	listen_to_visit(walk, LANG_FR);
	assert_true(walk_tree(walk)->parts > 1);
}

/* Words are kept by where a sentence stands: what stands in a page's memory changes under the same address. */
static void
keeps_the_words_of_fixed_sentences_only(void **state)
{
	(void)state;
	static char permanent_bytes[2 * UTTER_CACHE_BYTES], page_bytes[256 * 1024];
	struct arena permanent, page;
	arena_init(&permanent, permanent_bytes, sizeof(permanent_bytes));
	arena_init(&page, page_bytes, sizeof(page_bytes));
	struct utter_cache cache;
	utter_cache_init(&cache, &permanent);
	const struct session session = { .lang = LANG_EN };
	const struct str fixed = msg(LANG_EN, MSG_HELP_KEYS);
	struct str words[2];
	for (int i = 0; i < 2; i++) {
		arena_reset(&page);
		struct utter u;
		utter_begin(&u, &session, &cache, &page);
		const struct str changing = arena_copy(&page, i == 0 ? STR("one") : STR("two"));
		utter_add(&u, LANG_EN, READING_TEXT, fixed, false);
		utter_add(&u, LANG_EN, READING_TEXT, changing, false);
		utter_add(&u, LANG_EN, READING_TEXT, STR("secret"), true);
		words[i] = u.spans[0].words;
		assert_true(str_eq(u.spans[1].words, i == 0 ? STR("one") : STR("two")));
	}
	assert_ptr_equal(words[0].p, words[1].p);
	assert_null(memmem(permanent_bytes, sizeof(permanent_bytes), "secret", 6));
	assert_null(memmem(permanent_bytes, sizeof(permanent_bytes), "two", 3));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(says_pages_in_english, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(says_pages_in_french, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			gives_each_language_its_voice, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(echoes_typing, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			says_all_that_is_shown_in_english, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			says_all_that_is_shown_in_french, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(says_all_parts, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test(keeps_the_words_of_fixed_sentences_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
