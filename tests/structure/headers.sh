#!/bin/sh
# SPDX-License-Identifier: MIT
# Every header compiles alone, has a guard after its path; every source file includes its own header first.
# shellcheck disable=SC2016 # the inner shell expands
set -eu
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
assets/messages/generate.sh assets/messages/en.po assets/messages/fr.po "$work" >/dev/null
assets/messages/generate.sh assets/office/en.po assets/office/fr.po "$work" office >/dev/null

first_include() {
	awk '/^#include/ { print $2; exit }' "$1"
}

flags="-std=c11 -D_GNU_SOURCE -Wall -Iapp -I. -I$work $(pkg-config --cflags sdl2 libdrm pangocairo fontconfig espeak-ng \
	sqlite3 libcrypto jansson libpcre2-8 inih libcurl libmicrohttpd)"
bad=0
find app platform -name '*.h' | sort | xargs -P 2 -I FILE sh -c '
	echo "#include \"$1\"" | ${CC:-cc} $2 -Werror -fsyntax-only -x c - || { echo "$1: does not compile alone."; exit 1; }' \
	sh FILE "$flags" || bad=1

for header in $(find app platform -name '*.h' | sort); do
	guard=$(echo "${header#app/}" | tr 'a-z/.' 'A-Z__')
	if ! grep -qx "#ifndef $guard" "$header" || ! grep -qx "#define $guard" "$header"; then
		echo "$header: the guard must be called $guard."
		bad=1
	fi
done

for source in $(find app platform -name '*.c' | sort); do
	own=${source%.c}.h
	[ -f "$own" ] || continue
	wanted="\"${own#app/}\""
	first=$(first_include "$source")
	# A header of the adapter's parts may stand in its place when that begins with the own header.
	parts=$(echo "$first" | tr -d '"')
	[ "$first" = "$wanted" ] || [ "$(first_include "$parts" 2>/dev/null)" = "$wanted" ] || {
		echo "$source: includes $first before its own header."
		bad=1
	}
done
exit $bad
