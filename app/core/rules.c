/* SPDX-License-Identifier: MIT */
#include "core/rules.h"
