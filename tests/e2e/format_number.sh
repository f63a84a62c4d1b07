#!/bin/sh
# SPDX-License-Identifier: MIT
# guichetctl format-number as those who run it meet it: a file, standard input, help, and what it says of bad lines.
set -eu

: "${GUICHET_SOURCE:?}" "${GUICHET_BUILD:?}"
ctl=$GUICHET_BUILD/bin/guichetctl
vectors=$GUICHET_SOURCE/tests/unit/golden/number-format.jsonl
tmp=$(mktemp -d "${TMPDIR:-/tmp}/guichet-number.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' HUP INT PIPE TERM

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# expect_status WANTED COMMAND...: its output is in $tmp/out and $tmp/err.
expect_status() {
	wanted=$1
	shift
	status=0
	"$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	[ "$status" -eq "$wanted" ] || fail "status $status and not $wanted: $* $(cat "$tmp/err")"
}

sed 's/.*"display":/{"display":/' "$vectors" >"$tmp/expected"

expect_status 0 "$ctl" format-number "$vectors"
diff "$tmp/expected" "$tmp/out" || fail "a file of numbers is shown otherwise"
expect_status 0 "$ctl" format-number - <"$vectors"
diff "$tmp/expected" "$tmp/out" || fail "standard input is shown otherwise than a file"
[ ! -s "$tmp/err" ] || fail "complains of good lines: $(cat "$tmp/err")"

expect_status 0 "$ctl" format-number --help
grep -q '^usage: guichetctl format-number' "$tmp/out" || fail "no help"
expect_status 2 "$ctl" format-number
expect_status 2 "$ctl" format-number --all "$vectors"
expect_status 1 "$ctl" format-number "$tmp/absent.jsonl"
grep -q "absent.jsonl: The file cannot be opened" "$tmp/err" || fail "does not name the absent file"

# Blank lines are no runs, but count; what stands before the bad line is shown.
printf '{"lang":"fr","value":"1.5"}\n\n{"lang":"fr","value":"1,5"}\n{"lang":"fr","value":"2"}\n' >"$tmp/bad.jsonl"
expect_status 1 "$ctl" format-number "$tmp/bad.jsonl"
[ "$(cat "$tmp/out")" = '{"display":"2"}' ] || fail "the line before the bad one is missing, or one too many: $(cat "$tmp/out")"
grep -q 'bad.jsonl:3: The value is no plain number' "$tmp/err" || fail "does not name line 3: $(cat "$tmp/err")"

expect_status 1 "$ctl" format-number --lang fr "$tmp/bad.jsonl"
grep -q 'bad.jsonl:3' "$tmp/err" || fail "does not name line 3 in French: $(cat "$tmp/err")"
grep -q 'The value' "$tmp/err" && fail "speaks English to who asked for French: $(cat "$tmp/err")"

# bad LINE: refused with a sentence, and nothing is shown.
bad() {
	printf '%s\n' "$1" >"$tmp/line"
	expect_status 1 "$ctl" format-number - <"$tmp/line"
	[ ! -s "$tmp/out" ] || fail "shown: $1"
	grep -q '^guichetctl: -:1: ' "$tmp/err" || fail "no line number: $1 $(cat "$tmp/err")"
}
bad 'nothing'
bad '{"lang":"en"}'
bad '{"lang":"en","value":"."}'
bad '{"lang":"en","value":"٣"}'
bad '{"lang":"en","value":"1e9999"}'
bad '{"lang":"en","value":1e9999}'
bad '{"lang":"en","value":"NaN"}'
bad '{"lang":"en","options":{"currencyCode":"dollar"},"value":"1"}'
bad '{"lang":"en","options":{"stepCount":101},"value":"1"}'
awk 'BEGIN { printf "{\"lang\":\"en\",\"value\":\""; for (i = 0; i < 200000; i++) printf "7"; print "\"}" }' >"$tmp/long"
bad "$(cat "$tmp/long")"

expect_status 4 sh -c "'$ctl' format-number '$vectors' >/dev/full"
