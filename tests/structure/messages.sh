#!/bin/sh
# SPDX-License-Identifier: MIT
# Typography and plain language of every sentence that people meet: the PO files and the texts of the services.
set -eu
LC_ALL=C
export LC_ALL
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"
sentences=$(mktemp)
trap 'rm -f "$sentences"' EXIT

# "LANGUAGE <tab> WHERE <tab> TEXT" a line.
for file in assets/messages/en.po assets/messages/fr.po assets/office/en.po assets/office/fr.po; do
	awk -v language="$(basename "$file" .po)" -v file="$file" '
		function put() {
			if (id != "" && part == "str") {
				printf "%s\t%s, %s\t%s\n", language, file, id, text
			}
		}
		/^#/ { next }
		/^msgid/ { put(); id = text = ""; part = "id" }
		/^msgstr/ { part = "str" }
		/"/ {
			line = $0
			sub(/^[^"]*"/, "", line)
			sub(/"[^"]*$/, "", line)
			if (part == "id") {
				id = id line
			} else {
				text = text line
			}
		}
		END { put() }' "$file"
done >"$sentences"
find assets/services -name form.json -o -name service.json | sort | while read -r file; do
	jq -r --arg file "$file" '
		paths(strings) as $p | ($p | map(tostring) | join(".")) as $where | getpath($p) as $text
		| ($p | map(select(type == "string")) | last) as $key
		| (if $key | test("(Fr$|^fr$)") then "fr" elif $key | test("(En$|^en$)") then "en" else empty end) as $lang
		| [$lang, "\($file), \($where)", ($text | gsub("[\n\t ]+"; " "))] | join("\t")' "$file"
done >>"$sentences"

awk -F '\t' '
	function fail(sentence) {
		print "FAULT " $2 ": " sentence
		failed = 1
	}
	function note(sentence) {
		print "note " $2 ": " sentence
	}
	# Words of the longest sentence; placeholders count as one.
	function longest(text,    n, i, k, most, parts, words) {
		gsub(/\\n/, ". ", text)
		gsub(/\001/, " ", text)
		n = split(text, parts, /[.?:;]( |$)/)
		for (i = 1; i <= n; i++) {
			k = split(parts[i], words, " ")
			most = k > most ? k : most
		}
		return most
	}
	{
		text = $3
		gsub(/\302\240/, "\001", text)
		gsub(/\342\200\231/, "\002", text)
		if (text ~ /!/) {
			fail("no exclamation marks; a kiosk speaks calmly.")
		}
		if (text ~ /\047/) {
			fail("the apostrophe must be the typographic one.")
		}
		if (text ~ /\\"/) {
			fail("straight quotation marks.")
		}
		if (text ~ /  /) {
			fail("two spaces in a row.")
		}
		if (text ~ /^ | $/) {
			fail("a space at its beginning or end.")
		}
		if (text ~ /\.\.\./) {
			fail("three full stops; say it whole, or use the ellipsis character.")
		}
		if (longest(text) > 20) {
			note("a sentence of " longest(text) " words; 20 is the aim.")
		}
	}
	$1 == "en" {
		if (text ~ /[ \001][;:?]/) {
			fail("no space before ; : ? in English.")
		}
		if (text ~ /(^|[^a-z])(e\.g\.|i\.e\.|etc\.)/) {
			fail("no Latin abbreviations.")
		}
	}
	$1 == "fr" {
		if (text ~ /[ \001][;?]/) {
			fail("no space before ; and ? in Canadian French.")
		}
		if (text ~ /[^\001]:( |\001|\\n|$)/) {
			fail("U+00A0 is missing before the colon.")
		}
		if (text ~ /\302\253([^\001]|$)/ || text ~ /(^|[^\001])\302\273/) {
			fail("U+00A0 is missing inside the quotation marks.")
		}
		if (text ~ /[0-9}] ?[%$]/) {
			fail("U+00A0 is missing before % or $.")
		}
		if (text ~ /(^|[^A-Za-z])(Etape|Etes|Etre|Etat|Ecran|Ecout|Ecri|Equip|Evit|Epel|Elarg|Egal|Edit|Ecole|Eteind|Etend|Ca )/ ||
			text ~ /(^|[.?:\001] ?)A [a-z]/) {
			fail("the capital has lost its accent.")
		}
		if (text ~ /(^|[^a-z])([CcSs]oeur|[Oo]eil|[Oo]euvre|[Nn]oeud|[VvBb]oeuf?|[Oo]euf|[Mm]anoeuvr)/) {
			fail("oe must be the ligature.")
		}
	}
	END {
		print NR " texts read"
		exit failed || NR == 0
	}' "$sentences" || exit 1

# A message that no program names is never seen by anyone.
bad=0
# unused CATALOGUE PREFIX
unused() {
	grep -rhow --include='*.[ch]' "${2}_[A-Z0-9_]*" app | sort -u >"$sentences"
	missing=$(awk -v prefix="${2}_" '
		NR == FNR { used[$1]; next }
		/^msgid "[a-z]/ {
			gsub(/"/, "", $2)
			name = toupper($2)
			gsub(/[.-]/, "_", name)
			if (!(prefix name in used)) {
				print $2 ": nothing in app/ uses " prefix name "."
			}
		}' "$sentences" "$1/en.po" | sed "s|^|FAULT $1, |")
	[ -z "$missing" ] || {
		echo "$missing"
		bad=1
	}
}
unused assets/messages MSG
unused assets/office OFFICE
exit $bad
