/* SPDX-License-Identifier: MIT */
/* guichetctl preview: every page of a form as the kiosk shows and says it, for who writes the form. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/kiosk.h"
#include "ctl/ctl.h"
#include "ctl/lint.h"
#include "ctl/preview_index.h"
#include "ctl/say.h"
#include "platform/beside.h"
#include "platform/config.h"
#include "platform/form_json.h"
#include "platform/letters.h"
#include "platform/regex.h"

enum { FORM_BYTES = 16 * 1024 * 1024, PERMANENT_BYTES = 256 * 1024, PATH_BYTES = 512 };

struct order {
	const char *form, *out;
	struct config config;
	px_t w, h;
};

struct preview {
	struct order order;
	struct form named;       /* a bare template has no name as a service: its title then */
	const struct form *form; /* that one */
	struct session session;
	struct preview_walk walk;
	struct preview_index index;
	struct preview_page page;
	struct regex *regex;
	char *memory; /* of all that follows */
	struct arena forms, answers, permanent;
	int unfit;      /* findings that keep the kiosk from showing the form */
	bool is_faulty; /* lint has found errors */
};

/* ---- the command line ---- */

static int
set(struct order *order, const char *option, const char *section, const char *value)
{
	struct diagnosis diagnosis;
	char sentence[sizeof(diagnosis.what) + sizeof(diagnosis.remedy)];
	if (config_set(&order->config, section, option + 2, value, &diagnosis) == 0) {
		return EXIT_GOOD;
	}
	(void)snprintf(sentence, sizeof(sentence), "%s %s", diagnosis.what, diagnosis.remedy);
	say_about(option, sentence, "Cette valeur n’est pas permise. Voir guichetctl preview --help.");
	return EXIT_USAGE;
}

static int
set_window(struct order *order, const char *value)
{
	int w, h, n = 0;
	if (strlen(value) > 9 || sscanf(value, "%dx%d%n", &w, &h, &n) != 2 || value[n] != '\0' ||
		w < 480 || w > 7680 || h < 480 || h > 7680) {
		say_about("--window", "Give width x height in pixels, 480 to 7680 each, as 1080x1920.",
			"Donnez largeur x hauteur en pixels, de 480 à 7680, comme 1080x1920.");
		return EXIT_USAGE;
	}
	order->w = w;
	order->h = h;
	return EXIT_GOOD;
}

static int
take(struct order *order, int option, const char *value)
{
	switch (option) {
	case 'o':
		order->out = value;
		return EXIT_GOOD;
	case 's':
		return set(order, "--size", "display", value);
	case 't':
		return set(order, "--theme", "display", value);
	case 'p':
		return set(order, "--province", "site", value);
	case 'f':
		return set(order, "--fonts", "paths", value);
	case 'w':
		return set_window(order, value);
	default:
		return EXIT_USAGE;
	}
}

static int
parse(int argc, char **argv, struct order *ret_order)
{
	static const struct option options[] = { { "out", required_argument, NULL, 'o' },
		{ "size", required_argument, NULL, 's' }, { "theme", required_argument, NULL, 't' },
		{ "province", required_argument, NULL, 'p' }, { "window", required_argument, NULL, 'w' },
		{ "fonts", required_argument, NULL, 'f' }, { NULL, 0, NULL, 0 } };
	struct order order = { .w = 1080, .h = 1920 };
	int option;
	config_defaults(&order.config);
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (take(&order, option, optarg) != EXIT_GOOD) {
			return EXIT_USAGE;
		}
	}
	if (optind + 1 != argc || order.out == NULL) {
		return EXIT_USAGE;
	}
	order.form = argv[optind];
	*ret_order = order;
	return EXIT_GOOD;
}

/* ---- the form ---- */

/* What is a warning of a bare template is the end here: no page of it could be laid out. */
static void
refuse(void *context, const char *severity, const struct diagnosis *finding)
{
	struct preview *preview = context;
	(void)severity;
	preview->unfit++;
	say_diagnosis(finding,
		"La borne ne peut pas afficher ce formulaire. Corrigez-le à l’endroit indiqué en anglais.");
}

static int
load(struct preview *preview)
{
	const struct form_findings findings = { .context = preview, .report = refuse };
	char lists[PATH_BYTES];
	const struct form_loading loading = {
		.letters = letters_of_glib(),
		.lists = beside_find("lists", lists, sizeof(lists)) ? lists : NULL,
	};
	struct diagnosis diagnosis;
	struct stat status;
	const char *path = preview->order.form;
	const bool is_service = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
	int r = lint_refuses(path);
	if (r == EXIT_FATAL) {
		return r;
	}
	preview->is_faulty = r == EXIT_FINDINGS;
	r = is_service ?
		form_load_service(path, &preview->forms, &loading, &preview->form, &diagnosis) :
		form_load(path, &preview->forms, &loading, &preview->form, &diagnosis);
	if (r != 0) {
		if (!preview->is_faulty) { /* else lint has said it */
			say_diagnosis(&diagnosis, "Le formulaire ne peut pas être lu.");
		}
		return EXIT_FINDINGS;
	}
	if (!is_service) {
		form_judge(path, preview->form, &findings);
	}
	preview->named = *preview->form;
	if (!is_service) {
		preview->named.name = preview->named.title;
	}
	preview->form = &preview->named;
	return preview->unfit > 0 ? EXIT_FINDINGS : EXIT_GOOD;
}

/* ---- setting up ---- */

static bool
set_up_memory(struct preview *preview)
{
	const size_t sizes[] = { FORM_BYTES, KIOSK_SESSION_BYTES, PERMANENT_BYTES, KIOSK_PAGE_BYTES,
		KIOSK_PAGE_BYTES, PREVIEW_SPOKEN };
	char *parts[sizeof(sizes) / sizeof(sizes[0])];
	size_t n = 0;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		n += sizes[i];
	}
	preview->memory = calloc(1, n);
	if (preview->memory == NULL || regex_open(&preview->regex) != 0) {
		return false;
	}
	parts[0] = preview->memory;
	for (size_t i = 1; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		parts[i] = parts[i - 1] + sizes[i - 1];
	}
	arena_init(&preview->forms, parts[0], sizes[0]);
	arena_init(&preview->answers, parts[1], sizes[1]);
	arena_init(&preview->permanent, parts[2], sizes[2]);
	arena_init(&preview->page.arena, parts[3], sizes[3]);
	preview->page.line = parts[4];
	text_init(&preview->page.spoken, parts[5], sizes[5]);
	return true;
}

/* The same request in every preview, at a kiosk that has a network. */
static void
init_session(struct preview *preview)
{
	static const uint8_t random[6] = { 0 };
	struct session *session = &preview->session;
	*session = (struct session){ .size = preview->page.options.size,
		.theme = (int32_t)preview->page.options.theme,
		.rate = RATE_DEFAULT,
		.volume = VOLUME_DEFAULT,
		.link_up = true,
		.link_known = true,
		.patience = 1,
		.edited = PLACE_NONE,
		.element = -1,
		.form = preview->form };
	answers_init(&session->answers, preview->form, &preview->answers);
	reference_make(random, session->reference);
}

static int
set_up_page(struct preview *preview)
{
	struct order *order = &preview->order;
	struct preview_page *page = &preview->page;
	struct diagnosis diagnosis;
	char *fonts = order->config.fonts;
	if (fonts[0] == '\0' && !beside_find("fonts/fonts.conf", fonts, sizeof(order->config.fonts))) {
		say_about(NULL,
			"The path of this program is too long to look beside it for the fonts. Name them with --fonts.",
			"Le chemin de ce programme est trop long pour chercher les polices à côté de lui. Indiquez-les avec --fonts.");
		return EXIT_FATAL;
	}
	if (paint_open(fonts, &page->paint, &diagnosis) != 0) {
		say_diagnosis(&diagnosis,
			"Les polices de caractères ne peuvent pas être utilisées. Installez fonts-noto-core et fonts-lato.");
		return EXIT_FATAL;
	}
	page->folder = order->out;
	page->session = &preview->session;
	page->options = (struct kiosk_options){
		.forms = &preview->form,
		.n_forms = 1,
		.first_lang = preview->index.langs[0],
		.size = order->config.size - 1,
		.theme = theme_find(str_of(order->config.theme)),
		.display = { order->w, order->h, order->config.px_per_mm },
		.metrics = paint_metrics(page->paint),
		.matcher = regex_matcher(preview->regex),
		.letters = letters_of_glib(),
		.idle_limit = order->config.idle_limit,
		.time_zone = str_of(preview->order.config.time_zone),
		.officer = true, /* all that any site shows */
	};
	utter_cache_init(&page->words, &preview->permanent);
	return EXIT_GOOD;
}

static void
choose_languages(struct preview *preview)
{
	const bool is_quebec = strcmp(preview->order.config.province, "QC") == 0;
	const enum lang order[LANG_COUNT] = { is_quebec ? LANG_FR : LANG_EN,
		is_quebec ? LANG_EN : LANG_FR };
	for (int i = 0; i < LANG_COUNT; i++) {
		if (say_shows(order[i])) {
			preview->index.langs[preview->index.n_langs++] = order[i];
		}
	}
}

/* ---- what is written ---- */

static int
fail(const char *path, int error)
{
	say_errno(path, error, "This cannot be written. Name another folder with --out.",
		"Ceci ne peut pas être écrit. Indiquez un autre dossier avec --out.");
	return EXIT_FATAL;
}

static int
write_pages(struct preview *preview)
{
	int r = EXIT_GOOD;
	preview_index_begin(&preview->index);
	for (int32_t i = 0; i < preview->walk.n_stops && r == EXIT_GOOD; i++) {
		const struct preview_stop *stop = &preview->walk.stops[i];
		preview_walk_to(&preview->walk, stop);
		preview_index_open(&preview->index, i + 1);
		for (int32_t k = 0; k < preview->index.n_langs && r == EXIT_GOOD; k++) {
			const enum lang lang = preview->index.langs[k];
			preview->session.words[0] = callback_word(lang, 0);
			preview->session.words[1] = callback_word(lang, 1);
			r = preview_page_write(&preview->page, i + 1, lang);
			if (r == EXIT_GOOD) {
				preview_index_page(&preview->index, &preview->page, stop, lang);
			}
		}
		preview_index_close(&preview->index);
	}
	preview_index_end(&preview->index);
	return r;
}

static int
write_all(struct preview *preview)
{
	char path[512];
	if (mkdir(preview->order.out, 0777) != 0 && errno != EEXIST) {
		return fail(preview->order.out, errno);
	}
	if (snprintf(path, sizeof(path), "%s/index.html", preview->order.out) >= 300) {
		return fail(preview->order.out, ENAMETOOLONG);
	}
	preview->index.file = fopen(path, "we");
	if (preview->index.file == NULL) {
		return fail(path, errno);
	}
	const int r = write_pages(preview);
	const bool is_bad = ferror(preview->index.file) != 0;
	if ((fclose(preview->index.file) != 0 || is_bad) && r == EXIT_GOOD) {
		return fail(path, EIO);
	}
	return r;
}

/* How many pages, and which questions are on none of them. */
static int
tell(const struct preview *preview)
{
	int missed = 0;
	const char *format = say_lang() == LANG_FR ?
		"%s/index.html\u00a0: %d pages, %d réponses essayées.\n" :
		"%s/index.html: %d pages, %d answers tried.\n";
	printf(format, preview->order.out, (int)preview->walk.n_stops, (int)preview->walk.n_trials - 1);
	if (preview->is_faulty) {
		say_about(preview->order.form,
			"The form has errors: a kiosk does not offer it before what is named above is mended.",
			"Le formulaire contient des erreurs : une borne ne l’offre pas avant que ce qui est nommé ci-dessus soit corrigé.");
	}
	for (int32_t i = 0; i < preview->form->n_elements; i++) {
		char english[160], french[160];
		if (!preview_walk_misses(&preview->walk, i)) {
			continue;
		}
		const int id = (int)preview->form->elements[i].id;
		missed++;
		(void)snprintf(english, sizeof(english),
			"No answers that were tried lead to element %d. Check its rules and its page.", id);
		(void)snprintf(french, sizeof(french),
			"Aucune des réponses essayées ne mène à l’élément %d. Vérifiez ses règles et sa page.",
			id);
		say_about(preview->order.form, english, french);
	}
	if (fflush(stdout) != 0) {
		return EXIT_FATAL;
	}
	return missed > 0 || preview->is_faulty ? EXIT_FINDINGS : EXIT_GOOD;
}

static int
run(struct preview *preview)
{
	if (!set_up_memory(preview)) {
		return say_no_memory();
	}
	choose_languages(preview);
	int r = load(preview);
	if (r == EXIT_GOOD) {
		r = set_up_page(preview);
	}
	if (r != EXIT_GOOD) {
		return r;
	}
	init_session(preview);
	struct arena trials;
	const size_t size = preview_walk_size(preview->form);
	char *memory = malloc(size);
	if (memory == NULL) {
		return say_no_memory();
	}
	arena_init(&trials, memory, size);
	preview_walk(&preview->session, &trials, &preview->walk);
	preview->index.walk = &preview->walk;
	r = write_all(preview);
	if (r == EXIT_GOOD) {
		r = tell(preview);
	}
	free(memory);
	return r;
}

int
ctl_preview(int argc, char **argv)
{
	static struct preview preview; /* larger than a stack should be asked for */
	if (parse(argc, argv, &preview.order) != EXIT_GOOD) {
		return EXIT_USAGE;
	}
	const int r = run(&preview);
	if (preview.page.paint != NULL) {
		paint_close(preview.page.paint);
	}
	if (preview.regex != NULL) {
		regex_close(preview.regex);
	}
	free(preview.memory);
	return r;
}
