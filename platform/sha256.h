/* SPDX-License-Identifier: MIT */
/* SHA-256 (FIPS 180-4) of a template's file, by OpenSSL: names its version; nothing secret depends on it. */
#ifndef PLATFORM_SHA256_H
#define PLATFORM_SHA256_H

#include "core/str.h"

/* 64 hexadecimal digits, lower case, and NUL. 0, or -ENOSYS where the provider of OpenSSL has no SHA-256. */
__attribute__((warn_unused_result)) int sha256_hex(struct str data, char ret_hex[65]);

#endif
