/* SPDX-License-Identifier: MIT */
#include "platform/seal.h"
