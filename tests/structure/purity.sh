#!/bin/sh
# SPDX-License-Identifier: MIT
# The core, built as in a release, imports only an allow-list of symbols and owns no writable data.
# shellcheck disable=SC2016,SC2038 # the inner shell expands; no name here has a space
set -eu
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

assets/messages/generate.sh assets/messages/en.po assets/messages/fr.po "$work" >/dev/null
assets/words/generate.sh assets/words/en.txt assets/words/fr.txt "$work/words_lists.c"
# As CMAKE_C_FLAGS_RELEASE has it, asserts included (D29).
find app/core "$work" -name '*.c' | xargs -P 2 -I FILE sh -c '
	${CC:-cc} -std=c11 -O2 -g -fPIC -fno-common -fstack-protector-strong -D_FORTIFY_SOURCE=2 -D_DEFAULT_SOURCE \
		-Iapp -I. -I"$1" -c "$2" -o "$1/$(basename "$2" .c).o"' sh "$work" FILE
ar rcs "$work/libcore.a" "$work"/*.o

bad=0
# __stack_chk_fail and the __*_chk functions are what the compiler makes of the hardening options.
imports=$(nm "$work/libcore.a" | awk '
	NF == 2 && $1 == "U" { wanted[$2] }
	NF == 3 && $2 ~ /[TDBRVWdbr]/ { defined[$3] }
	END {
		for (s in wanted) {
			if (!(s in defined)) {
				print s
			}
		}
	}' | sort | grep -vxE 'memcpy|memmove|memset|memcmp|strlen|explicit_bzero|__assert_fail|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|__(memcpy|memmove|memset|explicit_bzero)_chk' || true)
if [ -n "$imports" ]; then
	echo "The core imports what it must not:"
	for symbol in $imports; do
		echo "  $symbol in $(nm -A "$work/libcore.a" | awk -v s="$symbol" '$NF == s && / U / { sub(/:[^:]*$/, "", $1); sub(/.*:/, "", $1); print $1 }' | sort -u | tr '\n' ' ')"
	done
	bad=1
fi

writable=$(objdump -t "$work"/*.o | awk '
	/file format/ { file = $1; sub(/.*\//, "", file) }
	/ O / && /[ \t](\.tbss|\.tdata|\.bss|\.data(\.rel(\.local)?)?|\*COM\*)[ \t.]/ && !/\.data\.rel\.ro/ { print "  " $NF " in " file }')
if [ -n "$writable" ]; then
	echo "The core has writable data:"
	echo "$writable"
	bad=1
fi
exit $bad
