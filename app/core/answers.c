/* SPDX-License-Identifier: MIT */
#include "core/answers.h"
