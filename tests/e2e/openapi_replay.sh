#!/bin/sh
# SPDX-License-Identifier: MIT
# Sends what docs/formats/openapi.json gives as examples to a real intake; every answer must be a documented one.
set -eu
for command in node openssl sqlite3 curl; do
	command -v "$command" >/dev/null || {
		echo "skipped: $command is not installed"
		exit 77
	}
done
dir=$(mktemp -d)
intake=
clean_up() {
	[ -z "$intake" ] || kill "$intake" 2>/dev/null || true
	rm -rf "$dir"
}
trap clean_up EXIT
here=$(dirname "$0")

"$GUICHET_BUILD/bin/guichet-intake" keygen --out "$dir/keys" >/dev/null
"$GUICHET_BUILD/bin/guichet-intake" ca --keys "$dir/keys" --name "Test authority" >/dev/null
node "$here/openapi_replay.mjs" keys "$dir"
"$GUICHET_BUILD/bin/guichet-intake" --listen 127.0.0.1:0 --store "sqlite:$dir/intake.db" --keys "$dir/keys" \
	>"$dir/out" 2>"$dir/err" &
intake=$!
for _ in $(seq 100); do
	[ ! -s "$dir/out" ] || break
	sleep 0.1
done
store=$dir/intake.db

token() {
	"$GUICHET_BUILD/bin/guichet-intake" token --store "sqlite:$store" --device "$1" 2>/dev/null | tr -d -
}

# request NAME TAG KEY [CODE]: as any program makes it.
request() {
	{
		printf '[req]\nprompt=no\ndistinguished_name=d\n%s\n[d]\nCN=%s\n' "${4:+attributes=a}" "$2"
		[ -z "${4:-}" ] || printf '[a]\nchallengePassword=%s\n' "$4"
	} >"$dir/req.cnf"
	openssl req -new -key "$3" -config "$dir/req.cnf" -outform DER | base64 -w 0 >"$dir/p10/$1"
}

mkdir "$dir/p10"
for key in one two three; do
	openssl ecparam -name prime256v1 -genkey -noout -out "$dir/$key.pem"
done
code=$(token KIOSK-1)
request good KIOSK-1 "$dir/one.pem" "$code"
request used KIOSK-1 "$dir/two.pem" "$code"
request foreign KIOSK-1 "$dir/two.pem" "$(token KIOSK-2)"
request expired KIOSK-1 "$dir/two.pem" ZBCDEFGHJKMNPQRSTVWXYZ0124
sqlite3 "$store" "insert into token (sha256, device, made_at, expires_at) values
	(x'$(printf ZBCDEFGHJKMNPQRSTVWXYZ0124 | sha256sum | cut -d ' ' -f 1)', 'KIOSK-1', 1, 2)"
request revoked KIOSK-3 "$dir/three.pem" "$(token KIOSK-3)"
url=http://$(sed -n 's/^guichet-intake: listens on //p' "$dir/out")
curl -sf -o /dev/null -H 'Content-Type: application/pkcs10' --data-binary @"$dir/p10/revoked" "$url/.well-known/est/simpleenroll"
"$GUICHET_BUILD/bin/guichet-intake" revoke --store "sqlite:$store" --device KIOSK-3 >/dev/null
request withdrawn KIOSK-3 "$dir/three.pem" "$(token KIOSK-3)"
request renewal DEV-0000 "$dir/device.pem"
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
