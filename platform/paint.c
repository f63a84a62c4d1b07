/* SPDX-License-Identifier: MIT */
#include "platform/paint.h"
