#!/bin/sh
# SPDX-License-Identifier: MIT
# What the intake refuses, with which status, and that a refusal leaves nothing behind.
. "$(dirname "$0")/travel.sh"

device=$kiosk/device.jwk
answer=$tmp/answer.txt
type=application/jose
id=019aa5d0-0000-7000-8000-000000000001
other=019aa5d0-0000-7000-8000-000000000002

# envelope ID FILE [OPTION...]: sealed to the department's key.
envelope() {
	to=$2
	name=$1
	shift 2
	"$bin/travel-write" --word "$MARKER" --print "$name" "$@" "$kiosk" >"$to"
}

# signature FILE [KEY [TYP]]: the header's line.
signature() {
	printf 'Kiosk-Signature: %s' "$("$bin/travel-jws" sign "${2:-$device}" "${3:-guichet-upload}" <"$1")"
}

# put STATUS ID FILE HEADER [CURL-OPTION...]: sends it, and checks the answer's status.
put() {
	wanted=$1
	path=$2
	file=$3
	header=$4
	shift 4
	got=$(curl -s -o "$answer" -w '%{http_code}' -X PUT --data-binary "@$file" -H "$header" \
		-H "Content-Type: $type" -H 'Expect:' "$@" "$intake_url/v1/submissions/$path") || true
	[ "$got" = "$wanted" ] || fail "$why: $got instead of $wanted: $(head -c 400 "$answer")"
}

# refused STATUS WHY ID FILE HEADER [CURL-OPTION...]: a problem in both languages, and nothing stored.
refused() {
	wanted=$1
	why=$2
	shift 2
	n=$(rows "$store" 'select count(*) from submission')
	put "$wanted" "$@"
	jq -e --argjson status "$wanted" '.status == $status and (.code | test("^(SUB|GEN)-" + ($status | tostring) + "-[0-9]+$"))
		and (.messages.en.detail | length > 0) and (.messages.fr.detail | length > 0)' "$answer" >/dev/null ||
		fail "$why: the problem is not as documented: $(head -c 400 "$answer")"
	[ "$(rows "$store" 'select count(*) from submission')" -eq "$n" ] || fail "$why: refused, and yet stored"
	say "$why: $wanted $(jq -r .code "$answer")"
}

check_credentials() {
	refused 401 "without a signature" "$id" "$tmp/good" 'X-No: signature'
	"$bin/guichet-sync" keygen --state "$tmp/foreign" --device DEV-6666 >/dev/null
	refused 401 "signed by a key that nobody enrolled" "$id" "$tmp/good" "$(signature "$tmp/good" "$tmp/foreign/device.jwk")"
	refused 401 "signature of other bytes" "$id" "$tmp/good" "$(signature "$tmp/swapped")"
	refused 401 "signature for another purpose" "$id" "$tmp/good" "$(signature "$tmp/good" "$device" guichet-query)"
	refused 401 "signature that is none" "$id" "$tmp/good" 'Kiosk-Signature: a..b'
}

check_bodies() {
	head -c 900 "$tmp/good" >"$tmp/cut"
	printf 'this is no envelope' >"$tmp/garbage"
	: >"$tmp/empty"
	head -c 2000000 /dev/zero | tr '\0' a >"$tmp/huge"
	head -c 300 "$tmp/good" >"$tmp/head"
	refused 422 "cut inside its content" "$id" "$tmp/cut" "$(signature "$tmp/cut")"
	refused 422 "cut inside its header" "$id" "$tmp/head" "$(signature "$tmp/head")"
	refused 422 "an envelope that is none" "$id" "$tmp/garbage" "$(signature "$tmp/garbage")"
	refused 422 "a body without bytes" "$id" "$tmp/empty" "$(signature "$tmp/empty")"
	refused 422 "a header that names another request" "$id" "$tmp/swapped" "$(signature "$tmp/swapped")"
	refused 413 "two megabytes" "$id" "$tmp/huge" "$(signature "$tmp/huge")"
	refused 413 "two megabytes in chunks" "$id" "$tmp/huge" "$(signature "$tmp/huge")" -H 'Transfer-Encoding: chunked'
	type=text/plain
	refused 400 "another content type" "$id" "$tmp/good" "$(signature "$tmp/good")"
	type=application/jose
}

check_ids_of_paths() {
	for wrong in 1 "$(echo "$id" | tr 7 4)" 019AA5D0-0000-7000-8000-00000000000A "$id%00" "$id'--"; do
		refused 400 "the id $wrong" "$wrong" "$tmp/good" "$(signature "$tmp/good")"
	done
}

# The rows of the table are in the order of the refusals: what fails twice is answered by the first.
check_order() {
	refused 413 "too large, before no signature" "$id" "$tmp/huge" 'X-No: signature'
	refused 400 "a wrong id, before no signature" wrong "$tmp/good" 'X-No: signature'
	refused 401 "no signature, before no envelope" "$id" "$tmp/garbage" 'X-No: signature'
}

check_repeats() {
	why="a genuine request"
	put 201 "$id" "$tmp/good" "$(signature "$tmp/good")"
	cp "$answer" "$tmp/receipt"
	"$bin/travel-jws" verify "$kiosk/intake.jwks" guichet-receipt <"$tmp/receipt" >"$tmp/receipt.json" || fail "$why: its receipt"
	jq -e --arg id "$id" --arg sha256 "$(sha256sum "$tmp/good" | cut -d ' ' -f 1)" \
		'.id == $id and .sha256 == $sha256' "$tmp/receipt.json" >/dev/null || fail "$why: its receipt names something else"
	why="the same once more"
	put 200 "$id" "$tmp/good" "$(signature "$tmp/good")"
	cmp -s "$answer" "$tmp/receipt" || fail "$why: another receipt"
	refused 409 "the same id with other bytes" "$id" "$tmp/again" "$(signature "$tmp/again")"
	why="the same after 409"
	put 200 "$id" "$tmp/good" "$(signature "$tmp/good")"
	cmp -s "$answer" "$tmp/receipt" || fail "$why: another receipt"
}

# Eight connections that send in the same millisecond.
check_at_once() {
	why="eight at once"
	envelope "$other" "$tmp/eight"
	header=$(signature "$tmp/eight")
	: >"$tmp/eight.conf"
	for n in 1 2 3 4 5 6 7 8; do
		[ "$n" -eq 1 ] || echo next >>"$tmp/eight.conf"
		cat >>"$tmp/eight.conf" <<-CONF
			request = "PUT"
			data-binary = "@$tmp/eight"
			header = "$header"
			header = "Content-Type: application/jose"
			url = "$intake_url/v1/submissions/$other"
			output = "$tmp/eight.$n"
			write-out = "%{http_code}\n"
		CONF
	done
	curl --no-progress-meter --parallel --parallel-immediate --parallel-max 8 --config "$tmp/eight.conf" >"$tmp/codes.txt" || fail "$why: curl"
	[ "$(sort "$tmp/codes.txt" | uniq -c | awk '{ printf "%s x %s, ", $1, $2 }')" = "7 x 200, 1 x 201, " ] ||
		fail "$why: $(sort "$tmp/codes.txt" | tr '\n' ' ')"
	for n in 2 3 4 5 6 7 8; do
		cmp -s "$tmp/eight.1" "$tmp/eight.$n" || fail "$why: receipts differ"
	done
	[ "$(rows "$store" "select count(*) from submission where id = '$other'")" -eq 1 ] || fail "$why: not one row"
	say "$why: one 201, seven 200, one receipt"
}

# A device is believed from the reload on, and no longer once its key is gone.
check_reload() {
	why="a device before its key was brought"
	"$bin/guichet-sync" keygen --state "$tmp/second" --device DEV-0002 >/dev/null
	third=019aa5d0-0000-7000-8000-000000000003
	envelope "$third" "$tmp/third"
	header=$(signature "$tmp/third" "$tmp/second/device.jwk")
	refused 401 "$why" "$third" "$tmp/third" "$header"
	cp "$tmp/second/device.jwks" "$keys/devices/DEV-0002.jwks"
	kill -HUP "$intake"
	until_true 5 "a reload makes the new device known" answers 201 "$third" "$header"
	rm "$keys/devices/DEV-0002.jwks"
	kill -HUP "$intake"
	until_true 5 "a reload makes the device unknown again" answers 401 "$third" "$header"
	why="the first device after two reloads"
	put 200 "$id" "$tmp/good" "$(signature "$tmp/good")"
	# A broken file must not shut out those that are good.
	echo '{ "keys": ' >"$keys/devices/broken.jwks"
	kill -HUP "$intake"
	until_true 5 "the broken file is named in the log" grep -q broken.jwks "$logs/intake.err"
	why="the first device beside a broken file"
	put 200 "$id" "$tmp/good" "$(signature "$tmp/good")"
	rm "$keys/devices/broken.jwks"
}

answers() {
	got=$(curl -s -o "$answer" -w '%{http_code}' -X PUT --data-binary "@$tmp/third" -H "$3" \
		-H 'Content-Type: application/jose' "$intake_url/v1/submissions/$2") || true
	[ "$got" = "$1" ]
}

# What is asked without a right to it is told nothing.
check_desk_side() {
	for path in "" "?state=new" "/$id" "/$id/../$id"; do
		got=$(curl -s --path-as-is -o "$answer" -w '%{http_code}' -H "Authorization: Bearer $(printf '%043d' 0)" "$intake_url/v1/submissions$path")
		[ "$got" = 401 ] || [ "$got" = 404 ] || fail "GET submissions$path with a wrong token: $got"
	done
	got=$(curl -s -o "$answer" -w '%{http_code}' -H "Authorization: Bearer $(cat "$desk/desk.token")" "$intake_url/v1/submissions")
	[ "$got" = 200 ] || fail "GET submissions with the desk's token: $got"
	[ "$(curl -s -o "$answer" -w '%{http_code}' -X DELETE "$intake_url/v1/submissions/$id")" -ge 400 ] || fail "DELETE is not refused"
	say "the desk's side is closed to others"
}

make_world
start_intake
envelope "$id" "$tmp/good"
envelope "$id" "$tmp/again"
envelope "$id" "$tmp/swapped" --kind swapped
check_credentials
check_bodies
check_ids_of_paths
check_order
check_repeats
check_at_once
check_reload
check_desk_side
[ "$(rows "$store" 'pragma integrity_check')" = ok ] || fail "the store is damaged"
rm -f "$tmp"/eight*
check_secrecy
stop_intake
