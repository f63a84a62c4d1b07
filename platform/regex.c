/* SPDX-License-Identifier: MIT */
#include "platform/regex.h"
