/* SPDX-License-Identifier: MIT */
/* Tests of the desk's store on a real file: what the database itself refuses, and what the access log shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "platform/desk_store.h"
#include "platform/seal.h"

#define ONE "019aa5d0-0000-7000-8000-000000000001"
#define TWO "019aa5d0-0000-7000-8000-000000000002"

struct place {
	char folder[64], path[96];
	struct desk_store *store;
};

static void
open_place(struct place *place)
{
	struct diagnosis diagnosis;
	assert_int_equal(desk_store_open(place->path, seal_sha256, &place->store, &diagnosis), 0);
}

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-desk-XXXXXX");
	if (mkdtemp(place->folder) == NULL) {
		return -1;
	}
	(void)snprintf(place->path, sizeof(place->path), "%s/desk.db", place->folder);
	open_place(place);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	struct place *place = *state;
	desk_store_close(place->store);
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char name[128];
		(void)snprintf(name, sizeof(name), "%s%s", place->path, suffixes[i]);
		(void)unlink(name);
	}
	const int r = rmdir(place->folder); /* something else was left behind */
	free(place);
	return r;
}

static struct desk_entry
entry_of(const char *actor, const char *action, const char *id)
{
	return (struct desk_entry){ .at = 1795334400000,
		.actor = str_of(actor),
		.role = STR("officer"),
		.action = str_of(action),
		.id = str_of(id),
		.reason = STR("trial"),
		.outcome = STR("allowed") };
}

static int
put(struct place *place, const char *id, const char *envelope)
{
	const struct desk_request request = { .id = str_of(id),
		.form = STR("callback"),
		.form_version = STR("1"),
		.device = STR("kiosk-1"),
		.ref_hash = STR("hash-of-the-reference"),
		.envelope = str_of(envelope),
		.receipt = STR("receipt"),
		.lang = LANG_FR,
		.received_at = 1000,
		.promised = { 2026, 11, 12 },
		.code = STR("7K3M9Q2XW4") };
	const struct desk_entry entry = entry_of("guichet-desk", "CheckEnvelope", id);
	return desk_store_put(place->store, &request, &entry);
}

static int
sql(const struct place *place, const char *text)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	(void)sqlite3_busy_timeout(db, 1000);
	const int r = sqlite3_exec(db, text, NULL, NULL, NULL);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return r;
}

static int64_t
head(struct place *place)
{
	int64_t seq;
	char hash[DESK_HASH_SIZE];
	assert_int_equal(desk_store_head(place->store, &seq, hash), 0);
	return seq;
}

/* What a test wants to know of a row; text is copied, for it ends with the callback. */
struct seen {
	int n;
	enum desk_state state;
	char envelope[32], problem[24], proof[8];
	ms_t closed_at;
	int32_t n_opened;
	bool is_checked;
	unsigned tell;
	int64_t version;
	struct date promised;
};

static bool
see(void *context, const struct desk_request *request)
{
	struct seen *seen = context;
	seen->n++;
	seen->state = request->state;
	(void)snprintf(seen->envelope, sizeof(seen->envelope), "%.*s", (int)request->envelope.n,
		request->envelope.n == 0 ? "" : request->envelope.p);
	(void)snprintf(seen->problem, sizeof(seen->problem), "%.*s", (int)request->problem.n,
		request->problem.n == 0 ? "" : request->problem.p);
	(void)snprintf(seen->proof, sizeof(seen->proof), "%.*s", (int)request->proofs[1].n,
		request->proofs[1].n == 0 ? "" : request->proofs[1].p);
	seen->closed_at = request->closed_at;
	seen->n_opened = request->n_opened;
	seen->is_checked = request->is_checked;
	seen->tell = request->tell;
	seen->version = request->version;
	seen->promised = request->promised;
	return true;
}

static struct seen
row_of(struct place *place, const char *id)
{
	struct seen seen = { .n = 0 };
	assert_int_equal(desk_store_get(place->store, str_of(id), see, &seen), 0);
	assert_int_equal(seen.n, 1);
	return seen;
}

static void
a_request_is_stored_once_and_stays(void **state)
{
	struct place *place = *state;
	struct stat info;
	assert_int_equal(put(place, ONE, "first"), 0);
	assert_int_equal(put(place, ONE, "second"), DESK_STORE_SAME);
	assert_int_equal(head(place), 1); /* what changed nothing was not logged */
	place->store = desk_store_close(place->store);
	open_place(place);
	const struct seen seen = row_of(place, ONE);
	assert_string_equal(seen.envelope, "first");
	assert_int_equal(seen.state, DESK_NEW);
	assert_false(seen.is_checked);
	assert_int_equal(seen.promised.year, 2026);
	assert_int_equal(seen.promised.month, 11);
	assert_int_equal(seen.promised.day, 12);
	assert_int_equal(stat(place->path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
}

/* Two programs on one file, as two officers at one desk. */
static void
two_desks_store_it_once(void **state)
{
	struct place *place = *state;
	struct place other = *place;
	open_place(&other);
	assert_int_equal(put(place, ONE, "by the first"), 0);
	assert_int_equal(put(&other, ONE, "by the second"), DESK_STORE_SAME);
	assert_int_equal(put(&other, TWO, "by the second"), 0);
	const struct desk_entry entry = entry_of("alice", "ConfirmResponse", ONE);
	assert_int_equal(desk_store_confirm(other.store, &entry), 0);
	assert_int_equal(desk_store_confirm(place->store, &entry), DESK_STORE_SAME);
	desk_store_close(other.store);
	assert_int_equal(head(place), 3);
	struct desk_verdict verdict;
	assert_int_equal(desk_store_check_log(place->store, &verdict), 0);
	assert_int_equal(verdict.n_entries, 3);
	assert_int_equal(verdict.broken_seq, 0);
}

static void
states_go_forward_only(void **state)
{
	struct place *place = *state;
	const char *const proofs[2] = { "proof-1", "proof-2" };
	const struct desk_entry opened = entry_of("alice", "DownloadResponse", ONE);
	const struct desk_entry confirmed = entry_of("alice", "ConfirmResponse", ONE);
	assert_int_equal(put(place, ONE, "x"), 0);
	assert_int_equal(desk_store_checked(place->store, STR(ONE), proofs), 0);
	assert_int_equal(desk_store_checked(place->store, STR(ONE), proofs), DESK_STORE_SAME);
	assert_int_equal(desk_store_opened(place->store, &opened), 0);
	assert_int_equal(desk_store_opened(place->store, &opened), 0);
	struct seen seen = row_of(place, ONE);
	assert_int_equal(seen.state, DESK_OPENED);
	assert_int_equal(seen.n_opened, 2);
	assert_string_equal(seen.proof, "proof-2");
	assert_int_equal(seen.tell, DESK_TELL_TRACKING);
	assert_int_equal(
		desk_store_problem(place->store, STR("other"), DESK_TELL_STATE, &confirmed), 0);
	assert_int_equal(desk_store_problem(place->store, STR("other"), DESK_TELL_STATE, &confirmed),
		DESK_STORE_SAME);
	assert_int_equal(desk_store_confirm(place->store, &confirmed), 0); /* it was mended */
	assert_int_equal(desk_store_problem(place->store, STR("other"), DESK_TELL_STATE, &confirmed),
		DESK_STORE_SAME);
	assert_int_equal(desk_store_opened(place->store, &opened), 0);
	seen = row_of(place, ONE);
	assert_int_equal(seen.state, DESK_CONFIRMED);
	assert_int_equal(seen.closed_at, 1795334400000);
	assert_int_equal(head(place), 6);
	const struct desk_entry absent = entry_of("alice", "DownloadResponse", TWO);
	assert_int_equal(desk_store_opened(place->store, &absent), DESK_STORE_ABSENT);
	assert_int_equal(desk_store_confirm(place->store, &absent), DESK_STORE_ABSENT);
	assert_int_equal(head(place), 6);
}

/* What changes between asking and telling stays to be told. */
static void
nothing_to_be_told_is_lost(void **state)
{
	struct place *place = *state;
	const char *const proofs[2] = { "proof-1", "proof-2" };
	const struct desk_entry opened = entry_of("alice", "DownloadResponse", ONE);
	struct seen seen = { .n = 0 };
	assert_int_equal(put(place, ONE, "x"), 0);
	assert_int_equal(desk_store_checked(place->store, STR(ONE), proofs), 0);
	const int64_t version = row_of(place, ONE).version;
	assert_int_equal(desk_store_opened(place->store, &opened), 0);
	assert_int_equal(
		desk_store_told(place->store, STR(ONE), version, DESK_TELL_TRACKING), DESK_STORE_SAME);
	assert_int_equal(desk_store_each(place->store, DESK_UNTOLD, see, &seen), 0);
	assert_int_equal(seen.n, 1);
	assert_int_equal(desk_store_told(place->store, STR(ONE), seen.version, DESK_TELL_TRACKING), 0);
	seen.n = 0;
	assert_int_equal(desk_store_each(place->store, DESK_UNTOLD, see, &seen), 0);
	assert_int_equal(seen.n, 0);
	assert_int_equal(desk_store_tell_head(place->store), 0);
	assert_int_equal(desk_store_each(place->store, DESK_UNTOLD, see, &seen), 0);
	assert_int_equal(seen.n, 1);
}

/* It did not open once, and does now that the right key is back. */
static void
a_problem_can_be_mended(void **state)
{
	struct place *place = *state;
	const char *const proofs[2] = { "proof-1", "proof-2" };
	const struct desk_entry entry = entry_of("guichet-desk", "CheckEnvelope", ONE);
	assert_int_equal(put(place, ONE, "x"), 0);
	assert_int_equal(
		desk_store_problem(place->store, STR("unreadable"), DESK_TELL_STATE, &entry), 0);
	assert_int_equal(row_of(place, ONE).state, DESK_PROBLEM);
	assert_string_equal(row_of(place, ONE).problem, "unreadable");
	assert_int_equal(desk_store_checked(place->store, STR(ONE), proofs), 0);
	assert_int_equal(row_of(place, ONE).state, DESK_OPENED);
	assert_string_equal(row_of(place, ONE).problem, "");
	/* what an officer set apart for other reasons stays apart */
	assert_int_equal(
		desk_store_problem(place->store, STR("wrong-header"), DESK_TELL_STATE, &entry), 0);
	assert_int_equal(desk_store_checked(place->store, STR(ONE), proofs), 0);
	assert_int_equal(desk_store_problem(place->store, STR("other"), DESK_TELL_STATE, &entry), 0);
	assert_int_equal(desk_store_checked(place->store, STR(ONE), proofs), DESK_STORE_SAME);
	assert_int_equal(row_of(place, ONE).state, DESK_PROBLEM);
}

static void
parts_of_ids_and_references_are_found(void **state)
{
	struct place *place = *state;
	struct seen seen = { .n = 0 };
	assert_int_equal(put(place, ONE, "x"), 0);
	assert_int_equal(put(place, TWO, "y"), 0);
	assert_int_equal(desk_store_find(place->store, STR("019aa5d0"), STR_NONE, see, &seen), 0);
	assert_int_equal(seen.n, 2);
	seen.n = 0;
	assert_int_equal(desk_store_find(place->store, STR("0002"), STR_NONE, see, &seen), 0);
	assert_int_equal(seen.n, 1);
	seen.n = 0;
	assert_int_equal(
		desk_store_find(place->store, STR_NONE, STR("hash-of-the-reference"), see, &seen), 0);
	assert_int_equal(seen.n, 2);
	seen.n = 0;
	assert_int_equal(desk_store_find(place->store, STR("%"), STR("%"), see, &seen), 0);
	assert_int_equal(seen.n, 0);
}

/* Rules that hold whatever program has the file open. */
static void
the_database_refuses_to_forget(void **state)
{
	static const char *const wrong[] = {
		"DELETE FROM requests",
		"UPDATE requests SET envelope = x'00'",
		"UPDATE requests SET receipt = x'00'",
		"UPDATE requests SET sha256 = zeroblob(32)",
		"UPDATE requests SET received_at = 2",
		"UPDATE requests SET state = 'lost'",
		"UPDATE requests SET state = 'new'",
		"UPDATE requests SET n_opened = 0",
		"UPDATE requests SET state = 'problem'",
		"UPDATE access_log SET actor = 'bob'",
		"DELETE FROM access_log",
		"DELETE FROM access_log WHERE seq = 2",
		"INSERT INTO access_log VALUES (9, 1, 'a', '', 'b', '', '', '', "
		"(SELECT hash FROM access_log WHERE seq = 2), printf('%064d', 1))",
		"INSERT INTO access_log VALUES (3, 1, 'a', '', 'b', '', '', '', printf('%064d', 0), printf('%064d', 1))",
		"INSERT INTO access_log VALUES (0, 1, 'a', '', 'b', '', '', '', printf('%064d', 0), printf('%064d', 1))",
	};
	struct place *place = *state;
	const struct desk_entry opened = entry_of("alice", "DownloadResponse", ONE);
	assert_int_equal(put(place, ONE, "x"), 0);
	assert_int_equal(desk_store_opened(place->store, &opened), 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (sql(place, wrong[i]) != SQLITE_CONSTRAINT) {
			fail_msg("went through: %s", wrong[i]);
		}
	}
}

struct logged {
	int n;
	char actors[8][16];
	char hashes[8][DESK_HASH_SIZE];
};

static void
see_entry(void *context, const struct desk_logged *logged)
{
	struct logged *seen = context;
	assert_true(seen->n < 8);
	(void)snprintf(seen->actors[seen->n], sizeof(seen->actors[0]), "%.*s",
		(int)logged->entry.actor.n, logged->entry.actor.p);
	(void)snprintf(seen->hashes[seen->n], sizeof(seen->hashes[0]), "%.*s", (int)logged->hash.n,
		logged->hash.p);
	seen->n++;
}

static void
reading_the_log_is_an_entry(void **state)
{
	struct place *place = *state;
	struct logged seen = { .n = 0 };
	const struct desk_entry reading = entry_of("auditor", "AuditLogsRead", "");
	const struct desk_entry of_one = entry_of("auditor", "AuditLogsRead", ONE);
	assert_int_equal(put(place, ONE, "x"), 0);
	assert_int_equal(put(place, TWO, "y"), 0);
	assert_int_equal(desk_store_read_log(place->store, STR_NONE, &reading, see_entry, &seen), 0);
	assert_int_equal(seen.n, 3);
	assert_string_equal(seen.actors[2], "auditor");
	seen.n = 0;
	assert_int_equal(desk_store_read_log(place->store, STR(ONE), &of_one, see_entry, &seen), 0);
	assert_int_equal(seen.n, 2);
	assert_int_equal(head(place), 4);
}

/* The example of docs/formats/desk.md, computed with sha256sum. */
static void
the_hash_is_the_documented_one(void **state)
{
	static const char expected[] =
		"c7ba8fac70907b668ca628baaadaf548fdc9d0f6929d6951119ca3ba9b75bf2d";
	struct place *place = *state;
	int64_t seq;
	char hash[DESK_HASH_SIZE];
	const struct desk_entry entry = { .at = 1795334400000,
		.actor = STR("Officer 4821"),
		.role = STR("officer"),
		.action = STR("DownloadResponse"),
		.id = STR(ONE),
		.reason = STR("rappel, 9 h 30"),
		.outcome = STR("allowed") };
	assert_int_equal(desk_store_log(place->store, &entry), 0);
	assert_int_equal(desk_store_head(place->store, &seq, hash), 0);
	assert_int_equal(seq, 1);
	assert_string_equal(hash, expected);
}

/* Somebody who can write to the file can take the triggers away; the chain still shows what was done. */
static void
tampering_is_found(void **state)
{
	static const struct {
		const char *what;
		int64_t broken_seq;
	} deeds[] = {
		{ "UPDATE access_log SET reason = 'other' WHERE seq = 3", 3 },
		{ "UPDATE access_log SET at = at + 1 WHERE seq = 1", 1 },
		{ "UPDATE access_log SET actor = 'bo', role = 'bofficer' WHERE seq = 4", 4 },
		{ "UPDATE access_log SET hash = printf('%064d', 7) WHERE seq = 2", 2 },
		{ "DELETE FROM access_log WHERE seq = 3", 3 },
		{ "DELETE FROM access_log WHERE seq = 1", 1 },
		{ "UPDATE access_log SET seq = -seq; UPDATE access_log SET seq = seq + 6", 1 },
	};
	static const char drop[] = "DROP TRIGGER access_log_keeps; DROP TRIGGER access_log_stays;";
	struct place *place = *state;
	const struct desk_entry entry = entry_of("bob", "DownloadResponse", ONE);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(desk_store_log(place->store, &entry), 0);
	}
	assert_int_equal(sql(place, drop), SQLITE_OK);
	assert_int_equal(sql(place, "CREATE TABLE kept AS SELECT * FROM access_log"), SQLITE_OK);
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		struct desk_verdict verdict;
		assert_int_equal(sql(place, deeds[i].what), SQLITE_OK);
		assert_int_equal(desk_store_check_log(place->store, &verdict), 0);
		if (verdict.broken_seq != deeds[i].broken_seq) {
			fail_msg("%s: %d", deeds[i].what, (int)verdict.broken_seq);
		}
		assert_int_equal(sql(place,
							 "DELETE FROM access_log;"
							 "INSERT INTO access_log SELECT * FROM kept ORDER BY seq"),
			SQLITE_OK);
		assert_int_equal(desk_store_check_log(place->store, &verdict), 0);
		assert_int_equal(verdict.broken_seq, 0);
	}
}

/* As an account that may not write there; the superuser becomes one for that long. */
static void
opens_for_nobody(struct place *place, const char *expected)
{
	struct desk_store *store;
	struct diagnosis diagnosis;
	const bool is_root = geteuid() == 0;
	if (is_root) {
		assert_int_equal(seteuid(65534), 0);
	}
	const int r = desk_store_open(place->path, seal_sha256, &store, &diagnosis);
	if (is_root) {
		assert_int_equal(seteuid(0), 0);
	}
	assert_int_equal(r, -EACCES);
	if (strstr(diagnosis.what, expected) == NULL) {
		fail_msg("%s", diagnosis.what);
	}
	assert_non_null(strstr(diagnosis.remedy, "chown"));
}

/* The cause and its remedy, with owner and mode, whether the file is there or not. */
static void
who_may_not_write_is_told_why(void **state)
{
	struct place *place = *state;
	desk_store_close(place->store);
	assert_int_equal(chmod(place->folder, 0555), 0);
	opens_for_nobody(place, "folder of the desk's database belongs to");
	opens_for_nobody(place, "0555");
	assert_int_equal(chmod(place->folder, 0755), 0);
	assert_int_equal(unlink(place->path), 0);
	assert_int_equal(chmod(place->folder, 0555), 0);
	opens_for_nobody(place, "folder of the desk's database belongs to");
	assert_int_equal(chmod(place->folder, 0777), 0);
	open_place(place);
	desk_store_close(place->store);
	assert_int_equal(chmod(place->path, 0400), 0);
	opens_for_nobody(place, "0400");
	assert_int_equal(chmod(place->path, 0600), 0);
	open_place(place);
}

/* In passing, the end of a long log is looked at, and nothing before it. */
static void
a_glance_sees_the_end(void **state)
{
	struct place *place = *state;
	const struct desk_entry entry = entry_of("bob", "DownloadResponse", ONE);
	struct desk_verdict verdict;
	for (int i = 0; i < 10; i++) {
		assert_int_equal(desk_store_log(place->store, &entry), 0);
	}
	assert_int_equal(sql(place,
						 "DROP TRIGGER access_log_keeps; DROP TRIGGER access_log_stays;"
						 "DROP TRIGGER access_log_follows;"
						 "UPDATE access_log SET reason = 'other' WHERE seq = 7"),
		SQLITE_OK);
	assert_int_equal(desk_store_glance_log(place->store, &verdict), 0);
	assert_int_equal(verdict.broken_seq, 7);
	assert_int_equal(verdict.n_entries, 10);
	assert_int_equal(sql(place,
						 "INSERT INTO access_log SELECT 12345, at, actor, role, action, id,"
						 " reason, outcome, prev_hash, hash FROM access_log WHERE seq = 10"),
		SQLITE_OK);
	assert_int_equal(desk_store_glance_log(place->store, &verdict), 0);
	assert_int_equal(verdict.broken_seq, 11346); /* where it begins to look */
}

/* An entry with a right hash of its own, put in the place of another: the one behind it no longer follows. */
static void
an_exchanged_entry_is_found(void **state)
{
	struct place *place = *state;
	struct place other = *place;
	struct desk_verdict verdict;
	char exchange[512];
	struct desk_entry entry = entry_of("bob", "DownloadResponse", ONE);
	(void)snprintf(other.path, sizeof(other.path), "%s/other.db", place->folder);
	open_place(&other);
	assert_int_equal(desk_store_log(place->store, &entry), 0);
	assert_int_equal(desk_store_log(other.store, &entry), 0);
	assert_int_equal(desk_store_log(place->store, &entry), 0);
	assert_int_equal(desk_store_log(place->store, &entry), 0);
	entry.actor = STR("eve");
	assert_int_equal(desk_store_log(other.store, &entry), 0);
	desk_store_close(other.store);
	(void)snprintf(exchange, sizeof(exchange),
		"ATTACH '%s' AS other; DROP TRIGGER access_log_keeps;"
		"UPDATE access_log SET (actor, hash) = (SELECT actor, hash FROM other.access_log WHERE seq = 2)"
		" WHERE seq = 2",
		other.path);
	assert_int_equal(sql(place, exchange), SQLITE_OK);
	assert_int_equal(desk_store_check_log(place->store, &verdict), 0);
	assert_int_equal(verdict.broken_seq, 3);
	assert_int_equal(unlink(other.path), 0);
}

/* A cut at the end leaves a chain that is whole; whoever remembers the head finds it. */
static void
a_remembered_head_shows_a_cut(void **state)
{
	struct place *place = *state;
	const struct desk_entry entry = entry_of("bob", "DownloadResponse", ONE);
	struct desk_verdict verdict;
	int64_t seq;
	char hash[DESK_HASH_SIZE];
	bool has = false;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(desk_store_log(place->store, &entry), 0);
	}
	assert_int_equal(desk_store_head(place->store, &seq, hash), 0);
	assert_int_equal(desk_store_has_entry(place->store, seq, hash, &has), 0);
	assert_true(has);
	assert_int_equal(
		sql(place, "DROP TRIGGER access_log_stays; DELETE FROM access_log WHERE seq > 2"),
		SQLITE_OK);
	assert_int_equal(desk_store_check_log(place->store, &verdict), 0);
	assert_int_equal(verdict.broken_seq, 0);
	assert_int_equal(desk_store_has_entry(place->store, seq, hash, &has), 0);
	assert_false(has);
	/* work goes on, and the new entries do not hide it */
	const struct desk_entry other = entry_of("eve", "DownloadResponse", ONE);
	assert_int_equal(desk_store_log(place->store, &other), 0);
	assert_int_equal(desk_store_log(place->store, &other), 0);
	assert_int_equal(desk_store_has_entry(place->store, seq, hash, &has), 0);
	assert_false(has);
}

static void
no_change_without_its_entry(void **state)
{
	struct place *place = *state;
	struct desk_entry nobody = entry_of("", "DownloadResponse", ONE); /* the table refuses it */
	assert_int_equal(put(place, ONE, "x"), 0);
	assert_int_equal(desk_store_opened(place->store, &nobody), -EINVAL);
	assert_int_equal(row_of(place, ONE).n_opened, 0);
	assert_int_equal(desk_store_confirm(place->store, &nobody), -EINVAL);
	assert_int_equal(row_of(place, ONE).state, DESK_NEW);
	assert_int_equal(head(place), 1);
}

static void
facts_are_kept(void **state)
{
	struct place *place = *state;
	int64_t number = 7;
	char word[DESK_WORD_SIZE] = "x";
	assert_int_equal(desk_store_fact(place->store, "clock_ahead", &number), 0);
	assert_int_equal(number, 0);
	assert_int_equal(desk_store_word(place->store, "cursor", word), 0);
	assert_string_equal(word, "");
	assert_int_equal(desk_store_keep_fact(place->store, "clock_ahead", -5), 0);
	assert_int_equal(desk_store_keep_fact(place->store, "clock_ahead", -6), 0);
	assert_int_equal(desk_store_keep_word(place->store, "cursor", "abc"), 0);
	assert_int_equal(desk_store_fact(place->store, "clock_ahead", &number), 0);
	assert_int_equal(number, -6);
	assert_int_equal(desk_store_word(place->store, "cursor", word), 0);
	assert_string_equal(word, "abc");
}

static void
other_files_are_left_alone(void **state)
{
	struct place *place = *state;
	struct desk_store *store = NULL;
	struct diagnosis diagnosis;
	place->store = desk_store_close(place->store);
	assert_int_equal(sql(place, "PRAGMA user_version = 2"), SQLITE_OK);
	assert_int_equal(desk_store_open(place->path, seal_sha256, &store, &diagnosis), -EPROTO);
	FILE *file = fopen(place->path, "w");
	fputs("this is no database at all, and longer than the hundred bytes of the header that "
		  "SQLite reads first of every file that it opens",
		file);
	fclose(file);
	assert_int_equal(desk_store_open(place->path, seal_sha256, &store, &diagnosis), -EBADMSG);
	assert_true(diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0');
	assert_null(store);
	assert_int_equal(desk_store_open("/nowhere/desk.db", seal_sha256, &store, &diagnosis), -ENOENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_request_is_stored_once_and_stays, make_place, remove_place),
		cmocka_unit_test_setup_teardown(two_desks_store_it_once, make_place, remove_place),
		cmocka_unit_test_setup_teardown(states_go_forward_only, make_place, remove_place),
		cmocka_unit_test_setup_teardown(nothing_to_be_told_is_lost, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_problem_can_be_mended, make_place, remove_place),
		cmocka_unit_test_setup_teardown(
			parts_of_ids_and_references_are_found, make_place, remove_place),
		cmocka_unit_test_setup_teardown(the_database_refuses_to_forget, make_place, remove_place),
		cmocka_unit_test_setup_teardown(reading_the_log_is_an_entry, make_place, remove_place),
		cmocka_unit_test_setup_teardown(the_hash_is_the_documented_one, make_place, remove_place),
		cmocka_unit_test_setup_teardown(tampering_is_found, make_place, remove_place),
		cmocka_unit_test_setup_teardown(who_may_not_write_is_told_why, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_glance_sees_the_end, make_place, remove_place),
		cmocka_unit_test_setup_teardown(an_exchanged_entry_is_found, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_remembered_head_shows_a_cut, make_place, remove_place),
		cmocka_unit_test_setup_teardown(no_change_without_its_entry, make_place, remove_place),
		cmocka_unit_test_setup_teardown(facts_are_kept, make_place, remove_place),
		cmocka_unit_test_setup_teardown(other_files_are_left_alone, make_place, remove_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
