#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGKILL around submission: what a client saw confirmed is in the outbox, whole and once; nothing readable is on the disk.
. "$(dirname "$0")/kiosk.sh"

ROUNDS=15   # killed at a random moment
WITNESSED=5 # killed as soon as the confirmation is seen
seed=${GUICHET_SEED:-$(date +%s)}
echo "GUICHET_SEED=$seed"

# The band of rows that holds the heading of a page, and nothing that differs from visit to visit.
FROM_ROW=85
TO_ROW=135
heading() {
	size=$(wc -c <"$tmp/screen/Xvfb_screen0")
	rest=$((1280 * 4 * (800 - FROM_ROW)))
	tail -c +"$((size - rest + 1))" "$tmp/screen/Xvfb_screen0" | head -c $((1280 * 4 * (TO_ROW - FROM_ROW))) | md5sum
}

# delay ROUND: seconds until the kill; submission comes after 0.1.
delay() {
	awk -v seed="$((seed + $1))" 'BEGIN { srand(seed); rand(); printf "%.3f", rand() * 0.4 }'
}

# Up to the page with the button that submits; the client's name is Zyxo and the number of the visit. Each new page
# takes no activation for 350 ms (GUARD_MS of the core). In one go, for speed; what came of it is looked at.
go_to_submission() {
	start_kiosk --window 1280x800 --services "$GUICHET_SOURCE/tests/e2e/services"
	xdotool key Return sleep 0.45 key Return sleep 0.45 type --delay 20 "Zyxo${1}q"
	xdotool sleep 0.1 key Return sleep 0.45 mousemove $next_xy click 1 mousemove 1 1
	wait_still
	[ -z "$submission" ] || [ "$(heading)" = "$submission" ] || fail "visit $1 did not come to its submission"
}

kill_now() {
	kill -STOP "$guichet"
	sleep 0.1 # what it gave to the X server is drawn
	seen=$(heading)
	kill -KILL "$guichet"
	wait "$guichet" 2>/dev/null || true
	guichet=
	if [ "$seen" = "$confirmation" ]; then
		confirmed="$confirmed $1"
	fi
}

# How the headings look.
learn() {
	find_buttons --window 1280x800 --services "$GUICHET_SOURCE/tests/e2e/services"
	go_to_submission 0
	submission=$(heading)
	key Return
	confirmation=$(heading)
	kill_now 0
	[ "$confirmed" = " 0" ] || fail "the confirmation does not stand still"
	[ "$(opened | wc -l)" -eq 1 ] || fail "the first request is not in the outbox"
}

kill_at_random() {
	go_to_submission "$1"
	after=$(delay "$1")
	(
		sleep 0.1
		xdotool key Return
	) &
	press=$!
	sleep "$after"
	kill_now "$1"
	wait "$press"
}

kill_when_seen() {
	go_to_submission "$1"
	xdotool key Return
	for _ in $(seq 500); do
		[ "$(heading)" != "$confirmation" ] || break
	done
	kill_now "$1"
	case $confirmed in
	*" $1") ;;
	*) fail "visit $1 was not confirmed within seconds" ;;
	esac
}

check_outbox() {
	opened >"$tmp/opened.jsonl" || fail "the outbox does not open"
	jq -es '(map(.id) | unique | length) == length' "$tmp/opened.jsonl" >/dev/null || fail "an id is in the outbox twice"
	for visit in $confirmed; do
		n=$(grep -c "\"Zyxo${visit}q\"" "$tmp/opened.jsonl") || true
		[ "$n" -eq 1 ] || fail "visit $visit was confirmed, and is $n times in the outbox"
	done
	stored=$(wc -l <"$tmp/opened.jsonl")
	echo "of $((ROUNDS + WITNESSED + 1)) visits $stored are stored; shown as confirmed:$confirmed"
	rm -f "$tmp/opened.jsonl"
}

confirmed=
submission=
start_server 1280x800
make_state
learn
visit=1
while [ "$visit" -le "$ROUNDS" ]; do
	kill_at_random "$visit"
	visit=$((visit + 1))
done
while [ "$visit" -le $((ROUNDS + WITNESSED)) ]; do
	kill_when_seen "$visit"
	visit=$((visit + 1))
done
for file in "$state"/* "$stderr"; do
	"$bin/marker-scan" Zyxo --files "$file" || fail "a name is readable in $file"
done
check_outbox
