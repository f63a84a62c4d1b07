#!/bin/sh
# SPDX-License-Identifier: MIT
# Secure Boot and the storage that is bound to the TPM, in QEMU: keys enrolled, storage made and opened, all else refused. Some 10 minutes.
set -eu
. "$(dirname "$0")/image.sh"
screen=
trap 'kill $screen 2>/dev/null || true; rm -rf "$tmp"' EXIT
need_image
for program in swtpm sbattach Xvfb; do
	command -v "$program" >/dev/null || {
		echo "There is no $program; packages.txt names its package."
		exit 77
	}
done

say() { echo "- $*"; }

# first_page NAME STATE: the picture that the kiosk shows in a window where its state folder is that one.
first_page() {
	SDL_AUDIODRIVER=dummy "$bin/guichet" --window 1280x800 --services "$GUICHET_SOURCE/assets/services" --state "$2" 2>"$tmp/$1.log" &
	kiosk=$!
	sleep 4
	import -window root "$tmp/$1.png"
	kill "$kiosk"
	wait "$kiosk" || true
	grep -q '^guichet: ' "$tmp/$1.log" || fail "the kiosk took $2 for a good state folder"
}

# What the first page says without a storage, and without keys.
first_pages() {
	Xvfb -displayfd 3 -screen 0 1280x800x24 3>"$tmp/display" >/dev/null 2>&1 &
	screen=$!
	for _ in $(seq 50); do
		[ ! -s "$tmp/display" ] || break
		sleep 0.1
	done
	DISPLAY=:$(cat "$tmp/display")
	export DISPLAY
	mkdir -p "$tmp/no-keys"
	first_page closed "$tmp/no-keys/none"
	first_page new "$tmp/no-keys"
	kill "$screen"
	screen=
}

# The slot's file without its signature, as somebody would put it on the boot partition of a disk that was taken out.
make_unsigned() {
	cp "$image/guichet-a.efi" "$tmp/unsigned.efi"
	sbattach --remove "$tmp/unsigned.efi" 2>/dev/null
}

first_pages
make_image 1.0.0-test
image=$tmp/1.0.0-test
make_unsigned
cp --sparse=always "$image/disk.img" "$tmp/disk.img"
# To a file bmaptool writes as to a disk, but makes it empty first: flashing over a used disk is the other half's.
bmaptool --quiet copy --bmap "$image/disk.bmap" "$image/disk.img" "$tmp/flashed.img" || fail "bmaptool does not take the disk"
cmp "$image/disk.img" "$tmp/flashed.img" || fail "bmaptool leaves something of the disk out"
rm "$tmp/flashed.img"
say "an image, its slot's file without a signature, and the first pages to compare with are made"
timeout -k 5 2400 node "$here/secure.mjs" "$image" "$tmp/disk.img" "$tmp" || {
	keep_evidence secure
	fail "it did not go well; pictures and console are in $GUICHET_BUILD/image-tests/secure"
}
