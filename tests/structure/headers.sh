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

flags="-std=c11 -D_GNU_SOURCE -Wall -Iapp -I. -I$work $(pkg-config --cflags sdl2 libdrm pangocairo fontconfig espeak-ng \
	sqlite3 libcrypto jansson libpcre2-8 inih libcurl libmicrohttpd)"
bad=0
find app platform -name '*.h' | sort | xargs -P 2 -I FILE sh -c '
	echo "#include \"$1\"" | ${CC:-cc} $2 -Werror -fsyntax-only -x c - || { echo "$1: does not compile alone."; exit 1; }' \
	sh FILE "$flags" || bad=1

# shellcheck disable=SC2046 # no name here has a space
awk '
	function wanted(path) {
		path = toupper(path)
		gsub(/[\/.]/, "_", path)
		return path
	}
	function check() {
		if (file != "" && (!named || !defined)) {
			print file ": the guard must be called " guard "."
			bad = 1
		}
	}
	FNR == 1 {
		check()
		file = path = FILENAME
		sub(/^app\//, "", path)
		guard = wanted(path)
		named = defined = 0
	}
	$0 == "#ifndef " guard { named = 1 }
	$0 == "#define " guard { defined = 1 }
	END {
		check()
		exit bad
	}' $(find app platform -name '*.h' | sort) || bad=1

# A header of the adapter's parts may stand in its place when that begins with the own header.
# shellcheck disable=SC2046
awk '
	FNR == 1 { files[++n] = FILENAME; is_there[FILENAME] }
	/^#include/ && !(FILENAME in first) { first[FILENAME] = $2 }
	END {
		for (i = 1; i <= n; i++) {
			own = files[i]
			if (own !~ /\.c$/ || !sub(/\.c$/, ".h", own) || !(own in is_there)) {
				continue
			}
			path = own
			sub(/^app\//, "", path)
			parts = first[files[i]]
			gsub(/"/, "", parts)
			if (first[files[i]] != "\"" path "\"" && first[parts] != "\"" path "\"") {
				print files[i] ": includes " first[files[i]] " before its own header."
				bad = 1
			}
		}
		exit bad
	}' $(find app platform -name '*.[ch]' | sort) || bad=1
exit $bad
