/* SPDX-License-Identifier: MIT */
#include "core/reference.h"
