#!/bin/sh
# SPDX-License-Identifier: MIT
# What a slot is started from: the hashes of its root file system, and one signed file with kernel, initramfs and command line.
# usage: slot.sh ARCH EFI BASE VERSION KEYS OUT; makes OUT/root.verity, vmlinuz, initrd, and a cmdline and a .efi for each slot
set -eu
images=$(cd "$(dirname "$0")" && pwd)
arch=$1
efi=$2
base=$3
version=$4
keys=$5
out=$6
work=$out/work
tree=$work/tree
case $arch in
arm64)
	console=ttyAMA0
	objcopy=aarch64-linux-gnu-objcopy
	;;
*)
	console=ttyS0
	objcopy=objcopy
	;;
esac

# The same file system always gets the same hashes: salt and UUID come from its own content.
verity() {
	sum=$(sha256sum "$out/root.squashfs" | cut -c 1-64)
	uuid=$(echo "$sum" | sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\).*/\1-\2-4\3-8\4-\5/')
	size=$(stat -c %s "$out/root.squashfs")
	size=$(((size + 4095) / 4096 * 4096))
	cp "$out/root.squashfs" "$out/root.verity"
	truncate -s "$size" "$out/root.verity"
	hash=$(veritysetup format --salt="$sum" --uuid="$uuid" --data-blocks=$((size / 4096)) --hash-offset="$size" \
		"$out/root.verity" "$out/root.verity" | sed -n 's/^Root hash:[[:space:]]*//p')
}

# libraries FILE: what the loader would map for it, from the tree, whatever its architecture.
libraries() {
	readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | while read -r name; do
		[ ! -e "$initrd/lib/$name" ] || continue
		library=$(find "$tree/usr/lib" -maxdepth 2 -name "$name" | head -n 1)
		cp -L "$library" "$initrd/lib/$name"
		libraries "$initrd/lib/$name"
	done
}

# The program's own interpreter, at the path it asks for.
loader() {
	path=$(readelf -l "$1" | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
	name=$(basename "$path")
	library=$(find "$tree/usr/lib" -maxdepth 2 -name "$name" | head -n 1)
	mkdir -p "$initrd$(dirname "$path")"
	cp -L "$library" "$initrd$path"
}

make_initramfs() {
	initrd=$work/initrd
	mkdir -p "$initrd/bin" "$initrd/lib"
	cp "$base/busybox" "$initrd/bin/busybox"
	cp "$tree/usr/sbin/veritysetup" "$initrd/bin/"
	libraries "$initrd/bin/veritysetup"
	loader "$initrd/bin/veritysetup"
	release=$(ls "$base/kernel/lib/modules")
	modules=$initrd/lib/modules/$release
	mkdir -p "$modules"
	(cd "$base/kernel/lib/modules/$release" && xargs cp --parents -t "$modules") <"$base/kernel/modules.boot"
	cp "$base/kernel/lib/modules/$release/modules.order" "$base/kernel/lib/modules/$release"/modules.builtin* "$modules/"
	depmod -b "$initrd" "$release"
	sed 's|.*/||; s|\.ko$||' "$base/kernel/modules.boot" >"$initrd/modules"
	install -m 755 "$images/initramfs/init" "$initrd/init"
	find "$initrd" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
	(cd "$initrd" && find . -mindepth 1 | LC_ALL=C sort |
		cpio --quiet --reproducible -o -H newc -R 0:0) | zstd -q -15 -T1 -f -o "$out/initrd"
}

# The EFI stub starts what lies in its sections; the place of each follows from the sizes.
make_uki() {
	slot=$1
	echo "ro quiet loglevel=3 console=$console,115200 vt.global_cursor_default=0 lockdown=integrity usbcore.authorized_default=0 \
panic=10 rauc.slot=$slot guichet.roothash=$hash guichet.hashoffset=$size" >"$out/cmdline-$slot"
	stub=$base/boot/linux$efi.efi.stub
	linux=$((0x2000000))
	initrd_at=$(((linux + $(stat -c %s "$out/vmlinuz") + 0xffff) / 0x10000 * 0x10000))
	$objcopy --preserve-dates \
		--add-section .osrel="$tree/usr/lib/os-release" --change-section-vma .osrel=0x20000 \
		--add-section .cmdline="$out/cmdline-$slot" --change-section-vma .cmdline=0x30000 \
		--add-section .linux="$out/vmlinuz" --change-section-vma .linux=$linux \
		--add-section .initrd="$out/initrd" --change-section-vma .initrd=$initrd_at \
		"$stub" "$work/guichet-$slot.efi"
	# The signature holds its time.
	faketime -f "$(date -u -d "@$SOURCE_DATE_EPOCH" '+%Y-%m-%d %H:%M:%S')" \
		sbsign --key "$keys/db.key" --cert "$keys/db.crt" --output "$out/guichet-$slot.efi" "$work/guichet-$slot.efi" 2>/dev/null
}

cp "$base/kernel/vmlinuz" "$base/kernel/uinput.ko" "$out/"
verity
make_initramfs
make_uki a
make_uki b
