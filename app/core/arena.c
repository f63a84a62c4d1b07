/* SPDX-License-Identifier: MIT */
#include "core/arena.h"
