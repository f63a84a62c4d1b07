#!/bin/sh
# SPDX-License-Identifier: MIT
# The disk as it leaves the workshop: boot partition, slot a, a blank slot b, blank storage; no root rights, no mounts.
# usage: disk.sh EFI ESP BASE KEYS OUT, ESP in MB; makes OUT/disk.img and OUT/disk.bmap
set -eu
images=$(cd "$(dirname "$0")" && pwd)
efi=$1
size=$2
base=$3
keys=$4
out=$5
esp=$out/work/esp

# Signatures and file systems hold the time when they are made.
then_as_now() {
	faketime -f "$(date -u -d "@$SOURCE_DATE_EPOCH" '+%Y-%m-%d %H:%M:%S')" "$@"
}

# What the firmware takes as its keys: as the department authorised it, or made with the keys of the folder.
authorise() {
	if [ -e "$keys/PK.auth" ]; then
		cp "$keys/PK.auth" "$keys/KEK.auth" "$keys/db.auth" "$esp/loader/keys/auto/"
	else
		sh "$images/authorise.sh" "$keys" "$esp/loader/keys/auto"
	fi
}

mkdir -p "$esp/EFI/BOOT" "$esp/EFI/Linux" "$esp/loader/keys/auto"
loader=$(echo "BOOT$efi.EFI" | tr '[:lower:]' '[:upper:]')
then_as_now sbsign --key "$keys/db.key" --cert "$keys/db.crt" --output "$esp/EFI/BOOT/$loader" \
	"$base/boot/systemd-boot$efi.efi" 2>/dev/null
# Three tries: a slot that starts well is marked good by taking the number away.
cp "$out/guichet-a.efi" "$esp/EFI/Linux/guichet-a+3.efi"
authorise
# force: else only a person at the menu could enrol them. The firmware allows it in setup mode only, and starts again afterwards.
printf 'timeout 0\neditor no\nsecure-boot-enroll force\n' >"$esp/loader/loader.conf"
find "$esp" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +

rm -rf "$out/work/genimage"
sed "s/@ESP@/${size}M/" "$images/disk.cfg" >"$out/work/disk.cfg"
then_as_now genimage --config "$out/work/disk.cfg" --rootpath "$esp" --inputpath "$out" --outputpath "$out/work" \
	--tmppath "$out/work/genimage" >"$out/disk.log" 2>&1 || {
	tail -n 5 "$out/disk.log" >&2
	exit 4
}
mv "$out/work/disk.img" "$out/disk.img"
# Written as zeros, not left out: on a disk that was used before they wipe the keys of the old storage (LUKS2's 16 MiB), so that
# it is blank for the new device, and closed for everybody.
sector=$(sgdisk -i 4 "$out/disk.img" | sed -n 's/^First sector: \([0-9]*\).*/\1/p')
dd if=/dev/zero of="$out/disk.img" bs=512 seek="$sector" count=32768 conv=notrunc status=none
bmaptool --quiet create -o "$out/disk.bmap" "$out/disk.img"
