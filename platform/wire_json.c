/* SPDX-License-Identifier: MIT */
/* The JSON bodies of docs/formats/wire.md: strict readers on jansson, writers on the core's text. */
#include "platform/wire_json.h"

#include <string.h>

#include <jansson.h>

#include "core/calendar.h"
#include "platform/wire_json_parts.h"

bool
wire_read_receipt(struct str json, struct wire_receipt *ret_receipt)
{
	struct wire_receipt receipt = { .received_at = 0 };
	json_t *object = wire_object(json, 5);
	const bool good = wire_id(object, "id", receipt.id) &&
		wire_sha256(object, "sha256", receipt.sha256) &&
		wire_time(object, "received_at", false, &receipt.received_at) &&
		wire_code(object, "confirmation_code", receipt.code) &&
		wire_date(object, "due_date", &receipt.due);
	json_decref(object);
	if (good) {
		*ret_receipt = receipt;
	}
	return good;
}

void
wire_write_receipt(const struct wire_receipt *receipt, struct text *out)
{
	wire_open(out);
	wire_put_text(out, "id", str_of(receipt->id));
	wire_put_sha256(out, "sha256", receipt->sha256);
	wire_put_time(out, "received_at", receipt->received_at);
	wire_put_text(out, "confirmation_code", str_of(receipt->code));
	wire_put_date(out, "due_date", receipt->due);
	text_char(out, '}');
}

static const char *const lang_names[LANG_COUNT] = { [LANG_EN] = "en", [LANG_FR] = "fr" };

static bool
read_messages(json_t *object, struct wire_problem *problem)
{
	json_t *messages = json_object_get(object, "messages");
	bool good = json_is_object(messages);
	for (int i = 0; good && i < LANG_COUNT; i++) {
		json_t *one = json_object_get(messages, lang_names[i]);
		good = json_is_object(one) &&
			wire_text(one, "title", problem->title[i], sizeof(problem->title[i])) &&
			wire_text(one, "detail", problem->detail[i], sizeof(problem->detail[i]));
	}
	return good;
}

bool
wire_read_problem(struct str json, struct wire_problem *ret_problem)
{
	struct wire_problem problem = { .status = 0 };
	json_t *object = wire_object(json, WIRE_ANY_MEMBERS);
	const json_t *status = json_object_get(object, "status");
	const json_int_t number = json_is_integer(status) ? json_integer_value(status) : 0;
	const bool good = number >= 400 && number <= 599 &&
		wire_name(object, "code", problem.code, sizeof(problem.code)) &&
		wire_text(object, "instance", problem.instance, sizeof(problem.instance)) &&
		wire_text(object, "trace_id", problem.trace_id, sizeof(problem.trace_id)) &&
		read_messages(object, &problem);
	json_decref(object);
	if (good) {
		problem.status = (unsigned)number;
		*ret_problem = problem;
	}
	return good;
}

static void
write_message(struct text *out, const struct wire_problem *problem, enum lang lang)
{
	text_json(out, str_of(lang_names[lang]));
	text_char(out, ':');
	wire_open(out);
	wire_put_text(out, "title", str_of(problem->title[lang]));
	wire_put_text(out, "detail", str_of(problem->detail[lang]));
	text_char(out, '}');
}

void
wire_write_problem(const struct wire_problem *problem, enum lang lang, struct text *out)
{
	text_add(out, STR("{\"type\":\"https://guichet.invalid/problems/"));
	text_add(out, str_of(problem->code));
	text_char(out, '"');
	wire_put_integer(out, "status", problem->status);
	wire_put_text(out, "code", str_of(problem->code));
	wire_put_text(out, "title", str_of(problem->title[lang]));
	wire_put_name(out, "messages");
	text_char(out, '{');
	write_message(out, problem, lang);
	text_char(out, ',');
	write_message(out, problem, lang == LANG_EN ? LANG_FR : LANG_EN);
	text_char(out, '}');
	wire_put_text(out, "instance", str_of(problem->instance));
	wire_put_text(out, "trace_id", str_of(problem->trace_id));
	text_char(out, '}');
}

static const char *const state_names[WIRE_STATES] = { "new", "retrieved", "confirmed", "problem" };

const char *
wire_state_name(enum wire_state state)
{
	return state_names[state];
}

bool
wire_state_of(struct str name, enum wire_state *ret_state)
{
	for (int i = 0; i < WIRE_STATES; i++) {
		if (str_eq(name, str_of(state_names[i]))) {
			*ret_state = (enum wire_state)i;
			return true;
		}
	}
	return false;
}

static bool
read_item(json_t *object, struct wire_item *item)
{
	char state[16];
	return json_is_object(object) && json_object_size(object) == 9 &&
		wire_id(object, "id", item->id) && wire_sha256(object, "sha256", item->sha256) &&
		wire_name(object, "device", item->device, sizeof(item->device)) &&
		wire_name(object, "form", item->form, sizeof(item->form)) &&
		wire_name(object, "form_version", item->form_version, sizeof(item->form_version)) &&
		wire_lang(object, "lang", &item->lang) &&
		wire_time(object, "received_at", false, &item->received_at) &&
		wire_date(object, "due_date", &item->due) &&
		wire_name(object, "state", state, sizeof(state)) &&
		wire_state_of(str_of(state), &item->state);
}

bool
wire_read_page(struct str json, struct wire_page *ret_page)
{
	json_t *object = wire_object(json, 2);
	json_t *items = json_object_get(object, "items");
	const json_t *next = json_object_get(object, "next");
	const size_t n = json_array_size(items);
	bool good = json_is_array(items) && n <= WIRE_PAGE_MAX;
	ret_page->next[0] = '\0';
	if (good && !json_is_null(next)) {
		good = wire_name(object, "next", ret_page->next, sizeof(ret_page->next));
	}
	for (size_t i = 0; good && i < n; i++) {
		good = read_item(json_array_get(items, i), &ret_page->items[i]);
	}
	json_decref(object);
	ret_page->n = good ? (int)n : 0;
	return good;
}

static void
write_item(struct text *out, const struct wire_item *item)
{
	wire_open(out);
	wire_put_text(out, "id", str_of(item->id));
	wire_put_sha256(out, "sha256", item->sha256);
	wire_put_text(out, "device", str_of(item->device));
	wire_put_text(out, "form", str_of(item->form));
	wire_put_text(out, "form_version", str_of(item->form_version));
	wire_put_text(out, "lang", str_of(lang_names[item->lang]));
	wire_put_time(out, "received_at", item->received_at);
	wire_put_date(out, "due_date", item->due);
	wire_put_text(out, "state", str_of(state_names[item->state]));
	text_char(out, '}');
}

void
wire_write_page(const struct wire_page *page, struct text *out)
{
	text_add(out, STR("{\"items\":["));
	for (int i = 0; i < page->n; i++) {
		if (i > 0) {
			text_char(out, ',');
		}
		write_item(out, &page->items[i]);
	}
	text_char(out, ']');
	if (page->next[0] == '\0') {
		wire_put_null(out, "next");
	} else {
		wire_put_text(out, "next", str_of(page->next));
	}
	text_char(out, '}');
}

bool
wire_read_confirmation(struct str json, char ret_code[WIRE_CODE_LENGTH + 1])
{
	json_t *object = wire_object(json, 1);
	const bool good = wire_code(object, "confirmation_code", ret_code);
	json_decref(object);
	return good;
}

void
wire_write_confirmation(const char *code, struct text *out)
{
	wire_open(out);
	wire_put_text(out, "confirmation_code", str_of(code));
	text_char(out, '}');
}

bool
wire_read_problem_report(struct str json, char ret_kind[WIRE_KIND_SIZE])
{
	static const char *const kinds[] = { "unreadable", "wrong-header", "other" };
	char kind[WIRE_KIND_SIZE];
	json_t *object = wire_object(json, 1);
	bool good = wire_name(object, "kind", kind, sizeof(kind));
	json_decref(object);
	for (size_t i = 0; good && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kind, kinds[i]) == 0) {
			memcpy(ret_kind, kind, sizeof(kind));
			return true;
		}
	}
	return false;
}

void
wire_write_problem_report(const char *kind, struct text *out)
{
	wire_open(out);
	wire_put_text(out, "kind", str_of(kind));
	text_char(out, '}');
}

bool
wire_read_header(struct str json, struct wire_header *ret_header)
{
	struct wire_header header = { .lang = LANG_EN };
	json_t *object = wire_object(json, 10);
	char alg[32];
	const bool good = wire_name(object, "alg", alg, sizeof(alg)) &&
		strcmp(alg, "ECDH-ES+A256KW") == 0 && wire_name(object, "enc", alg, sizeof(alg)) &&
		strcmp(alg, "A256GCM") == 0 && wire_name(object, "cty", alg, sizeof(alg)) &&
		strcmp(alg, "json") == 0 && json_is_object(json_object_get(object, "epk")) &&
		wire_id(object, "sub", header.sub) && wire_hash(object, "kid", header.kid) &&
		wire_name(object, "form", header.form, sizeof(header.form)) &&
		wire_name(object, "form_version", header.form_version, sizeof(header.form_version)) &&
		wire_lang(object, "lang", &header.lang) && wire_hash(object, "ref_hash", header.ref_hash);
	json_decref(object);
	if (good) {
		*ret_header = header;
	}
	return good;
}

bool
wire_read_desk(
	struct str json, char ret_name[WIRE_NAME_MAX + 1], unsigned char ret_token_sha256[32])
{
	json_t *object = wire_object(json, 2);
	char name[WIRE_NAME_MAX + 1];
	const bool good = wire_name(object, "name", name, sizeof(name)) &&
		wire_sha256(object, "token_sha256", ret_token_sha256);
	json_decref(object);
	if (good) {
		memcpy(ret_name, name, sizeof(name));
	}
	return good;
}
