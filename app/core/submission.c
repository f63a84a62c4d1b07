/* SPDX-License-Identifier: MIT */
#include "core/submission.h"
