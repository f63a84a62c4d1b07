#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the device's image from the built programs: root file system, a UKI a slot, disk, lists of what is in them.
set -eu
images=$(cd "$(dirname "$0")" && pwd)
source=$(dirname "$images")

usage() {
	cat <<'TXT'
usage: images/build.sh [--arch amd64|arm64] [--deb FILE] [--out DIR] [--cache DIR] [--keys DIR] [--overlay DIR]

  --arch ARCH  Debian's name of the device's architecture; amd64 by default
  --deb FILE   the package of Guichet for that architecture; by default it is made from build/, or compiled for another machine
  --out DIR    build/image by default, build/image-arm64 for arm64
  --cache DIR  packages and kernel, kept from one run to the next; build/image/cache by default
  --keys DIR   the department's keys (docs/image.md names the files); by default test keys are made in OUT/keys
  --overlay DIR  files that are laid over the root file system, for tests; they become a part of what is verified

SOURCE_DATE_EPOCH is the date of everything in the image; by default that of the last commit.
GUICHET_IMAGE_VERSION names the image; by default the version and that date.
TXT
}

fail() {
	printf 'images/build.sh: %s\n' "$*" >&2
	exit 4
}

arch=amd64
deb=
out=
cache=$source/build/image/cache
keys=
overlay=
while [ $# -gt 0 ]; do
	case "$1" in
	--help | -h)
		usage
		exit 0
		;;
	--arch | --deb | --out | --cache | --keys | --overlay)
		[ $# -ge 2 ] || fail "$1 needs a value; images/build.sh --help says which."
		;;
	*)
		usage >&2
		exit 2
		;;
	esac
	case "$1" in
	--arch) arch=$2 ;;
	--deb) deb=$2 ;;
	--out) out=$2 ;;
	--cache) cache=$2 ;;
	--keys) keys=$2 ;;
	--overlay) overlay=$2 ;;
	esac
	shift 2
done

case $arch in
amd64)
	efi=x64
	esp=96
	uki=20
	out=${out:-$source/build/image}
	;;
arm64)
	efi=aa64
	# Debian's kernel for it is not compressed.
	esp=160
	uki=45
	out=${out:-$source/build/image-arm64}
	;;
*) fail "$arch: the image is made for amd64 and arm64." ;;
esac

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$source" log -1 --format=%ct 2>/dev/null)} ||
	fail "There is no commit whose date could be taken. Set SOURCE_DATE_EPOCH to the seconds since 1970."
version=$(sed -n 's/^project(guichet VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt")
version=${GUICHET_IMAGE_VERSION:-$version-$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d.%H%M%S)}
LC_ALL=C.UTF-8
TZ=UTC
export SOURCE_DATE_EPOCH LC_ALL TZ
umask 022
mkdir -p "$out" "$cache"
rm -f "$out/SHA256SUMS" # which says that all the rest is complete
out=$(cd "$out" && pwd)
cache=$(cd "$cache" && pwd)

# Owners in the tree are root's: where the user is another, as far as the files of this run are concerned.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		fakeroot -- "$@"
	fi
}

# The package for $arch, in $deb.
make_package() {
	rm -rf "$out/package" "$out"/guichet_*.deb
	if [ "$arch" != "$(dpkg --print-architecture)" ]; then
		sh "$images/cross.sh" "$arch" "$out"
		deb=$(ls "$out/guichet_"*"_$arch.deb")
		return
	fi
	(cd "$source/build" && cpack -G DEB -B "$out/package") >"$out/package.log" 2>&1 ||
		fail "cpack could not make the package: $(tail -n 3 "$out/package.log")"
	deb=$(ls "$out/package/guichet_"*"_$arch.deb" 2>/dev/null) ||
		fail "The programs in build/ are not for $arch. Name a package for it with --deb."
	mv "$deb" "$out/"
	deb=$out/$(basename "$deb")
	rm -rf "$out/package"
}

# The folder with all that this run signs with, or signs for, as an absolute path in $keys.
check_keys() {
	[ -d "$1" ] || fail "$1: There is no such folder of keys."
	keys=$(cd "$1" && pwd)
	wanted="db.key db.crt update.key update.crt update-ca.crt"
	if [ -e "$keys/PK.auth" ]; then
		wanted="$wanted KEK.auth db.auth"
	else
		wanted="$wanted PK.key PK.crt KEK.key KEK.crt"
	fi
	for file in $wanted; do
		[ -r "$keys/$file" ] || fail "$keys/$file: It is missing. docs/image.md says how a department makes its keys."
	done
}

# within NAME VALUE LIMIT: megabytes.
within() {
	[ "$2" -le "$3" ] || fail "$1: $2 MB, over the limit of $3 MB. du -m in the tree shows what grew."
	printf '%-44s %4s MB of %s\n' "$1" "$2" "$3"
}

[ -n "$keys" ] || {
	keys=$out/keys
	sh "$images/keys.sh" "$keys"
	if [ ! -e "$keys/content.jwks" ]; then
		"$source/build/bin/guichet-desk" keygen --out "$keys/department" >/dev/null
		cp "$keys/department/content.jwks" "$keys/"
	fi
	echo "The keys are test keys: whoever has $keys can make updates and technicians' cards for this image. --keys names your own."
}
check_keys "$keys"
[ -s "$keys/content.jwks" ] || fail "$keys has no content.jwks, by which technicians' cards are believed (guichet-desk keygen)."
[ -n "$deb" ] || make_package
base=$(sh "$images/base.sh" "$arch" "$deb" "$cache")
rm -rf "$out/work"
mkdir "$out/work"
as_root sh "$images/root.sh" "$arch" "$deb" "$base" "$version" "$keys" "$out" "$overlay"
sh "$images/slot.sh" "$arch" "$efi" "$base" "$version" "$keys" "$out"
sh "$images/disk.sh" "$efi" "$esp" "$base" "$keys" "$out"
sh "$images/bundle.sh" "$arch" "$version" "$keys" "$out"
rm -rf "$out/work"

mib=1048576
within "root file system, unpacked" "$(cat "$out/unpacked.mb")" 240
within "root file system, squashfs" "$((($(stat -c %s "$out/root.squashfs") + mib - 1) / mib))" 75
within "UKI of a slot" "$((($(stat -c %s "$out/guichet-a.efi") + mib - 1) / mib))" "$uki"
(cd "$out" && sha256sum disk.img disk.bmap guichet-a.efi guichet-b.efi root.squashfs root.verity manifest.json guichet.raucb >SHA256SUMS)
echo "$version is in $out: disk.img (write it with bmaptool copy), guichet.raucb, latest, SHA256SUMS, manifest.json"
