/* SPDX-License-Identifier: MIT */
#include "platform/font_table.h"
