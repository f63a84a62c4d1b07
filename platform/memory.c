/* SPDX-License-Identifier: MIT */
#include "platform/memory.h"
