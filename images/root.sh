#!/bin/sh
# SPDX-License-Identifier: MIT
# The root file system: the packages, Guichet, the settings in images/root, less what a device never uses; then its squashfs.
# usage: root.sh ARCH DEB BASE VERSION KEYS OUT [OVERLAY]; makes OUT/root.squashfs, OUT/manifest.json and OUT/unpacked.mb
set -eu
images=$(cd "$(dirname "$0")" && pwd)
arch=$1
deb=$2
base=$3
version=$4
keys=$5
out=$6
overlay=${7:-}
tree=$out/work/tree

fill() {
	mkdir "$tree"
	tar -x -C "$tree" --numeric-owner -f "$base/tree.tar"
	dpkg-deb -x "$deb" "$tree"
	cp -rT --no-preserve=ownership "$images/root" "$tree"
	cp -r "$base/kernel/lib/modules" "$tree/usr/lib/"
	mkdir -p "$tree/data" "$tree/efi" "$tree/usr/share/guichet"
	[ -z "$overlay" ] || cp -rT --no-preserve=ownership "$overlay" "$tree"
	sed -i "s/@ARCH@/$arch/" "$tree/etc/rauc/system.conf"
	install -D -m 644 "$keys/content.jwks" "$tree/etc/guichet/content.jwks"
	install -m 644 "$keys/update-ca.crt" "$tree/etc/rauc/keyring.pem"
}

# Files of packages that only their installation needed, and paths that nothing on a device reads.
prune() {
	sed -n 's/^package //p' "$images/unused.txt" | while read -r package; do
		files=$tree/var/lib/dpkg/info/$package.list
		[ -e "$files" ] || files=$tree/var/lib/dpkg/info/$package:$arch.list
		[ -e "$files" ] || {
			echo "images/unused.txt: $package: The tree has no such package. Take it out of the list." >&2
			exit 4
		}
		while read -r file; do
			[ -d "$tree$file" ] || rm -f "$tree$file"
		done <"$files"
	done
	sed -n 's/^path //p' "$images/unused.txt" | while read -r path; do
		# shellcheck disable=SC2086 # patterns
		(cd "$tree" && rm -rf -- $path)
	done
	keep_fonts
}

# The fonts that fonts.conf accepts, no other.
keep_fonts() {
	sed -n 's|.*<acceptfont><glob>\(.*\)</glob>.*|\1|p' "$tree/usr/share/guichet/fonts/fonts.conf" >"$out/work/fonts"
	find "$tree/usr/share/fonts" ! -type d | while read -r file; do
		grep -qxF "${file#"$tree"}" "$out/work/fonts" || rm -f "$file"
	done
	find "$tree/usr/share/fonts" -depth -type d -exec rmdir {} + 2>/dev/null || true
}

units() {
	system=$tree/etc/systemd/system
	while read -r what unit where; do
		case $what in
		mask) ln -sfn /dev/null "$system/$unit" ;;
		want)
			mkdir -p "$system/$where.wants"
			path=/etc/systemd/system/$unit
			[ -e "$tree$path" ] || path=/lib/systemd/system/$unit
			[ -e "$tree$path" ] || {
				echo "images/units.txt: $unit: There is no such unit in the tree." >&2
				exit 4
			}
			ln -sfn "$path" "$system/$where.wants/$unit"
			;;
		esac
	done <"$images/units.txt"
}

name_it() {
	cat >"$tree/usr/lib/os-release" <<TXT
NAME=Guichet
PRETTY_NAME="Guichet $version"
ID=guichet
ID_LIKE=debian
VERSION_ID=${version%%-*}
IMAGE_ID=guichet
IMAGE_VERSION=$version
TXT
	echo "$SOURCE_DATE_EPOCH" >"$tree/usr/lib/clock-epoch"
	touch -d "@$SOURCE_DATE_EPOCH" "$tree/usr/lib/clock-epoch"
	echo guichet >"$tree/etc/hostname"
	printf '127.0.0.1 localhost guichet\n::1 localhost\n' >"$tree/etc/hosts"
	ln -sfn /run/systemd/resolve/stub-resolv.conf "$tree/etc/resolv.conf"
	# Empty: systemd gives each boot its own.
	: >"$tree/etc/machine-id"
	# Nobody signs in with a password.
	sed -i 's/^\([^:]*\):[^:]*:[^:]*:/\1:!*:19000:/' "$tree/etc/shadow"
	sed -i 's|:/bin/[a-z]*sh$|:/usr/sbin/nologin|' "$tree/etc/passwd"
	rm -f "$tree"/etc/passwd- "$tree"/etc/shadow- "$tree"/etc/group- "$tree"/etc/gshadow-
}

# CycloneDX 1.4: what an administrator compares with the published vulnerabilities.
list_components() {
	{
		dpkg-query --admindir="$tree/var/lib/dpkg" -W -f '${Package} ${Version} ${Architecture}\n'
		cat "$base/apart.txt"
		dpkg-deb -f "$deb" Package Version Architecture | sed 's/^[^:]*: //' | tr '\n' ' '
		echo
	} | sort | awk -v version="$version" -v date="$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" '
		BEGIN {
			printf "{\n\"bomFormat\": \"CycloneDX\",\n\"specVersion\": \"1.4\",\n\"version\": 1,\n"
			printf "\"metadata\": {\"timestamp\": \"%s\", \"component\": ", date
			printf "{\"type\": \"firmware\", \"name\": \"guichet-image\", \"version\": \"%s\"}},\n\"components\": [\n", version
		}
		{
			purl = $2
			gsub(/%/, "%25", purl)
			gsub(/\+/, "%2B", purl)
			gsub(/:/, "%3A", purl)
			printf "%s{\"type\": \"%s\", \"name\": \"%s\", \"version\": \"%s\", \"purl\": \"pkg:deb/%s/%s@%s?arch=%s\"}", \
				NR == 1 ? "" : ",\n", $1 ~ /^guichet/ ? "application" : "library", $1, $2,
				$1 ~ /^guichet/ ? "guichet" : "debian", $1, purl, $3
		}
		END { print "\n]\n}" }' >"$out/manifest.json"
}

fill
list_components
prune
units
name_it
rm -rf "$tree/var/lib/dpkg" "$tree/var/lib/apt"
find "$tree" -depth -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
fc-cache --sysroot="$tree" --system-only --really-force >/dev/null 2>&1 || true
FONTCONFIG_FILE=/usr/share/guichet/fonts/fonts.conf FONTCONFIG_SYSROOT=$tree fc-cache -r >"$out/work/fc-cache.log" 2>&1
find "$tree/var/cache" -depth -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
du -sm --apparent-size "$tree" | cut -f 1 >"$out/unpacked.mb"
rm -f "$out/root.squashfs"
mksquashfs "$tree" "$out/root.squashfs" -noappend -no-progress -quiet -no-xattrs -comp zstd -Xcompression-level 15 >/dev/null
