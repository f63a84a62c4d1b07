/* SPDX-License-Identifier: MIT */
/* SHA-256 (FIPS 180-4): names the version of a template; nothing secret depends on it. */
#ifndef PLATFORM_SHA256_H
#define PLATFORM_SHA256_H

#include "core/str.h"

/* 64 hexadecimal digits, lower case, and NUL. */
void sha256_hex(struct str data, char ret_hex[65]);

#endif
