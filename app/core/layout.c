/* SPDX-License-Identifier: MIT */
#include "core/layout.h"
