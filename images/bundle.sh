#!/bin/sh
# SPDX-License-Identifier: MIT
# The update bundle: root file system and the file that starts it, for either slot, signed.
# usage: bundle.sh ARCH VERSION KEYS OUT; makes OUT/guichet.raucb and OUT/latest
set -eu
images=$(cd "$(dirname "$0")" && pwd)
arch=$1
version=$2
keys=$3
out=$4
content=$out/work/bundle

rm -rf "$content" "$out/guichet.raucb"
mkdir -p "$content"
ln "$out/root.verity" "$content/root.img" 2>/dev/null || cp "$out/root.verity" "$content/root.img"
cp "$out/guichet-a.efi" "$out/guichet-b.efi" "$images/bundle/hook" "$content/"
cat >"$content/manifest.raucm" <<TXT
[update]
compatible=guichet-$arch
version=$version

[bundle]
format=verity

[hooks]
filename=hook

[image.root]
filename=root.img
hooks=post-install
TXT
find "$content" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
# rauc verifies what it has signed, by the purpose that devices ask for.
cat >"$out/work/rauc.conf" <<TXT
[system]
compatible=guichet-$arch
bootloader=noop

[keyring]
path=$keys/update-ca.crt
check-purpose=codesign
TXT
rauc --conf "$out/work/rauc.conf" --cert "$keys/update.crt" --key "$keys/update.key" --keyring "$keys/update-ca.crt" \
	bundle "$content" "$out/guichet.raucb" >"$out/bundle.log" 2>&1 || {
	tail -n 5 "$out/bundle.log" >&2
	exit 4
}
# What devices read in the folder where it is published, under this name (docs/formats/update.md).
cat >"$out/latest" <<TXT
guichet-update 1
version $version
file guichet-$version.raucb
size $(stat -c %s "$out/guichet.raucb")
sha256 $(sha256sum "$out/guichet.raucb" | cut -d ' ' -f 1)
TXT
