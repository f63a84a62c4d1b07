#!/bin/sh
# SPDX-License-Identifier: MIT
# Sends what docs/formats/openapi.json gives as examples to a real intake; every answer must be a documented one.
set -eu
command -v node >/dev/null || {
	echo "skipped: node is not installed"
	exit 77
}
dir=$(mktemp -d)
intake=
clean_up() {
	[ -z "$intake" ] || kill "$intake" 2>/dev/null || true
	rm -rf "$dir"
}
trap clean_up EXIT
here=$(dirname "$0")

"$GUICHET_BUILD/bin/guichet-intake" keygen --out "$dir/keys" >/dev/null
node "$here/openapi_replay.mjs" keys "$dir"
"$GUICHET_BUILD/bin/guichet-intake" --listen 127.0.0.1:0 --store "sqlite:$dir/intake.db" --keys "$dir/keys" \
	>"$dir/out" 2>"$dir/err" &
intake=$!
for _ in $(seq 100); do
	[ ! -s "$dir/out" ] || break
	sleep 0.1
done
url=http://$(sed -n 's/^guichet-intake: listens on //p' "$dir/out")
node "$here/openapi_replay.mjs" replay "$dir" "$url" "$GUICHET_SOURCE/docs/formats/openapi.json" "$intake" || {
	echo "--- the end of the intake's log:"
	tail -n 5 "$dir/err"
	exit 1
}
kill "$intake"
wait "$intake" || {
	echo "FAILED: the intake ended with $?"
	exit 1
}
intake=
! grep -E 'AddressSanitizer|runtime error|ThreadSanitizer' "$dir/err"
