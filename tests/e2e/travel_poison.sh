#!/bin/sh
# SPDX-License-Identifier: MIT
# One bad request among good ones, and trust that is missing on either side: each has its own consequence, and no other.
. "$(dirname "$0")/travel.sh"

# queue WORD...: what a technician sees names each of them.
queue() {
	"$bin/guichetctl" queue --state "$kiosk" >"$tmp/queue.txt" 2>&1 || true
	for word; do
		grep -qF -- "$word" "$tmp/queue.txt" || fail "guichetctl queue does not say \"$word\": $(cat "$tmp/queue.txt")"
	done
}

link_state() {
	rows "$outbox" 'select state from link' 2>/dev/null
}

is_link() {
	[ "$(link_state)" = "$1" ]
}

# What the intake refuses for good is set apart; it does not stop what was stored after it.
check_poison() {
	write_requests --count 9
	write_poison garbage
	write_requests --count 5
	write_poison swapped
	write_requests --count 5
	start_sync
	until_true 30 "all but the poison is delivered" nothing_waits
	[ "$(n_delivered)" -eq 19 ] || fail "$(n_delivered) instead of 19 are delivered"
	[ "$(n_in_state quarantined)" -eq 2 ] || fail "$(n_in_state quarantined) instead of 2 are set apart"
	while read -r id; do
		[ -n "$(rows "$outbox" "select last_error from outbox where id = '$id' and state = 'quarantined'")" ] ||
			fail "$id is not set apart with a reason"
		queue "$id"
		[ "$(rows "$store" "select count(*) from submission where id = '$id'")" -eq 0 ] || fail "$id is at the intake"
	done <"$tmp/poison.txt"
	queue SUB-422
	say "two of 21 are set apart, 19 are delivered"
	stop_sync
	n_whole=$(rows "$outbox" "select count(*) from outbox where state = 'quarantined' and envelope is not null")
	[ "$n_whole" -eq 2 ] || fail "what is set apart has lost its envelope"
}

# A technician may have it sent again; what is still wrong is set apart again.
check_retry() {
	id=$(head -n 1 "$tmp/poison.txt")
	"$bin/guichetctl" queue --state "$kiosk" --retry "$id" >"$tmp/queue.txt" 2>&1 || fail "queue --retry: $(cat "$tmp/queue.txt")"
	[ "$(n_waiting)" -eq 1 ] || fail "queue --retry did not put the request back"
	! sync_once || fail "guichet-sync --once says that all is delivered"
	[ "$(n_in_state quarantined)" -eq 2 ] || fail "a request that was sent again is not set apart again"
	say "what is sent again and still wrong is set apart again"
}

# write_poison KIND: never confirmed to anyone, so kept out of the list.
write_poison() {
	"$bin/travel-write" --word "$MARKER" --kind "$1" "$kiosk" "$tmp/poison.txt" 2>>"$logs/write.err"
}

# A receipt that another intake signed proves nothing, however well it is formed.
check_foreign_receipt() {
	"$bin/guichet-intake" keygen --out "$tmp/foreign" >/dev/null
	mv "$kiosk/intake.jwks" "$tmp/intake.jwks"
	cp "$tmp/foreign/intake.jwks" "$kiosk/intake.jwks"
	write_requests --count 3
	start_sync
	must_keep_trying "with receipts of another intake"
	! is_link up || fail "the link counts as up though no receipt is genuine"
	stop_sync
	mv "$tmp/intake.jwks" "$kiosk/intake.jwks"
	start_sync
	until_true 30 "everything is delivered with the right key" nothing_waits
	stop_sync
	say "receipts of a foreign key never counted"
}

# No request is to blame for a kiosk that is not enrolled.
check_not_enrolled() {
	mv "$keys/devices/DEV-0000.jwks" "$tmp/device.jwks"
	kill -HUP "$intake"
	write_requests --count 3
	start_sync
	until_true 20 "the outbox says that the kiosk is refused" is_link refused
	[ "$(n_waiting)" -eq 3 ] || fail "$(n_waiting) instead of 3 wait for a kiosk that is not enrolled"
	[ "$(n_in_state quarantined)" -eq 2 ] || fail "a request was blamed for its kiosk"
	mv "$tmp/device.jwks" "$keys/devices/DEV-0000.jwks"
	kill -HUP "$intake"
	until_true 60 "everything is delivered once the kiosk is enrolled" nothing_waits
	until_true 10 "the outbox says that the link is up" is_link up
	stop_sync
	say "a kiosk that is not enrolled: nothing lost, nobody blamed"
}

# Only the desk can see that the plaintext is another request's, or that the envelope is for another department.
check_liars() {
	"$bin/travel-write" --word "$MARKER" --kind liar "$kiosk" "$tmp/liar.txt" 2>>"$logs/write.err"
	"$bin/guichet-desk" keygen --out "$tmp/elsewhere" >/dev/null
	mkdir "$tmp/strange"
	cp "$tmp/elsewhere/recipient.jwks" "$kiosk/status.key" "$tmp/strange/"
	strange=019aa5d0-0000-7000-8000-00000000000a
	"$bin/travel-write" --word "$MARKER" --print "$strange" "$tmp/strange" >"$tmp/strange/envelope"
	curl -s -o /dev/null -X PUT --data-binary "@$tmp/strange/envelope" -H 'Content-Type: application/jose' -H \
		"Kiosk-Signature: $("$bin/travel-jws" sign "$kiosk/device.jwk" guichet-upload <"$tmp/strange/envelope")" \
		"$intake_url/v1/submissions/$strange"
	sync_once || true
	nothing_waits || fail "the intake cannot know that a plaintext lies"
	fetch || fail "the desk cannot fetch beside problems"
	is_problem "$(cat "$tmp/liar.txt")" wrong-header
	[ "$(problem_of "$strange")" = other-key ] || fail "$strange is a problem of the kind \"$(problem_of "$strange")\""
	say "the desk tells who lies and what it cannot read"
}

problem_of() {
	desk_command list --all --json 2>>"$logs/desk.err" | jq -r --arg id "$1" 'select(.id == $id).problem'
}

# is_problem ID KIND: on the desk and, by its word, at the intake.
is_problem() {
	desk_command list --all --json 2>>"$logs/desk.err" | jq -es --arg id "$1" --arg kind "$2" \
		'map(select(.id == $id)) | length == 1 and .[0].state == "problem" and .[0].problem == $kind' >/dev/null ||
		fail "$1 is no problem of the kind $2: $(desk_command list --all --json)"
	[ "$(rows "$store" "select state from submission where id = '$1'")" = problem ] || fail "the intake does not know of $1"
}

make_world
start_proxy
start_intake
check_poison
check_retry
check_foreign_receipt
check_not_enrolled
fetch || fail "the desk cannot fetch"
check_ids
check_content 10
check_liars
check_receipts
check_databases
check_secrecy
stop_intake
