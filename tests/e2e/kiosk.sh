# SPDX-License-Identifier: MIT
# Sourced by the tests from outside: an X server of their own, a state folder, the real program in it.
# shellcheck shell=sh disable=SC2034,SC2086
set -eu

: "${GUICHET_SOURCE:?}" "${GUICHET_BUILD:?}"
bin=$GUICHET_BUILD/bin
guichet=
server=
service=
next_xy=
cancel_xy=
tmp=$(mktemp -d "${TMPDIR:-/tmp}/guichet-e2e.XXXXXX")
stderr=$tmp/stderr.txt

TSAN_OPTIONS=suppressions=$GUICHET_SOURCE/tests/e2e/tsan.supp
export TSAN_OPTIONS

clean_up() {
	status=$?
	[ -z "$guichet" ] || kill -KILL "$guichet" 2>/dev/null || true
	[ -z "$service" ] || kill -KILL "$service" 2>/dev/null || true
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	wait
	if [ "$status" -ne 0 ] && [ "$status" -ne 77 ] && [ -s "$stderr" ]; then
		echo "stderr of guichet:" >&2
		cat "$stderr" >&2
	fi
	rm -rf "$tmp"
	exit "$status"
}
trap clean_up EXIT
trap 'exit 130' HUP INT PIPE TERM

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

skip() {
	echo "skipped: $*"
	exit 77
}

for tool in Xvfb xdotool jq; do
	command -v "$tool" >/dev/null || skip "$tool is not installed"
done

# start_server WxH: its picture is a file, so that a test can see whether it changed.
start_server() {
	mkdir -p "$tmp/screen"
	Xvfb -displayfd 3 -screen 0 "${1}x24" -fbdir "$tmp/screen" -nolisten tcp \
		3>"$tmp/display" >"$tmp/server.txt" 2>&1 &
	server=$!
	for _ in $(seq 100); do
		[ ! -s "$tmp/display" ] || break
		kill -0 "$server" 2>/dev/null || fail "Xvfb ended: $(cat "$tmp/server.txt")"
		sleep 0.05
	done
	DISPLAY=:$(cat "$tmp/display")
	export DISPLAY
	# A machine that runs tests has no sound device; this driver plays into the void at the right speed.
	SDL_AUDIODRIVER=dummy
	SDL_VIDEODRIVER=x11
	export SDL_AUDIODRIVER SDL_VIDEODRIVER
}

stop_server() {
	next_xy=
	cancel_xy=
	kill "$server"
	wait "$server" 2>/dev/null || true
	server=
	rm -f "$tmp/display"
}

# make_state: keys of a department and of a site; the folder is $state.
make_state() {
	state=$tmp/state
	rm -rf "$state"
	mkdir -p "$state"
	"$bin/guichet-desk" keygen --out "$state" >/dev/null
	cat >"$tmp/guichet.conf" <<CONF
[paths]
services = $GUICHET_SOURCE/assets/services
fonts = $GUICHET_SOURCE/assets/fonts/fonts.conf
state = $state
CONF
}

# opened: what the department reads of all stored requests, one JSON object a line.
opened() {
	"$bin/guichet-desk" open --state "$state" --actor "Officer 4821" --reason "test from outside" --json --outbox "$state/outbox.db"
}

picture() {
	md5sum <"$tmp/screen/Xvfb_screen0"
}

# Until the picture has stayed the same for 400 ms: longer than a new page takes no activation (GUARD_MS of the core).
wait_still() {
	sleep 0.05
	before=$(picture)
	for _ in $(seq 100); do
		sleep 0.4
		after=$(picture)
		[ "$before" != "$after" ] || return 0
		before=$after
	done
	fail "the screen does not come to rest"
}

# wait_change PICTURE WHAT: until the picture is another one, and still.
wait_change() {
	for _ in $(seq 200); do
		if [ "$(picture)" != "$1" ]; then
			wait_still
			return 0
		fi
		must_live "$2"
		sleep 0.05
	done
	fail "nothing changed on the screen: $2"
}

# wait_picture PICTURE SECONDS WHAT: until this very picture is shown again.
wait_picture() {
	for _ in $(seq $(($2 * 20))); do
		[ "$(picture)" != "$1" ] || return 0
		must_live "$3"
		sleep 0.05
	done
	fail "the screen did not come back: $3"
}

# must_live WHAT: fails when the kiosk has ended by itself.
must_live() {
	kill -0 "$guichet" 2>/dev/null || {
		ended=0
		wait "$guichet" || ended=$?
		guichet=
		fail "guichet ended with $ended: $1"
	}
}

# start_kiosk OPTION...: in the background; waits for its first frame.
start_kiosk() {
	empty=$(picture)
	"$bin/guichet" --config "$tmp/guichet.conf" "$@" 2>>"$stderr" &
	guichet=$!
	wait_change "$empty" "start of guichet $*"
	xdotool mousemove 1 1 # without a window manager, keys go to the window under the pointer
	first=$(picture)
	started=$*
}

# end_kiosk SIGNAL: its exit status is in $ended. It has seconds, for a request that is being stored.
end_kiosk() {
	kill "-$1" "$guichet"
	for _ in $(seq 100); do
		state_of=$(awk '$1 == "State:" { print $2 }' "/proc/$guichet/status" 2>/dev/null) || state_of=Z
		[ "$state_of" != Z ] || break
		sleep 0.05
	done
	[ "$state_of" = Z ] || fail "guichet did not end within 5 seconds of SIG$1"
	ended=0
	wait "$guichet" || ended=$?
	guichet=
	! grep -qE 'Sanitizer|runtime error' "$stderr" || fail "a sanitizer found something"
}

# key NAME...: each must change what is seen.
key() {
	for name; do
		was=$(picture)
		xdotool key "$name"
		wait_change "$was" "key $name"
	done
}

# press X Y: with the left button of the mouse.
press() {
	was=$(picture)
	xdotool mousemove "$1" "$2" click 1 mousemove 1 1 # the pointer itself is in the picture
	wait_change "$was" "press at $1 $2"
}

# find_buttons OPTION...: before anything is pressed; where "Continue" and "Stop and erase" lie on all pages, out of the scene of a question.
find_buttons() {
	# one Enter more where a service has to be chosen first; else it answers the question
	printf '{"t":%s,"key":"Enter"}\n' 1000 2000 3000 >"$tmp/way.jsonl"
	"$bin/guichet" --config "$tmp/guichet.conf" "$@" --headless --play "$tmp/way.jsonl" --scene "$tmp/scene.jsonl"
	next_xy=$(middle_of next)
	cancel_xy=$(middle_of cancel)
	[ -n "$next_xy" ] && [ -n "$cancel_xy" ] || fail "a question has no buttons to go on or to stop"
}

middle_of() {
	tail -n 1 "$tmp/scene.jsonl" | jq -r --arg id "$1" '
		.nodes[] | select(.id == $id) | .rect | "\(.[0] + .[2] / 2 | floor) \(.[1] + .[3] / 2 | floor)"'
}

continue_by_pointer() {
	[ -n "$next_xy" ] || find_buttons $started
	press $next_xy
}

stop_and_erase() {
	[ -n "$cancel_xy" ] || find_buttons $started
	press $cancel_xy
	key Tab Return # the first button says no
}

# type_text TEXT
type_text() {
	was=$(picture)
	xdotool type --delay 30 "$1"
	wait_change "$was" "typing $1"
}

# address: where the program is mapped; another one after it has renewed itself.
address() {
	awk '$6 ~ /\/guichet$/ { print $1; exit }' "/proc/$guichet/maps"
}

is_sanitized() {
	grep -qE 'lib(asan|tsan|ubsan)\.so' "/proc/$guichet/maps"
}
