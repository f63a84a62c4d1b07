#!/bin/sh
# SPDX-License-Identifier: MIT
# Turns en.po and fr.po into a table of both languages, and stops at the first catalogue that is not whole: messages.h and
# messages.c with "enum msg" for the kiosk; with "office", office_messages.h and .c with "enum office" for intake and desk.
# usage: generate.sh EN.po FR.po OUTPUT-FOLDER [office]
set -eu
LC_ALL=C
export LC_ALL
case "$#:${4:-}" in
3:) table=messages enum=msg ;;
4:office) table=office_messages enum=office ;;
*)
	echo "usage: generate.sh EN.po FR.po OUTPUT-FOLDER [office]" >&2
	exit 2
	;;
esac
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
awk -v table="$table" -v enum="$enum" -v header="$new/$table.h" -v source="$new/$table.c" -f "$here/generate.awk" "$1" "$2"
# An unchanged header keeps its time, so that a changed wording does not rebuild the whole core.
cmp -s "$new/$table.h" "$3/$table.h" || mv "$new/$table.h" "$3/$table.h"
mv "$new/$table.c" "$3/$table.c"
