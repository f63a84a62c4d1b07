#!/bin/sh
# SPDX-License-Identifier: MIT
# The update bundle on this machine: it is genuine, and a foreign, a cut and a damaged one are found out.
set -eu
. "$(dirname "$0")/image.sh"
trap 'rm -rf "$tmp"' EXIT
need_image
bundle=$image/guichet.raucb
[ -e "$bundle" ] || fail "$bundle: ./dev image made no bundle"

cat >"$tmp/rauc.conf" <<TXT
[system]
compatible=guichet-amd64
bootloader=noop

[keyring]
path=$image/keys/update-ca.crt
check-purpose=codesign
TXT

# refuses WHY COMMAND...
refuses() {
	why=$1
	shift
	if rauc --conf "$tmp/rauc.conf" "$@" >"$tmp/out" 2>&1; then
		fail "$* was taken"
	fi
	grep -qi "$why" "$tmp/out" || fail "$* gave another reason: $(tail -n 2 "$tmp/out")"
}

rauc --conf "$tmp/rauc.conf" info "$bundle" >"$tmp/out" 2>&1 || fail "its own keys do not believe it: $(tail -n 2 "$tmp/out")"
version=$(sed -n "s/^Version: *'\(.*\)'/\1/p" "$tmp/out")
grep -aq "IMAGE_VERSION=$version" "$image/guichet-a.efi" || fail "the bundle says $version, the slot's file does not"
rauc --conf "$tmp/rauc.conf" extract "$bundle" "$tmp/whole" >"$tmp/out" 2>&1 || fail "it cannot be unpacked: $(tail -n 2 "$tmp/out")"
cmp "$tmp/whole/root.img" "$image/root.verity" || fail "it holds another root file system"
rm -rf "$tmp/whole"

cp "$bundle" "$tmp/damaged.raucb"
printf 'torn' | dd of="$tmp/damaged.raucb" bs=1 seek="$(($(stat -c %s "$bundle") / 2))" conv=notrunc status=none
refuses 'corrupted' extract "$tmp/damaged.raucb" "$tmp/damaged"
rm "$tmp/damaged.raucb"
head -c 1000000 "$bundle" >"$tmp/cut.raucb"
refuses 'signature size' info "$tmp/cut.raucb"
sh "$GUICHET_SOURCE/images/keys.sh" "$tmp/foreign"
sed "s|$image/keys|$tmp/foreign|" "$tmp/rauc.conf" >"$tmp/foreign.conf"
mv "$tmp/foreign.conf" "$tmp/rauc.conf"
refuses 'verif' info "$bundle"
