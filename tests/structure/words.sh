#!/bin/sh
# SPDX-License-Identifier: MIT
# The call-back words: short, sorted, plain letters, no two that sound the same, few that nearly do.
set -eu
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"
command -v espeak-ng >/dev/null || {
	echo "espeak-ng, the command, is not installed."
	exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# Two words are near when one phoneme more, less or other makes one into the other.
cat >"$work/near.awk" <<'AWK'
{
	gsub(/^_+|_+$/, "", $1)
	gsub(/__+/, "_", $1)
	if ($1 in word) {
		print list ": \"" word[$1] "\" and \"" $2 "\" sound the same."
		bad = 1
	}
	word[$1] = $2
	sound[NR] = $1
}
END {
	for (i = 1; i <= NR; i++) {
		n = split(sound[i], phonemes, "_")
		for (at = 1; at <= n; at++) {
			less = other = ""
			for (j = 1; j <= n; j++) {
				less = less (j == at ? "" : (less == "" ? "" : "_") phonemes[j])
				other = other "_" (j == at ? "*" : phonemes[j])
			}
			alike[other]++
			others[i, at] = other
			if ((less in word) && !((i, less) in met)) {
				met[i, less]
				near[sound[i]]++
				near[less]++
			}
		}
		length_of[i] = n
	}
	for (i = 1; i <= NR; i++) {
		for (at = 1; at <= length_of[i]; at++) {
			near[sound[i]] += alike[others[i, at]] - 1
		}
		if (near[sound[i]] > most) {
			print list ": \"" word[sound[i]] "\" is near " near[sound[i]] " other words; at most " most " may be."
			bad = 1
		}
	}
	exit bad
}
AWK

# check LANGUAGE VOICE LETTERS NEAR: `NEAR` is the most words that may differ from one by a single phoneme.
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
	sed 's/$/\n/' "$list" | espeak-ng -q -x --sep=_ -v "$2" | sed 's/^ *//; /^$/d' | tr -d "',%=|" >"$work/phonemes"
	[ "$(wc -l <"$work/phonemes")" -eq "$(wc -l <"$list")" ] || {
		echo "$list: espeak-ng did not speak each word once."
		bad=1
	}
	paste "$work/phonemes" "$list" | awk -F '\t' -v list="$list" -v most="$4" -f "$work/near.awk" || bad=1
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

check en en-us 'a-z' 1
check fr fr 'a-zàâæçéèêëîïôœùûü' 2
exit $bad
