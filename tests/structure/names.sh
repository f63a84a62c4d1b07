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

for file in $(find app platform tests -name '*.[ch]' | sort); do
	awk -v file="$file" '
		NR == 1 && $0 != "/* SPDX-License-Identifier: MIT */" {
			print file ": the first line must be the licence."
			bad = 1
		}
		NR == 2 && $0 !~ /^\/\*/ {
			print file ": the second line must say what the file is."
			bad = 1
		}
		END { exit bad }' "$file" || bad=1
done

for script in $(find . -path ./build -prune -o -path ./.git -prune -o \( -name '*.sh' -o -name '*.awk' -o -name CMakeLists.txt \) -print | sort) dev .ci/run; do
	head -n 2 "$script" | grep -qx '# SPDX-License-Identifier: MIT' || {
		echo "$script: the licence must stand in the first two lines."
		bad=1
	}
done
exit $bad
