/* SPDX-License-Identifier: MIT */
/* The pages before and behind the questions of a form. */
#include "core/page_parts.h"

void
page_services(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_SERVICES_TITLE));
	for (int32_t i = 0; i < b->options->n_forms; i++) {
		struct node *node = part_button(b, REGION_CONTENT, part_id(b, STR("service"), i, -1),
			b->options->forms[i]->name.in[b->lang], ACTION_SERVICE);
		node->action.arg = i;
		node->position = i + 1;
		node->of = b->options->n_forms;
	}
}

void
page_start(const struct build *b)
{
	const struct form *form = b->session->form;
	part_heading(b, STR("title"), form->title.in[b->lang]);
	if (b->session->closed) {
		part_paragraph(b, STR("closed"), part_msg(b, MSG_START_CLOSED));
		part_paragraphs(b, STR("why"), form->closed.in[b->lang]);
		return;
	}
	part_rich(b, STR("intro"), form->introduction_rich);
	part_subheading(b, STR("privacy"), part_msg(b, MSG_START_PRIVACY));
	part_rich(b, STR("privacy"), form->privacy_rich);
}

void
page_submit(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_SUBMIT_TITLE));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_SUBMIT_SEALED));
	part_paragraph(b, STR("p2"), part_msg(b, MSG_SUBMIT_WHEN));
	part_button(b, REGION_CONTENT, STR("submit"), part_msg(b, MSG_SUBMIT_BUTTON), ACTION_SUBMIT)
		->flags |= NODE_PRIMARY;
}

void
page_saving(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_SAVING_TITLE));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_SAVING_WAIT))->flags |= NODE_BUSY;
}

void
page_not_saved(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_NOT_SAVED_TITLE));
	part_paragraph(b, STR("p1"),
		part_msg(b, b->session->stored == STORED_FULL ? MSG_NOT_SAVED_FULL : MSG_NOT_SAVED_FAILED));
	part_paragraph(b, STR("p2"), part_msg(b, MSG_NOT_SAVED_KEPT));
	part_paragraph(b, STR("p3"), part_msg(b, MSG_NOT_SAVED_CALL));
	part_button(b, REGION_CONTENT, STR("retry"), part_msg(b, MSG_NOT_SAVED_RETRY), ACTION_RETRY)
		->flags |= NODE_PRIMARY;
}

/* Where the author of the form sends whoever is on its last page; the address of the whole government where he names none. */
static struct str
exit_url(const struct build *b)
{
	const struct form *form = b->session->form;
	int32_t path[FORM_GROUPS_MAX];
	const int32_t n = rules_path(&b->session->answers, path, FORM_GROUPS_MAX);
	const struct str url = n > 0 ? form->groups[path[n - 1]].exit_url.in[b->lang] : STR_NONE;
	/* as in GC Forms, nothing but the address of a page counts */
	const bool is_page = str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
	return is_page ? url : STR("canada.ca");
}

void
page_exit(const struct build *b)
{
	part_heading(b, STR("title"), part_msg(b, MSG_EXIT_TITLE));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_EXIT_NOTHING));
	part_paragraph(b, STR("p2"), part_fill(b, MSG_EXIT_MORE, "address", exit_url(b)));
	part_button(b, REGION_CONTENT, STR("exit"), part_msg(b, MSG_EXIT_BUTTON), ACTION_EXIT)->flags |=
		NODE_PRIMARY;
}

void
page_remove(const struct build *b)
{
	const struct session *s = b->session;
	const struct str name = part_row_name(
		b, &s->form->elements[s->element], s->row, s->answers.of[s->element].n_rows);
	part_heading(b, STR("title"), part_fill(b, MSG_REMOVE_TITLE, "name", name));
	part_paragraph(b, STR("p1"), part_msg(b, MSG_REMOVE_ERASED));
	part_button(b, REGION_CONTENT, STR("remove.no"), part_msg(b, MSG_REMOVE_NO), ACTION_CANCEL_NO)
		->flags |= NODE_PRIMARY;
	part_button(
		b, REGION_CONTENT, STR("remove.yes"), part_msg(b, MSG_REMOVE_YES), ACTION_REMOVE_ROW_YES)
		->flags |= NODE_DANGER;
}
