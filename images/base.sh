#!/bin/sh
# SPDX-License-Identifier: MIT
# The Debian packages under Guichet, unpacked and configured, and those that are taken apart: kept from run to run.
# usage: base.sh ARCH DEB CACHE; prints the folder with tree.tar, kernel/ (trimmed), busybox, boot/
set -eu
images=$(cd "$(dirname "$0")" && pwd)
arch=$1
deb=$2
cache=$3

fail() {
	printf 'images/base.sh: %s\n' "$*" >&2
	exit 4
}

sources=$(sh "$images/sources.sh")

packages() {
	awk -v group="$1" '$1 == group { print $2 }' "$images/../packages.txt"
	[ "$1" != device ] || dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed 's/(.*//; s/|.*//; s/ //g'
}
device=$(packages device | sort -u)
# Never installed: the kernel without its installer, one static program for the initramfs, the boot loader.
apart="linux-image-$arch busybox-static systemd-boot-efi"

# Every package with the hash that apt would install today, in $apart too; without lists for it, none.
versions() {
	# shellcheck disable=SC2086 # one word a package
	apt-get -qq -o Dir::State::status=/dev/null -o APT::Architecture="$arch" -o APT::Install-Recommends=false \
		--print-uris --yes install $device $apart 2>/dev/null | awk '{ print $2, $4 }' | sort || true
}
key=$({
	echo "$arch $device"
	versions
	cat "$0" "$images/root/etc/sysusers.d/guichet.conf"
} | sha256sum | cut -c 1-16)
base=$cache/base-$arch-$key

# The kernel's list changes more often than the packages.
trim_kernel() {
	sum=$(cat "$images/kernel.sh" "$images/modules.txt" | sha256sum)
	[ "$(cat "$base/kernel/sum" 2>/dev/null)" != "$sum" ] || return 0
	rm -rf "$base/unpacked" "$base/kernel"
	mkdir "$base/unpacked" "$base/kernel"
	dpkg-deb -x "$base/linux.deb" "$base/unpacked"
	sh "$images/kernel.sh" "$arch" "$base/unpacked" "$images/modules.txt" "$base/kernel"
	rm -rf "$base/unpacked"
	echo "$sum" >"$base/kernel/sum"
}

if [ -e "$base/complete" ]; then
	trim_kernel
	echo "$base"
	exit 0
fi

new=$base.new
rm -rf "$new"
mkdir -p "$new/debs" "$new/boot"
echo "images/base.sh: packages for $arch: $(echo "$device" | wc -l) named; their names and all they depend on are fetched" >&2

# $1 is the tree, where mmdebstrap runs this; its apt knows the device's architecture.
cat >"$new/hook" <<HOOK
set -eu
mkdir -p "\$1/etc/sysusers.d"
cp "$images/root/etc/sysusers.d/guichet.conf" "\$1/etc/sysusers.d/"
chroot "\$1" systemd-sysusers
rm "\$1/etc/sysusers.d/guichet.conf"
export APT_CONFIG="\$MMDEBSTRAP_APT_CONFIG"
kernel=\$(apt-cache depends linux-image-$arch | sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)\$/\1/p' | head -n 1)
cd "$new/debs"
apt-get -qq -o APT::Sandbox::User=root download "\$kernel:$arch" busybox-static:$arch systemd-boot-efi:$arch
HOOK
TMPDIR=$new SOURCE_DATE_EPOCH=0 sh "$images/emulator.sh" "$arch" mmdebstrap --quiet --variant=minbase --architectures="$arch" \
	--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
	--aptopt='APT::Install-Recommends "false"' \
	--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
	--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
	--dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/X11/locale/*' \
	--include="usr-is-merged $(echo "$device" | tr '\n' ' ')" \
	--customize-hook="sh $new/hook \"\$1\"" \
	bookworm "$new/tree.tar" "$sources" >"$new/log" 2>&1 || {
	tail -n 5 "$new/log" >&2
	fail "mmdebstrap could not unpack the packages; its last words are above, all of them in $new/log."
}

take_apart() {
	for file in "$new"/debs/*.deb; do
		dpkg-deb -f "$file" Package Version Architecture | sed 's/^[^:]*: //' | tr '\n' ' '
		echo
	done >"$new/apart.txt"
	dpkg-deb --fsys-tarfile "$new"/debs/busybox-static_*.deb | tar -xO ./bin/busybox >"$new/busybox"
	chmod 755 "$new/busybox"
	dpkg-deb --fsys-tarfile "$new"/debs/systemd-boot-efi_*.deb |
		tar -x -C "$new/boot" --strip-components=6 --wildcards './usr/lib/systemd/boot/efi/*.efi*'
	mv "$new"/debs/linux-image-*.deb "$new/linux.deb"
	rm -rf "$new/debs" "$new/hook"
}
take_apart
# Older ones of the same architecture are of no more use.
find "$cache" -maxdepth 1 -name "base-$arch-*" ! -path "$new" -exec rm -rf {} +
touch "$new/complete"
mv "$new" "$base"
trim_kernel
echo "$base"
