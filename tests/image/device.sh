#!/bin/sh
# SPDX-License-Identifier: MIT
# What the kiosk does when its process dies or hangs, and when the screen is taken away, unplugged or mounted on its side; in QEMU.
set -eu
. "$(dirname "$0")/image.sh"
trap 'rm -rf "$tmp"' EXIT
need_image

# Into the test's initramfs: the host's hand (overlay/), and a program that takes the screen.
add_hand() {
	more=$tmp/more/test
	mkdir -p "$more/guichet-test" "$more/systemd/system/multi-user.target.wants"
	cp "$here/overlay/usr/lib/guichet-test/hand" "$GUICHET_BUILD/bin/image-screen-holder" "$more/guichet-test/"
	sed 's|/usr/lib/guichet-test|/run/guichet-test|' "$here/overlay/etc/systemd/system/guichet-hand.service" \
		>"$more/systemd/system/guichet-hand.service"
	ln -s ../guichet-hand.service "$more/systemd/system/multi-user.target.wants/guichet-hand.service"
	(cd "$tmp/more" && find . -mindepth 1 | cpio --quiet -o -H newc -R 0:0 | zstd -q -3) >>"$tmp/initrd-test"
}

make_disk
make_test_initrd
add_hand
frames_of "$here/visit.jsonl" 1280x800
mv "$tmp/frames" "$tmp/wide"
printf '{"t": 1000, "expect": {"page": "welcome", "frame": true}}\n' >"$tmp/first.jsonl"
frames_of "$tmp/first.jsonl" 800x1280
timeout -k 5 500 node "$here/device.mjs" "$image" "$tmp/disk.img" "$tmp/wide" "$tmp/frames" "$tmp" || {
	keep_evidence device
	fail "it did not go well; pictures and console are in $GUICHET_BUILD/image-tests/device"
}
