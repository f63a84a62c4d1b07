/* SPDX-License-Identifier: MIT */
#include "platform/config.h"
