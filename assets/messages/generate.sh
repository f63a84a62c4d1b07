#!/bin/sh
# SPDX-License-Identifier: MIT
# Turns en.po and fr.po into messages.h and messages.c, and stops at the first catalogue that is not whole.
# usage: generate.sh EN.po FR.po OUTPUT-FOLDER
set -eu
LC_ALL=C
export LC_ALL
if [ $# -ne 3 ]; then
	echo "usage: generate.sh EN.po FR.po OUTPUT-FOLDER" >&2
	exit 2
fi
here=$(dirname "$0")
command -v msgfmt >/dev/null || {
	echo "messages: msgfmt is missing. Install the Debian package gettext." >&2
	exit 1
}
for catalogue in "$1" "$2"; do
	# Syntax, charset, header, duplicate ids: gettext knows them best and names file and line.
	msgfmt --check --output-file=/dev/null "$catalogue" || {
		echo "messages: gettext refuses $catalogue; its reasons are above." >&2
		exit 1
	}
done

mkdir -p "$3"
new=$(mktemp -d "$3/messages.XXXXXX")
trap 'rm -rf "$new"' EXIT
awk -v header="$new/messages.h" -v source="$new/messages.c" -f "$here/generate.awk" "$1" "$2"
# An unchanged header keeps its time, so that a changed wording does not rebuild the whole core.
cmp -s "$new/messages.h" "$3/messages.h" || mv "$new/messages.h" "$3/messages.h"
mv "$new/messages.c" "$3/messages.c"
