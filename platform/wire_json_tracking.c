/* SPDX-License-Identifier: MIT */
/* What a client may learn of a request: tracking by the desk, questions and answers. */
#include "platform/wire_json_parts.h"

#include <string.h>

static const char *const progress_names[PROGRESS_STATES] = { "received", "working", "closed" };

const char *
wire_progress_name(enum wire_progress progress)
{
	return progress_names[progress];
}

static bool
read_progress(const json_t *object, enum wire_progress *ret_progress)
{
	char name[16];
	if (!wire_name(object, "progress", name, sizeof(name))) {
		return false;
	}
	for (int i = 0; i < PROGRESS_STATES; i++) {
		if (strcmp(name, progress_names[i]) == 0) {
			*ret_progress = (enum wire_progress)i;
			return true;
		}
	}
	return false;
}

static bool
read_accesses(const json_t *object, struct wire_access *ret_accesses, int *ret_n)
{
	const json_t *array = json_object_get(object, "accesses");
	const size_t n = json_array_size(array);
	bool good = json_is_array(array) && n <= WIRE_ACCESSES_MAX;
	for (size_t i = 0; good && i < n; i++) {
		const json_t *one = json_array_get(array, i);
		good = json_is_object(one) && json_object_size(one) == 2 &&
			wire_time(one, "at", false, &ret_accesses[i].at) &&
			wire_name(one, "by", ret_accesses[i].by, sizeof(ret_accesses[i].by));
	}
	*ret_n = good ? (int)n : 0;
	return good;
}

static void
write_accesses(struct text *out, const struct wire_access *accesses, int n)
{
	wire_put_name(out, "accesses");
	text_char(out, '[');
	for (int i = 0; i < n; i++) {
		if (i > 0) {
			text_char(out, ',');
		}
		wire_open(out);
		wire_put_time(out, "at", accesses[i].at);
		wire_put_text(out, "by", str_of(accesses[i].by));
		text_char(out, '}');
	}
	text_char(out, ']');
}

static bool
read_proofs(const json_t *object, struct wire_tracking *tracking)
{
	json_t *array = json_object_get(object, "word_proofs");
	bool good = json_is_array(array) && json_array_size(array) == 2;
	for (size_t i = 0; good && i < 2; i++) {
		json_t *one = json_pack("{sO}", "proof", json_array_get(array, i));
		good = wire_hash(one, "proof", tracking->proofs[i]);
		json_decref(one);
	}
	return good;
}

/* `seq` 0 is an empty log: it may have no hash. */
static bool
read_head(const json_t *head, int64_t *ret_seq, char ret_hash[65])
{
	int64_t seq;
	const bool good = json_is_object(head) && json_object_size(head) == 2 &&
		wire_integer(head, "seq", &seq) &&
		(wire_hex64(head, "hash", ret_hash) || (seq == 0 && wire_text(head, "hash", ret_hash, 1)));
	if (good) {
		*ret_seq = seq;
	}
	return good;
}

bool
wire_read_tracking(struct str json, struct wire_tracking *ret_tracking)
{
	struct wire_tracking tracking = { .closed_at = 0 };
	json_t *object = wire_object(json, 5);
	const bool good = read_progress(object, &tracking.progress) &&
		wire_time(object, "closed_at", true, &tracking.closed_at) &&
		read_proofs(object, &tracking) &&
		read_accesses(object, tracking.accesses, &tracking.n_accesses) &&
		read_head(json_object_get(object, "log_head"), &tracking.log_seq, tracking.log_hash);
	json_decref(object);
	if (good) {
		*ret_tracking = tracking;
	}
	return good;
}

void
wire_write_log_head(int64_t seq, const char *hash, struct text *out)
{
	wire_open(out);
	wire_put_integer(out, "seq", seq);
	wire_put_text(out, "hash", str_of(hash));
	text_char(out, '}');
}

bool
wire_read_log_head(struct str json, int64_t *ret_seq, char ret_hash[65])
{
	json_t *object = wire_object(json, 2);
	const bool good = read_head(object, ret_seq, ret_hash);
	json_decref(object);
	return good;
}

void
wire_write_tracking(const struct wire_tracking *tracking, struct text *out)
{
	wire_open(out);
	wire_put_text(out, "progress", str_of(progress_names[tracking->progress]));
	wire_put_time(out, "closed_at", tracking->closed_at);
	wire_put_name(out, "word_proofs");
	text_char(out, '[');
	text_json(out, str_of(tracking->proofs[0]));
	text_char(out, ',');
	text_json(out, str_of(tracking->proofs[1]));
	text_char(out, ']');
	write_accesses(out, tracking->accesses, tracking->n_accesses);
	wire_put_name(out, "log_head");
	wire_write_log_head(tracking->log_seq, tracking->log_hash, out);
	text_char(out, '}');
}

bool
wire_read_query(struct str json, struct wire_query *ret_query)
{
	struct wire_query query;
	json_t *object = wire_object(json, 2);
	const bool good = wire_hash(object, "ref_hash", query.ref_hash) &&
		wire_hash(object, "word_proof", query.proof);
	json_decref(object);
	if (good) {
		*ret_query = query;
	}
	return good;
}

void
wire_write_query(const struct wire_query *query, struct text *out)
{
	wire_open(out);
	wire_put_text(out, "ref_hash", str_of(query->ref_hash));
	wire_put_text(out, "word_proof", str_of(query->proof));
	text_char(out, '}');
}

bool
wire_read_status(struct str json, struct wire_status *ret_status)
{
	struct wire_status status = { .received_at = 0 };
	json_t *object = wire_object(json, 5);
	const bool good = read_progress(object, &status.progress) &&
		wire_time(object, "received_at", false, &status.received_at) &&
		wire_date(object, "due_date", &status.due) &&
		wire_time(object, "closed_at", true, &status.closed_at) &&
		read_accesses(object, status.accesses, &status.n_accesses);
	json_decref(object);
	if (good) {
		*ret_status = status;
	}
	return good;
}

void
wire_write_status(const struct wire_status *status, struct text *out)
{
	wire_open(out);
	wire_put_text(out, "progress", str_of(progress_names[status->progress]));
	wire_put_time(out, "received_at", status->received_at);
	wire_put_date(out, "due_date", status->due);
	wire_put_time(out, "closed_at", status->closed_at);
	write_accesses(out, status->accesses, status->n_accesses);
	text_char(out, '}');
}
