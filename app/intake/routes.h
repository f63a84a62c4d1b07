/* SPDX-License-Identifier: MIT */
/* From method and path to the function that answers, past the refusals that calls share. */
#ifndef INTAKE_ROUTES_H
#define INTAKE_ROUTES_H

#include "intake/call.h"

/* Handler of the server; `context` is the struct intake. */
void routes_handle(void *context, struct http_exchange *exchange);

/* "PUT /v1/submissions/{id}"; NULL for a number without a route. The last one stands for all addresses that are none. */
const char *routes_name(int number);
int routes_number(const struct route *route);
bool routes_is_known(const struct route *route);
/* "SUB", "STA" or "GEN": how the codes of its problems begin. */
const char *routes_area(const struct route *route);

#endif
