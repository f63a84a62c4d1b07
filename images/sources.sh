#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the file that says where this machine takes its Debian packages from: that is in no file of the project.
set -eu
sources=${GUICHET_APT_SOURCES:-}
for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
	[ -n "$sources" ] || [ ! -s "$file" ] || sources=$file
done
[ -n "$sources" ] || {
	echo "images/sources.sh: Set GUICHET_APT_SOURCES to the apt sources file of a Debian 12 mirror." >&2
	exit 4
}
echo "$sources"
