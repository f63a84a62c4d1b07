#!/bin/sh
# SPDX-License-Identifier: MIT
# What a client waits for and a machine pays: start, memory, idling, and the renewal between two visits.
. "$(dirname "$0")/../e2e/kiosk.sh"

RUNS=15

# figure NAME VALUE UNIT LIMIT: one line; less is better.
figure() {
	printf '{"name":"%s","value":%s,"unit":"%s","limit":%s,"better":"less"}\n' "$1" "$2" "$3" "$4"
}

now_us() {
	echo $(($(date +%s%N) / 1000))
}

# From exec to the end of a process that ends when its first frame is on the screen; once before, for a warm cache.
time_to_first_frame() {
	"$bin/guichet" --config "$tmp/guichet.conf" --window "$1" --first-frame 2>>"$stderr"
	for _ in $(seq "$RUNS"); do
		from=$(now_us)
		"$bin/guichet" --config "$tmp/guichet.conf" --window "$1" --first-frame 2>>"$stderr"
		echo $(($(now_us) - from))
	done | sort -n | awk '{ t[NR] = $1 } END { printf "%.1f", t[int((NR + 1) / 2)] / 1000 }'
}

wake_ups() {
	cat "/proc/$guichet"/task/*/status | awk '$1 == "voluntary_ctxt_switches:" { n += $2 } END { print n }'
}

wake_ups_a_second() {
	sleep 5 # the voice is loaded on its own thread after the first frame
	from=$(wake_ups)
	sleep 10
	awk -v n="$(($(wake_ups) - from))" 'BEGIN { printf "%.1f", n / 10 }'
}

# How long there is no window between two visits: from the last look at the old one to the first look at the new
# one. A look takes about 10 ms.
renewal_ms() {
	key Return
	stop_and_erase
	key space # yes; the goodbye is read
	wait_picture "$first" 15 "the first screen"
	from=$(now_us)
	while [ "$(picture)" = "$first" ]; do
		from=$(now_us)
	done
	while [ "$(picture)" != "$first" ]; do
		must_live "renewal"
	done
	echo $((($(now_us) - from) / 1000))
}

start_server 1080x1920
make_state
figure "start: exec to first frame, 1080x1920, warm" "$(time_to_first_frame 1080x1920)" ms 120
start_kiosk --window 1080x1920
figure "idle: wake-ups a second, first screen, speech off" "$(wake_ups_a_second)" 1/s 1
if [ -r "/proc/$guichet/smaps_rollup" ] && pss=$(awk '$1 == "Pss:" { printf "%.1f", $2 / 1024 }' "/proc/$guichet/smaps_rollup"); then
	figure "memory: PSS on the first screen" "$pss" MB 45
	figure "memory: OpenGL and LLVM libraries mapped" \
		"$(grep -oE 'lib(LLVM|GL|GLX|EGL|GLESv2|gallium|vulkan|swrast)[^/]*\.so' "/proc/$guichet/maps" | sort -u | wc -l)" files 0
else
	echo "memory is not measured: only root may look into a process that holds personal data" >&2
fi
figure "renewal: no window between two visits" "$(renewal_ms)" ms 400
end_kiosk TERM
