/* SPDX-License-Identifier: MIT */
/* What the department keeps: sealed requests, their states and the access log, in SQLite (docs/formats/desk.md). */
#ifndef PLATFORM_DESK_STORE_H
#define PLATFORM_DESK_STORE_H

#include "core/format.h"
#include "platform/diagnosis.h"

/* One connection. Any thread may use it, one at a time; other programs may have the same file open. */
struct desk_store;

enum {
	DESK_STORE_ABSENT = 1, /* there is no such request */
	DESK_STORE_SAME,       /* it is so already: nothing was changed and nothing was logged */
};

/* SHA-256 of the bytes; 0 or negative errno. The store links no cryptography of its own. */
typedef int desk_store_digest(struct str bytes, unsigned char ret_digest[32]);

/*
 * Creates it when it is absent. 0 or negative errno with a diagnosis: -ENOENT (no folder), -EACCES, -EROFS, -EBADMSG (damaged: the file is
 * left as it is), -EPROTO (another program's file, or a newer schema), -ENOSPC, -EBUSY, -EIO, -ENOMEM.
 */
__attribute__((warn_unused_result)) int desk_store_open(const char *path, desk_store_digest *sha256,
	struct desk_store **ret_store, struct diagnosis *ret_diagnosis);
struct desk_store *desk_store_close(struct desk_store *store);

/* What is written down: who did what to which request, why, and how it ended. Valid UTF-8; empty where there is nothing to say. */
struct desk_entry {
	ms_t at; /* by the clock of this machine */
	struct str actor, role, action, id, reason, outcome;
};

enum desk_state { DESK_NEW, DESK_OPENED, DESK_CONFIRMED, DESK_PROBLEM, DESK_STATES };

/* What the intake has not been told of a request; a set of bits. */
enum desk_tell { DESK_TELL_STATE = 1, DESK_TELL_TRACKING = 2 };

/* Kinds of problems that come of the keys of this desk, not of the request. */
#define DESK_OTHER_KEY "other-key"
#define DESK_OTHER_STATUS_KEY "other-status-key"

/* A request. Text is valid until the callback returns. */
struct desk_request {
	struct str id, form, form_version, device, ref_hash;
	struct str envelope, receipt; /* of desk_store_put() and desk_store_get() only */
	unsigned char sha256[32];     /* of the envelope */
	enum lang lang;
	ms_t received_at;
	struct date promised; /* in the receipt; year 0: none */
	struct str code;      /* confirmation code */
	/* From here on desk_store_put() reads nothing: */
	enum desk_state state;
	struct str problem; /* "" or its kind */
	ms_t closed_at;     /* 0: not closed */
	int32_t n_opened;
	bool is_checked;
	struct str proofs[2]; /* of the call-back words; empty until it was checked */
	unsigned tell;
	int64_t version; /* counts the changes of the row */
};

/*
 * Every change is one transaction with its entry, durable when it returns 0: there is no change without its entry and no entry
 * without its change. 0, one of the codes above, or negative errno; only 0 changed anything.
 */

/* A new request, not checked. DESK_STORE_SAME: the id is here already, whatever bytes it has. */
__attribute__((warn_unused_result)) int desk_store_put(
	struct desk_store *store, const struct desk_request *request, const struct desk_entry *entry);
/*
 * It opens and is what it claims to be; had it been found a problem before, it is "opened" now. No entry: its beginning was one.
 * DESK_STORE_SAME: that was known.
 */
__attribute__((warn_unused_result)) int desk_store_checked(
	struct desk_store *store, struct str id, const char *const proofs[2]);
/* Counts an opening; a new request becomes "opened". Before anything is decrypted. */
__attribute__((warn_unused_result)) int desk_store_opened(
	struct desk_store *store, const struct desk_entry *entry);
/* DESK_STORE_SAME: it is closed already. */
__attribute__((warn_unused_result)) int desk_store_confirm(
	struct desk_store *store, const struct desk_entry *entry);
/*
 * `tell`: what the intake has to know of it. A problem of this desk's own keys may become any other kind. DESK_STORE_SAME: it is
 * another problem already, or closed.
 */
__attribute__((warn_unused_result)) int desk_store_problem(
	struct desk_store *store, struct str kind, unsigned tell, const struct desk_entry *entry);
/* An entry that changes no request. */
__attribute__((warn_unused_result)) int desk_store_log(
	struct desk_store *store, const struct desk_entry *entry);
/* The intake knows these things (enum desk_tell) as they stood in this version; later changes stay to be told. */
__attribute__((warn_unused_result)) int desk_store_told(
	struct desk_store *store, struct str id, int64_t version, unsigned tell);
/* The newest checked request is to be told again, because the log has grown since its head was last told. 0 or negative errno. */
__attribute__((warn_unused_result)) int desk_store_tell_head(struct desk_store *store);

/* Which requests; a callback that returns false ends it. */
enum desk_choice {
	DESK_OPEN_ONES, /* new, opened and problems */
	DESK_ALL,
	DESK_UNCHECKED,
	DESK_UNTOLD,
	DESK_MISKEYED, /* problems of this desk's own keys */
};
typedef bool desk_store_row(void *context, const struct desk_request *request);

/* In the order of arrival. No changes from inside the callback. 0 or negative errno. */
__attribute__((warn_unused_result)) int desk_store_each(
	struct desk_store *store, enum desk_choice choice, desk_store_row *row, void *context);
/* Calls `row` once with the envelope. 0, DESK_STORE_ABSENT, or negative errno. */
__attribute__((warn_unused_result)) int desk_store_get(
	struct desk_store *store, struct str id, desk_store_row *row, void *context);
/* Every request whose id begins or ends with `part`, or whose reference hash is `ref_hash` (the other one empty). */
__attribute__((warn_unused_result)) int desk_store_find(struct desk_store *store, struct str part,
	struct str ref_hash, desk_store_row *row, void *context);

/* When the intake received the newest request that is here; 0: there is none. */
__attribute__((warn_unused_result)) int desk_store_newest(
	struct desk_store *store, ms_t *ret_received_at);

enum { DESK_WORD_SIZE = 128 };

/* Small facts about this desk by name. Integers are 0 and texts empty while nothing was kept. */
__attribute__((warn_unused_result)) int desk_store_fact(
	struct desk_store *store, const char *name, int64_t *ret_value);
__attribute__((warn_unused_result)) int desk_store_keep_fact(
	struct desk_store *store, const char *name, int64_t value);
__attribute__((warn_unused_result)) int desk_store_word(
	struct desk_store *store, const char *name, char ret_word[DESK_WORD_SIZE]);
__attribute__((warn_unused_result)) int desk_store_keep_word(
	struct desk_store *store, const char *name, const char *word);

/* ---- the access log ---- */

enum { DESK_HASH_SIZE = 65 }; /* 64 hexadecimal digits and NUL */

struct desk_logged {
	int64_t seq; /* from 1, without gaps */
	struct desk_entry entry;
	struct str prev_hash, hash;
};

/*
 * Writes `reading`, the entry that says who reads, and then hands out the log, oldest first, that entry included. `id` empty: all of it.
 * 0 or negative errno.
 */
__attribute__((warn_unused_result)) int desk_store_read_log(struct desk_store *store, struct str id,
	const struct desk_entry *reading, void (*row)(void *context, const struct desk_logged *logged),
	void *context);
/* The newest `max` openings of a request, the oldest of them first: what its client may learn. */
__attribute__((warn_unused_result)) int desk_store_accesses(struct desk_store *store, struct str id,
	int max, void (*row)(void *context, ms_t at, struct str actor), void *context);
/* The last entry; seq 0: none. */
__attribute__((warn_unused_result)) int desk_store_head(
	struct desk_store *store, int64_t *ret_seq, char ret_hash[DESK_HASH_SIZE]);

struct desk_verdict {
	int64_t n_entries;
	int64_t
		broken_seq; /* the first place where an entry is missing, changed or does not follow; 0: none */
};
/* Computes the whole chain anew; hands out nothing of what the log says. */
__attribute__((warn_unused_result)) int desk_store_check_log(
	struct desk_store *store, struct desk_verdict *ret_verdict);
/* Looks in passing: all of it while it is short, else its last entries. */
__attribute__((warn_unused_result)) int desk_store_glance_log(
	struct desk_store *store, struct desk_verdict *ret_verdict);
/* Whether the entry `seq` is here and has this hash. 0 or negative errno. */
__attribute__((warn_unused_result)) int desk_store_has_entry(
	struct desk_store *store, int64_t seq, const char *hash, bool *ret_has);

#endif
