/* SPDX-License-Identifier: MIT */
#include "core/theme.h"
