#!/bin/sh
# SPDX-License-Identifier: MIT
# guichet-sync as those who install and run it meet it: what it says of what is missing, how it wakes, how it ends.
. "$(dirname "$0")/travel.sh"

# says STATUS WORDS COMMAND...: ends with this status, and says these words.
says() {
	wanted=$1
	words=$2
	shift 2
	r=0
	timeout 20 "$@" >"$tmp/said.txt" 2>&1 || r=$?
	[ "$r" -eq "$wanted" ] || fail "$* ended with $r instead of $wanted: $(cat "$tmp/said.txt")"
	grep -qF -- "$words" "$tmp/said.txt" || fail "$* does not say \"$words\": $(cat "$tmp/said.txt")"
}

# once STATUS WORDS STATE: one pass.
once() {
	says "$1" "$2" "$bin/guichet-sync" --state "$3" --intake "$intake_url" --once
}

# without FILE WORDS: the state folder lacks a file; what is missing and what to do is said.
without() {
	mv "$kiosk/$1" "$tmp/aside"
	once 4 "$2" "$kiosk"
	grep -q "$kiosk/$1" "$tmp/said.txt" || fail "without $1: the file is not named"
	mv "$tmp/aside" "$kiosk/$1"
}

check_keys() {
	without device.jwk "guichet-sync keygen"
	without intake.jwks "intake.jwks from those who run the intake"
	chmod 0640 "$kiosk/device.jwk"
	once 4 "0600" "$kiosk"
	chmod 0600 "$kiosk/device.jwk"
	says 1 "never overwritten" "$bin/guichet-sync" keygen --state "$kiosk" --device DEV-0000
	says 2 "letters, digits and hyphens" "$bin/guichet-sync" keygen --state "$tmp/nameless" --device "not a name"
	[ ! -e "$tmp/nameless/device.jwk" ] || fail "a key without a name was made"
	[ "$(stat -c %a "$kiosk/device.jwk")" = 600 ] || fail "the private key's mode is $(stat -c %a "$kiosk/device.jwk")"
	say "keys that are missing, open or there already: told"
}

check_usage() {
	says 2 "There is no such command" "$bin/guichet-sync" deliver
	says 2 "Allowed: 0.01 to 60" "$bin/guichet-sync" --retry-base 0
	says 2 "Allowed:" "$bin/guichet-sync" --intake intake.example
	says 0 "usage:" "$bin/guichet-sync" --help
	once 4 "$tmp/nowhere" "$tmp/nowhere"
	say "wrong use: told"
}

is_delivered() {
	[ "$(n_delivered)" -eq "$1" ]
}

link_is() {
	[ "$("$bin/guichetctl" queue --state "$kiosk" --json 2>>"$logs/queue.err" | jq -r .link.state)" = "$1" ]
}

# It sleeps two minutes between probes: what is delivered sooner was delivered because it was woken.
check_waking() {
	start_sync
	until_true 10 "the link is up" link_is up
	n=$(n_delivered)
	write_requests
	until_true 10 "a stored request wakes guichet-sync" is_delivered $((n + 1))
	id=$(tail -n 1 "$confirmed")
	rows "$outbox" "select due_date from outbox where id = '$id'" | grep -qE '^20[0-9]{2}-[0-9]{2}-[0-9]{2}$' ||
		fail "no due date is kept"
	stop_sync
	say "a stored request is delivered at once"
}

# What was set apart goes on when a technician says so, and not before.
check_retry() {
	write_requests
	id=$(tail -n 1 "$confirmed")
	sqlite3 "$outbox" "update outbox set state = 'quarantined', last_error = 'SUB-409-1' where id = '$id'"
	once 1 "left=1" "$kiosk"
	"$bin/guichetctl" queue --state "$kiosk" --lang fr >"$tmp/queue.txt"
	grep -q "$id  SUB-409-1" "$tmp/queue.txt" || fail "the queue does not name what was set apart: $(cat "$tmp/queue.txt")"
	start_sync
	until_true 10 "the link is up" link_is up
	n=$(n_delivered)
	"$bin/guichetctl" queue --state "$kiosk" --retry "$id" >/dev/null || fail "the retry"
	until_true 10 "a retry wakes guichet-sync" is_delivered $((n + 1))
	says 1 "$id" "$bin/guichetctl" queue --state "$kiosk" --retry "$id"
	stop_sync
	say "what was set apart is sent again when a technician says so"
}

check_down() {
	port=$intake_port
	stop_intake
	write_requests
	says 1 "reason=no-answer" "$bin/guichet-sync" --state "$kiosk" --intake "http://127.0.0.1:$port" --once
	link_is down || fail "the link is not down"
	! grep -q "127\.0\.0\.1" "$tmp/said.txt" || fail "an address stands in the log"
	start_intake
	once 0 "left=0" "$kiosk"
	link_is up || fail "the link is not up"
	say "no intake: told, and delivered later"
}

# ask STATUS WORDS [OPTION...] REFERENCE WORD
ask() {
	wanted=$1
	words=$2
	shift 2
	says "$wanted" "$words" "$bin/guichet-sync" status --state "$kiosk" --intake "$intake_url" "$@"
}

check_questions() {
	ask 1 "ten characters" --lang en 123 apple
	ask 1 "dix caractères" --lang fr 123 apple
	ask 1 "call-back word" --lang en 123456789G " "
	ask 2 "usage:" 123456789G
	mv "$kiosk/status.key" "$tmp/aside"
	ask 4 "status key" 123456789G apple
	mv "$tmp/aside" "$kiosk/status.key"
	says 4 "Nothing listens" "$bin/guichet-sync" status --state "$kiosk" --intake http://127.0.0.1:1 123456789G apple
	say "questions that cannot be asked: told"
}

# What a client learns once the department has opened the request: by the reference and either word, however typed.
check_status() {
	id=$(tail -n 1 "$confirmed")
	fetch || fail "the desk cannot fetch"
	desk_command open "$id" --intake "$link_url" --reason "To call back" --json 2>>"$logs/desk.err" >"$tmp/opened.json" ||
		fail "the desk cannot open $id"
	reference=$(jq -r .reference "$tmp/opened.json")
	first=$(jq -r '.callbackWords[0]' "$tmp/opened.json")
	second=$(jq -r '.callbackWords[1]' "$tmp/opened.json")
	rm "$tmp/opened.json"
	fetch || fail "the desk cannot fetch"
	ask 0 "Officer 4821" "$reference" "$first"
	grep -q "^The department calls by: " "$tmp/said.txt" || fail "no due date: $(cat "$tmp/said.txt")"
	grep -q "^Le ministère appelle au plus tard le" "$tmp/said.txt" || fail "no due date in French: $(cat "$tmp/said.txt")"
	ask 0 "Opened by" --lang en "$(echo "$reference" | tr 'A-Z' 'a-z')" "$(echo "$second" | tr 'a-z' 'A-Z')"
	! grep -q "Ouverte" "$tmp/said.txt" || fail "French though English was asked for"
	ask 1 "" --lang en "$reference" "not$first"
	cp "$tmp/said.txt" "$tmp/wrong.txt"
	ask 1 "" --lang en 123456789G "$first"
	cmp -s "$tmp/said.txt" "$tmp/wrong.txt" || fail "a wrong word and a wrong reference are told apart"
	say "a client's question: $(head -n 1 "$tmp/said.txt")"
}

make_world
start_proxy
start_intake
check_usage
check_keys
check_waking
check_retry
check_down
check_questions
check_status
check_journey
stop_intake
