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
	says 0 "usage: guichet-sync keygen" "$bin/guichet-sync" keygen --help
	says 0 "usage: guichet-sync status" "$bin/guichet-sync" status --help
	says 4 "/data/guichet/device.jwk" "$bin/guichet-sync" --once
	for program in guichet-sync guichet-intake guichet-desk guichetctl; do
		says 0 "$program " "$bin/$program" --version
	done
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
	once 1 "Another guichet-sync delivers from this outbox" "$kiosk"
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
	grep -q "sous le même numéro (SUB-409-1)" "$tmp/queue.txt" || fail "the last error is not in words: $(cat "$tmp/queue.txt")"
	grep -q "Avertissez les responsables" "$tmp/queue.txt" || fail "what to do is not said: $(cat "$tmp/queue.txt")"
	says 0 "Tell those who run the intake" "$bin/guichetctl" queue --state "$kiosk"
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
	says 0 "dernière erreur" "$bin/guichetctl" queue --lang fr --state "$kiosk"
	grep -q "aucune réponse (no-answer)" "$tmp/said.txt" || fail "the last error is not in words: $(cat "$tmp/said.txt")"
	! grep -q "127\.0\.0\.1" "$tmp/said.txt" || fail "an address stands in the log"
	start_intake
	once 0 "left=0" "$kiosk"
	link_is up || fail "the link is not up"
	say "no intake: told, and delivered later"
}

# What waits is not put away by mistake; when it is meant, its number and its place are said.
check_set_aside() {
	write_requests
	waiting=$(rows "$outbox" "select count(*) from outbox where state <> 'delivered'")
	says 1 "Waiting in it: $waiting" "$bin/guichetctl" queue --state "$kiosk" --set-aside
	[ -e "$outbox" ] && [ ! -e "$outbox.damaged-1" ] || fail "a healthy outbox was set aside"
	cp -r "$kiosk" "$tmp/aside"
	says 0 "$tmp/aside/outbox.db.damaged-1" "$bin/guichetctl" queue --state "$tmp/aside" --set-aside --even-if-healthy
	grep -q "went with it: $waiting\." "$tmp/said.txt" || fail "how many went is not said: $(cat "$tmp/said.txt")"
	[ ! -e "$tmp/aside/outbox.db" ] || fail "the outbox is still there"
	says 4 "Il n’y a pas de file" "$bin/guichetctl" queue --state "$tmp/aside" --set-aside
	head -c 65536 /dev/urandom >"$tmp/aside/outbox.db"
	says 4 "endommagée" "$bin/guichetctl" queue --state "$tmp/aside" --lang fr
	says 0 "outbox.db.damaged-2" "$bin/guichetctl" queue --state "$tmp/aside" --set-aside
	says 2 "usage: guichetctl queue" "$bin/guichetctl" queue --state "$kiosk" --even-if-healthy
	rm -r "$tmp/aside"
	once 0 "left=0" "$kiosk"
	say "a healthy outbox is set aside only when that is meant"
}

check_ctl_usage() {
	says 0 "--even-if-healthy" "$bin/guichetctl" queue --help
	says 0 "--retry" "$bin/guichetctl" --help
	for command in lint evaluate check-field speak queue; do
		says 0 "usage: guichetctl $command" "$bin/guichetctl" "$command" --help
	done
	says 2 "pas de commande de ce nom" "$bin/guichetctl" --lang fr nothing
	! grep -q "no such command" "$tmp/said.txt" || fail "English though French was asked for"
	says 2 "--nothing" "$bin/guichetctl" queue --nothing
	says 1 "ne peut pas être ouvert" "$bin/guichetctl" check-field /nowhere/element.jsonl
	says 2 "en et fr" "$bin/guichetctl" lint --lang de x
	say "guichetctl used wrongly: told in both languages"
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
	ask 1 "such as 7K3-M9Q-2XW3" --lang en 123 apple
	ask 1 "typing mistake" --lang en 7K3-M9Q-2XW4 apple
	ask 1 "faute de frappe" --lang fr 7K3-M9Q-2XW4 apple
	ask 1 "call-back word" --lang en 123456789G " "
	ask 2 "usage:" 123456789G
	mv "$kiosk/status.key" "$tmp/aside"
	ask 4 "status key" 123456789G apple
	mv "$tmp/aside" "$kiosk/status.key"
	says 4 "Rien n’écoute" "$bin/guichet-sync" status --state "$kiosk" --intake http://127.0.0.1:1 123456789G apple
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
	for _ in 1 2 3 4; do
		ask 1 "try again later" --lang en "$reference" "not$first"
	done
	ask 1 "too many wrong tries" --lang en "$reference" "$first"
	ask 1 "trop d’essais" --lang fr "$reference" "$first"
	say "a client's question: $(head -n 1 "$tmp/said.txt")"
}

# A client who stands at the kiosk is told when the request is received: a long wait after failures must not be in the way.
check_client() {
	n=$(n_delivered)
	write_requests
	: >"$logs/client.err"
	stop_intake
	"$bin/guichet-sync" --state "$kiosk" --intake "$link_url" --retry-base 60 2>>"$logs/client.err" &
	sync=$!
	until_true 10 "without an intake it waits" grep -q 'reason=no-answer' "$logs/client.err"
	start_intake
	write_requests
	until_true 10 "a stored request is tried though the last attempt failed" is_delivered $((n + 2))
	end_process "$sync" TERM
	sync=
	say "a request that is stored is tried at once: $(grep -o 'waits for it wait_ms=[0-9]*' "$logs/client.err" || true)"
}

is_apart() {
	[ "$(readlink "/proc/$others/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# A network of the test's own: when it comes up the kiosk does not sit out a long wait.
check_network() {
	command -v ip >/dev/null && unshare -rn true 2>/dev/null || {
		say "a network that comes up: not tried, this machine gives no network of its own"
		return 0
	}
	unshare -rn sleep 60 &
	others=$!
	until_true 5 "a network apart" is_apart
	inside="nsenter -t $others -U -n --preserve-credentials"
	$inside ip link set lo up
	n=$(n_delivered)
	write_requests
	: >"$logs/network.err"
	$inside "$bin/guichet-sync" --state "$kiosk" --intake http://127.0.0.1:8471 --retry-base 60 \
		2>>"$logs/network.err" &
	sync=$!
	until_true 10 "without an intake it waits" grep -q 'reason=no-answer' "$logs/network.err"
	: >"$tmp/intake.out"
	$inside "$bin/guichet-intake" --listen 127.0.0.1:8471 --store "sqlite:$store" --keys "$keys" >"$tmp/intake.out" \
		2>>"$logs/intake.err" &
	intake=$!
	until_true 20 "guichet-intake listens" has_intake_said
	$inside ip link set lo down
	$inside ip link set lo up
	until_true 10 "a network that comes up wakes guichet-sync" is_delivered $((n + 1))
	end_process "$sync" TERM
	sync=
	stop_intake
	end_process "$others" KILL
	others=
	say "a network that comes up is tried at once: $(grep -o 'came up wait_ms=[0-9]*' "$logs/network.err" || true)"
}

make_world
start_proxy
start_intake
check_usage
check_keys
check_waking
check_retry
check_down
check_set_aside
check_ctl_usage
check_questions
check_status
check_journey
check_client
stop_intake
check_network
