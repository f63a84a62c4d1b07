#!/bin/sh
# SPDX-License-Identifier: MIT
# The image in QEMU with a touch screen: fingers count, forbidden keys and USB sticks do not.
set -eu
. "$(dirname "$0")/image.sh"
trap 'rm -rf "$tmp"' EXIT
need_image

make_disk
make_test_initrd
truncate -s 16M "$tmp/stick.img"
frames_of "$here/visit.jsonl" 1280x800
timeout -k 5 200 node "$here/touch.mjs" "$image" "$tmp/disk.img" "$here/visit.jsonl" "$tmp/frames" "$tmp/scene.jsonl" "$tmp" || {
	keep_evidence touch
	fail "it did not go well; pictures and console are in $GUICHET_BUILD/image-tests/touch"
}
