#!/bin/sh
# SPDX-License-Identifier: MIT
# guichetctl evaluate and check-field on our own vectors: each line of output is what is expected, and a bad line says where.
set -eu

bin="$GUICHET_BUILD/bin"
vectors="$GUICHET_SOURCE/tests/unit/vectors"
command -v jq >/dev/null || { echo "jq is not installed: not tried"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# same NAME: what came out is what was expected, members in any order.
same() {
	jq -S -c . "$tmp/out" >"$tmp/sorted"
	cmp -s "$tmp/sorted" "$tmp/expected" || {
		diff "$tmp/expected" "$tmp/sorted" | head -n 4
		fail "$1"
	}
}

# says FILE WORDS: the last call failed with status 1 and names the place on standard error.
says() {
	[ "$status" = 1 ] || fail "exit status $status instead of 1"
	grep -q "$1.*$2" "$tmp/err" || fail "\"$2\" is missing: $(cat "$tmp/err")"
}

jq -c '.[]' "$vectors/fields.json" >"$tmp/fields.jsonl"
jq -S -c '{error}' "$tmp/fields.jsonl" >"$tmp/expected"
"$bin/guichetctl" check-field "$tmp/fields.jsonl" >"$tmp/out" || fail "check-field"
same "check-field"

jq -r '.[].file' "$vectors/forms.json" >"$tmp/files"
while read -r file; do
	jq -c --arg file "$file" '.[] | select(.file == $file).runs[]' "$vectors/forms.json" >"$tmp/runs.jsonl"
	jq -S -c 'del(.lang, .values)' "$tmp/runs.jsonl" >"$tmp/expected"
	"$bin/guichetctl" evaluate "$vectors/$file" - <"$tmp/runs.jsonl" >"$tmp/out" || fail "evaluate $file"
	same "evaluate $file"
done <"$tmp/files"

# A choice of a managed list is one, but none that a rule knows.
cat >"$tmp/managed.json" <<'JSON'
{"titleEn": "a", "titleFr": "b", "layout": [1], "elements": [{"id": 1, "type": "combobox", "properties": {"titleEn": "a",
"titleFr": "b", "choices": [{"en": "Yes", "fr": "Oui"}], "managedChoices": ["departments"]}}]}
JSON
printf '%s\n' '{"values":{"1":"Oui"}}' '{"values":{"1":"Patrimoine canadien"}}' >"$tmp/runs.jsonl"
"$bin/guichetctl" evaluate "$tmp/managed.json" "$tmp/runs.jsonl" >"$tmp/out" || fail "evaluate managed choices"
[ "$(jq -r '.matchedIds | join(" ")' "$tmp/out" | tr '\n' ,)" = 1.0,, ] || fail "managed choices: $(cat "$tmp/out")"

# What cannot be read ends the run, with the lines before it printed.
printf '%s\n' '{"values":{"1":"a"}}' '{"values":[]}' >"$tmp/bad.jsonl"
status=0
"$bin/guichetctl" evaluate "$vectors/one-page.json" "$tmp/bad.jsonl" >"$tmp/out" 2>"$tmp/err" || status=$?
says bad.jsonl "line 2"
[ "$(wc -l <"$tmp/out")" = 1 ] || fail "the line before the bad one is missing"
status=0
"$bin/guichetctl" evaluate "$tmp/none.json" "$tmp/runs.jsonl" >"$tmp/out" 2>"$tmp/err" || status=$?
says none.json ""
