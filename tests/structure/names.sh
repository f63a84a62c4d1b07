#!/bin/sh
# SPDX-License-Identifier: MIT
# No drawers for odds and ends; each file says first what it is, in one sentence.
set -eu
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"
bad=0

drawers=$(find . -path ./build -prune -o -path ./.git -prune -o -print |
	grep -E '/(utils?|misc|common|helpers?|manager|handlers?|data|stuff|core-[^/]*)(\.[a-z]+)?$' || true)
if [ -n "$drawers" ]; then
	echo "These names say nothing about what is inside:"
	echo "$drawers"
	bad=1
fi

# shellcheck disable=SC2046 # no name here has a space
awk '
	FNR == 1 && $0 != "/* SPDX-License-Identifier: MIT */" {
		print FILENAME ": the first line must be the licence."
		bad = 1
	}
	FNR == 2 {
		if ($0 !~ /^\/\*/) {
			print FILENAME ": the second line must say what the file is."
			bad = 1
		}
		nextfile
	}
	END { exit bad }' $(find app platform tests -name '*.[ch]' | sort) || bad=1

# shellcheck disable=SC2046
awk '
	function check() {
		if (file != "" && !found) {
			print file ": the licence must stand in the first two lines."
			bad = 1
		}
	}
	FNR == 1 {
		check()
		file = FILENAME
		found = 0
	}
	$0 == "# SPDX-License-Identifier: MIT" { found = 1 }
	FNR == 2 { nextfile }
	END {
		check()
		exit bad
	}' $(find . -path ./build -prune -o -path ./.git -prune -o \( -name '*.sh' -o -name '*.awk' -o -name CMakeLists.txt \) -print | sort) \
	dev .ci/run || bad=1
exit $bad
