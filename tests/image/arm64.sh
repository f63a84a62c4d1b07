#!/bin/sh
# SPDX-License-Identifier: MIT
# The image for arm64 in QEMU: the programs cross-compiled, the image made by the same recipe, a whole visit, a start through UEFI.
set -eu
. "$(dirname "$0")/image.sh"
trap 'rm -rf "$tmp"' EXIT
need_image
for file in /usr/bin/qemu-system-aarch64 /usr/bin/qemu-aarch64-static /usr/bin/aarch64-linux-gnu-objcopy /usr/bin/arch-test \
	/usr/share/AAVMF/AAVMF_CODE.fd; do
	[ -e "$file" ] || {
		echo "There is no $file; packages.txt names its package in the group arm64."
		exit 77
	}
done

"$GUICHET_SOURCE/images/build.sh" --arch arm64 --out "$GUICHET_SOURCE/build/image-arm64" --cache "$image/cache" --keys "$image/keys" ||
	fail "the image for arm64 could not be made"
image=$GUICHET_SOURCE/build/image-arm64
GUICHET_IMAGE=$image GUICHET_ARCH=arm64 "$here/visit.sh"

make_disk
printf '{"t": 1000, "expect": {"page": "welcome", "frame": true}}\n' >"$tmp/first.jsonl"
frames_of "$tmp/first.jsonl" 1280x800
timeout -k 5 700 node "$here/arm64.mjs" "$image" "$tmp/disk.img" "$tmp/frames" "$tmp" || {
	keep_evidence arm64
	fail "the start through UEFI did not go well; pictures and console are in $GUICHET_BUILD/image-tests/arm64"
}
