/* SPDX-License-Identifier: MIT */
/* A key for targets that read what a department has signed: genuine signatures let the fuzzer reach what lies behind them. */
#ifndef TESTS_FUZZ_CONTENT_KEY_H
#define TESTS_FUZZ_CONTENT_KEY_H

#include "platform/seal_jws.h"

/* Both halves, made at the first call; they stay until the end of the process. */
const struct seal_key *content_key(void);
const struct seal_signers *content_signers(void);

#endif
