# SPDX-License-Identifier: MIT
# Sourced by the tests of the journey: a kiosk's outbox, a bad network, the intake and a desk, each the real program.
# shellcheck shell=sh disable=SC2034,SC2119,SC2120
set -eu

: "${GUICHET_SOURCE:?}" "${GUICHET_BUILD:?}"
bin=$GUICHET_BUILD/bin
tmp=$(mktemp -d "${TMPDIR:-/tmp}/guichet-travel.XXXXXX")
world=$tmp/world
kiosk=$world/kiosk
desk=$world/desk
keys=$world/intake
outbox=$kiosk/outbox.db
store=$tmp/store/intake.db
logs=$tmp/logs
confirmed=$tmp/confirmed.txt
# Stands in every answer, and may be read nowhere but where the desk opens a request.
MARKER=Zyxotravel
seed=${GUICHET_SEED:-$(date +%s)}

intake=
intake_port=
sync=
proxy=
mounted=
others=

clean_up() {
	status=$?
	trap - EXIT
	for process in $sync $intake $proxy $others; do
		kill -KILL "$process" 2>/dev/null || true
	done
	wait
	if [ "$status" -ne 0 ] && [ "$status" -ne 77 ]; then
		echo "GUICHET_SEED=$seed" >&2
		for log in "$logs"/*; do
			[ ! -s "$log" ] || { echo "--- the end of $(basename "$log"):" >&2 && tail -n 15 "$log" >&2; }
		done
	fi
	[ -z "$mounted" ] || umount -l "$mounted"
	if [ -n "${GUICHET_KEEP:-}" ]; then
		echo "kept: $tmp" >&2
	else
		rm -rf "$tmp"
	fi
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

say() {
	echo "- $*"
}

for tool in curl jq sqlite3; do
	command -v "$tool" >/dev/null || skip "$tool is not installed"
done

# until_true SECONDS WHAT COMMAND...: asks twenty times a second; fails with "WHAT" when the time is up.
until_true() {
	deadline=$(($(date +%s) + $1))
	what=$2
	shift 2
	until "$@"; do
		[ "$(date +%s)" -le "$deadline" ] || fail "in time: $what"
		sleep 0.05
	done
}

# is_sanitized: the sanitizers' runtime must come before any other preloaded library.
is_sanitized() {
	grep -qE '^GUICHET_SANITIZE[^=]*=.+' "$GUICHET_BUILD/CMakeCache.txt"
}

make_world() {
	"$GUICHET_SOURCE/tests/world.sh" "$bin" "$world" >/dev/null
	mkdir -p "$logs" "$tmp/store"
	: >"$confirmed"
}

# The network.

# link RULE [NUMBER...]: in force when this returns; what is open is cut. See fault_proxy.c.
link() {
	n_before=$(wc -l <"$logs/proxy.out")
	echo "$*" >&9
	until_true 5 "the proxy takes: $*" proxy_has_said
}

proxy_has_said() {
	[ "$(wc -l <"$logs/proxy.out")" -gt "$n_before" ]
}

# replies_eaten: so far.
replies_eaten() {
	sed -n '$s/.* \([0-9]*\) replies eaten/\1/p' "$logs/proxy.out"
}

start_proxy() {
	mkfifo "$tmp/proxy.fifo"
	exec 9<>"$tmp/proxy.fifo"
	"$bin/fault-proxy" "$seed" <"$tmp/proxy.fifo" >"$logs/proxy.out" 2>"$logs/proxy.err" 9>&- &
	proxy=$!
	until_true 5 "the proxy listens" test -s "$logs/proxy.out"
	link_url=http://127.0.0.1:$(sed -n '1s/.*127\.0\.0\.1:\([0-9]*\),.*/\1/p' "$logs/proxy.out")
}

# The intake.

has_intake_said() {
	kill -0 "$intake" 2>/dev/null || fail "guichet-intake ended at its start: $(cat "$logs/intake.err")"
	intake_port=$(sed -n 's/^guichet-intake: listens on 127\.0\.0\.1:\([0-9]*\)$/\1/p' "$tmp/intake.out")
	[ -n "$intake_port" ]
}

# start_intake [OPTION...]: on a free port, to which the network leads from then on.
start_intake() {
	: >"$tmp/intake.out"
	"$bin/guichet-intake" --listen 127.0.0.1:0 --store "sqlite:$store" --keys "$keys" "$@" \
		>"$tmp/intake.out" 2>>"$logs/intake.err" 9>&- &
	intake=$!
	until_true 20 "guichet-intake listens" has_intake_said
	intake_url=http://127.0.0.1:$intake_port
	[ -z "$proxy" ] || link upstream "$intake_port"
}

# end_process PID SIGNAL: its exit status in $ended.
end_process() {
	ended=0
	kill -"$2" "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || ended=$?
}

stop_intake() {
	end_process "$intake" TERM
	intake=
	[ "$ended" -eq 0 ] || fail "guichet-intake ended with $ended at SIGTERM"
}

# The kiosk's side.

# write_requests [OPTION...]: see travel_write.c.
write_requests() {
	"$bin/travel-write" --word "$MARKER" "$@" "$kiosk" "$confirmed" 2>>"$logs/write.err"
}

# sync_with [OPTION...]: until it ends by itself; never with &, which would give the number of a shell.
sync_with() {
	"$bin/guichet-sync" --state "$kiosk" --intake "$link_url" --retry-base 0.05 "$@"
}

# sync_once: one pass; false when something is left.
sync_once() {
	sync_with --once >>"$logs/sync.out" 2>>"$logs/sync.err"
}

n_begun() {
	[ ! -f "$logs/sync.err" ] || grep -c ' guichet-sync: begins' "$logs/sync.err" || true
}

start_sync() {
	n_begun_before=$(n_begun)
	"$bin/guichet-sync" --state "$kiosk" --intake "$link_url" --retry-base 0.05 \
		>>"$logs/sync.out" 2>>"$logs/sync.err" 9>&- &
	sync=$!
}

has_begun() {
	[ "$(n_begun)" -gt "${n_begun_before:-0}" ]
}

# A signal before it has begun would just end it, as it ends any program.
stop_sync() {
	until_true 20 "guichet-sync begins" has_begun
	end_process "$sync" TERM
	sync=
	[ "$ended" -eq 0 ] || fail "guichet-sync ended with $ended at SIGTERM"
}

# rows DATABASE SQL: never writes, and waits for whoever does.
rows() {
	sqlite3 -readonly -cmd '.timeout 10000' "$1" "$2"
}

n_in_state() {
	rows "$outbox" "select count(*) from outbox where state = '$1'"
}

n_waiting() {
	rows "$outbox" "select count(*) from outbox where state not in ('delivered', 'quarantined')"
}

nothing_waits() {
	[ "$(n_waiting)" -eq 0 ]
}

n_delivered() {
	n_in_state delivered
}

# must_wait WHY: nothing counts as delivered that was not before.
must_wait() {
	[ "$(n_waiting)" -eq "$n_left" ] || fail "$1: $(n_waiting) wait instead of $n_left"
}

has_tried() {
	[ "$(rows "$outbox" 'select coalesce(sum(attempts), 0) from outbox')" -gt "$n_attempts" ]
}

# must_keep_trying WHY: at least two more attempts, and nothing is delivered by them.
must_keep_trying() {
	n_left=$(n_waiting)
	for _ in 1 2; do
		n_attempts=$(rows "$outbox" 'select coalesce(sum(attempts), 0) from outbox')
		until_true 20 "another attempt, $1" has_tried
	done
	must_wait "$1"
}

# The desk.

desk_command() {
	command=$1
	shift
	"$bin/guichet-desk" "$command" --state "$desk" --actor "Officer 4821" --lang en "$@"
}

fetch() {
	desk_command fetch --intake "$link_url" >>"$logs/desk.out" 2>>"$logs/desk.err"
}

# listed: the ids on the desk, sorted, one a line, as often as they are there.
listed() {
	desk_command list --all --json 2>>"$logs/desk.err" | jq -r .id | sort
}

has_arrived() {
	listed >"$tmp/listed.txt"
	[ "$(wc -l <"$tmp/listed.txt")" -ge "$1" ]
}

# opened ID: the answer to question 1.
opened() {
	desk_command open "$1" --reason "To see that it arrived whole" --json 2>>"$logs/desk.err" | jq -r '.answers["1"]'
}

# What must be true at the end of every journey.

check_receipts() {
	bad=$(rows "$outbox" "select count(*) from outbox
		where state = 'delivered' and (receipt is null or envelope is not null or delivered_at is null)")
	[ "$bad" -eq 0 ] || fail "$bad delivered rows have no receipt, or still an envelope"
	rows "$outbox" "select id || ' ' || lower(hex(sha256)) || ' ' || receipt from outbox
		where state = 'delivered' order by random() limit ${1:-20}" >"$tmp/receipts.txt"
	while read -r id sha256 receipt; do
		printf '%s' "$receipt" | "$bin/travel-jws" verify "$kiosk/intake.jwks" guichet-receipt >"$tmp/receipt.json" ||
			fail "the receipt of $id is not genuine"
		jq -e --arg id "$id" --arg sha256 "$sha256" '.id == $id and .sha256 == $sha256' "$tmp/receipt.json" >/dev/null ||
			fail "the receipt of $id names something else"
	done <"$tmp/receipts.txt"
}

# check_content NUMBER: so many requests open to what was sealed.
check_content() {
	awk -v seed="$seed" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' "$tmp/listed.txt" | sort | cut -f 2 |
		head -n "$1" >"$tmp/sample.txt"
	while read -r id; do
		[ "$(opened "$id")" = "$MARKER $id" ] || fail "$id opens to something else"
	done <"$tmp/sample.txt"
}

# check_ids: what was confirmed, and whatever else the outbox took, is on the desk once; nothing else is.
check_ids() {
	listed >"$tmp/listed.txt"
	[ -z "$(uniq -d "$tmp/listed.txt")" ] || fail "on the desk more than once: $(uniq -d "$tmp/listed.txt")"
	sort "$confirmed" >"$tmp/sorted.txt"
	lost=$(comm -23 "$tmp/sorted.txt" "$tmp/listed.txt")
	[ -z "$lost" ] || fail "confirmed to a client, and not on the desk: $lost"
	rows "$outbox" "select id from outbox where state = 'delivered'" | sort | cmp -s - "$tmp/listed.txt" ||
		fail "what the outbox delivered is not what is on the desk"
	rows "$store" 'select id from submission' | sort | cmp -s - "$tmp/listed.txt" ||
		fail "what the intake holds is not what is on the desk"
}

# check_databases: whole, and the access log's chain is unbroken, by the intake's word too.
check_databases() {
	for file in "$outbox" "$store" "$desk/desk.db"; do
		[ "$(rows "$file" 'pragma integrity_check')" = ok ] || fail "$file is damaged"
	done
	desk_command log --check --intake "$intake_url" >"$tmp/log.txt" 2>&1 || fail "the access log: $(cat "$tmp/log.txt")"
}

# check_secrecy: the marker stands in no file of kiosk, intake or desk, and no program said it or anything wrong.
check_secrecy() {
	find "$world" "$tmp/store" "$logs" -type f >"$tmp/files.txt"
	while read -r file; do
		"$bin/marker-scan" "$MARKER" --files "$file" || fail "an answer is readable in $file"
	done <"$tmp/files.txt"
	! grep -lE 'AddressSanitizer|ThreadSanitizer|runtime error|assertion|Assertion' "$logs"/* ||
		fail "a program was in the wrong; see above"
}

# check_journey [SAMPLE]: all of the above; `SAMPLE` requests and receipts are looked into.
check_journey() {
	nothing_waits || fail "$(n_waiting) requests wait in the outbox"
	fetch || fail "the desk cannot fetch"
	check_ids
	check_receipts "${1:-20}"
	check_content "${1:-20}"
	check_databases
	check_secrecy
}
