/* SPDX-License-Identifier: MIT */
#include "core/str.h"
