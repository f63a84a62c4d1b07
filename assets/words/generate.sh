#!/bin/sh
# SPDX-License-Identifier: MIT
# Turns the two word lists into words.c, and stops when a list is not 2,048 different words.
# usage: generate.sh EN.txt FR.txt WORDS.c
set -eu
LC_ALL=C
export LC_ALL
if [ $# -ne 3 ]; then
	echo "usage: generate.sh EN.txt FR.txt WORDS.c" >&2
	exit 2
fi

# list LANGUAGE FILE: the array of one language.
list() {
	awk -v lang="$1" '
		$0 !~ /^[^ \t"\\?,.]+$/ {
			printf "%s:%d: one word a line, nothing else.\n", FILENAME, FNR > "/dev/stderr"
			failed = 1
		}
		($0 in seen) {
			printf "%s:%d: \"%s\" is there twice.\n", FILENAME, FNR, $0 > "/dev/stderr"
			failed = 1
		}
		{ seen[$0]; words[FNR] = $0 }
		END {
			if (FNR != 2048) {
				printf "%s: the list has %d words; it must have 2048.\n", FILENAME, FNR > "/dev/stderr"
				failed = 1
			}
			if (failed) {
				exit 1
			}
			printf "\nconst char *const words_%s[WORDS_PER_LANGUAGE] = {\n", lang
			for (i = 1; i <= FNR; i++) {
				printf "\t\"%s\",\n", words[i]
			}
			print "};"
		}' "$2"
}

mkdir -p "$(dirname "$3")"
trap 'rm -f "$3.new"' EXIT
{
	echo "/* Generated from the word lists of assets/words; edit those. */"
	echo '#include "core/words.h"'
	list en "$1"
	list fr "$2"
} >"$3.new"
mv "$3.new" "$3"
