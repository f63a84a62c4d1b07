#!/bin/sh
# SPDX-License-Identifier: MIT
# The intake under slow clients, behind a locked store and on a full disk: it says so, confirms nothing, and recovers.
. "$(dirname "$0")/travel.sh"

TRICKLERS=100

# delivered_within SECONDS WHAT: what is in the outbox, all of it.
delivered_within() {
	until_true "$1" "everything is delivered $2" nothing_waits
	say "$2: $(n_delivered) delivered"
}

# intake_has_said STATUS: the intake refused with it, by its own log, since it had n_said lines.
intake_has_said() {
	tail -n +"$((n_said + 1))" "$logs/intake.err" | grep -q "$1"
}

start_tricklers() {
	"$bin/travel-trickle" "$intake_port" "$TRICKLERS" >"$logs/trickle.out" 2>&1 9>&- &
	tricklers=$!
	others=$tricklers
	until_true 5 "the slow clients are at it" test -s "$logs/trickle.out"
	write_requests --count 20
	delivered_within 20 "beside $TRICKLERS slow clients"
	[ "$(curl -s -m 20 "$intake_url/healthz")" = '{"service":"guichet-intake","status":"ok"}' ] || fail "no health beside slow clients"
}

check_tricklers_end() {
	until_true 90 "slow clients are cut off" grep -qE ' [1-9][0-9]* ended by the server' "$logs/trickle.out"
	end_process "$tricklers" KILL
	others=
	say "slow clients are cut off"
}

# Another program that holds the store for itself, until the FIFO is closed.
lock_store() {
	mkfifo "$tmp/lock.fifo"
	exec 8<>"$tmp/lock.fifo"
	sqlite3 -cmd '.timeout 10000' "$store" <"$tmp/lock.fifo" >"$tmp/lock.txt" 2>&1 8>&- 9>&- &
	locker=$!
	others="$others $locker"
	echo 'begin exclusive; select 1;' >&8
	until_true 15 "another program locks the store" grep -q 1 "$tmp/lock.txt"
}

unlock_store() {
	echo 'rollback;' >&8
	echo '.quit' >&8
	exec 8>&-
	wait "$locker"
}

check_locked() {
	lock_store
	n_said=$(wc -l <"$logs/intake.err")
	before=$(n_delivered)
	write_requests --count 3
	until_true 30 "503 behind a locked store" intake_has_said 503
	[ "$(n_delivered)" -eq "$before" ] || fail "something was confirmed behind a locked store"
	[ "$(rows "$store" 'select count(*) from submission')" -eq "$before" ] || fail "something was stored behind a lock"
	unlock_store
	delivered_within 60 "after the store was locked"
}

# A disk of its own, where this machine lets us mount one: the store wants 64 MiB to be free (docs/formats/store.md).
check_full() {
	mount -t tmpfs -o size=72m none "$tmp/store" 2>/dev/null || {
		say "a full disk: not tried, nothing can be mounted here"
		return 0
	}
	mounted=$tmp/store
	start_intake
	start_sync
	write_requests --count 5
	delivered_within 20 "on a small disk"
	dd if=/dev/zero of="$tmp/store/ballast" bs=65536 2>/dev/null || true
	n_said=$(wc -l <"$logs/intake.err")
	write_requests --count 3
	until_true 30 "503 on a full disk" intake_has_said 503
	[ "$(n_delivered)" -eq 5 ] || fail "something was confirmed on a full disk"
	[ "$(rows "$store" 'select count(*) from submission')" -eq 5 ] || fail "something was stored on a full disk"
	[ "$(curl -s -o /dev/null -w '%{http_code}' "$intake_url/readyz")" = 503 ] || fail "/readyz says ready on a full disk"
	fetch || say "(the desk could not be told everything while the disk was full)"
	has_arrived 5 || fail "what is stored cannot be fetched from a full disk"
	rm "$tmp/store/ballast"
	stop_sync # what would wait for the minute of Retry-After is begun anew
	start_sync
	delivered_within 30 "when there is room again"
}

make_world
start_proxy
start_intake
start_sync
start_tricklers
check_locked
check_tricklers_end
fetch || fail "the desk cannot fetch"
check_journey
stop_sync
stop_intake

# A world of its own: the store is on another disk.
rm -rf "$world" "$tmp/store"
make_world
check_full
[ -z "$intake" ] || check_journey 5
