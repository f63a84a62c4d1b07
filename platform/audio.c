/* SPDX-License-Identifier: MIT */
#include "platform/audio.h"
