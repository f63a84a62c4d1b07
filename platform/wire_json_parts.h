/* SPDX-License-Identifier: MIT */
/* What the files of the adapter "wire_json" share: one reader and one writer for each kind of member. */
#ifndef PLATFORM_WIRE_JSON_PARTS_H
#define PLATFORM_WIRE_JSON_PARTS_H

#include <jansson.h>

#include "platform/wire_json.h"

#define WIRE_ANY_MEMBERS ((size_t)-1)

/* One JSON object with this number of members, no name twice; NULL for anything else. For the caller to json_decref(). */
json_t *wire_object(struct str json, size_t n_members);

/* Each: false when the member is absent or not of its kind. `object` may be NULL. Text is written with its NUL. */

/* Up to size - 1 bytes, without NUL. */
bool wire_text(const json_t *object, const char *name, char *ret_text, size_t size);
/* The same, not empty, without control characters. */
bool wire_name(const json_t *object, const char *name, char *ret_text, size_t size);
/* UUID in lower case. */
bool wire_id(const json_t *object, const char *name, char ret_id[WIRE_ID_LENGTH + 1]);
/* base64url of 32 bytes. */
bool wire_hash(const json_t *object, const char *name, char ret_hash[WIRE_HASH_LENGTH + 1]);
/* 64 hexadecimal digits in lower case. */
bool wire_sha256(const json_t *object, const char *name, unsigned char ret_digest[32]);
bool wire_hex64(const json_t *object, const char *name, char ret_hex[65]);
bool wire_code(const json_t *object, const char *name, char ret_code[WIRE_CODE_LENGTH + 1]);
/* "2026-11-09T15:04:05Z"; null, where it is allowed, is 0. */
bool wire_time(const json_t *object, const char *name, bool or_null, ms_t *ret_wall);
/* "2026-11-09"; null is year 0. */
bool wire_date(const json_t *object, const char *name, struct date *ret_date);
bool wire_lang(const json_t *object, const char *name, enum lang *ret_lang);
bool wire_integer(const json_t *object, const char *name, int64_t *ret_integer); /* 0 and up */

/* Writing: the brace that opens an object, then members; a comma comes before each but the first. */
void wire_open(struct text *out);
void wire_put_name(struct text *out, const char *name);
void wire_put_text(struct text *out, const char *name, struct str value);
void wire_put_null(struct text *out, const char *name);
void wire_put_integer(struct text *out, const char *name, int64_t value);
void wire_put_sha256(struct text *out, const char *name, const unsigned char digest[32]);
void wire_put_time(struct text *out, const char *name, ms_t wall); /* 0: null */
void wire_put_date(struct text *out, const char *name, struct date date);

#endif
