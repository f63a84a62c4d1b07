#!/bin/sh
# SPDX-License-Identifier: MIT
# What it takes to drain a full outbox into the real intake, over one connection on loopback.
set -eu
bin=${GUICHET_BUILD:?}/bin
tmp=$(mktemp -d "${TMPDIR:-/tmp}/guichet-bench.XXXXXX")
intake=
trap '[ -z "$intake" ] || kill "$intake" 2>/dev/null || true; wait; rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

"${GUICHET_SOURCE:?}/tests/world.sh" "$bin" "$tmp/world"
"$bin/guichet-intake" --listen 127.0.0.1:0 --store "sqlite:$tmp/intake.db" --keys "$tmp/world/intake" \
	>"$tmp/intake.out" 2>"$tmp/intake.err" &
intake=$!
url=
for _ in $(seq 100); do
	url=$(sed -n 's/.*\(127\.0\.0\.1:[0-9]*\)$/http:\/\/\1/p' "$tmp/intake.out")
	[ -z "$url" ] || break
	sleep 0.1
done
[ -n "$url" ] || {
	cat "$tmp/intake.err" >&2
	exit 1
}
"$bin/sync-drain" "$tmp/world/kiosk" "$url" 2>"$tmp/drain.err" || {
	tail -n 5 "$tmp/drain.err" >&2
	exit 1
}
