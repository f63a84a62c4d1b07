#!/bin/sh
# SPDX-License-Identifier: MIT
# The package of Guichet for another architecture than this machine's, made by a compiler for it, in a Debian that is thrown away.
# usage: cross.sh ARCH OUT; makes OUT/guichet_*_ARCH.deb; images/ARCH.cmake names the compiler.
# SOURCE_DATE_EPOCH is the date of everything in it.
set -eu
images=$(cd "$(dirname "$0")" && pwd)
source=$(dirname "$images")
arch=$1
out=$2
sources=$(sh "$images/sources.sh")

fail() {
	printf 'images/cross.sh: %s\n' "$*" >&2
	exit 4
}

work=$(mktemp -d "${TMPDIR:-/tmp}/guichet-cross.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work" # without root's rights mmdebstrap works in there as another user
mkdir "$work/package"
(cd "$source" && tar -c --exclude=./build --exclude=./.git .) >"$work/source.tar"

# What is linked is the device's; what runs while building is this machine's. No program of the device is run.
packages() {
	awk -v arch="$arch" '
		$1 == "build" && $2 ~ /^lib/ { print $2 ":" arch; next }
		$1 == "build" && $2 == "pkgconf" { print $2 ":" arch; next }
		$1 == "build" && $2 != "gcc" { print $2 }
		$1 == "cross" { print $2 }' "$source/packages.txt" | tr '\n' ' '
}

cat >"$work/make" <<TXT
set -eu
cd /source
export DEB_HOST_ARCH=$arch SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH
cmake --preset release --toolchain images/$arch.cmake
cmake --build build --target device-programs
cd build
cpack -G DEB -D CPACK_DEBIAN_PACKAGE_ARCHITECTURE=$arch -B package
TXT

echo "images/cross.sh: the programs are built for $arch" >&2
# shellcheck disable=SC2016 # $1 is the tree, for mmdebstrap's shell
TMPDIR=$work mmdebstrap --variant=apt --architectures="$(dpkg --print-architecture),$arch" --format=null \
	--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
	--aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io --include="usr-is-merged $(packages)" \
	--customize-hook='mkdir "$1/source"' --customize-hook="tar-in $work/source.tar /source" \
	--customize-hook="upload $work/make /source/make" --customize-hook='chroot "$1" sh /source/make' \
	--customize-hook="sync-out /source/build/package $work/package" \
	bookworm /dev/null "$sources" >"$out/cross.log" 2>&1 || {
	tail -n 5 "$out/cross.log" >&2
	fail "The package for $arch could not be made; the last words are above, all of them in $out/cross.log."
}
cp "$work/package"/guichet_*_"$arch".deb "$out/"
