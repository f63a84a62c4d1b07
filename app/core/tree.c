/* SPDX-License-Identifier: MIT */
#include "core/tree.h"
