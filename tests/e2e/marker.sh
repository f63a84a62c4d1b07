#!/bin/sh
# SPDX-License-Identifier: MIT
# A marker goes through a visit as a client's name and words; afterwards nobody can find it but the department.
. "$(dirname "$0")/kiosk.sh"

MARKER=Zyxomarker
scan="$bin/marker-scan $MARKER"
start_server 1280x800

# frozen COMMAND...: while the process stands still, so that nothing moves away under the scan.
frozen() {
	kill -STOP "$guichet"
	r=0
	"$@" >"$tmp/scan.txt" 2>&1 || r=$?
	kill -CONT "$guichet"
	return "$r"
}

# A sanitizer keeps what was freed, and maps more than can be searched: with it, only the files are.
check_present() {
	! is_sanitized || return 0
	r=0
	frozen $scan --pid "$guichet" || r=$?
	[ "$r" -eq 1 ] || fail "the scan does not see the marker $1: $(cat "$tmp/scan.txt")"
}

check_absent() {
	! is_sanitized || return 0
	frozen $scan --pid "$guichet" || fail "the marker is in memory $1: $(cat "$tmp/scan.txt")"
	echo "$1: $(tail -n 1 "$tmp/scan.txt")"
}

check_files() {
	for file in "$state"/* "$stderr" "$tmp/server.txt"; do
		[ ! -f "$file" ] || $scan --files "$file" || fail "the marker is readable in $file $1"
	done
}

# The first screen is back; the process is still the one that knew the client, then it is a new one.
check_after_visit() {
	wait_picture "$first" 15 "the first screen after $1"
	check_absent "first screen after $1"
	[ "$(address)" = "$known" ] || fail "the process renewed itself before it was looked at; the test proves less than it says"
	for _ in $(seq 100); do
		[ "$(address)" = "$known" ] || break
		sleep 0.1
	done
	[ "$(address)" != "$known" ] || fail "the process did not renew itself after $1"
	wait_picture "$first" 5 "the first screen after renewal"
	check_absent "renewed process after $1"
	check_files "after $1"
}

# As far as the names, which stand in two fields of a page.
enter_names() {
	key Return Return   # English, the start page
	key Return          # topic
	continue_by_pointer
	key Return          # need
	continue_by_pointer
	type_text "$MARKER"
	key Return
	type_text "${MARKER}son"
	check_present "while the names are on the screen"
}

submitted_visit() {
	make_state
	start_kiosk --window 1280x800
	known=$(address)
	enter_names
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
	type_text "My name is $MARKER. My file is lost."
	check_present "while the details are on the screen"
	continue_by_pointer
	key Return # consent
	continue_by_pointer
	continue_by_pointer # review
	check_files "before submission"
	key Return # submit
	[ "$(opened | wc -l)" -eq 1 ] || fail "the request is not stored"
	check_files "after submission"
	key Tab Tab Return space # done; the goodbye is read
	check_after_visit submission
	opened | grep -q "$MARKER" || fail "what the department opens does not hold the marker"
	end_kiosk TERM
	[ "$ended" -eq 0 ] || fail "guichet ended with $ended"
}

# With speech on, a finger's first touch says what it meets; the Enter key then does it.
continue_by_ear() {
	continue_by_pointer
	key Return
}

# The voice has copies too: its mailbox, espeak-ng's buffers, the ring of the sound device.
spoken_visit() {
	make_state
	start_kiosk --window 1280x800
	known=$(address)
	key F6 Return Return # speech, English, the start page
	key Tab Return       # yes, answers may be spoken aloud
	key Return           # topic
	continue_by_ear
	key Return           # need
	continue_by_ear
	type_text "$MARKER"
	xdotool key F2       # where am I: says the field and what is in it
	sleep 1
	check_present "while the name is being spoken"
	press $cancel_xy
	key Return Tab Return space
	check_after_visit "cancelling, with speech"
	end_kiosk TERM
}

terminated_visit() {
	make_state
	start_kiosk --window 1280x800
	enter_names
	end_kiosk TERM
	[ "$ended" -eq 0 ] || fail "SIGTERM in a visit ended guichet with $ended"
	check_files "after SIGTERM"
}

# Renewal: a name, a date, an address and a choice.
send_first_service() {
	key Return Tab Return # English, the second service
	key Return            # its start page
	type_text "$MARKER"
	key Return
	type_text 1980
	key Return
	type_text 11
	key Return
	type_text 9
	key Return
	type_text "$MARKER Street"
	check_present "while a part of an address is on the screen"
	key Return
	type_text Ottawa
	key Return
	type_text ON
	key Return
	type_text K1A0B1
	key Return Return # the country stands there
	key Return        # which card
	continue_by_pointer
	continue_by_pointer # review
	key Return          # submit
	[ "$(opened | wc -l)" -eq 1 ] || fail "the request is not stored"
}

# What was told is kept for a second service, and typed into a row and a long list there.
visit_of_two_services() {
	make_state
	start_kiosk --window 1280x800 --services "$GUICHET_SOURCE/tests/replay/kinds" --officer
	known=$(address)
	send_first_service
	key Tab Tab Tab Return # another service
	check_present "while it is kept, and on no page"
	key Return Return
	check_present "while it is offered"
	key Return Return # the name, taken over
	key Return Return # the date
	key Return        # lives in Canada
	continue_by_pointer
	key Return Return # the address
	type_text "$MARKER"
	check_present "while a row is on the screen"
	key Tab Tab Tab Tab Return # how related
	continue_by_pointer
	type_text 5
	key Return
	type_text "$MARKER"
	check_present "while it is looked for in a long list"
	check_files "in a second service"
	stop_and_erase
	key space # the goodbye is read
	check_after_visit "two services"
	end_kiosk TERM
}

# A technician's card and PIN, in the kiosk and in the service that judges them.
PIN=48151623
look_for() {
	scan="$bin/marker-scan $1"
}

check_service() {
	! is_sanitized || return 0
	kill -STOP "$service"
	r=0
	$scan --pid "$service" >"$tmp/scan.txt" 2>&1 || r=$?
	kill -CONT "$service"
	[ "$r" -eq 0 ] || fail "guichet-staff keeps $1: $(cat "$tmp/scan.txt")"
}

# From the first page: eight steps back, round the frame, to the last thing on the page of settings.
sign_in() {
	key F12 Up Up Up Up Up Up Up Up Return
	type_text "$card"
	look_for "$slice"
	check_present "while the card is read"
	key Return
	type_text "$PIN"
	look_for "$PIN"
	check_present "while the PIN is typed"
	xdotool key Return
	for _ in $(seq 100); do
		grep -q '"verb":"open"' "$tmp/staff.log" && break
		sleep 0.1
	done
	grep -q '"verb":"open".*"status":"ok"' "$tmp/staff.log" || fail "the card is not taken: $(cat "$tmp/staff.log")"
	wait_still
}

staff_visit() {
	make_state
	printf '%s\n' "$PIN" >"$tmp/pin"
	chmod 600 "$tmp/pin"
	card=$("$bin/guichet-desk" card --key "$state/content.jwk" --name Tremblay --days 9 --pin-file "$tmp/pin" 2>/dev/null)
	rm "$tmp/pin"
	slice=$(printf %s "$card" | cut -c 200-220)
	"$bin/guichet-staff" --socket "$tmp/staff.sock" --state "$state" 2>"$tmp/staff.log" &
	service=$!
	start_kiosk --window 1280x800 --staff "$tmp/staff.sock"
	known=$(address)
	sign_in
	for secret in "$slice" "$PIN"; do
		look_for "$secret"
		check_absent "on the staff menu"
		check_service "$secret"
		check_files "while a technician is signed in"
	done
	look_for "$slice"
	xdotool key Escape
	check_after_visit "a technician's visit"
	look_for "$PIN"
	check_absent "renewed process after a technician's visit"
	! grep -qF "$PIN" "$tmp/staff.log" || fail "the PIN is in the log"
	end_kiosk TERM
	kill "$service"
	wait "$service" || fail "guichet-staff ended with $?"
	service=
	scan="$bin/marker-scan $MARKER"
}

staff_visit
submitted_visit
spoken_visit
visit_of_two_services
terminated_visit
