/* SPDX-License-Identifier: MIT */
#include "platform/input_window.h"
