#!/bin/sh
# SPDX-License-Identifier: MIT
# A client is still there when the department receives the request: the date comes onto the screen by itself.
. "$(dirname "$0")/kiosk.sh"

WINDOW=1080x1920
shots=$GUICHET_BUILD/e2e
mkdir -p "$shots"
intake=
sync=

for tool in import convert compare sqlite3; do
	command -v "$tool" >/dev/null || skip "$tool is not installed"
done
for program in guichet-intake guichet-sync; do
	[ -x "$bin/$program" ] || skip "$program is not built"
done

end_others() {
	for process in $sync $intake; do
		kill -KILL "$process" 2>/dev/null || true
	done
	clean_up
}
trap end_others EXIT

# start_intake PORT: 0 takes any free one; $port is the one that it listens on.
start_intake() {
	: >"$tmp/intake.out"
	"$bin/guichet-intake" --listen "127.0.0.1:$1" --store "sqlite:$tmp/intake.db" --keys "$tmp/world/intake" \
		>"$tmp/intake.out" 2>>"$tmp/intake.err" &
	intake=$!
	for _ in $(seq 200); do
		port=$(sed -n 's/.*127\.0\.0\.1:\([0-9]*\)$/\1/p' "$tmp/intake.out")
		[ -z "$port" ] || return 0
		kill -0 "$intake" 2>/dev/null || fail "guichet-intake ended: $(cat "$tmp/intake.err")"
		sleep 0.05
	done
	fail "guichet-intake does not say where it listens: $(cat "$tmp/intake.err")"
}

stop_intake() {
	kill "$intake"
	wait "$intake" || true
	intake=
}

make_world() {
	"$GUICHET_SOURCE/tests/world.sh" "$bin" "$tmp/world" >/dev/null
	state=$tmp/world/kiosk
	cat >"$tmp/guichet.conf" <<-CONF
		[paths]
		services = $GUICHET_SOURCE/assets/services
		fonts = $GUICHET_SOURCE/assets/fonts/fonts.conf
		state = $state
	CONF
}

# paint NAME EVENT: the sentence as the headless player paints it after this event, and where it stands.
paint() {
	{
		sed '/"page": "confirmation"/,$d' "$GUICHET_SOURCE/tests/replay/visits/keys-en.jsonl"
		echo '{"after": 1000, "expect": {"page": "confirmation"}}'
		[ -z "$2" ] || echo "$2"
		echo '{"expect": {"page": "confirmation", "frame": true}}'
	} >"$tmp/play.jsonl"
	printf '[paths]\nservices = %s\nfonts = %s\n' "$GUICHET_SOURCE/assets/services" \
		"$GUICHET_SOURCE/assets/fonts/fonts.conf" >"$tmp/play.conf"
	rm -rf "$tmp/frames"
	"$bin/guichet" --config "$tmp/play.conf" --window "$WINDOW" --headless --play "$tmp/play.jsonl" \
		--scene "$tmp/play.scene" --frames "$tmp/frames" || fail "the player cannot paint: $1"
	area=$(tail -n 1 "$tmp/play.scene" |
		jq -r '.nodes[] | select(.id == "delivery").rect | "\(.[2])x\(.[3])+\(.[0])+\(.[1])"')
	frame=$(find "$tmp/frames" -name '*.png' | sort | tail -n 1)
	convert "$frame" -crop "$area" +repage "$tmp/$1.png"
}

# shows NAME: whether this very sentence is on the screen.
shows() {
	import -window root "$tmp/screen.png"
	convert "$tmp/screen.png" -crop "$area" +repage "$tmp/now.png"
	compare -metric AE "$tmp/now.png" "$tmp/$1.png" null: 2>/dev/null
}

# must_show NAME SECONDS: within that time; how long it took is in $took.
must_show() {
	from=$(date +%s%N)
	until shows "$1"; do
		took=$((($(date +%s%N) - from) / 1000000))
		must_live "waiting for: $1"
		[ "$took" -lt "$(($2 * 1000))" ] || {
			cp "$tmp/screen.png" "$shots/receipt-not-$1.png"
			fail "the screen does not say so within $2 s: $1 (receipt-not-$1.png); $(tail -n 3 "$tmp/sync.err")"
		}
		sleep 0.1
	done
	took=$((($(date +%s%N) - from) / 1000000))
	cp "$tmp/screen.png" "$shots/receipt-$1.png"
}

wake_ups() {
	cat "/proc/$guichet"/task/*/status | awk '$1 == "voluntary_ctxt_switches:" { n += $2 } END { print n }'
}

# check_rest MOST WHEN: wake-ups in 5 s.
check_rest() {
	from=$(wake_ups)
	sleep 5
	n=$(($(wake_ups) - from))
	echo "wake-ups in 5 s $2: $n"
	[ "$n" -le "$1" ] || is_sanitized || fail "$n wake-ups in 5 s $2, more than $1"
}

submit_request() {
	key Return Return # English, the start page
	key Return        # topic
	continue_by_pointer
	key Return # need
	continue_by_pointer
	type_text Anna
	key Return
	type_text Roy
	key Return
	key Return # by phone
	continue_by_pointer
	type_text 6135550199
	key Return
	key Return # best time
	continue_by_pointer
	key Return # no other phone
	key Return # language
	continue_by_pointer
	key Return # interpreter
	continue_by_pointer
	continue_by_pointer # access needs
	key Return          # postal code
	continue_by_pointer # details
	key Return          # consent
	continue_by_pointer
	continue_by_pointer # review
	key Return          # submit
}

make_world
start_intake 0
stop_intake # the link is down, and the port is known
paint offline ''
"$bin/guichet-sync" --state "$state" --intake "http://127.0.0.1:$port" --retry-base 1 \
	>"$tmp/sync.out" 2>"$tmp/sync.err" &
sync=$!
start_server "$WINDOW"
start_kiosk --window "$WINDOW"
known=$(address)
submit_request
must_show offline 5
check_rest 8 "while it waits"

start_intake "$port"
for _ in $(seq 300); do
	due=$(sqlite3 -readonly "$state/outbox.db" "select due_date from outbox where state = 'delivered'")
	[ -z "$due" ] || break
	sleep 0.1
done
[ -n "$due" ] || fail "the request was not delivered within 30 s: $(tail -n 3 "$tmp/sync.err")"
paint delivered "{\"delivered\": {\"due\": \"$due\"}}"
must_show delivered 10
echo "the receipt promises $due; it was on the screen $took ms after this test knew of it"
check_rest 2 "once it is received"
key Tab Tab Return # done

# A key that falls into the renewal of the process would be nobody's: the next client comes behind it.
for _ in $(seq 200); do
	[ "$(address)" = "$known" ] || break
	sleep 0.1
done
[ "$(address)" != "$known" ] || fail "the process did not renew itself after the visit"
wait_picture "$first" 15 "the first screen, for the next client"
wait_still
submit_request # with the link up all the time
must_show delivered 10
echo "with the link up, the date was on the screen $took ms after the confirmation"
end_kiosk TERM
[ "$ended" -eq 0 ] || fail "guichet ended with $ended"
echo "pictures are in $shots"
