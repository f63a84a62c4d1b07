#!/bin/sh
# SPDX-License-Identifier: MIT
# The image in QEMU: a whole visit by keys up to the confirmation, then the power is cut, and the request is there.
set -eu
. "$(dirname "$0")/image.sh"
trap 'rm -rf "$tmp"' EXIT
need_image

say() { echo "- $*"; }
make_disk
frames_of "$here/visit.jsonl" 1280x800
say "the headless player draws $(ls "$tmp/frames" | wc -l) pictures"
timeout -k 5 280 node "$here/visit.mjs" "$image" "$tmp/disk.img" "$here/visit.jsonl" "$tmp/frames" "$tmp/scene.jsonl" "$tmp" "$arch" || {
	keep_evidence "visit-$arch"
	fail "the visit did not go well; pictures and console are in $GUICHET_BUILD/image-tests/visit-$arch"
}
take_outbox
rows=$(sqlite3 "$tmp/outbox.db" "select count(*) || ' ' || state || ' ' || (length(envelope) > 1000) from outbox")
[ "$rows" = '1 queued 1' ] || fail "after the power cut the outbox should hold one sealed request, and holds: $rows"
say "the sealed request is in the outbox after the power cut"
