#!/bin/sh
# SPDX-License-Identifier: MIT
# Requests travel over links that are down, flap, eat replies, cut, lie or crawl; each arrives exactly once.
. "$(dirname "$0")/travel.sh"

echo "GUICHET_SEED=$seed"
make_world
start_proxy

# arrive WHY: whatever waits is delivered within 30 seconds.
arrive() {
	until_true 30 "everything is delivered $1" nothing_waits
	say "$1: $(n_delivered) delivered"
}

# spoiled WHY RULE...: while the rule holds nothing counts as delivered; when it ends, all is delivered.
spoiled() {
	why=$1
	shift
	link "$@"
	write_requests --count 3
	must_keep_trying "$why"
	link pass
	arrive "$why"
}

check_down() {
	link down
	write_requests --count 10
	start_sync
	must_keep_trying "with the link down"
	start_intake
	link pass
	arrive "after the link was down"
}

# A link that is never up for long may make sync wait longer and longer, rightly; so it is begun anew at the end.
check_flapping() {
	before=$(n_delivered)
	link flap 20 200
	write_requests --count 40 --pause 50
	until_true 30 "something is delivered over a flapping link" has_delivered $((before + 5))
	say "over a flapping link: $(($(n_delivered) - before)) of 40 by the time that the last was stored"
	link pass
	stop_sync
	start_sync
	arrive "after the link flapped"
}

has_delivered() {
	[ "$(n_delivered)" -ge "$1" ]
}

# The intake has it, the kiosk does not know: it sends again, and gets the same receipt.
check_eaten() {
	before=$(replies_eaten)
	link eat 7
	write_requests --count 5
	until_true 30 "everything is delivered when replies are eaten" nothing_waits
	link pass
	[ "$(replies_eaten)" -eq $((before + 7)) ] || fail "the proxy ate $(replies_eaten) replies"
	arrive "when seven replies were eaten"
}

check_cuts() {
	for bytes in 1 100 700 1500; do
		spoiled "when requests are cut after $bytes bytes" cut "$bytes"
	done
	for bytes in 1 60 400; do
		spoiled "when replies are cut after $bytes bytes" bite "$bytes"
	done
}

check_liars() {
	spoiled "behind a hotel's portal" portal
	spoiled "behind a redirecting portal" redirect
	spoiled "when garbage answers" garbage
	spoiled "when the receipt of another request answers" again
}

check_busy() {
	link busy
	write_requests --count 2
	n_left=2
	n_attempts=$(rows "$outbox" 'select sum(attempts) from outbox')
	until_true 20 "an attempt meets 503" has_tried
	must_wait "when the intake is busy"
	link pass
	arrive "after the intake was busy"
}

check_crawl() {
	link delay 200
	write_requests --count 3
	arrive "over a link with 200 ms of delay"
	link slow 2
	write_requests --count 3
	arrive "over a link that crawls"
	link pass
}

check_down
check_flapping
check_eaten
check_cuts
check_liars
check_busy
check_crawl
stop_sync
check_journey
# Nothing is sent twice once it is delivered.
n_before=$(n_delivered)
sync_once || fail "guichet-sync --once with nothing to do ended with $?"
[ "$(n_delivered)" -eq "$n_before" ] || fail "an idle pass changed the outbox"
stop_intake
