#!/bin/sh
# SPDX-License-Identifier: MIT
# The desk's pages in Chromium: accessible in both languages, by the keyboard alone, without scripts; closed to all others.
. "$(dirname "$0")/travel.sh"

for tool in chromium node; do
	command -v "$tool" >/dev/null || skip "$tool is not installed"
done
got=0
"$GUICHET_SOURCE/tests/npm/install.sh" >"$tmp/npm.txt" 2>&1 || got=$?
[ "$got" -ne 77 ] || skip "$(tail -n 1 "$tmp/npm.txt")"
[ "$got" -eq 0 ] || fail "the packages of the test cannot be installed: $(tail -n 5 "$tmp/npm.txt")"

# request LANG ANSWERS [SHOWN]: as the kiosk stores it; one line about it in requests.txt.
form=$GUICHET_SOURCE/assets/services/service-request
request() {
	printf '%s' "$2" | "$bin/seal-request" "$kiosk" "$1" "$(jq -r .formId "$form/service.json")" \
		"$(jq -r .version "$form/service.json")" "$(sha256sum <"$form/form.json" | cut -d ' ' -f 1)" ${3:+"$3"} >>"$tmp/requests.txt"
}

# What would run, close a tag, turn text around or ring a bell, if it were not made harmless.
evil='{"1": "Employment Insurance (EI)", "3": "<script>document.title = 1</script>", "4": "O’Neil \"x\" '\''y'\'' & <b>'$MARKER'</b>",
 "8": "", "12": ["Teletypewriter (TTY)", "Slow and clear speech"],
 "14": "one\u202Eowt\u202C\u001B[31m\u0007\r\n<img src=x onerror=\"document.title = 2\">\u2028three",
 "97": {"id": null, "name": null, "size": null}, "98": {"id": null, "name": "<b>.pdf", "size": 2345678},
 "99": [{"0": "<b>Rex</b>", "1": {"YYYY": 2020, "MM": 2, "DD": 29}}, {"0": "", "1": ["one", "two"]}]}'
plain='{"1": "Passport", "3": "Ana", "4": "Roy", "14": "'$MARKER'"}'

make_world
start_intake
link_url=$intake_url
request en "$evil" '[{"element": 97}]'
request fr "$plain"
request en "$plain"
sync_with --once >>"$logs/sync.out" 2>>"$logs/sync.err" || fail "guichet-sync ended with $?"

start_page() {
	: >"$tmp/page.out"
	"$bin/guichet-desk" page --state "$desk" --actor "Officer 4821" --lang en --services "$GUICHET_SOURCE/assets/services" "$@" \
		>"$tmp/page.out" 2>>"$logs/page.err" &
	page=$!
	others=$page
	until_true 10 "guichet-desk page listens" test -s "$tmp/page.out"
	link=$(sed -n 's/^guichet-desk: open \(http:[^ ]*\) in a browser$/\1/p' "$tmp/page.out")
	[ -n "$link" ] || fail "guichet-desk page says something else: $(cat "$tmp/page.out")"
}

stop_page() {
	end_process "$page" TERM
	others=
	[ "$ended" -eq 0 ] || fail "guichet-desk page ended with $ended at SIGTERM"
}

has_ended() {
	! curl -s -o /dev/null "$link"
}

# Half an hour of rest goes by in two seconds.
check_rest() {
	command -v faketime >/dev/null && ! is_sanitized || return 0
	timeout 20 faketime -f '+0 x1000' "$bin/guichet-desk" page --state "$desk" --actor "Officer 4821" --lang en >"$tmp/rest.out" 2>>"$logs/page.err" ||
		fail "a page that nobody uses ended with $?"
	grep -q 'The session has ended' "$tmp/rest.out" || fail "a page that nobody uses says: $(cat "$tmp/rest.out")"
}

inbox_says() {
	curl -s -b "$tmp/jar" -o "$tmp/inbox.html" "${link%/enter/*}/fr/inbox" && grep -q "$1" "$tmp/inbox.html"
}

start_page --intake "$intake_url"
GUICHET_NPM=${GUICHET_NPM:-$GUICHET_BUILD/npm} node "$GUICHET_SOURCE/tests/e2e/inbox.mjs" "$link" "$tmp/requests.txt" ${GUICHET_SHOTS:+"$GUICHET_SHOTS"} ||
	fail "the pages; see above"
# Its session is over: a machine that is busy may look only when it has ended, and its memory with it.
if ! is_sanitized; then
	scanned=0
	"$bin/marker-scan" "$MARKER" --pid "$page" || scanned=$?
	[ "$scanned" -ne 1 ] || fail "an answer is left in the memory of guichet-desk"
	[ "$scanned" -eq 0 ] || until_true 5 "guichet-desk page can be searched, or has ended" has_ended
fi
# The session was ended by its button: nothing is left that could be entered.
until_true 20 "guichet-desk page ends with its session" has_ended
ended=0
wait "$page" || ended=$?
others=
[ "$ended" -eq 0 ] || fail "guichet-desk page ended with $ended after its session"
check_rest
check_databases
stop_intake
start_page --intake "$intake_url"
curl -s -c "$tmp/jar" "$link"
until_true 20 "the inbox says that the intake does not answer" inbox_says "joint pour la dernière fois le"
grep -q "$(cut -d ' ' -f 1 "$tmp/requests.txt" | head -n 1)" "$tmp/inbox.html" || fail "without the intake, the inbox shows no requests"
stop_page
check_secrecy
say "the inbox: axe finds nothing in either language, the keyboard is enough, no script, no way in"
