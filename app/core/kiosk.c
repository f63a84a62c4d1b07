/* SPDX-License-Identifier: MIT */
#include "core/kiosk.h"
