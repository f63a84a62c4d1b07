#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests that an older version is installed only while a technician allows it.
set -eu
cd "${GUICHET_SOURCE:?}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
GUICHET_RUN=$tmp
GUICHET_RELEASE=$tmp/os-release
RAUC_UPDATE_SOURCE=$tmp
export GUICHET_RUN GUICHET_RELEASE RAUC_UPDATE_SOURCE
echo 'IMAGE_VERSION=0.9.0-20260901.120000' >"$tmp/os-release"

fail() {
	echo "update_check.sh: $*" >&2
	exit 1
}

check() {
	printf '[update]\ncompatible=guichet-amd64\n%s\n' "$1" >"$tmp/manifest.raucm"
	images/root/usr/lib/guichet/update-check 2>"$tmp/error"
}

check version=0.9.0-20260902.000000 || fail "a newer day was refused"
check version=0.10.0-20250101.000000 || fail "0.10 was taken for older than 0.9"
check version=0.9.0-20260901.120000 || fail "the same version was refused, which mends a damaged slot"
check version=0.8.0-20270101.000000 && fail "an older version was taken"
grep -q '0.8.0-20270101.000000 is older than 0.9.0' "$tmp/error" || fail "no reason: $(cat "$tmp/error")"
check '' && fail "a bundle without a version was taken"
: >"$tmp/downgrade"
check version=0.7.0-20250101.000000 || fail "what a technician allowed was refused"
rm "$tmp/downgrade"
check version=0.7.0-20250101.000000 && fail "what was allowed before was taken again"
exit 0
