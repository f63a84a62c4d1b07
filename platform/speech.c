/* SPDX-License-Identifier: MIT */
#include "platform/speech.h"
