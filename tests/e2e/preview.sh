#!/bin/sh
# SPDX-License-Identifier: MIT
# guichetctl preview: every page that answers open, the same as the kiosk shows and says it, and what is refused.
set -eu

: "${GUICHET_SOURCE:?}" "${GUICHET_BUILD:?}"
command -v jq >/dev/null || {
	echo "jq is not installed: scenes cannot be compared."
	exit 77
}
ctl=$GUICHET_BUILD/bin/guichetctl
fonts=$GUICHET_SOURCE/assets/fonts/fonts.conf
form=$GUICHET_SOURCE/tests/e2e/preview.json
services=$GUICHET_SOURCE/tests/e2e/services
tmp=$(mktemp -d "${TMPDIR:-/tmp}/guichet-preview.XXXXXX")
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

preview() {
	"$ctl" preview --fonts "$fonts" "$@"
}

# png_size FILE: width and height, as PNG 11.2.2 has them behind the signature.
png_size() {
	od -An -j16 -N8 -tu1 "$1" | awk '{ print ($1 * 256 + $2) * 65536 + $3 * 256 + $4 "x" ($5 * 256 + $6) * 65536 + $7 * 256 + $8 }'
}

# ---- which pages: without answers, by one choice, and by two that do not open each other ----

expect_status 0 preview "$form" --out "$tmp/both"
grep -q 'index.html: 10 pages' "$tmp/out" || fail "says $(cat "$tmp/out")"
(cd "$tmp/both" && printf '%s\n' *-en.txt | tr '\n' ' ') >"$tmp/pages"
expected="01-start-en.txt 02-q1-en.txt 03-q2-en.txt 04-q6-en.txt 05-q3-en.txt 06-q4-en.txt 07-q5-en.txt 08-review-en.txt 09-submit-en.txt 10-confirmation-en.txt "
[ "$(cat "$tmp/pages")" = "$expected" ] || fail "the pages are $(cat "$tmp/pages")"
for page in "$tmp"/both/*-en.txt; do
	page=${page%-en.txt}
	for lang in en fr; do
		[ "$(png_size "$page-$lang.png")" = 1080x1920 ] || fail "$page-$lang.png is $(png_size "$page-$lang.png")"
		jq -e --arg lang "$lang" '.lang == $lang and .size == 2 and .theme == "default"' "$page-$lang.jsonl" >/dev/null ||
			fail "the scene of $page-$lang"
	done
done
grep -qx '  \[en\] Is it urgent? …120' "$tmp/both/03-q2-en.txt" || fail "does not ask in English: $(cat "$tmp/both/03-q2-en.txt")"
grep -qx '  \[fr\] Est-ce urgent? …120' "$tmp/both/03-q2-fr.txt" || fail "does not ask in French: $(cat "$tmp/both/03-q2-fr.txt")"

index=$tmp/both/index.html
[ "$(grep -c '<img ' "$index")" -eq 20 ] || fail "index.html does not show 20 pictures"
[ "$(grep -c '<img .*alt="..*"' "$index")" -eq 20 ] || fail "a picture has no alternative"
sed -n 's/.*<img src="\([^"]*\)".*/\1/p' "$index" | while read -r picture; do
	[ -s "$tmp/both/$picture" ] || fail "there is no $picture"
done
grep -q '<strong>Lost &lt;permit&gt;</strong>' "$index" || fail "does not name the answers, or as markup"
grep -q '<script' "$index" && fail "there is a script"

# ---- the same again is the same; fewer languages, another screen ----

expect_status 0 preview "$form" --out "$tmp/again"
diff -r "$tmp/both" "$tmp/again" >/dev/null || fail "two runs differ: $(diff -rq "$tmp/both" "$tmp/again")"

expect_status 0 preview --lang fr --size 4 --theme white-on-black --window 800x600 --out "$tmp/small" "$form"
[ -z "$(find "$tmp/small" -name '*-en*')" ] || fail "--lang fr writes English"
[ "$(png_size "$tmp/small/01-start-fr.png")" = 800x600 ] || fail "--window has no effect"
[ -s "$tmp/small/02-q1-fr-2.png" ] || fail "a page that does not fit has one part only"
jq -s -e 'length == .[0].parts and ([.[].part] == [range(length)]) and all(.[]; .size == 4 and .theme == "white-on-black")
	and all(.[]; .focus as $f | any(.nodes[]; .id == $f and .shown))' "$tmp/small/02-q1-fr.jsonl" >/dev/null ||
	fail "parts, size, theme or focus of $tmp/small/02-q1-fr.jsonl"
expect_status 0 preview --province QC --out "$tmp/quebec" "$form"
grep -q '<html lang="fr">' "$tmp/quebec/index.html" || fail "French does not come first in Quebec"

# ---- what the kiosk itself shows and says ----

expect_status 0 preview "$services/one-question" --out "$tmp/one"
printf '[paths]\nfonts = %s\nservices = %s\n' "$fonts" "$services" >"$tmp/guichet.conf"
play() {
	"$GUICHET_BUILD/bin/guichet" --config "$tmp/guichet.conf" --headless --play "$1" --scene "$tmp/scene" --frames "$2" \
		--utterances "$tmp/utterances"
}
cat >"$tmp/seen.jsonl" <<'EVENTS'
{"t": 1000, "key": "Enter"}
{"after": 1000, "key": "Enter"}
{"after": 1000, "expect": {"page": "q1"}}
EVENTS
play "$tmp/seen.jsonl" "$tmp/seen"
cmp "$tmp/seen/002-start-en.png" "$tmp/one/01-start-en.png" || fail "the first page looks otherwise in the kiosk"
cmp "$tmp/seen/003-q1-en.png" "$tmp/one/02-q1-en.png" || fail "the question looks otherwise in the kiosk"
for page in start q1; do
	jq -c --arg page "$page" 'select(.page == $page) | del(.t)' "$tmp/scene" | tail -n 1 >"$tmp/kiosk"
	jq -c 'del(.t)' "$tmp"/one/0?-$page-en.jsonl | cmp - "$tmp/kiosk" || fail "the scene of $page is another in the kiosk"
done

{
	echo '{"t": 500, "jack": "headphones"}'
	cat "$tmp/seen.jsonl"
} >"$tmp/heard.jsonl"
play "$tmp/heard.jsonl" "$tmp/heard"
for n in 1 2; do
	jq -c 'select(.cause == "page")' "$tmp/utterances" | sed -n "${n}p" |
		jq -r -f "$GUICHET_SOURCE/tests/replay/transcript.jq" | sed 1d | cmp - "$tmp"/one/0$n-*-en.txt ||
		fail "page $n is spoken otherwise in the kiosk"
done

# ---- what is refused ----

jq '.elements[4].properties.conditionalRules = [{ "choiceId": "1.1" }]' "$form" >"$tmp/dead.json"
expect_status 1 preview "$tmp/dead.json" --out "$tmp/dead"
grep -q 'dead.json: No answers that were tried lead to element 5' "$tmp/err" || fail "does not name what is never shown: $(cat "$tmp/err")"
grep -q 'dead.json.: Aucune des réponses' "$tmp/err" || fail "does not name it in French"
grep -q '<li>5 – When do you need it?</li>' "$tmp/dead/index.html" || fail "index.html does not name it"

jq 'del(.titleFr)' "$form" >"$tmp/bad.json"
expect_status 1 preview "$tmp/bad.json" --out "$tmp/bad"
grep -q 'bad.json: error: ' "$tmp/err" || fail "does not say what lint says: $(cat "$tmp/err")"
[ -s "$tmp/bad/02-q1-fr.png" ] || fail "does not show a form with errors"
grep -q 'does not offer it' "$tmp/err" || fail "does not say what the errors mean: $(cat "$tmp/err")"
jq '.elements[5].type = "madeUp"' "$form" >"$tmp/torn.json"
expect_status 1 preview "$tmp/torn.json" --out "$tmp/torn"
[ ! -e "$tmp/torn" ] || fail "writes for a form that cannot be read"
jq '.elements[5].properties.validation.maxLength = 5000' "$form" >"$tmp/long.json"
expect_status 1 preview "$tmp/long.json" --out "$tmp/long"
[ ! -e "$tmp/long" ] || fail "writes for a form that does not fit"
expect_status 0 preview "$GUICHET_SOURCE/tests/replay/kinds/household" --out "$tmp/kinds"
[ -s "$tmp/kinds/06-q6_r0-en.txt" ] || fail "does not show the row of a set"
[ -n "$(find "$tmp/kinds" -name '*-exit-fr.png')" ] || fail "does not show where the form is left"

expect_status 2 preview "$form"
expect_status 2 preview --out "$tmp/x"
expect_status 2 preview "$form" --out "$tmp/x" --size 5
grep -q -- '--size' "$tmp/err" || fail "does not name the option"
expect_status 2 preview "$form" --out "$tmp/x" --window 10x10
expect_status 2 preview "$form" --out "$tmp/x" --unknown
expect_status 4 preview "$form" --out "$tmp/absent/x"
grep -q 'absent/x' "$tmp/err" || fail "does not name the folder: $(cat "$tmp/err")"
expect_status 0 preview --help
grep -q '^usage: guichetctl preview' "$tmp/out" || fail "no help"
