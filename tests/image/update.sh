#!/bin/sh
# SPDX-License-Identifier: MIT
# Updates in QEMU, from the firmware on: a good one, four that must be refused, a slot that cannot start, power cuts, one from the network. Some 30 minutes.
# GUICHET_CYCLES: how many times the power is cut during an installation.
set -eu
. "$(dirname "$0")/image.sh"
trap 'rm -rf "$tmp"' EXIT
need_image

say() { echo "- $*"; }

# The update's payload with four bytes of it changed, in the midst of the root file system.
corrupt() {
	cp "$1" "$2"
	middle=$(($(stat -c %s "$2") / 2))
	printf 'torn' | dd of="$2" bs=1 seek="$middle" conv=notrunc status=none
}

# Bundles on a disk of their own, as a stick would bring them.
make_stick() {
	mkdir "$tmp/stick"
	cp "$tmp/2.0.0-test/guichet.raucb" "$tmp/stick/good.raucb"
	cp "$tmp/1.0.0-test/guichet.raucb" "$tmp/stick/older.raucb"
	cp "$tmp/foreign/guichet.raucb" "$tmp/stick/foreign.raucb"
	corrupt "$tmp/stick/good.raucb" "$tmp/stick/corrupt.raucb"
	head -c 30000000 "$tmp/stick/good.raucb" >"$tmp/stick/truncated.raucb"
	mke2fs -q -t ext4 -b 4096 -d "$tmp/stick" "$tmp/stick.img" 700M
	rm -rf "$tmp/stick"
}

# What may never be lost: each request, bit by bit.
rows() {
	sqlite3 "$tmp/outbox.db" "select id, hex(sha256), hex(envelope) from outbox order by id"
}

make_image 1.0.0-test
make_image 2.0.0-test
# The same, signed by somebody else.
mkdir "$tmp/foreign" "$tmp/foreign/work"
sh "$GUICHET_SOURCE/images/keys.sh" "$tmp/foreign-keys"
for file in root.verity guichet-a.efi guichet-b.efi; do
	ln "$tmp/2.0.0-test/$file" "$tmp/foreign/$file"
done
SOURCE_DATE_EPOCH=0 sh "$GUICHET_SOURCE/images/bundle.sh" amd64 2.0.0-test "$tmp/foreign-keys" "$tmp/foreign"
say "two versions and a foreign one are made"
image=$tmp/1.0.0-test
requests=3
make_disk
take_outbox
rows >"$tmp/rows.before"
[ "$(wc -l <"$tmp/rows.before")" -eq "$requests" ] || fail "the outbox does not hold $requests requests before the first start"
make_stick
cp /usr/share/OVMF/OVMF_VARS_4M.fd "$tmp/vars.fd"
node "$here/update.mjs" "$image" "$tmp/disk.img" "$tmp/stick.img" "$tmp" "${GUICHET_CYCLES:-20}" || {
	keep_evidence update
	fail "the updates did not go well; the console is in $GUICHET_BUILD/image-tests/update"
}
take_outbox
rows | cmp -s - "$tmp/rows.before" || fail "after the updates the outbox holds other requests than before"
say "the outbox holds its $requests requests, as before"
