#!/bin/sh
# SPDX-License-Identifier: MIT
# Every C file is as clang-format leaves it; ./dev format makes it so.
set -eu
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"
command -v clang-format >/dev/null || {
	echo "clang-format is not installed."
	exit 77
}
# One program for all of them is fifty times as fast as one for each; which files it is about is asked only when there are any.
! find app platform tests -name '*.[ch]' | xargs clang-format --style=file --dry-run --Werror 2>/dev/null || exit 0
bad=0
for file in $(find app platform tests -name '*.[ch]' | sort); do
	clang-format --style=file "$file" | cmp -s - "$file" || {
		echo "$file: is not formatted."
		bad=1
	}
done
[ $bad -eq 0 ] || echo "./dev format formats them all."
exit $bad
