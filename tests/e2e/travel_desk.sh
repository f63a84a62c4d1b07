#!/bin/sh
# SPDX-License-Identifier: MIT
# A desk with the wrong key, without a calendar that reaches, with a wrong clock; and links that must not be plain.
. "$(dirname "$0")/travel.sh"

one_request() {
	write_requests
	sync_once || fail "guichet-sync --once ended with $?"
	newest=$(tail -n 1 "$confirmed")
}

# row ID FILTER: of the list, by jq.
row() {
	desk_command list --all --json 2>>"$logs/desk.err" | jq -r "select(.id == \"$1\") | $2"
}

# A key of another department opens nothing, and harms nothing: with the right one all is well by itself.
check_wrong_key() {
	one_request
	mv "$desk/desk.jwk" "$tmp/desk.jwk"
	"$bin/guichet-desk" keygen --out "$tmp/elsewhere" >/dev/null
	cp -p "$tmp/elsewhere/desk.jwk" "$desk/desk.jwk"
	fetch || true
	[ "$(row "$newest" .state)" = problem ] || fail "with a wrong key the request is \"$(row "$newest" .state)\", not a problem"
	[ "$(row "$newest" .problem)" = other-key ] || fail "with a wrong key the problem is \"$(row "$newest" .problem)\""
	[ "$(rows "$store" "select state from submission where id = '$newest'")" = retrieved ] || fail "the intake is told of a wrong key"
	grep -q 'another key than desk.jwk: 1\.' "$logs/desk.err" || fail "fetch does not say that the key is wrong"
	mv "$tmp/desk.jwk" "$desk/desk.jwk"
	fetch || fail "the desk cannot fetch with the right key"
	[ "$(row "$newest" .state)" = new ] || fail "with the right key the request is \"$(row "$newest" .state)\", not new"
	[ "$(opened "$newest")" = "$MARKER $newest" ] || fail "with the right key the request does not open any more"
	say "a wrong key: told, nobody blamed, and mended by the right one"
}

# calendar_until YEAR: for intake and desk.
calendar_until() {
	jq --argjson year "$1" '.last_year = $year' "$GUICHET_SOURCE/assets/calendar/federal.json" >"$tmp/calendar.json"
	"$bin/guichet-desk" calendar sign --key "$world/department/content.jwk" "$tmp/calendar.json" >"$tmp/calendar.jws" ||
		fail "a calendar until $1 cannot be signed"
	cp "$tmp/calendar.jws" "$keys/calendar.jws"
	cp "$tmp/calendar.jws" "$desk/calendar.jws"
}

check_calendar() {
	one_request
	fetch || fail "the desk cannot fetch"
	due=$(row "$newest" .due_date)
	echo "$due" | grep -qE '^20[0-9]{2}-[0-9]{2}-[0-9]{2}$' || fail "there is no due date: \"$due\""
	rows "$outbox" "select receipt from outbox where id = '$newest'" | tr -d '\n' |
		"$bin/travel-jws" verify "$kiosk/intake.jwks" guichet-receipt | jq -e --arg due "$due" '.due_date == $due' >/dev/null ||
		fail "desk and receipt promise different days"
	calendar_until 2025
	kill -HUP "$intake"
	one_request
	fetch || fail "the desk cannot fetch"
	[ "$(row "$newest" .due_date)" = null ] || fail "after the calendar's end a date is shown: $(row "$newest" .due_date)"
	rows "$outbox" "select receipt from outbox where id = '$newest'" | tr -d '\n' |
		"$bin/travel-jws" verify "$kiosk/intake.jwks" guichet-receipt | jq -e '.due_date == null' >/dev/null ||
		fail "after the calendar's end a date is promised"
	desk_command list --all >"$tmp/list.txt" 2>&1
	grep -qi calendar "$tmp/list.txt" || fail "the list does not say that the calendar has ended: $(cat "$tmp/list.txt")"
	cp "$world/calendar.jws" "$keys/calendar.jws"
	cp "$world/calendar.jws" "$desk/calendar.jws"
	kill -HUP "$intake"
	say "after the calendar's end: words, no date"
}

check_clocks() {
	command -v faketime >/dev/null || {
		say "wrong clocks: not tried, faketime is not installed"
		return 0
	}
	! is_sanitized || {
		say "wrong clocks: not tried with a sanitizer"
		return 0
	}
	write_requests
	newest=$(tail -n 1 "$confirmed")
	faketime '1970-01-01 00:00:10' "$bin/guichet-sync" --state "$kiosk" --intake "$link_url" --retry-base 0.05 --once \
		>>"$logs/sync.out" 2>>"$logs/sync.err" || fail "guichet-sync in 1970 ended with $?"
	nothing_waits || fail "guichet-sync in 1970 delivers nothing"
	for wrong in '+3 days' '-3 days' '1970-01-01 00:00:10'; do
		faketime "$wrong" "$bin/guichet-desk" fetch --state "$desk" --intake "$link_url" --lang en \
			>>"$logs/desk.out" 2>>"$logs/desk.err" || fail "the desk at $wrong cannot fetch"
		faketime "$wrong" "$bin/guichet-desk" list --all --state "$desk" --lang en --actor "Officer 4821" \
			>"$tmp/list.txt" 2>&1 || fail "the desk at $wrong cannot list"
		grep -qi clock "$tmp/list.txt" || fail "the desk at $wrong does not say that its clock is wrong: $(cat "$tmp/list.txt")"
	done
	fetch || fail "the desk cannot fetch"
	desk_command list --all >"$tmp/list.txt" 2>&1
	! grep -qi clock "$tmp/list.txt" || fail "the desk finds its right clock wrong: $(cat "$tmp/list.txt")"
	say "wrong clocks: told, and nothing lost"
}

# refuses COMMAND...: ends with a failure and a reason, without having connected.
refuses() {
	r=0
	timeout 10 "$@" >"$tmp/said.txt" 2>&1 || r=$?
	case $r in
	0 | 124) fail "$* ended with $r" ;;
	esac
	grep -qiE 'loopback|TLS|https' "$tmp/said.txt" || fail "$* does not say why: $(cat "$tmp/said.txt")"
}

check_plain() {
	for far in http://192.0.2.1:8471 'http://[2001:db8::1]:8471' http://intake.example http://127.0.0.1.example:80 \
		http://user@192.0.2.1 http://0.0.0.0:8471; do
		refuses "$bin/guichet-sync" --state "$kiosk" --intake "$far" --once
		refuses "$bin/guichet-desk" fetch --state "$desk" --intake "$far" --lang en
	done
	refuses "$bin/guichet-sync" --state "$kiosk" --intake https://192.0.2.1 --once
	for wide in 0.0.0.0:0 192.0.2.1:8471 '[::]:0'; do
		refuses "$bin/guichet-intake" --listen "$wide" --store "sqlite:$tmp/store/other.db" --keys "$keys"
	done
	say "plain HTTP leaves this machine by none of the three programs"
}

make_world
cp "$desk/calendar.jws" "$world/calendar.jws"
start_proxy
start_intake
check_wrong_key
check_calendar
check_clocks
check_plain
check_journey
stop_intake
