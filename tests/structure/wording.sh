#!/bin/sh
# SPDX-License-Identifier: MIT
# What must not stand in any file: paths of one machine, promises of later work, talk about how it was made.
set -eu
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"
files=$(mktemp)
findings=$(mktemp)
trap 'rm -f "$files" "$findings"' EXIT
# This file and its own test name what they look for.
find . \( -path ./build -o -path ./.git -o -name '*.wav' -o -name '*.png' -o -name '*.ttf' \) -prune -o -type f \
	! -path './tests/structure/wording.sh' ! -path './tests/structure/selftest.sh' -print0 >"$files"

# search WHY PATTERN
search() {
	xargs -0 grep -nIE "$2" /dev/null <"$files" | sed "s|\$|   <- $1|" >>"$findings" || true
}

search 'a path of one machine' '(^|[^[:alnum:]_.$}/-])/(work|farm|root|home/[a-z]+|tmp/build[a-z-]*)/'
search 'a host of packages' 'https?://[a-z.-]*(deb\.debian|registry|snapshot|pypi|npmjs|crates)\.'
search 'not finished' '(^|[^[:alnum:]_])(TODO|FIXME|XXX|HACK)([^[:alnum:]_]|$)|[Nn]ot (yet )?implemented'
search 'how it was made is no part of the product' \
	'([Tt]his|[Dd]evelopment|[Cc]oding|[Pp]revious|[Ll]ater) session([^s_]|$)|[Tt]eammate|[Pp]rompted|[Ll]anguage model|[Ss]ubagent|[Ii]ssue #?[0-9]|shared/(decisions|architecture|contracts|style)'
cut -c1-200 "$findings"
[ ! -s "$findings" ]
