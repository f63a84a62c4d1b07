/* SPDX-License-Identifier: MIT */
#include "core/format.h"
