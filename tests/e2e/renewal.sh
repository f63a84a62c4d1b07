#!/bin/sh
# SPDX-License-Identifier: MIT
# The process begins anew after a visit, but not under somebody who has set something on the first screen.
. "$(dirname "$0")/kiosk.sh"

# ticks: processor time of all threads so far, in 1/100 s.
ticks() {
	sed 's/.*) //' "/proc/$guichet/stat" | awk '{ print $12 + $13 }'
}

# end_a_visit: back on the first screen, and not renewed yet; what comes next must come within 1.5 seconds.
end_a_visit() {
	known=$(address)
	key Return
	stop_and_erase
	xdotool key Return # the goodbye
	for _ in $(seq 250); do
		[ "$(picture)" != "$first" ] || return 0
		sleep 0.02
	done
	fail "the first screen did not come back after a visit"
}

# set_after_a_visit KEY: presses it before the renewal comes. A machine that is too busy for that gets the visit again.
set_after_a_visit() {
	for _ in $(seq 5); do
		end_a_visit
		xdotool key "$1"
		sleep 0.3 # what comes within the next second comes from the key
		[ "$(address)" != "$known" ] || return 0
		end_kiosk TERM
		start_kiosk --window 1280x800
	done
	fail "the process begins anew sooner than a key can be pressed"
}

must_be_the_same() {
	must_live "$1"
	[ "$(address)" = "$known" ] || fail "the process began anew $1"
}

must_renew() {
	for _ in $(seq 100); do
		[ "$(address)" = "$known" ] || return 0
		must_live "$1"
		sleep 0.05
	done
	fail "the process did not begin anew $1"
}

start_server 1280x800
make_state
start_kiosk --window 1280x800

end_a_visit
must_renew "after a visit"
wait_picture "$first" 5 "the first screen after the renewal"
wait_still

set_after_a_visit F6
sleep 2 # the renewal would be due
from=$(ticks)
sleep 2
n=$(($(ticks) - from))
echo "processor time in 2 s of speech on the first screen: $n/100 s"
must_be_the_same "while it spoke to somebody"
[ "$n" -lt 60 ] || is_sanitized || fail "$n/100 s of processor time in 2 s: the loop does not sleep"
xdotool key F6
must_renew "after speech was turned off again"
wait_picture "$first" 5 "the first screen after the renewal"
wait_still

set_after_a_visit F9 # softer
sleep 3
must_be_the_same "after somebody had set the volume"

end_kiosk TERM
[ "$ended" -eq 0 ] || fail "SIGTERM ended guichet with $ended"
