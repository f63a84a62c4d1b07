#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes page_style.c of the style sheet.
# usage: page_style.sh STYLE.css OUTPUT.c
set -eu
{
	echo '/* Generated from page_style.css; edit that. */'
	echo '#include "desk/page_style.h"'
	echo
	echo 'const char page_style[] = {'
	od -An -v -tu1 "$1" | awk '{ gsub(/ +/, ", "); sub(/^, /, "\t"); print $0 "," }'
	echo '};'
	echo 'const size_t page_style_size = sizeof(page_style);'
} >"$2"
