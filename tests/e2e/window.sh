#!/bin/sh
# SPDX-License-Identifier: MIT
# The real window in two sizes: what is seen, what it costs, and how it ends.
. "$(dirname "$0")/kiosk.sh"

MAX_PSS_KB=46080 # 45 MB
shots=$GUICHET_BUILD/e2e
mkdir -p "$shots"

# colours: how many different ones are on the screen; a blank or broken picture has one or two.
colours() {
	if command -v import >/dev/null; then
		import -window root "$shots/$1.png"
		identify -format '%k' "$shots/$1.png"
	else
		od -An -v -t x4 -w4 -j 4096 "$tmp/screen/Xvfb_screen0" | sort -u | wc -l
	fi
}

check_libraries() {
	found=$(grep -oE 'lib(LLVM|GL|GLX|EGL|GLESv2|gallium|vulkan|swrast)[^/]*\.so[^ ]*' "/proc/$guichet/maps" | sort -u || true)
	[ -z "$found" ] || fail "these libraries cost 200 MB and are mapped: $found"
}

check_memory() {
	pss=$(awk '$1 == "Pss:" { print $2 }' "/proc/$guichet/smaps_rollup") || return 0
	echo "PSS at $1: $pss kB"
	[ "$pss" -lt "$MAX_PSS_KB" ] || is_sanitized || fail "PSS is $pss kB, over $MAX_PSS_KB"
}

wake_ups() {
	cat "/proc/$guichet"/task/*/status | awk '$1 == "voluntary_ctxt_switches:" { n += $2 } END { print n }'
}

# The sound device is tried at the start and given back, for there is nothing to say: its thread ends.
check_idle() {
	for _ in $(seq 100); do
		grep -q SDLAudio "/proc/$guichet"/task/*/comm 2>/dev/null || break
		sleep 0.1
	done
	sleep 0.5
	from=$(wake_ups)
	sleep 5
	n=$(($(wake_ups) - from))
	echo "wake-ups in 5 s on the first screen: $n"
	[ "$n" -ge 0 ] || fail "threads ended while their wake-ups were counted"
	[ "$n" -le 5 ] || is_sanitized || fail "$n wake-ups in 5 s, more than one a second"
}

# visit WxH: the first pages by keyboard and by pointer, then the end by a signal.
visit() {
	start_server "$1"
	make_state
	start_kiosk --window "$1"
	n=$(colours "window-$1-welcome")
	[ "$n" -gt 8 ] || fail "the first screen has only $n colours"
	check_libraries
	check_memory "$1"
	check_idle
	key Return # language
	start_page=$(picture)
	key Return
	key Return # the first choice
	n=$(colours "window-$1-question")
	[ "$n" -gt 8 ] || fail "a question has only $n colours"
	key F11 # the other language
	key F11
	continue_by_pointer
	key Escape Escape
	colours "window-$1-back" >/dev/null
	[ "$(picture)" = "$start_page" ] || fail "Escape did not lead back to the start page"
	check_libraries
	end_kiosk TERM
	[ "$ended" -eq 0 ] || fail "SIGTERM ended guichet with $ended"
	stop_server
}

visit 1080x1920
visit 1280x800
echo "pictures are in $shots"
