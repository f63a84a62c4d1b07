/* SPDX-License-Identifier: MIT */
/* The department's inbox: what came, what is due, who opened what. Commands and pages are two faces of it. */
#ifndef DESK_INBOX_H
#define DESK_INBOX_H

#include "core/calendar.h"
#include "desk/reading.h"
#include "platform/diagnosis.h"

struct inbox;

struct inbox_options {
	const char *
		state; /* folder: desk.jwk, status.key, desk.db; with an intake desk.token and intake.jwks; calendar.jws and content.jwks or none */
	const char *intake;  /* URL, or NULL: what was fetched before can still be worked on */
	const char *ca_file; /* for https */
	const char *
		services; /* folder of templates, for the questions' words; NULL: answers are shown under their numbers */
};

/* One thread at a time (the page holds a lock around each call). 0 or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int inbox_open(
	const struct inbox_options *options, struct inbox **ret_inbox, struct diagnosis *ret_diagnosis);
struct inbox *inbox_close(struct inbox *inbox);
/* IANA name of the zone in which dates are meant, when no calendar gives it; NULL: the calendar's. Lives as long as the inbox. */
const char *inbox_other_zone(const struct inbox *inbox);

enum {
	INBOX_NO_INTAKE =
		1,         /* no URL was given, or the intake does not answer; what is here is unchanged */
	INBOX_ABSENT,  /* there is no such request */
	INBOX_REFUSED, /* the envelope does not open; it is a problem now */
	INBOX_OTHER_KEYS, /* it was sealed for other keys than those of this desk; a problem here, which the intake is not told */
	INBOX_NO_REASON,  /* a reason of 3 to 200 characters is needed */
	INBOX_DONE_BEFORE, /* it is in that state already */
	INBOX_AMBIGUOUS,   /* more than one request answers to that */
};

struct inbox_fetched {
	int n_new, n_refused; /* refused: stored as problems */
	int n_mended;         /* problems of before that open with the keys of now */
	struct bilingual
		reason; /* why the intake could not be asked or told, one sentence; empty: all went well */
	struct bilingual detail; /* what the connection said; empty: nothing */
};

/*
 * Takes what is new, checks that it opens and is what it claims to be (logged as the program's own act), tells the intake what
 * it was not told yet. A request that was stored is never fetched again. 0, INBOX_NO_INTAKE (with a reason), or negative errno.
 */
__attribute__((warn_unused_result)) int inbox_fetch(
	struct inbox *inbox, struct inbox_fetched *ret_fetched);

enum inbox_state { INBOX_NEW, INBOX_OPENED, INBOX_CONFIRMED, INBOX_PROBLEM, INBOX_STATES };

enum inbox_urgency {
	URGENCY_NONE,     /* closed */
	URGENCY_UNKNOWN,  /* no date: the calendar ends before it, or the clock is not to be trusted */
	URGENCY_LATER,    /* here and before, the date says it all; behind, a word comes first */
	URGENCY_TOMORROW, /* the next working day */
	URGENCY_TODAY,
	URGENCY_OVERDUE,
};

struct inbox_row {
	char id[37], form[64], form_version[64], device[64];
	struct bilingual service; /* its name; the form's id in both when the template is not here */
	enum lang lang;           /* of the client */
	ms_t received_at;
	struct date
		due; /* the earlier of what was promised and what this desk computes; year 0: none */
	enum inbox_urgency urgency;
	int32_t overdue_days; /* working days, with URGENCY_OVERDUE */
	enum inbox_state state;
	char problem[24]; /* as in wire_json.h, or DESK_OTHER_KEY, DESK_OTHER_STATUS_KEY; empty: none */
	int32_t n_opened; /* times */
};

/* The most urgent first: by due date, then by arrival; closed ones last, the newest first. Text is valid until the callback returns. */
__attribute__((warn_unused_result)) int inbox_list(struct inbox *inbox, bool with_closed,
	void (*row)(void *context, const struct inbox_row *row), void *context);
/* 0 or INBOX_ABSENT, or negative errno. */
__attribute__((warn_unused_result)) int inbox_find(
	struct inbox *inbox, struct str id, struct inbox_row *ret_row);

/*
 * The id that is meant: whole, its beginning or its end when only one request has it, or the reference number that a client reads
 * out. 0, INBOX_ABSENT, INBOX_AMBIGUOUS, or negative errno.
 */
__attribute__((warn_unused_result)) int inbox_resolve(
	struct inbox *inbox, struct str typed, char ret_id[37]);

/* All that inbox_resolve() would choose from. 0 or negative errno. */
__attribute__((warn_unused_result)) int inbox_matches(struct inbox *inbox, struct str typed,
	void (*match)(void *context, const char *id), void *context);

/* What is wrong with this desk itself; shown above every list. */
struct inbox_health {
	bool has_calendar;          /* a valid one */
	int32_t calendar_last_year; /* 0: there is none */
	struct bilingual
		calendar_trouble; /* why due dates are not known, one sentence; empty: they are */
	ms_t clock_ahead;     /* of the desk before the intake */
	bool
		clock_is_of_now; /* else it was so at the last contact: the computer was started anew since */
	bool clock_is_wrong; /* by more than two minutes, or before the newest receipt */
	ms_t fetched_at;     /* last contact with the intake, 0: never */
	int32_t counts[INBOX_STATES];
	int32_t n_overdue;
	int32_t n_other_key, n_other_status_key; /* sealed for other keys than those of this desk */
};
__attribute__((warn_unused_result)) int inbox_health(
	struct inbox *inbox, struct inbox_health *ret_health);

/* 3 to 200 characters without line breaks; white space at both ends does not count. */
bool inbox_is_reason(struct str reason);
/*
 * Writes who, when and why to the access log, durably, and only then opens the envelope. *ret_reading is zeroed and freed by
 * reading_free(). 0, INBOX_ABSENT, INBOX_NO_REASON, INBOX_REFUSED, INBOX_OTHER_KEYS, or negative errno.
 */
__attribute__((warn_unused_result)) int inbox_open_request(struct inbox *inbox, struct str id,
	struct str actor, struct str reason, struct reading **ret_reading);
/* The call was made: closed for its client. 0, INBOX_ABSENT, INBOX_DONE_BEFORE, or negative errno. */
__attribute__((warn_unused_result)) int inbox_confirm(
	struct inbox *inbox, struct str id, struct str actor);
/* `kind` as in wire_json.h. 0, INBOX_ABSENT, INBOX_DONE_BEFORE, or negative errno. */
__attribute__((warn_unused_result)) int inbox_problem(
	struct inbox *inbox, struct str id, struct str actor, struct str kind);

struct inbox_entry {
	int64_t seq;
	ms_t at;
	struct str actor, role, action, id, reason, outcome, prev_hash, hash;
};
/* Reading the log is itself an entry. `id` empty: all. Oldest first. */
__attribute__((warn_unused_result)) int inbox_log(struct inbox *inbox, struct str id,
	struct str actor, void (*entry)(void *context, const struct inbox_entry *entry), void *context);

struct inbox_verdict {
	int64_t n_entries;
	int64_t broken_seq; /* first entry that does not follow from the one before it; 0: none */
	bool is_cut;        /* the intake has seen a later entry, or another one in its place */
	bool asked_intake;
};
/* 0, or negative errno. */
__attribute__((warn_unused_result)) int inbox_check_log(
	struct inbox *inbox, struct inbox_verdict *ret_verdict);
/* The same in passing: without the intake, and of a long log its end. 0, or negative errno. */
__attribute__((warn_unused_result)) int inbox_glance_log(
	struct inbox *inbox, struct inbox_verdict *ret_verdict);

#endif
