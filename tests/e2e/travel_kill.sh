#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGKILL at random moments to kiosk, sync, intake and desk: what was confirmed to a client is on the desk, once.
. "$(dirname "$0")/travel.sh"

rounds=${GUICHET_ROUNDS:-200}
echo "GUICHET_SEED=$seed GUICHET_ROUNDS=$rounds"
writer=
fetcher=
kills=

# The plan of all rounds: seconds until the kill, seconds that a desk fetches before it is killed, then who dies (w writer,
# s sync, i intake, d desk), one or more.
plan() {
	awk -v seed="$seed" -v rounds="$rounds" 'BEGIN {
		srand(seed)
		split("w s i d", who, " ")
		for (round = 1; round <= rounds; round++) {
			victims = who[1 + int(rand() * 4)]
			for (i = 1; i <= 4; i++) {
				if (rand() < 0.25 && index(victims, who[i]) == 0) {
					victims = victims who[i]
				}
			}
			printf "%.3f %.3f %s\n", 0.02 + rand() * 0.16, rand() * 0.04, victims
		}
	}'
}

start_writer() {
	"$bin/travel-write" --word "$MARKER" --count 1000000 --pause 30 "$kiosk" "$confirmed" 2>>"$logs/write.err" 9>&- &
	writer=$!
}

start_fetcher() {
	"$bin/guichet-desk" fetch --state "$desk" --intake "$link_url" --lang en >>"$logs/desk.out" 2>>"$logs/desk.err" 9>&- &
	fetcher=$!
}

# killed LETTER PROCESS: false when it had ended by itself.
killed() {
	end_process "$2" KILL
	[ "$ended" -eq 137 ] || return 1
	kills=$kills$1
}

kill_one() {
	case $1 in
	w) killed w "$writer" || fail "the writer had ended" ;;
	s) killed s "$sync" || fail "guichet-sync had ended" ;;
	i) killed i "$intake" || fail "guichet-intake had ended" ;;
	d) killed d "$fetcher" || true ;;
	esac
}

restart_one() {
	case $1 in
	w) start_writer ;;
	s) start_sync ;;
	i) start_intake ;;
	esac
}

letters() {
	echo "$1" | sed 's/./& /g'
}

# one_round MOMENT FETCHING VICTIMS
one_round() {
	others=$writer
	sleep "$1"
	start_fetcher
	others="$writer $fetcher"
	sleep "$2"
	for victim in $(letters "$3"); do
		kill_one "$victim"
	done
	wait "$fetcher" 2>/dev/null || true # while the others are dead it can have failed
	for victim in $(letters "$3"); do
		restart_one "$victim"
	done
}

# n_killed LETTER: how often this one was killed.
n_killed() {
	printf '%s' "$kills" | tr -cd "$1" | wc -c
}

make_world
start_proxy
start_intake
start_sync
start_writer
began=$(date +%s)
plan >"$tmp/plan.txt"
while read -r moment fetching victims; do
	one_round "$moment" "$fetching" "$victims"
done <"$tmp/plan.txt"
kill_one w
others=
stop_sync # what it waits for after a failure is begun anew
start_sync
until_true 60 "everything is delivered after the last kill" nothing_waits
stop_sync
fetch || fail "the desk cannot fetch after the last kill"
check_journey
say "killed in $(($(date +%s) - began)) s: kiosk $(n_killed w), sync $(n_killed s), intake $(n_killed i), desk $(n_killed d) times"
say "$(wc -l <"$confirmed") requests confirmed, $(n_delivered) delivered, as many on the desk"
[ "$(wc -l <"$confirmed")" -ge "$rounds" ] || fail "too few requests for this to prove anything"
stop_intake
