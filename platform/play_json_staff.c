/* SPDX-License-Identifier: MIT */
/* Lines of an event file that say how guichet-staff answers. */
#include "platform/play_json_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MAX = 86400 };

static int
read_line(struct play_loader *loader, json_t *line, struct staff_answer *answer)
{
	static const char *const marks[] = { "good", "note", "bad" };
	struct str in[LANG_COUNT];
	int mark;
	if (!json_is_array(line) || json_array_size(line) != 3) {
		return play_refuse(loader, "A line of \"staff\" is a list: mark, English, French.");
	}
	int r = play_need_one_of(
		loader, json_array_get(line, 0), "lines", marks, (int)LENGTH(marks), &mark);
	for (size_t lang = 0; lang < LANG_COUNT && r == 0; lang++) {
		r = play_need_string(loader, json_array_get(line, lang + 1), "lines", &in[lang]);
	}
	if (r == 0) {
		staff_answer_add(answer, (enum staff_mark)mark, in[LANG_EN], in[LANG_FR]);
	}
	return r;
}

static int
read_outcomes(struct play_loader *loader, const json_t *value, struct staff_answer *answer)
{
	struct str signs = STR_NONE;
	const int r = value ? play_need_string(loader, value, "outcomes", &signs) : 0;
	if (r < 0) {
		return r;
	}
	if (signs.n > STAFF_OUTCOMES_MAX) {
		return play_refuse(loader, "\"outcomes\" is longer than %d signs.", STAFF_OUTCOMES_MAX);
	}
	memcpy(answer->outcomes, signs.n > 0 ? signs.p : "", signs.n);
	answer->n_outcomes = (int32_t)signs.n;
	return 0;
}

static int
read_answer(struct play_loader *loader, json_t *value, struct staff_answer *answer)
{
	static const char *const members[] = { "status", "wait", "outcomes", "lines" };
	const char *names[STAFF_STATUS_COUNT + 1];
	int status;
	int64_t wait;
	json_t *lines = json_object_get(value, "lines");
	for (int i = 0; i <= STAFF_UNREACHABLE; i++) {
		names[i] = staff_status_name((enum staff_status)i);
	}
	int r = play_need_members_of(loader, value, "staff", members, LENGTH(members));
	if (r < 0 ||
		(r = play_need_one_of(loader, json_object_get(value, "status"), "status", names,
			 STAFF_STATUS_COUNT + 1, &status)) < 0 ||
		(r = play_read_int(loader, value, "wait", 1, WAIT_MAX, 0, &wait)) < 0 ||
		(r = read_outcomes(loader, json_object_get(value, "outcomes"), answer)) < 0) {
		return r;
	}
	answer->status = (enum staff_status)status;
	answer->wait_s = (int32_t)wait;
	for (size_t i = 0; i < json_array_size(lines) && r == 0; i++) {
		r = read_line(loader, json_array_get(lines, i), answer);
	}
	return r;
}

int
play_read_staff(struct play_loader *loader, const json_t *line, json_t *value)
{
	(void)line;
	struct staff_answer *answer = calloc(1, sizeof(*answer));
	if (answer == NULL) {
		return -ENOMEM;
	}
	int r = read_answer(loader, value, answer);
	if (r == 0) {
		r = play_add_step(loader,
			(struct play_step){
				.kind = STEP_STAFF, .event = { .kind = EVENT_STAFF }, .staff = answer });
	}
	if (r < 0) {
		free(answer);
	}
	return r;
}
