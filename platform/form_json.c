/* SPDX-License-Identifier: MIT */
#include "platform/form_json.h"
