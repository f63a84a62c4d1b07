/* SPDX-License-Identifier: MIT */
/* Every text of the form is escaped; each language stands in an element that names it. */
#include "ctl/preview_index.h"

static const char *const codes[LANG_COUNT] = { [LANG_EN] = "en", [LANG_FR] = "fr" };

/* What the page says itself. */
static const struct {
	const char *preview, *number, *answers, *none, *picture, *part, *spoken, *missed, *legend;
} words[LANG_COUNT] = {
	[LANG_EN] = { "Preview", "Page", "Shown when these answers are given:",
		"Shown without any answer.", "The screen of the page “", ", part ",
		"What is said on entering the page:", "No answers that were tried lead to these questions:",
		"Beside each screen stands what a client with headphones hears there. "
		"“[en]” and “[fr]” name the voice; “…350” is a silence of 350 milliseconds." },
	[LANG_FR] = { "Aperçu", "Page",
		"Page affichée quand on donne ces réponses\u00a0:", "Page affichée sans aucune réponse.",
		"L’écran de la page «\u00a0", ", partie ", "Ce qui est dit à l’arrivée sur la page\u00a0:",
		"Aucune des réponses essayées ne mène à ces questions\u00a0:",
		"À côté de chaque écran se trouve ce qu’y entend une personne qui porte des écouteurs. "
		"«\u00a0[en]\u00a0» et «\u00a0[fr]\u00a0» désignent la voix; «\u00a0…350\u00a0» est un silence de 350 millisecondes." },
};

static const char style[] =
	"body{font:1rem/1.5 Lato,'Noto Sans',sans-serif;margin:1.5rem;color:#222;background:#fff}"
	"section{border-top:3px solid #26374a;margin-top:2rem}"
	".languages{display:flex;flex-wrap:wrap;gap:2rem}"
	"article{flex:1 1 40rem;min-width:0}"
	".pair{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}"
	".pair>*{flex:1 1 18rem;min-width:0;margin:0}"
	"img{max-width:100%;height:auto;border:1px solid #595959;margin-bottom:1rem}"
	"pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f5f5f5;padding:1rem;margin:0}";

/* HTML 13.3: for text, and for attributes in double quotes. Of controls only the line feed is a character of HTML. */
static void
escape(FILE *file, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		const unsigned char c = (unsigned char)s.p[i];
		if (c == '&') {
			fputs("&amp;", file);
		} else if (c == '<') {
			fputs("&lt;", file);
		} else if (c == '>') {
			fputs("&gt;", file);
		} else if (c == '"') {
			fputs("&quot;", file);
		} else if ((c < ' ' && c != '\n') || c == 0x7f) {
			fputs("\uFFFD", file);
		} else {
			fputc(c, file);
		}
	}
}

static const struct form *
form_of(const struct preview_index *index)
{
	return index->walk->session->form;
}

void
preview_index_begin(const struct preview_index *index)
{
	FILE *file = index->file;
	const enum lang first = index->langs[0];
	fprintf(file,
		"<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n<title>%s – ",
		codes[first], words[first].preview);
	escape(file, form_of(index)->title.in[first]);
	fprintf(file, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>", style);
	for (int32_t i = 0; i < index->n_langs; i++) {
		const enum lang lang = index->langs[i];
		fprintf(file, "%s<span lang=\"%s\">%s – ", i > 0 ? "<br>" : "", codes[lang],
			words[lang].preview);
		escape(file, form_of(index)->title.in[lang]);
		fputs("</span>", file);
	}
	fputs("</h1>\n", file);
	for (int32_t i = 0; i < index->n_langs; i++) {
		const enum lang lang = index->langs[i];
		fprintf(file, "<p lang=\"%s\">%s</p>\n", codes[lang], words[lang].legend);
	}
}

void
preview_index_open(const struct preview_index *index, int32_t number)
{
	fprintf(index->file, "<section id=\"page-%d\">\n<h2>%s %d</h2>\n<div class=\"languages\">\n",
		(int)number, words[index->langs[0]].number, (int)number);
}

void
preview_index_close(const struct preview_index *index)
{
	fputs("</div>\n</section>\n", index->file);
}

/* Whether one of the first `n` of the list, which came later, has taken its place. */
static bool
is_replaced(const struct preview_index *index, const int32_t *list, int32_t n)
{
	const struct preview_trial *trials = index->walk->trials;
	for (int32_t i = 0; i < n; i++) {
		if (trials[list[i]].made.element == trials[list[n]].made.element) {
			return true;
		}
	}
	return false;
}

/* First the answer that was given first. */
static void
write_answers(const struct preview_index *index, int32_t trial, enum lang lang)
{
	const struct form *form = form_of(index);
	int32_t list[FORM_ELEMENTS_MAX];
	int32_t n = 0;
	for (int32_t i = trial; i > 0 && n < FORM_ELEMENTS_MAX; i = index->walk->trials[i].from) {
		list[n++] = i;
	}
	fprintf(index->file, "<p>%s</p>\n", n > 0 ? words[lang].answers : words[lang].none);
	fputs(n > 0 ? "<ul>\n" : "", index->file);
	for (int32_t i = n - 1; i >= 0; i--) {
		const struct choice_ref made = index->walk->trials[list[i]].made;
		if (is_replaced(index, list, i)) {
			continue;
		}
		const struct element *element = &form->elements[made.element];
		fputs("<li>", index->file);
		escape(index->file, element->title.in[lang]);
		fputs(" – <strong>", index->file);
		escape(index->file, element->choices[made.choice].label.in[lang]);
		fputs("</strong></li>\n", index->file);
	}
	fputs(n > 0 ? "</ul>\n" : "", index->file);
}

static void
write_picture(const struct preview_index *index, const struct preview_page *page, int32_t part,
	enum lang lang)
{
	char name[PREVIEW_NAME];
	fprintf(index->file, "<img src=\"%s\" width=\"%d\" height=\"%d\" alt=\"%s",
		preview_page_picture(page, part, name), (int)page->options.display.w,
		(int)page->options.display.h, words[lang].picture);
	escape(index->file, str_of(page->title));
	fputs(lang == LANG_FR ? "\u00a0»" : "”", index->file);
	if (page->parts > 1) {
		fprintf(index->file, "%s%d/%d", words[lang].part, (int)part + 1, (int)page->parts);
	}
	fputs(".\">\n", index->file);
}

void
preview_index_page(const struct preview_index *index, const struct preview_page *page,
	const struct preview_stop *stop, enum lang lang)
{
	fprintf(index->file, "<article lang=\"%s\">\n<h3>", codes[lang]);
	escape(index->file, str_of(page->title));
	fputs("</h3>\n", index->file);
	write_answers(index, stop->trial, lang);
	fputs("<div class=\"pair\">\n<div>\n", index->file);
	for (int32_t part = 0; part < page->parts; part++) {
		write_picture(index, page, part, lang);
	}
	fprintf(index->file, "</div>\n<div>\n<p>%s</p>\n<pre>", words[lang].spoken);
	escape(index->file, text_str(&page->spoken));
	fputs("</pre>\n</div>\n</div>\n</article>\n", index->file);
}

static void
write_missed(const struct preview_index *index, enum lang lang)
{
	const struct form *form = form_of(index);
	fprintf(
		index->file, "<article lang=\"%s\">\n<h2>%s</h2>\n<ul>\n", codes[lang], words[lang].missed);
	for (int32_t i = 0; i < form->n_elements; i++) {
		if (preview_walk_misses(index->walk, i)) {
			fprintf(index->file, "<li>%d – ", (int)form->elements[i].id);
			escape(index->file, form->elements[i].title.in[lang]);
			fputs("</li>\n", index->file);
		}
	}
	fputs("</ul>\n</article>\n", index->file);
}

void
preview_index_end(const struct preview_index *index)
{
	bool any = false;
	for (int32_t i = 0; i < form_of(index)->n_elements; i++) {
		any = any || preview_walk_misses(index->walk, i);
	}
	if (any) {
		fputs("<section>\n<div class=\"languages\">\n", index->file);
		for (int32_t i = 0; i < index->n_langs; i++) {
			write_missed(index, index->langs[i]);
		}
		preview_index_close(index);
	}
	fputs("</main>\n</body>\n</html>\n", index->file);
}
