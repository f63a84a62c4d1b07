/* SPDX-License-Identifier: MIT */
#include "platform/display_window.h"
