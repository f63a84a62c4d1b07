# SPDX-License-Identifier: MIT
# Reads two PO files that msgfmt has accepted, checks them against each other, writes the tables of both languages.
# A PO string has the escapes of a C string, so the strings go over untouched.

function fail(file, id, sentence) {
	printf "%s: %s: %s\n", file, id, sentence > "/dev/stderr"
	failed++
}

# The names in braces, in alphabetical order; "?" for braces that hold no name.
function placeholders(text,    rest, name, names, n, i, j, list) {
	rest = text
	n = 0
	while (match(rest, /[{}]/)) {
		rest = substr(rest, RSTART)
		if (!match(rest, /^\{[a-z][a-z_]*\}/)) {
			return "?"
		}
		name = substr(rest, 1, RLENGTH)
		for (i = n++; i > 0 && names[i - 1] > name; i--) {
			names[i] = names[i - 1]
		}
		names[i] = name
		rest = substr(rest, RLENGTH + 1)
	}
	list = ""
	for (j = 0; j < n; j++) {
		list = list names[j]
	}
	return list
}

function enum_name(id,    name) {
	name = toupper(id)
	gsub(/[.-]/, "_", name)
	return toupper(enum) "_" name
}

function end_of_entry() {
	if (started && id != "") {
		if (id !~ /^[a-z][a-z0-9]*([._-][a-z0-9]+)*$/) {
			fail(file, id, "an id is lower-case words with dots between them.")
		}
		if (fuzzy) {
			fail(file, id, "the entry is fuzzy. Check its text and remove the mark.")
		}
		if (text == "") {
			fail(file, id, "the text is empty.")
		}
		if (placeholders(text) == "?") {
			fail(file, id, "braces must hold a lower-case name, as in {name}.")
		}
		if (language == "fr" && reviewed == "") {
			fail(file, id, "the comment \"# reviewed: yes\" or \"# reviewed: no\" is missing.")
		}
		if (language == "en") {
			ids[++n_ids] = id
		}
		text_of[language, id] = text
		same_of[id] = same_of[id] || same
		n_reviewed += language == "fr" && reviewed == "yes"
		if (language == "fr") {
			french[++n_french] = id
		}
	}
	started = fuzzy = same = 0
	id = text = reviewed = part = ""
}

function unquoted(line) {
	sub(/^[^"]*"/, "", line)
	sub(/"[^"]*$/, "", line)
	return line
}

FNR == 1 {
	end_of_entry()
	file = FILENAME
	language = language == "" ? "en" : "fr"
	file_of[language] = file
}

/^#~/ {
	if (/^#~ *msgid/) {
		fail(file, unquoted($0), "the entry is obsolete. Delete it.")
	}
	next
}
/^#/ || /^[ \t]*$/ {
	if (part == "text") {
		end_of_entry()
	}
}
/^#,.*fuzzy/ { fuzzy = 1 }
/^#[ \t]*reviewed:[ \t]*(yes|no)[ \t]*$/ { reviewed = $0 ~ /yes/ ? "yes" : "no" }
/^#[ \t]*same:[ \t]*yes[ \t]*$/ { same = 1 }
/^#/ { next }
/^msgctxt/ || /^msgid_plural/ {
	fail(file, unquoted($0), "contexts and plural forms are not used here; give each sentence its own id.")
}
/^msgid[ \t]/ {
	if (part == "text") {
		end_of_entry()
	}
	part = "id"
	started = 1
}
/^msgstr[ \t]/ { part = "text" }
/"/ {
	if (part == "id") {
		id = id unquoted($0)
	} else if (part == "text") {
		text = text unquoted($0)
	}
}

END {
	end_of_entry()
	for (i = 1; i <= n_ids; i++) {
		id = ids[i]
		if (enum_name(id) in taken) {
			fail(file_of["en"], id, "gives the same name in C as \"" taken[enum_name(id)] "\".")
		}
		taken[enum_name(id)] = id
		if (!(("fr", id) in text_of)) {
			fail(file_of["fr"], id, "the entry is missing; the other language has it.")
			continue
		}
		if (placeholders(text_of["en", id]) != placeholders(text_of["fr", id])) {
			fail(file_of["fr"], id, "the placeholders differ: English has \"" placeholders(text_of["en", id]) \
				"\", French has \"" placeholders(text_of["fr", id]) "\".")
		}
		if (text_of["en", id] == text_of["fr", id] && !same_of[id]) {
			fail(file_of["fr"], id, "the text is the same as in English. Translate it, or say \"# same: yes\" above it.")
		}
	}
	for (i = 1; i <= n_french; i++) {
		if (!(("en", french[i]) in text_of)) {
			fail(file_of["en"], french[i], "the entry is missing; the other language has it.")
		}
	}
	if (n_ids == 0) {
		fail(file_of["en"], "(no id)", "the catalogue holds no message.")
	}
	if (failed) {
		printf "messages: %d fault%s in the catalogues, named above; nothing was generated.\n", failed, \
			failed == 1 ? "" : "s" > "/dev/stderr"
		exit 1
	}
	print "/* Generated from two PO files; edit those. */" > header
	printf "#ifndef %s_H\n#define %s_H\n\n#include \"core/str.h\"\n\nenum %s {\n", toupper(table), toupper(table), enum > header
	print "/* Generated from two PO files; edit those. */" > source
	printf "#include \"%s.h\"\n\nconst struct bilingual %s[%s_COUNT] = {\n", table, table, toupper(enum) > source
	for (i = 1; i <= n_ids; i++) {
		en = "\"" text_of["en", ids[i]] "\""
		fr = "\"" text_of["fr", ids[i]] "\""
		printf "\t%s,\n", enum_name(ids[i]) > header
		printf "\t[%s] = { {\n\t\t[LANG_EN] = { %s, sizeof(%s) - 1 },\n\t\t[LANG_FR] = { %s, sizeof(%s) - 1 },\n\t} },\n", \
			enum_name(ids[i]), en, en, fr, fr > source
	}
	printf "\t%s_COUNT\n};\n\nextern const struct bilingual %s[%s_COUNT];\n\n#endif\n", toupper(enum), table, toupper(enum) > header
	print "};" > source
	printf "%s: %d, of which %d in reviewed French\n", table, n_ids, n_reviewed
}
