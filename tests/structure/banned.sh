#!/bin/sh
# SPDX-License-Identifier: MIT
# Functions that lose errors or overrun buffers; mocks, and sleeps in tests that own their time.
set -eu
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"
findings=$(mktemp)
trap 'rm -f "$findings"' EXIT

# search WHY PATTERN FOLDER...
search() {
	why=$1
	pattern=$2
	shift 2
	find "$@" -name '*.[ch]' 2>/dev/null | sort | xargs grep -nE "(^|[^A-Za-z0-9_>.])($pattern)[[:space:]]*\\(" /dev/null |
		grep -vE ':[0-9]+:[[:space:]]*(/\*|\*)' | sed "s/\$/   <- $why/" >>"$findings" || true
}

search 'overruns its buffer or loses its error' \
	'sprintf|vsprintf|strcpy|strcat|strncpy|strncat|gets|atof|strtok|tmpnam|mktemp' app platform tests
search 'says nothing when the number is none, or runs a shell' 'atoi|atol|system|popen' app platform
search 'the core neither allocates nor prints' \
	'malloc|calloc|realloc|free|printf|fprintf|snprintf|puts|fopen|time|clock_gettime|getenv|qsort|setlocale' app/core
search 'tests try the real thing' \
	'__wrap_[a-z_]+|will_return|expect_value|expect_function_call' tests
search 'time is an argument there' 'sleep|usleep|nanosleep' tests/unit tests/replay

cat "$findings"
[ ! -s "$findings" ]
