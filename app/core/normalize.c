/* SPDX-License-Identifier: MIT */
#include "core/normalize.h"
