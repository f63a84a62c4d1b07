/* SPDX-License-Identifier: MIT */
/* Calls and answers as flat JSON objects: no allocation, so that no copy of a card or a PIN stays behind. */
#include "core/staff_call.h"

#include <string.h>

#include "core/flat.h"

enum { LINE_NAME_BYTES = 8 };

static const char *const verb_names[STAFF_VERB_COUNT] = {
	[STAFF_OPEN] = "open",
	[STAFF_CLOSE] = "close",
	[STAFF_STATUS] = "status",
	[STAFF_SELFTEST] = "selftest",
	[STAFF_PROVISION] = "provision",
	[STAFF_ENROL] = "enrol",
	[STAFF_UPDATE] = "update",
	[STAFF_MOUNT] = "mount",
	[STAFF_KEYS] = "keys",
	[STAFF_REBOOT] = "reboot",
};

static const char *const status_names[STAFF_STATUS_COUNT] = {
	[STAFF_OK] = "ok",
	[STAFF_FINDINGS] = "findings",
	[STAFF_REFUSED] = "refused",
	[STAFF_WAIT] = "wait",
	[STAFF_SIGNED_OUT] = "signed-out",
	[STAFF_UNAVAILABLE] = "unavailable",
	[STAFF_FAILED] = "failed",
	[STAFF_WRONG] = "wrong",
};

static const char *const mark_names[STAFF_MARK_COUNT] = { "good", "note", "bad" };

/* What a verb may carry beside the token. */
static const char *const arg_names[STAFF_VERB_COUNT][STAFF_ARGS_MAX] = {
	[STAFF_OPEN] = { "card", "pin" },
	[STAFF_ENROL] = { "code" },
	[STAFF_PROVISION] = { "device", "province", "time-zone", "distance", "px-per-mm" },
};

const char *
staff_verb_name(enum staff_verb verb)
{
	return verb < STAFF_VERB_COUNT ? verb_names[verb] : "keep";
}

const char *
staff_status_name(enum staff_status status)
{
	return status < STAFF_STATUS_COUNT ? status_names[status] : "unreachable";
}

struct str
staff_call_arg(const struct staff_call *call, struct str name)
{
	for (int32_t i = 0; i < call->n_args; i++) {
		if (str_eq(call->args[i].name, name)) {
			return call->args[i].value;
		}
	}
	return STR_NONE;
}

/* ---- writing ---- */

static void
write_member(struct text *out, struct str name, struct str value)
{
	text_add(out, STR(","));
	text_json(out, name);
	text_add(out, STR(":"));
	text_json(out, value);
}

static void
write_number(struct text *out, struct str name, int32_t value)
{
	text_add(out, STR(","));
	text_json(out, name);
	text_add(out, STR(":"));
	text_int(out, value);
}

void
staff_call_write(const struct staff_call *call, struct text *out)
{
	text_add(out, STR("{\"v\":1"));
	write_member(out, STR("verb"), str_of(staff_verb_name(call->verb)));
	if (call->verb != STAFF_OPEN) {
		write_member(out, STR("token"), call->token);
	}
	for (int32_t i = 0; i < call->n_args; i++) {
		write_member(out, call->args[i].name, call->args[i].value);
	}
	text_add(out, STR("}"));
}

/* "e12": the kind of a member of a line, and which line. */
static struct str
line_name(char buffer[LINE_NAME_BYTES], const char *kind, int32_t line)
{
	struct text name;
	text_init(&name, buffer, LINE_NAME_BYTES);
	text_add(&name, str_of(kind));
	text_int(&name, line + 1);
	return text_str(&name);
}

struct str
staff_line_text(const struct staff_line *line, enum lang lang)
{
	return (struct str){ line->in[lang], line->n[lang] };
}

void
staff_answer_write(const struct staff_answer *answer, struct text *out)
{
	char name[LINE_NAME_BYTES];
	text_add(out, STR("{\"v\":1"));
	write_member(out, STR("status"), str_of(staff_status_name(answer->status)));
	if (answer->status == STAFF_WAIT) {
		write_number(out, STR("wait"), answer->wait_s);
	}
	if (answer->has_token) {
		write_member(out, STR("token"), (struct str){ answer->token, STAFF_TOKEN_LENGTH });
	}
	if (answer->n_outcomes > 0) {
		write_member(
			out, STR("outcomes"), (struct str){ answer->outcomes, (size_t)answer->n_outcomes });
	}
	write_number(out, STR("lines"), answer->n_lines);
	for (int32_t i = 0; i < answer->n_lines; i++) {
		const struct staff_line *line = &answer->lines[i];
		write_member(out, line_name(name, "m", i), str_of(mark_names[line->mark]));
		write_member(out, line_name(name, "e", i), staff_line_text(line, LANG_EN));
		write_member(out, line_name(name, "f", i), staff_line_text(line, LANG_FR));
	}
	text_add(out, STR("}"));
}

/* Whole characters, as many as fit. */
static void
put_line(struct staff_line *line, enum lang lang, struct str text)
{
	size_t n = 0;
	for (size_t at = 0; at < text.n && at <= STAFF_LINE_BYTES;) {
		utf8_next(text, &at);
		n = at <= STAFF_LINE_BYTES ? at : n;
	}
	memcpy(line->in[lang], n > 0 ? text.p : "", n);
	line->n[lang] = (uint8_t)n;
}

void
staff_answer_add(
	struct staff_answer *answer, enum staff_mark mark, struct str english, struct str french)
{
	if (answer->n_lines == STAFF_LINES_MAX) {
		return;
	}
	struct staff_line *line = &answer->lines[answer->n_lines++];
	line->mark = mark;
	put_line(line, LANG_EN, english);
	put_line(line, LANG_FR, french);
}

/* ---- reading ---- */

static bool
is_version_1(struct str line)
{
	const struct flat_value version = flat_find(line, STR("v"));
	return version.kind == FLAT_NUMBER && str_eq(version.text, STR("1"));
}

/* Index of the name that the string is, or -1. */
static int32_t
find_name(struct flat_value value, const char *const *names, int32_t n)
{
	for (int32_t i = 0; value.kind == FLAT_STRING && i < n; i++) {
		if (str_eq(value.text, str_of(names[i]))) {
			return i;
		}
	}
	return -1;
}

/* No control characters: a value may come to stand in a file of lines or in a log. */
static bool
is_plain(struct str value)
{
	for (size_t i = 0; i < value.n; i++) {
		if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7F) {
			return false;
		}
	}
	return true;
}

/* The string without its escapes: as it lies in the line where it has none. */
static bool
take_string(struct flat_value value, struct text *scratch, struct str *ret_string)
{
	if (value.kind != FLAT_STRING) {
		return false;
	}
	if (str_find(value.text, STR("\\"), 0) == value.text.n) {
		*ret_string = value.text;
		return is_plain(value.text);
	}
	const size_t from = scratch->n;
	flat_unescape(value.text, scratch);
	*ret_string = (struct str){ scratch->p + from, scratch->n - from };
	return !scratch->full && is_plain(*ret_string);
}

static bool
read_args(struct str line, struct text *scratch, struct staff_call *call)
{
	for (int32_t i = 0; i < STAFF_ARGS_MAX && arg_names[call->verb][i] != NULL; i++) {
		const struct str name = str_of(arg_names[call->verb][i]);
		const struct flat_value value = flat_find(line, name);
		if (value.kind == FLAT_ABSENT) {
			continue;
		}
		struct staff_arg *arg = &call->args[call->n_args++];
		arg->name = name;
		if (!take_string(value, scratch, &arg->value)) {
			return false;
		}
	}
	return true;
}

bool
staff_call_read(struct str line, struct text *scratch, struct staff_call *ret_call)
{
	struct staff_call call = { .verb = STAFF_OPEN };
	if (!flat_is_object(line) || !is_version_1(line)) {
		return false;
	}
	const int32_t verb = find_name(flat_find(line, STR("verb")), verb_names, STAFF_VERB_COUNT);
	if (verb < 0) {
		return false;
	}
	call.verb = (enum staff_verb)verb;
	if (call.verb != STAFF_OPEN &&
		!take_string(flat_find(line, STR("token")), scratch, &call.token)) {
		return false;
	}
	if (!read_args(line, scratch, &call)) {
		return false;
	}
	/* version, verb, token: whatever more there is is unknown, or there twice */
	const int32_t known = call.n_args + (call.verb == STAFF_OPEN ? 2 : 3);
	if (flat_count(line) != known) {
		return false;
	}
	*ret_call = call;
	return true;
}

static bool
read_int(struct str line, struct str name, int32_t most, int32_t *ret_value)
{
	const struct flat_value value = flat_find(line, name);
	int64_t n = 0;
	for (size_t i = 0; value.kind == FLAT_NUMBER && i < value.text.n; i++) {
		n = n * 10 + (value.text.p[i] - '0');
	}
	*ret_value = (int32_t)(n < most ? n : most);
	return value.kind == FLAT_NUMBER && n <= most;
}

static bool
read_line(struct str line, int32_t index, struct staff_answer *answer)
{
	static const char *const kinds[LANG_COUNT] = { "e", "f" };
	char name[LINE_NAME_BYTES];
	char buffer[STAFF_LINE_BYTES * 2];
	struct str in[LANG_COUNT];
	struct text scratch;
	const int32_t mark = find_name(
		flat_find(line, line_name(name, "m", index)), mark_names, STAFF_MARK_COUNT);
	text_init(&scratch, buffer, sizeof(buffer));
	for (int32_t lang = 0; lang < LANG_COUNT; lang++) {
		if (!take_string(
				flat_find(line, line_name(name, kinds[lang], index)), &scratch, &in[lang])) {
			return false;
		}
	}
	if (mark < 0) {
		return false;
	}
	staff_answer_add(answer, (enum staff_mark)mark, in[LANG_EN], in[LANG_FR]);
	return true;
}

static bool
consists_of(struct str s, struct str allowed)
{
	for (size_t i = 0; i < s.n; i++) {
		if (str_find(allowed, (struct str){ s.p + i, 1 }, 0) == allowed.n) {
			return false;
		}
	}
	return true;
}

static bool
read_extras(struct str line, struct staff_answer *answer)
{
	const struct flat_value token = flat_find(line, STR("token"));
	const struct flat_value outcomes = flat_find(line, STR("outcomes"));
	if ((token.kind != FLAT_ABSENT && token.text.n != STAFF_TOKEN_LENGTH) ||
		!consists_of(token.text, STR("0123456789abcdef")) || outcomes.text.n > STAFF_OUTCOMES_MAX ||
		!consists_of(outcomes.text, STR("+-.?"))) {
		return false;
	}
	answer->has_token = token.kind == FLAT_STRING;
	if (answer->has_token) {
		memcpy(answer->token, token.text.p, STAFF_TOKEN_LENGTH);
	}
	if (outcomes.kind == FLAT_STRING && outcomes.text.n > 0) {
		memcpy(answer->outcomes, outcomes.text.p, outcomes.text.n);
		answer->n_outcomes = (int32_t)outcomes.text.n;
	}
	return answer->status != STAFF_WAIT || read_int(line, STR("wait"), 86400, &answer->wait_s);
}

bool
staff_answer_read(struct str line, struct staff_answer *ret_answer)
{
	int32_t n;
	if (!flat_is_object(line) || !is_version_1(line)) {
		return false;
	}
	const int32_t status = find_name(
		flat_find(line, STR("status")), status_names, STAFF_STATUS_COUNT);
	if (status < 0 || !read_int(line, STR("lines"), STAFF_LINES_MAX, &n)) {
		return false;
	}
	*ret_answer = (struct staff_answer){ .status = (enum staff_status)status };
	for (int32_t i = 0; i < n; i++) {
		if (!read_line(line, i, ret_answer)) {
			return false;
		}
	}
	return read_extras(line, ret_answer);
}
