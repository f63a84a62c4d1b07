/* SPDX-License-Identifier: MIT */
/* guichet.conf as text: single settings are changed, all else stays as it was, comments too. */
#ifndef DEVICE_PROVISION_CONF_H
#define DEVICE_PROVISION_CONF_H

#include "core/text.h"
#include "device/provision.h"
#include "platform/config.h"

enum { PROVISION_CONF_MAX = 32 * 1024 };

/* The section of guichet.conf that has a setting of this name; NULL: none has, or provisioning does not set it. */
const char *provision_conf_section(const char *name);
/* The same name, for as long as the program runs; NULL likewise. */
const char *provision_conf_name(const char *name);
/* What is allowed for such a setting, in French; platform/config.h says it in English. */
const char *provision_conf_french(const char *name);
/* Puts "name = value" into its section of `conf`, which `out` gets. False: it does not fit. */
__attribute__((warn_unused_result)) bool provision_conf_set(
	struct str conf, const char *name, const char *value, struct text *out);

#endif
