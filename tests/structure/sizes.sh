#!/bin/sh
# SPDX-License-Identifier: MIT
# Sizes of files, functions and parameter lists: says what is above the aim, fails above the limit.
# shellcheck disable=SC2016 # awk expands
set -eu
LC_ALL=C
export LC_ALL
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"

bad=0
find app platform -name '*.[ch]' ! -name '*_data.h' | sort | xargs awk '
	function say(limit, sentence) {
		printf "%s %s: %s\n", limit ? "TOO BIG" : "note", file, sentence
		failed = failed || limit
	}
	# Commas inside the brackets of a function pointer are not between parameters.
	function count_of(list) {
		sub(/^[^(]*\(/, "", list)
		sub(/\)$/, "", list)
		while (gsub(/\([^()]*\)/, "", list)) {
		}
		return gsub(/,/, ",", list) + 1
	}
	function end_of_file() {
		if (file ~ /\.c$/ && lines > 500) {
			say(lines > 800, lines " lines; 500 is the aim, 800 the limit.")
		}
		if (file ~ /\.h$/ && lines > 120) {
			say(lines > 250, lines " lines; 120 is the aim, 250 the limit.")
		}
	}
	FNR == 1 {
		if (file != "") {
			end_of_file()
		}
		file = FILENAME
		start = 0
	}
	{ lines = FNR }
	# The name and its brackets stand at the beginning of a line, its body between braces in the first column.
	/^[a-z_][a-z0-9_]*\(/ {
		name = $0
		sub(/\(.*/, "", name)
		head = $0
		parameters = ""
		heading = 1
	}
	heading {
		parameters = parameters $0
		if (/\)$/) {
			heading = 0
		}
	}
	/^{/ { start = FNR }
	/^}/ && start {
		length_of[++n] = FNR - start - 1
		if (FNR - start - 1 > 60) {
			say(FNR - start - 1 > 100, name "() has " FNR - start - 1 " lines; 60 is the aim, 100 the limit.")
		}
		count = count_of(parameters)
		if (count > 6) {
			say(count > 9, name "() has " count " parameters; 6 is the aim, 9 the limit.")
		}
		start = 0
		parameters = ""
	}
	END {
		end_of_file()
		for (i = 2; i <= n; i++) {
			v = length_of[i]
			for (j = i - 1; j > 0 && length_of[j] > v; j--) {
				length_of[j + 1] = length_of[j]
			}
			length_of[j + 1] = v
		}
		printf "%d functions, median %d lines, 9 of 10 under %d\n", n, length_of[int((n + 1) / 2)], length_of[int(n * 0.9)]
		exit failed
	}' || bad=1

lines=$(wc -l <CMakeLists.txt)
if [ "$lines" -gt 120 ]; then
	echo "TOO BIG CMakeLists.txt: $lines lines; 120 is the limit."
	bad=1
fi
exit $bad
