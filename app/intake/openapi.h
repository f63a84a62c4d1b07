/* SPDX-License-Identifier: MIT */
/* docs/formats/openapi.json as it was when the program was built (made by embed.cmake). */
#ifndef INTAKE_OPENAPI_H
#define INTAKE_OPENAPI_H

#include <stddef.h>

extern const char openapi_json[];
extern const size_t openapi_json_size;

#endif
