/* SPDX-License-Identifier: MIT */
#include "platform/outbox.h"
