#!/bin/sh
# SPDX-License-Identifier: MIT
# Every relative link and picture of the Markdown files leads to a file of the tree.
# shellcheck disable=SC2016 # backquotes are looked for
set -eu
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"
bad=0

# targets FILE: what its links and pictures name, without the part behind "#"; code is not looked at.
targets() {
	sed -e '/^```/,/^```/d' -e 's/`[^`]*`//g' "$1" |
		grep -oE '\]\([^)]+\)|^\[[^]]+\]: *[^ ]+|(src|href)="[^"]+"' |
		sed -E -e 's/^\]\(([^) ]+).*/\1/' -e 's/^\[[^]]+\]: *//' -e 's/^(src|href)="(.*)"$/\2/' -e 's/[?#].*//' |
		grep -vE '^$|^[a-z]+:' || true
}

for file in $(find . \( -path ./build -o -path ./.git \) -prune -o -name '*.md' -print | sort); do
	for target in $(targets "$file"); do
		[ -e "$(dirname "$file")/$target" ] || {
			echo "$file: the link leads nowhere: $target"
			bad=1
		}
	done
done
exit $bad
