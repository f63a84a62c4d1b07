#!/bin/sh
# SPDX-License-Identifier: MIT
# The call-back words: short, sorted, plain letters, and no two that sound the same.
set -eu
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"
command -v espeak-ng >/dev/null || {
	echo "espeak-ng, the command, is not installed."
	exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# check LANGUAGE VOICE LETTERS
check() {
	list=assets/words/$1.txt
	[ "$(wc -l <"$list")" -eq 2048 ] || {
		echo "$list: must have 2048 words."
		bad=1
	}
	LC_ALL=C sort -uc "$list" || {
		echo "$list: must be sorted by bytes, each word once."
		bad=1
	}
	LC_ALL=C.UTF-8 grep -nvE "^[$3]{3,8}\$" "$list" && {
		echo "$list: words have 3 to 8 lower-case letters of their language."
		bad=1
	}
	# A blank line after each word makes it an utterance of its own.
	sed 's/$/\n/' "$list" | espeak-ng -q -x -v "$2" | sed 's/^ *//; /^$/d' | tr -d "',%=|" >"$work/phonemes"
	[ "$(wc -l <"$work/phonemes")" -eq "$(wc -l <"$list")" ] || {
		echo "$list: espeak-ng did not speak each word once."
		bad=1
	}
	paste "$work/phonemes" "$list" | LC_ALL=C sort | awk -F '\t' -v list="$list" '
		$1 == before {
			print list ": \"" word "\" and \"" $2 "\" sound the same."
			bad = 1
		}
		{ before = $1; word = $2 }
		END { exit bad }' || bad=1
	awk -v list="$list" '
		{ words[$0] }
		END {
			for (w in words) {
				if ((w "s") in words || (w "es") in words || (w "x") in words) {
					print list ": \"" w "\" stands there in the plural too."
					bad = 1
				}
			}
			exit bad
		}' "$list" || bad=1
}

check en en-us 'a-z'
check fr fr 'a-zàâæçéèêëîïôœùûü'
exit $bad
