#!/bin/sh
# SPDX-License-Identifier: MIT
# Who may include whom: the core downwards only, adapters not each other, one external library a file.
# shellcheck disable=SC2016 # awk expands
set -eu
LC_ALL=C
export LC_ALL
cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}"

# Modules of the core, lowest first; files of one line are one module and may include each other.
core_order='
units
str
arena
text
letters
flat
format
staff_call selftest
event
effect
rich
form
staff_fields
search
answers place
number number_currency number_typed
calendar
rules rules_sight rules_sin
reference words
session known
msg
selftest_report
reading
tree
theme
scene_line
keyboard_grid
layout layout_parts layout_frame layout_columns layout_pictures layout_damage
kiosk_options
selftest_walk
focus
keyboard
page page_parts page_form page_question page_kinds page_review page_answer page_fault page_notice page_rich page_staff page_selftest
normalize normalize_parts normalize_reader normalize_signs normalize_words normalize_numbers normalize_money normalize_dates normalize_groups normalize_en normalize_fr
utter
submission
kiosk kiosk_state typing settings visit filling delivery staff staff_steps idle input
'

findings=$(mktemp)
trap 'rm -f "$findings"' EXIT

# "FILE INCLUDED" a line, quoted and angled alike; the core's generated messages.h stands beside msg.
includes() {
	find "$@" -name '*.[ch]' | sort | xargs awk '
		/^[ \t]*#[ \t]*include[ \t]/ {
			match($0, /["<][^">]*[">]/)
			print FILENAME, substr($0, RSTART, RLENGTH)
		}'
}

includes app/core | awk -v order="$core_order" '
	function stem(path) {
		gsub(/"|.*\//, "", path)
		sub(/\.[ch].?$/, "", path)
		return path
	}
	BEGIN {
		n = split(order, lines, "\n")
		for (i = 1; i <= n; i++) {
			k = split(lines[i], names, " ")
			for (j = 1; j <= k; j++) {
				rank[names[j]] = i
			}
		}
		rank["messages"] = rank["msg"]
		n = split("assert limits stdalign stdbool stddef stdint string", names, " ")
		for (i = 1; i <= n; i++) {
			standard["<" names[i] ".h>"]
		}
	}
	$2 ~ /^</ {
		if (!($2 in standard)) {
			print $1 ": the core includes no " $2 "."
		}
		next
	}
	$2 !~ /^"core\// && $2 != "\"messages.h\"" {
		print $1 ": the core includes " $2 ", which is outside of it."
		next
	}
	!(stem($1) in rank) {
		if (!($1 in told)) {
			print $1 ": this module has no place in the order that tests/structure/includes.sh gives."
		}
		told[$1]
		next
	}
	!(stem($2) in rank) || rank[stem($2)] > rank[stem($1)] {
		print $1 ": includes " $2 ", which stands above it."
	}' >"$findings"

# An adapter is what platform/CMakeLists.txt compiles into one library.
parts=$(awk '
	match($0, /adapter\([a-z0-9_]+/) && !/function/ {
		name = substr($0, RSTART + 8, RLENGTH - 8)
		print name, name
	}
	match($0, /target_sources\(platform_[a-z0-9_]+/) {
		name = substr($0, RSTART + 24, RLENGTH - 24)
		rest = substr($0, RSTART + RLENGTH)
		while (match(rest, /[a-z0-9_]+\.c/)) {
			print substr(rest, RSTART, RLENGTH - 2), name
			rest = substr(rest, RSTART + RLENGTH)
		}
	}' platform/CMakeLists.txt)

includes platform | awk -v parts="$parts" '
	function stem(path) {
		sub(/.*\//, "", path)
		sub(/\.[ch].?$/, "", path)
		return path
	}
	# A header that no source shares its name with belongs to the adapter whose name it begins with.
	function adapter(name,    a) {
		if (name in of) {
			return of[name]
		}
		for (a in adapters) {
			if (index(name, a "_") == 1) {
				return a
			}
		}
		return name
	}
	BEGIN {
		n = split(parts, lines, "\n")
		for (i = 1; i <= n; i++) {
			split(lines[i], pair, " ")
			of[pair[1]] = pair[2]
			adapters[pair[2]]
		}
		n = split("SDL:SDL2 pango:Pango cairo:Pango fontconfig:Pango glib:GLib ft2build:FreeType espeak-ng:espeak-ng sqlite3:SQLite " \
			"openssl:OpenSSL jansson:jansson pcre2:PCRE2 ini:inih curl:libcurl microhttpd:libmicrohttpd md4c:MD4C xf86drm:libdrm xf86drmMode:libdrm " \
			"libinput:libinput libudev:libinput xkbcommon:libxkbcommon alsa:ALSA qrencode:libqrencode", libraries, " ")
		for (i = 1; i <= n; i++) {
			split(libraries[i], pair, ":")
			library[pair[1]] = pair[2]
		}
	}
	$2 ~ /^"core\// || $2 == "\"platform/diagnosis.h\"" || $2 == "\"platform/surface.h\"" { next }
	$2 ~ /^"platform\// {
		if (adapter(stem($1)) != adapter(stem($2))) {
			print $1 ": includes " $2 " of another adapter."
		}
		next
	}
	$2 ~ /^"/ {
		print $1 ": includes " $2 ", which is neither of the core nor of its adapter."
		next
	}
	{
		header = $2
		gsub(/[<>]|\/.*|\.h/, "", header)
		if (header in library) {
			if ($1 in uses && uses[$1] != library[header]) {
				print $1 ": uses " library[header] " beside " uses[$1] "; one external library a file."
			}
			uses[$1] = library[header]
		}
	}' >>"$findings"

for program in app/*/; do
	name=$(basename "$program")
	[ "$name" != core ] || continue
	includes "$program" | awk -v own="^\"$name/" '
		$2 ~ /^"(core|platform)\// || $2 ~ own || $2 == "\"exit_codes.h\"" || $2 == "\"office_messages.h\"" { next }
		# what guichetctl and guichet-staff share
		$2 ~ /^"device\// { next }
		$2 ~ /^"/ { print $1 ": includes " $2 " of another program." }
		$2 ~ /^<(SDL|pango|cairo|fontconfig|glib|espeak|sqlite3|openssl|jansson|pcre2|ini\.h|curl|microhttpd|xf86drm|libinput|libudev|xkbcommon|alsa|qrencode)/ {
			print $1 ": uses " $2 " itself; programs reach libraries through platform/."
		}' >>"$findings"
done

cat "$findings"
[ ! -s "$findings" ]
