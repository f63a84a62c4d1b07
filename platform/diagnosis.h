/* SPDX-License-Identifier: MIT */
/* What is said about a file that cannot be used: where, what, and what to do. */
#ifndef PLATFORM_DIAGNOSIS_H
#define PLATFORM_DIAGNOSIS_H

struct diagnosis {
	char file[256];   /* path as given */
	char where[192];  /* JSON path, line number, or empty */
	char what[320];   /* one sentence */
	char remedy[320]; /* one sentence */
};

#endif
