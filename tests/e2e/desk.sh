#!/bin/sh
# SPDX-License-Identifier: MIT
# The desk's commands with a real intake: what is due, who opened what and why, and a log that cannot be changed unseen.
. "$(dirname "$0")/travel.sh"

form=$GUICHET_SOURCE/assets/services/service-request

# request LANG ANSWERS [SHOWN]: as the kiosk stores it; "id reference word word" is added to requests.txt.
request() {
	printf '%s' "$2" | "$bin/seal-request" "$kiosk" "$1" "$(jq -r .formId "$form/service.json")" \
		"$(jq -r .version "$form/service.json")" "$(sha256sum <"$form/form.json" | cut -d ' ' -f 1)" ${3:+"$3"} >>"$tmp/requests.txt"
}

deliver() {
	sync_with --once >>"$logs/sync.out" 2>>"$logs/sync.err" || fail "guichet-sync ended with $?"
}

# desk COMMAND...: its standard output in out.txt, its standard error in err.txt, its exit status in $status.
desk() {
	command=$1
	shift
	status=0
	"$bin/guichet-desk" "$command" --state "$desk" --services "$GUICHET_SOURCE/assets/services" --intake "$intake_url" \
		--actor "Officer 4821" --lang en "$@" >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
	cat "$tmp/err.txt" >>"$logs/desk.err"
}

# must STATUS WHAT
must() {
	[ "$status" -eq "$1" ] || fail "$2: exit status $status instead of $1: $(cat "$tmp/err.txt")"
}

# n_logged [CONDITION]
n_logged() {
	rows "$desk/desk.db" "select count(*) from access_log where ${1:-1}"
}

# Before anything was fetched, and in both languages.
check_words() {
	for command in keygen calendar card fetch list open confirm problem log page; do
		"$bin/guichet-desk" $command --help --lang fr >"$tmp/out.txt" 2>&1 || fail "$command --help ended with $?"
		grep -q "^utilisation.: guichet-desk $command" "$tmp/out.txt" || fail "$command --help --lang fr says: $(cat "$tmp/out.txt")"
	done
	"$bin/guichet-desk" --help --lang fr | grep -q 'appel a été fait' || fail "the overview is not in French"
	desk open "$first" --reason "to call back"
	must 1 "open before any fetch"
	grep -q 'guichet-desk fetch' "$tmp/err.txt" || fail "open before any fetch does not name fetch: $(cat "$tmp/err.txt")"
	for command in "open $first --reason because" "confirm $first" "problem $first --kind other" log page; do
		status=0
		# shellcheck disable=SC2086
		"$bin/guichet-desk" $command --state "$desk" --lang en >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
		must 2 "$command of nobody"
		grep -q 'The client can read this name' "$tmp/err.txt" || fail "$command of nobody: $(cat "$tmp/err.txt")"
	done
	[ "$(n_logged)" -eq 0 ] || fail "what nobody did is in the log"
	! "$bin/guichet-desk" fetch --lang fr --state "$desk" --intake http://10.0.0.1:1 >"$tmp/out.txt" 2>"$tmp/err.txt" ||
		fail "plain HTTP leaves this computer"
	head -n 1 "$tmp/err.txt" | grep -q 'HTTP sans chiffrement' || fail "plain HTTP, in French: $(cat "$tmp/err.txt")"
	! "$bin/guichet-desk" fetch --lang fr --state "$desk" --intake http://127.0.0.1:1 >"$tmp/out.txt" 2>"$tmp/err.txt" ||
		fail "an intake that is not there was fetched from"
	grep -q 'Rien n’écoute' "$tmp/err.txt" || fail "an intake that is not there, in French: $(cat "$tmp/err.txt")"
	say "help in both languages; whoever acts has a name"
}

check_list() {
	desk fetch
	must 0 "fetch"
	grep -q 'New requests: 3\.' "$tmp/out.txt" || fail "fetch says: $(cat "$tmp/out.txt")"
	desk fetch
	grep -q 'New requests: 0\.' "$tmp/out.txt" || fail "a second fetch says: $(cat "$tmp/out.txt")"
	desk list
	must 0 "list"
	[ "$(grep -cE '^Service request: due ' "$tmp/out.txt")" -eq 3 ] || fail "the list says: $(cat "$tmp/out.txt")"
	[ ! -s "$tmp/err.txt" ] || fail "a healthy desk complains: $(cat "$tmp/err.txt")"
	desk list --lang fr
	grep -q '^Demande de service.: à faire.*\.$' "$tmp/out.txt" || fail "the list in French says: $(cat "$tmp/out.txt")"
	desk list --json
	[ "$(jq -r 'select(.state == "new" and .times_opened == 0).id' "$tmp/out.txt" | wc -l)" -eq 3 ] ||
		fail "the list in JSON says: $(cat "$tmp/out.txt")"
	say "fetched once, listed in words"
}

check_reason() {
	n=$(n_logged)
	desk open "$first"
	must 2 "open without a reason"
	desk open "$first" --reason "no"
	must 2 "open with a reason of two letters"
	[ ! -s "$tmp/out.txt" ] || fail "without a reason something is shown: $(cat "$tmp/out.txt")"
	[ "$(n_logged)" -eq "$n" ] || fail "an opening that was refused changed the log"
	desk open "$first" --reason "to call back" --lang fr
	must 0 "open"
	[ "$(n_logged "seq = $((n + 1)) and action = 'DownloadResponse' and actor = 'Officer 4821' and reason = 'to call back'")" -eq 1 ] ||
		fail "the opening is not in the log"
	grep -q 'Pour quelle raison avez-vous besoin d’aide' "$tmp/out.txt" || fail "the questions are not there: $(cat "$tmp/out.txt")"
	grep -q "$MARKER" "$tmp/out.txt" || fail "the answers are not there"
	[ "$(grep -c 'Aucun fichier$' "$tmp/out.txt") $(grep -c 'À présenter à un membre du personnel à la borne$' "$tmp/out.txt")" = "1 1" ] ||
		fail "which documents are shown is not said: $(cat "$tmp/out.txt")"
	! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$tmp/out.txt" || fail "a control character reaches the terminal"
	[ "$(rows "$store" 'select max(seq) from log_head')" -eq $((n + 1)) ] ||
		fail "the intake does not know the end of the log"
	say "no opening without a reason, none without its entry"
}

check_ids() {
	for name in "$(echo "$first" | cut -c 27-)" "$reference" "$(echo "$reference" | tr 'A-Z' 'a-z')"; do
		desk open "$name" --reason "to call back" --json
		must 0 "open $name"
		[ "$(jq -r .id "$tmp/out.txt")" = "$first" ] || fail "$name opens another request"
	done
	desk open "$(echo "$first" | cut -c 1-4)" --reason "to call back"
	must 1 "an id that many begin with"
	grep -q 'More than one' "$tmp/err.txt" && grep -q "^ *$second$" "$tmp/err.txt" || fail "says about an ambiguous id: $(cat "$tmp/err.txt")"
	desk open 0000 --reason "to call back"
	must 1 "an id that is not there"
	say "by a part of the id, or by the reference"
}

check_states() {
	desk confirm "$second"
	must 1 "confirm what nobody has opened"
	grep -q -- '--unopened' "$tmp/err.txt" || fail "confirm of an unopened request: $(cat "$tmp/err.txt")"
	desk confirm "$first"
	must 0 "confirm"
	grep -q "^Closed: request $first\." "$tmp/out.txt" || fail "confirm says: $(cat "$tmp/out.txt")"
	desk confirm "$first"
	must 1 "a second confirm"
	desk problem "$second" --kind nonsense
	must 2 "a problem of no kind"
	desk problem "$second" --kind other
	must 0 "problem"
	grep -q "$second" "$tmp/out.txt" || fail "problem says: $(cat "$tmp/out.txt")"
	[ "$(rows "$store" "select group_concat(state, ' ') from (select state from submission where id in ('$first', '$second') order by state)")" = \
		"confirmed problem" ] || fail "the intake does not know how they ended"
	desk list
	[ "$(grep -c '^Service request' "$tmp/out.txt")" -eq 2 ] || fail "what is closed is still listed: $(cat "$tmp/out.txt")"
	say "confirmed and set apart, and the intake knows"
}

# tampered WHAT WHERE SQL: found out, with the exit status 1; the log is put back then.
tampered() {
	cp -p "$desk/desk.db" "$tmp/kept.db"
	sqlite3 "$desk/desk.db" "DROP TRIGGER access_log_keeps; DROP TRIGGER access_log_stays; $3"
	desk log --check
	must 1 "$1"
	grep -q "$2" "$tmp/err.txt" || fail "$1: the check says: $(cat "$tmp/err.txt")"
	desk list
	must 0 "list with $1"
	case $1 in
	*"whole log"*) ;; # an empty log follows from nothing: only the intake knows better
	*cut*|*"taken off"*) ;;
	*) grep -q "$2.*Change nothing" "$tmp/err.txt" || fail "$1: list says: $(cat "$tmp/err.txt")" ;;
	esac
	desk log
	[ "$(grep -c "Change nothing" "$tmp/err.txt")" -le 1 ] || fail "$1: log says: $(cat "$tmp/err.txt")"
	rm -f "$desk"/desk.db*
	cp -p "$tmp/kept.db" "$desk/desk.db"
}

check_log() {
	# Without a calendar: still a time zone, the same whichever way a request is opened, and it is named.
	mv "$desk/calendar.jws" "$tmp/calendar.jws"
	desk list
	grep -q 'zone America/' "$tmp/err.txt" || fail "no zone is named without a calendar: $(cat "$tmp/err.txt")"
	[ "$(grep -c '[Cc]all by\|due by' "$tmp/out.txt")" -eq 2 ] || fail "a date is told twice, or not: $(cat "$tmp/out.txt")"
	mv "$tmp/calendar.jws" "$desk/calendar.jws"
	desk log --check
	must 0 "a log that nobody touched"
	n=$(n_logged)
	tampered "a changed reason" "entry 4 " "UPDATE access_log SET reason = 'because' WHERE seq = 4"
	tampered "a changed name" "entry 1 " "UPDATE access_log SET actor = 'somebody' WHERE seq = 1"
	tampered "an entry taken out of the middle" "entry 5 " "DELETE FROM access_log WHERE seq = 5"
	tampered "the last entries taken off" "the intake has seen" "DELETE FROM access_log WHERE seq > $((n - 2)); DELETE FROM facts WHERE name = 'told_log_head'"
	tampered "the whole log taken away" "the intake has seen" "DELETE FROM access_log; DELETE FROM facts WHERE name = 'told_log_head'"

	# As many entries again, written by the program itself: the chain is whole, and yet another one.
	cp -p "$desk/desk.db" "$tmp/kept.db"
	sqlite3 "$desk/desk.db" "DROP TRIGGER access_log_stays; DELETE FROM access_log; DELETE FROM facts WHERE name = 'told_log_head'"
	for _ in $(seq "$((n + 1))"); do
		desk log
	done
	"$bin/guichet-desk" log --check --state "$desk" --lang en >"$tmp/out.txt" 2>"$tmp/err.txt" || fail "the new chain is not whole"
	grep -q 'could not be asked' "$tmp/err.txt" || fail "does not say that the intake was not asked"
	desk log --check
	must 1 "a log that was written anew"
	grep -q 'the intake has seen' "$tmp/err.txt" || fail "a log that was written anew: $(cat "$tmp/err.txt")"
	rm -f "$desk"/desk.db*
	cp -p "$tmp/kept.db" "$desk/desk.db"

	desk log --json
	jq -se '.[-1].action == "AuditLogsRead"' "$tmp/out.txt" >/dev/null || fail "reading the log is not in the log"
	computed=$(jq -sj '.[0] | ("guichet-access-log-1", (.seq, .at | tostring), .actor, .role, .action, .id, .reason, .outcome, .prev_hash)
		| "\(utf8bytelength):\(.),"' "$tmp/out.txt" | sha256sum | cut -d ' ' -f 1)
	[ "$computed" = "$(jq -sr '.[0].hash' "$tmp/out.txt")" ] || fail "the first hash is not that of docs/formats/desk.md"
	say "a changed row, a missing row, a cut end, another chain: all found"
}

# With another key the entry is there, and nothing is shown; a piece of an envelope does not open either.
check_wrong_key() {
	mv "$desk/desk.jwk" "$tmp/desk.jwk"
	"$bin/guichet-desk" keygen --out "$tmp/elsewhere" >/dev/null
	cp -p "$tmp/elsewhere/desk.jwk" "$desk/desk.jwk"
	n=$(n_logged)
	desk open "$third" --reason "to call back"
	must 1 "a wrong key"
	[ ! -s "$tmp/out.txt" ] || fail "a wrong key shows something"
	[ "$(n_logged "seq > $n and outcome in ('allowed', 'other-key')")" -eq 2 ] || fail "an opening with a wrong key is not in the log"
	mv "$tmp/desk.jwk" "$desk/desk.jwk"
	desk open "$third" --reason "to call back" --json
	must 0 "the right key again"
	desk list --json
	[ "$(jq -r "select(.id == \"$third\").state" "$tmp/out.txt")" = opened ] || fail "what opens again is still a problem"
	"$bin/travel-write" --word "$MARKER" --print 019aa5d0-0000-7000-8000-000000000001 "$kiosk" >"$tmp/one.jwe"
	desk open --envelope "$tmp/one.jwe" --reason "from the workshop"
	must 0 "an envelope out of a file"
	for size in 0 1 100 1000 "$(($(wc -c <"$tmp/one.jwe") - 2))"; do
		head -c "$size" "$tmp/one.jwe" >"$tmp/piece.jwe"
		desk open --envelope "$tmp/piece.jwe" --reason "from the workshop"
		must 1 "$size bytes of an envelope"
		[ ! -s "$tmp/out.txt" ] || fail "$size bytes of an envelope show something"
	done
	say "a wrong key, a torn envelope: refused and written down"
}

check_together() {
	write_requests --count 60
	deliver
	fetch_in_turn & one=$!
	fetch_in_turn & two=$!
	others="$one $two"
	wait "$one" || fail "the first of two desks ended with $?"
	wait "$two" || fail "the second of two desks ended with $?"
	others=
	write_requests --count 60
	deliver
	for pause in 0.02 0.05 0.08 0.12 0.2; do
		"$bin/guichet-desk" fetch --state "$desk" --intake "$intake_url" >>"$logs/desk.out" 2>>"$logs/desk.err" &
		others=$!
		sleep "$pause"
		kill -KILL "$others" 2>/dev/null || true
		wait "$others" 2>/dev/null || true
		others=
	done
	desk fetch
	must 0 "a fetch after others were killed"
	[ "$(rows "$desk/desk.db" 'select count(*) from requests where checked = 0 or tell <> 0')" -eq 0 ] || fail "something was left half done"
	[ "$(rows "$desk/desk.db" 'select count(*) from requests')" -eq 123 ] || fail "not every request is there"
	[ "$(rows "$store" "select count(*) from submission where state = 'new'")" -eq 0 ] || fail "the intake has some that were not fetched"
	desk log --check
	must 0 "the log after kills"
	say "two desks at once, and desks that were killed: each request once"
}

fetch_in_turn() {
	for _ in 1 2 3; do
		"$bin/guichet-desk" fetch --state "$desk" --intake "$intake_url" >>"$logs/desk.out" 2>>"$logs/desk.err" || return 1
	done
}

# What cannot be written down is not shown.
check_full() {
	n=$(n_logged)
	status=0
	(
		trap '' XFSZ
		ulimit -f 8
		exec "$bin/guichet-desk" open "$third" --reason "to call back" --actor "Officer 4821" --state "$desk" --lang en
	) >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
	must 4 "a full disk"
	grep -q 'disk is full' "$tmp/err.txt" || fail "a full disk: $(cat "$tmp/err.txt")"
	[ ! -s "$tmp/out.txt" ] || fail "on a full disk something was shown"
	sqlite3 "$desk/desk.db" "BEGIN IMMEDIATE" ".shell touch '$tmp/locked'; sleep 6" &
	others=$!
	until_true 5 "the database is locked" test -e "$tmp/locked"
	desk open "$third" --reason "to call back"
	must 4 "a locked database"
	[ ! -s "$tmp/out.txt" ] || fail "without an entry something was shown"
	wait "$others" || true
	others=
	[ "$(n_logged)" -eq "$n" ] || fail "an opening that failed is in the log"
	desk open "$third" --reason "to call back"
	must 0 "open when there is room again"
	say "a full disk, a locked database: told, and nothing shown"
}

# What came until the disk was full is kept, and that is what is said.
check_brim() {
	small=$tmp/small
	mkdir "$small"
	mount -t tmpfs -o size=512k tmpfs "$small" 2>/dev/null || {
		say "a disk that becomes full: not tried, without the right to mount one"
		return 0
	}
	mounted=$small
	cp -p "$desk"/*.j* "$desk"/status.key "$desk"/desk.token "$small"
	status=0
	"$bin/guichet-desk" fetch --state "$small" --intake "$intake_url" --lang en >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
	must 4 "a disk that becomes full"
	grep -q 'What came is kept' "$tmp/err.txt" || fail "a disk that becomes full: $(cat "$tmp/err.txt")"
	came=$(sed -n 's/^New requests: \([0-9]*\)\..*/\1/p' "$tmp/out.txt")
	more=$(($(rows "$small/desk.db" 'select count(*) from requests') - came))
	{ [ "$came" -gt 0 ] && [ "$more" -ge 0 ] && [ "$more" -le 1 ]; } || fail "$came counted, and $more more are there"
	umount "$small"
	mounted=
	say "a disk that becomes full: what came is counted and kept"
}

make_world
start_intake
link_url=$intake_url
request en '{"1": "Employment Insurance (EI)", "3": "Ana", "4": "'$MARKER'", "8": "", "14": "one\u001b[31m\u0007\u009b2J\u202etwo\r\nthree",
 "98": {"id": null, "name": null, "size": null}, "99": [{"0": {"id": null, "name": null, "size": null}}]}' \
	'[{"element": 99, "row": 0, "cell": 0}]'
request fr '{"1": "Passeport", "3": "Léa", "4": "'$MARKER'"}'
request en '{"1": "Passport", "3": "Max", "4": "'$MARKER'"}'
deliver
first=$(sed -n '1s/ .*//p' "$tmp/requests.txt")
second=$(sed -n '2s/ .*//p' "$tmp/requests.txt")
third=$(sed -n '3s/ .*//p' "$tmp/requests.txt")
reference=$(sed -n '1p' "$tmp/requests.txt" | cut -d ' ' -f 2)
check_words
check_list
check_reason
check_ids
check_states
check_log
check_wrong_key
check_together
check_full
check_brim
check_databases
check_secrecy
stop_intake
