/* SPDX-License-Identifier: MIT */
#include "platform/play_json.h"
