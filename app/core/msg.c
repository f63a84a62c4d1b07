/* SPDX-License-Identifier: MIT */
#include "core/msg.h"
