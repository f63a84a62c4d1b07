/* SPDX-License-Identifier: MIT */
/* A file of answers: "name = value" a line, # before a comment. */
#ifndef DEVICE_PROVISION_ANSWERS_H
#define DEVICE_PROVISION_ANSWERS_H

#include "device/provision.h"

struct provision_answers {
	char *rest; /* of the file's bytes, NUL-terminated; NULL at its end */
	int line;   /* number of the one that was read last */
};

enum { PROVISION_ANSWERS_PAIR = 1, PROVISION_ANSWERS_WRONG };

/* The next pair, cut out of the bytes themselves. 0: there is no more; PROVISION_ANSWERS_PAIR; PROVISION_ANSWERS_WRONG: the line is neither. */
__attribute__((warn_unused_result)) int provision_answers_next(
	struct provision_answers *answers, struct provision_pair *ret_pair);

#endif
