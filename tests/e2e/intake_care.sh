#!/bin/sh
# SPDX-License-Identifier: MIT
# What careless hands do to an intake that runs: half a calendar, a broken key, the store's file moved away.
. "$(dirname "$0")/travel.sh"

answer=$tmp/answer.txt

# request NUMBER STATUS: sends it; the answer's status must be this.
request() {
	id=019aa5d0-0000-7000-8000-00000000000$1
	[ -e "$tmp/$id" ] || "$bin/travel-write" --word "$MARKER" --print "$id" "$kiosk" >"$tmp/$id"
	got=$(curl -s -o "$answer" -w '%{http_code}' -X PUT --data-binary "@$tmp/$id" -H 'Content-Type: application/jose' \
		-H "Kiosk-Signature: $("$bin/travel-jws" sign "$kiosk/device.jwk" guichet-upload <"$tmp/$id")" \
		"$intake_url/v1/submissions/$id") || true
	[ "$got" = "$2" ] || fail "$why: $got instead of $2: $(head -c 400 "$answer")"
}

# promised: the date of the last receipt, or null.
promised() {
	"$bin/travel-jws" verify "$kiosk/intake.jwks" guichet-receipt <"$answer" | jq -r .due_date
}

n_read() {
	grep -c 'guichet-intake: keys of ' "$logs/intake.err" || true
}

is_read() {
	[ "$(n_read)" -gt "$n_before" ]
}

reload() {
	n_before=$(n_read)
	kill -HUP "$intake"
	until_true 5 "the keys are read anew" is_read
}

# ready STATUS
ready() {
	got=$(curl -s -o "$answer" -w '%{http_code}' "$intake_url/readyz") || true
	[ "$got" = "$1" ] || fail "$why: /readyz says $got instead of $1: $(head -c 400 "$answer")"
}

# A reload in the middle of a copy must not cost the clients their date; a calendar that is taken away does.
check_calendar() {
	why="half a calendar"
	request 1 201
	due=$(promised)
	[ "$due" != null ] || fail "there is no due date to begin with"
	head -c 500 "$world/intake/calendar.jws" >"$tmp/half"
	cp "$tmp/half" "$keys/calendar.jws"
	reload
	grep -q 'calendar.jws: .*stays in force' "$logs/intake.err" || fail "$why: the log does not say what counts now"
	request 2 201
	[ "$(promised)" = "$due" ] || fail "$why: the receipt promises $(promised) instead of $due"
	reload
	request 3 201
	[ "$(promised)" = "$due" ] || fail "$why, read twice: the receipt promises $(promised) instead of $due"
	why="no calendar"
	rm "$keys/calendar.jws"
	reload
	request 4 201
	[ "$(promised)" = null ] || fail "$why: the receipt promises $(promised)"
	cp "$desk/calendar.jws" "$keys/calendar.jws"
	reload
	request 5 201
	[ "$(promised)" = "$due" ] || fail "the calendar is back, and the receipt promises $(promised)"
	say "half a calendar: the one before stays in force"
}

# A file that is broken takes nobody else with it, and does not keep a kiosk in force whose file is gone.
check_devices() {
	why="a kiosk whose file was taken away beside one that is broken"
	"$bin/guichet-sync" keygen --state "$tmp/second" --device DEV-0002 >/dev/null
	cp "$tmp/second/device.jwks" "$keys/devices/DEV-0002.jwks"
	reload
	mv "$keys/devices/DEV-0000.jwks" "$tmp/device.jwks"
	echo '{ "keys": ' >"$keys/devices/broken.jwks"
	reload
	request 6 401
	mv "$tmp/device.jwks" "$keys/devices/DEV-0000.jwks"
	rm "$keys/devices/broken.jwks"
	reload
	request 6 201
	why="the folder of keys taken away"
	mv "$keys/devices" "$tmp/devices"
	kill -HUP "$intake"
	until_true 5 "$why: it is named" grep -q 'stay in force' "$logs/intake.err"
	request 7 201
	mv "$tmp/devices" "$keys/devices"
	say "a broken key, a missing folder: named, and nobody else is shut out"
}

# The heads of access logs are kept by the name of the desk: with one name for two, each log looks as if it was written anew.
check_desks() {
	"$bin/guichet-desk" keygen --out "$tmp/elsewhere" >/dev/null
	[ "$(jq -r .name "$keys/desks/desk.json")" != "$(jq -r .name "$tmp/elsewhere/desk.json")" ] || fail "two desks have one name"
	jq --slurpfile first "$keys/desks/desk.json" '.name = $first[0].name' "$tmp/elsewhere/desk.json" >"$keys/desks/second.json"
	reload
	grep -q 'desks/.*Another desk has this name' "$logs/intake.err" || fail "two desks of one name are not named"
	rm "$keys/desks/second.json"
	say "two desks have two names"
}

# handed_out ID STATUS: to the desk.
handed_out() {
	got=$(curl -s -o "$answer" -w '%{http_code}' -H "Authorization: Bearer $(cat "$desk/desk.token")" \
		"$intake_url/v1/submissions/$1") || true
	[ "$got" = "$2" ] || fail "$why: $got instead of $2: $(head -c 400 "$answer")"
}

# Records management may dispose of envelopes that are confirmed (docs/formats/store.md); what is left is no envelope.
check_disposed() {
	why="an envelope that was disposed of"
	id=019aa5d0-0000-7000-8000-000000000001
	handed_out "$id" 200
	sqlite3 -cmd '.timeout 10000' "$store" "update submission set state = 'confirmed', confirmed_at = 1 where id = '$id';
		delete from envelope where seq = (select seq from submission where id = '$id')"
	handed_out "$id" 404
	say "$why: 404"
}

# What is confirmed must be there after a restart.
check_store() {
	why="the store's file moved away"
	ready 200
	mv "$store" "$tmp/store/aside.db"
	ready 503
	request 8 503
	mv "$tmp/store/aside.db" "$store"
	ready 200
	request 8 201
	stop_intake
	start_intake
	request 8 200
	say "the store's file moved away: nothing is confirmed until it is back"
}

# starts_not WORDS OPTION...: says why, and no more than that.
starts_not() {
	words=$1
	shift
	r=0
	timeout 10 "$bin/guichet-intake" --listen 127.0.0.1:0 "$@" >"$tmp/said.txt" 2>&1 || r=$?
	[ "$r" -eq 4 ] || fail "$* ended with $r instead of 4: $(cat "$tmp/said.txt")"
	grep -qF -- "$words" "$tmp/said.txt" || fail "$* does not say \"$words\": $(cat "$tmp/said.txt")"
	! grep -q 'security.txt' "$tmp/said.txt" || fail "$*: what is fatal does not stand alone: $(cat "$tmp/said.txt")"
}

check_start() {
	starts_not "no folder of this name" --store sqlite:/nowhere/intake.db --keys "$keys"
	starts_not "mounted read-only" --store sqlite:/proc/intake.db --keys "$keys" # where nobody makes a file
	mkdir "$tmp/folder.db"
	starts_not "A folder stands where the file should be" --store "sqlite:$tmp/folder.db" --keys "$keys"
	starts_not "guichet-intake keygen" --store "sqlite:$store" --keys "$tmp/folder.db" # there is no intake.jwk
	"$bin/guichet-intake" keygen --help | grep -q 'usage: guichet-intake keygen' || fail "keygen --help"
	"$bin/guichet-intake" --version | grep -qE '^guichet-intake [0-9]' || fail "--version"
	say "an intake that cannot start: told why"
}

# A clock far off, or a calendar that is over: all goes on, and nobody is promised a day.
check_clock() {
	command -v faketime >/dev/null && ! is_sanitized || {
		say "wrong clocks: not tried without faketime"
		return 0
	}
	for year in 2045 2001; do
		faketime "$year-03-15 12:00:00" "$bin/guichet-intake" --listen 127.0.0.1:0 --store "sqlite:$tmp/$year.db" --keys "$keys" \
			>"$tmp/late.out" 2>"$tmp/late.err" &
		others=$!
		until_true 10 "an intake of $year listens" grep -q listens "$tmp/late.out"
		grep -q "it is $year-03-15, and the calendar is for .* no date" "$tmp/late.err" ||
			fail "in $year nothing is said of dates: $(cat "$tmp/late.err")"
		# faketime waits for the program that it has begun, and passes no signal on.
		kill -TERM "$(cat "/proc/$others/task/$others/children")"
		wait "$others" || fail "the intake of $year does not end well"
		others=
	done
	say "a clock outside of the calendar's years: told"
}

make_world
check_start
start_intake
grep -q 'keys of 1 device, 1 desk, due dates' "$logs/intake.err" || fail "the keys are not counted"
check_clock
check_calendar
check_devices
check_desks
check_disposed
check_store
stop_intake
