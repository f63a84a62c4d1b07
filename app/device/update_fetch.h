/* SPDX-License-Identifier: MIT */
/* Fetching an update from the department's folder, as far as the link lets it (docs/formats/update.md). Says nothing itself. */
#ifndef DEVICE_UPDATE_FETCH_H
#define DEVICE_UPDATE_FETCH_H

#include "device/files.h"
#include "device/update_notice.h"

enum { UPDATE_SPARE_BYTES = 128 * 1024 * 1024 }; /* that requests keep for themselves */

struct update_order {
	const char *folder;  /* where bundles come to lie: /data/guichet-update */
	const char *bundles; /* URL of the department's folder */
	const char *ca_file; /* PEM, for https; or NULL */
	const char *running; /* the version of the system that runs */
	ms_t now_wall;
};

/* What came of it; each has its sentence in both languages. */
enum update_result {
	UPDATE_FETCHED, /* a bundle lies there, whole */
	UPDATE_CURRENT, /* nothing newer is offered */
	UPDATE_WAITS,   /* one that was fetched before is not installed yet */
	UPDATE_TRIED,   /* what is offered was installed here before, or could not be */
	UPDATE_RESTS,   /* what is offered came wrong, less than a day ago */
	UPDATE_NO_ANSWER,
	UPDATE_UNTRUSTED,
	UPDATE_BUSY,
	UPDATE_NOT_OFFERED,  /* the server does not have "latest", or not the file that it names */
	UPDATE_NO_NOTICE,    /* what it has is no such file */
	UPDATE_OTHER_LENGTH, /* the file is not as long as "latest" says */
	UPDATE_CUT,          /* what came is kept */
	UPDATE_NO_ROOM,
	UPDATE_WRONG, /* it has another SHA-256: nothing of it was kept */
	UPDATE_RESULTS
};

struct update_report {
	struct update_notice notice; /* version "" where none was read */
	int64_t n_there;             /* bytes of the bundle that are there */
	struct diagnosis diagnosis;  /* with a negative errno, in English */
};

/*
 * An update_result, or a negative errno with report->diagnosis. May be cut short anywhere: the next call goes on. What it finds
 * in the folder is said in docs/formats/update.md; no other call may be at work there.
 */
__attribute__((warn_unused_result)) int update_fetch(
	const struct update_order *order, struct update_report *report);

/* What happened, and what to do. */
struct bilingual update_sentence(enum update_result result);

#endif
