/* SPDX-License-Identifier: MIT */
#include "core/form.h"
