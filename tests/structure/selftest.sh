#!/bin/sh
# SPDX-License-Identifier: MIT
# Plants one fault a rule in a copy of the tree, and expects the check to name it: a check that finds nothing is none.
# shellcheck disable=SC1112,SC2016 # typographic quotes and dollars are meant
set -eu
source=$(cd "${GUICHET_SOURCE:-$(dirname "$0")/../..}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tree/docs"
(cd "$source" && tar cf - --exclude=./build --exclude=./.git .) | tar xf - -C "$work/tree"
cd "$work/tree"
bad=0
n=0

# A history of its own, beside the tree, takes back what was planted faster than a copy does.
GIT_DIR=$work/git
GIT_WORK_TREE=$work/tree
export GIT_DIR GIT_WORK_TREE
git init -q
git add -Af .
git -c user.name=test -c user.email=test@example.org -c commit.gpgsign=false commit -qm 'the tree as it is'

# Each fault starts from the tree as it is.
fresh() {
	git checkout -qf .
	git clean -fdqx
}

# finds CHECK TEXT: after a fault was planted, the check must fail and its output hold the text.
finds() {
	n=$((n + 1))
	if (unset GIT_DIR GIT_WORK_TREE && GUICHET_SOURCE=$work/tree "$source/tests/structure/$1") >"$work/out" 2>&1; then
		echo "$1 did not see the fault: $2"
		bad=1
	elif ! grep -qF -- "$2" "$work/out"; then
		echo "$1 failed, but did not say: $2"
		sed 's/^/    /' "$work/out" | head -n 5
		bad=1
	fi
}

# plant FILE: its end gets the lines of the standard input.
plant() { cat >>"$1"; }

# --- purity
fresh
plant app/core/str.c <<'C'
int str_planted(void);
int puts(const char *);
int str_planted(void) { return puts("planted"); }
C
finds purity.sh 'puts in str.o'
fresh
echo 'int *str_planted(void); int *str_planted(void) { static int count = 1; return &count; }' | plant app/core/str.c
finds purity.sh 'count'
fresh
echo 'int str_zeroed; ' | plant app/core/str.c
finds purity.sh 'str_zeroed in str.o'

# --- includes
fresh
echo '#include "core/kiosk.h"' | plant app/core/str.c
finds includes.sh 'app/core/str.c: includes "core/kiosk.h", which stands above it.'
fresh
echo '#include <stdio.h>' | plant app/core/str.c
finds includes.sh 'app/core/str.c: the core includes no <stdio.h>.'
fresh
echo '#include "platform/seal.h"' | plant app/core/str.c
finds includes.sh 'app/core/str.c: the core includes "platform/seal.h"'
fresh
echo '/* */' | plant app/core/planted.h
echo '#include "core/planted.h"' | plant app/core/kiosk.c
finds includes.sh '"core/planted.h"'
fresh
echo '#include "platform/outbox.h"' | plant platform/seal.c
finds includes.sh 'platform/seal.c: includes "platform/outbox.h" of another adapter.'
fresh
echo '#include <sqlite3.h>' | plant platform/seal.c
finds includes.sh 'platform/seal.c: uses'
fresh
echo '#include "desk/main.h"' | plant app/ctl/main.c
finds includes.sh 'app/ctl/main.c: includes "desk/main.h" of another program.'
fresh
echo '#include <jansson.h>' | plant app/ctl/main.c
finds includes.sh 'app/ctl/main.c: uses <jansson.h> itself'

# --- headers
fresh
sed -i '/#include "core\/units.h"/d' app/core/str.h
finds headers.sh 'app/core/str.h: does not compile alone.'
fresh
sed -i 's/CORE_STR_H/STR_H/' app/core/str.h
finds headers.sh 'app/core/str.h: the guard must be called CORE_STR_H.'
fresh
sed -i 's/#include "core\/str.h"/#include <string.h>\n&/' app/core/str.c
finds headers.sh 'app/core/str.c: includes <string.h> before its own header.'

# --- names
fresh
cp app/core/str.c app/core/utils.c
finds names.sh './app/core/utils.c'
fresh
sed -i 1d app/core/str.c
finds names.sh 'app/core/str.c: the first line must be the licence.'
fresh
sed -i 2d app/core/str.h
sed -i 2d app/core/str.h
finds names.sh 'app/core/str.h: the second line must say what the file is.'
fresh
sed -i '/SPDX/d' tests/structure/sizes.sh
finds names.sh 'tests/structure/sizes.sh: the licence'

# --- banned
fresh
echo 'void planted(char *p) { strcpy(p, "x"); }' | plant platform/seal.c
finds banned.sh 'overruns its buffer'
fresh
echo 'void *planted(void) { return malloc(1); }' | plant app/core/str.c
finds banned.sh 'the core neither allocates nor prints'
fresh
echo 'void planted(void) { usleep(1); }' | plant tests/unit/test_planted.c
finds banned.sh 'time is an argument there'
fresh
echo 'void planted(void) { will_return(planted, 1); }' | plant tests/unit/test_planted.c
finds banned.sh 'tests try the real thing'

# --- sizes
fresh
yes '/* a line */' | head -n 801 | plant platform/planted.c
finds sizes.sh 'TOO BIG platform/planted.c'
fresh
{
	printf 'void\nplanted(void)\n{\n'
	yes '	;' | head -n 101
	echo '}'
} | plant platform/planted.c
finds sizes.sh 'planted() has 101 lines'
parameters() {
	fresh
	printf 'void\nplanted(%s)\n{\n}\n' "$1" | plant platform/planted.c
}
parameters 'int a, int b, int c, int d, int e, int f,
	int g, int h, int i, int j'
finds sizes.sh 'TOO BIG platform/planted.c: planted() has 10 parameters'
parameters 'int a, int (*b)(int, int, int, int, int, int, int, int, int, int, int), int c'
yes '#' | head -n 121 | plant CMakeLists.txt
finds sizes.sh 'TOO BIG CMakeLists.txt'
! grep -qF 'planted()' "$work/out" || {
	echo "sizes.sh counts the parameters of a parameter"
	bad=1
}
finds sizes.sh 'TOO BIG CMakeLists.txt'

# --- format
if command -v clang-format >/dev/null; then
	fresh
	echo 'int  planted ;' | plant app/core/planted.h
	finds format.sh 'app/core/planted.h: is not formatted.'
fi

# --- messages: the generator that breaks the build
po() {
	printf '\n# reviewed: no\nmsgid "planted.id"\nmsgstr "%s"\n' "$1" | plant assets/messages/en.po
	printf '\n# reviewed: no\nmsgid "planted.id"\nmsgstr "%s"\n' "$2" | plant assets/messages/fr.po
}
refuses() {
	n=$((n + 1))
	if assets/messages/generate.sh assets/messages/en.po assets/messages/fr.po "$work/generated" >"$work/out" 2>&1; then
		echo "generate.sh accepts: $1"
		bad=1
	elif ! grep -qF -- "$1" "$work/out"; then
		echo "generate.sh refuses, but does not say: $1"
		sed 's/^/    /' "$work/out" | head -n 5
		bad=1
	fi
}
fresh
po 'Planted' ''
refuses 'fr.po: planted.id: the text is empty.'
fresh
po 'Planted' 'Planted'
refuses 'fr.po: planted.id: the text is the same as in English.'
fresh
po 'Planted {name}' 'Posé {nom}'
refuses 'fr.po: planted.id: the placeholders differ'
fresh
po 'Planted {Name' 'Posé'
refuses 'en.po: planted.id: braces must hold a lower-case name'
fresh
printf '\nmsgid "planted.id"\nmsgstr "Planted"\n' | plant assets/messages/en.po
refuses 'fr.po: planted.id: the entry is missing'
fresh
printf '\n# reviewed: no\nmsgid "planted.id"\nmsgstr "Posé"\n' | plant assets/messages/fr.po
refuses 'en.po: planted.id: the entry is missing'
fresh
po 'Planted' 'Posé'
printf '\n#, fuzzy\nmsgid "planted.two"\nmsgstr "Planted"\n' | plant assets/messages/en.po
refuses 'en.po: planted.two: the entry is fuzzy.'
fresh
printf '\n#~ msgid "planted.id"\n#~ msgstr "Planted"\n' | plant assets/messages/en.po
refuses 'en.po: planted.id: the entry is obsolete.'
fresh
printf '\nmsgid "planted.id"\nmsgstr "Planted"\n' | plant assets/messages/en.po
printf '\nmsgid "planted.id"\nmsgstr "Posé"\n' | plant assets/messages/fr.po
refuses 'fr.po: planted.id: the comment "# reviewed: yes" or "# reviewed: no" is missing.'
fresh
po 'Planted' 'Posé'
po 'Planted again' 'Posé encore'
refuses 'duplicate message definition'
fresh
po 'Planted' 'Posé'
printf 'broken\n' | plant assets/messages/en.po
refuses 'gettext refuses'

# --- messages: typography
typography() {
	fresh
	po "$1" "$2"
	finds messages.sh "planted.id: $3"
}
typography 'Planted!' 'Posé.' 'no exclamation marks'
typography "Don't" 'Posé.' 'the apostrophe must be'
typography 'Planted.' "C'est posé." 'the apostrophe must be'
typography 'Planted :' 'Posé.' 'no space before ; : ? in English.'
typography 'Planted, e.g. so' 'Posé.' 'no Latin abbreviations.'
typography 'Planted.' 'Posé ?' 'no space before ; and ? in Canadian French.'
typography 'Planted.' 'Posé : ici' 'U+00A0 is missing before the colon.'
typography 'Planted.' 'C’est posé à: ici' 'U+00A0 is missing before the colon.'
typography 'Planted.' 'Posé « ici »' 'U+00A0 is missing inside'
typography 'Planted.' 'Posé à 25 %%' 'U+00A0 is missing before % or $.'
typography 'Planted.' 'Etape posée' 'the capital has lost its accent.'
typography 'Planted.' 'A la page' 'the capital has lost its accent.'
typography 'Planted.' 'Une oeuvre' 'oe must be the ligature.'
typography 'Planted.' 'Posé  ici' 'two spaces in a row.'
typography 'Planted.' 'Posé.' 'nothing in app/ uses MSG_PLANTED_ID.'
fresh
po 'This one sentence is much too long because it has more than twenty words and nobody who hears it can keep it in mind' 'Posé.'
finds messages.sh 'planted.id: a sentence of 24 words'

# --- words
word_list() {
	fresh
	"$@" assets/words/en.txt
}
word_list sed -i '$d'
finds words.sh 'assets/words/en.txt: must have 2048 words.'
word_list sed -i '1s/.*/a_b/'
finds words.sh 'words have 3 to 8 lower-case letters'
word_list sed -i '1h;1d;2G'
finds words.sh 'must be sorted by bytes'
fresh
LC_ALL=C sort -o assets/words/en.txt assets/words/en.txt
sed -i '/^knight$/d; /^flour$/d; /^flower$/d; 1d' assets/words/en.txt
printf 'flour\nflower\n' | plant assets/words/en.txt
LC_ALL=C sort -o assets/words/en.txt assets/words/en.txt
finds words.sh 'sound the same'
fresh
sed -i '2,4d' assets/words/en.txt
printf 'mat\nmet\nmit\n' | plant assets/words/en.txt
LC_ALL=C sort -u -o assets/words/en.txt assets/words/en.txt
finds words.sh 'other words; at most 1 may be.'
fresh
sed -i '1s/.*/one two/' assets/words/en.txt
n=$((n + 1))
if assets/words/generate.sh assets/words/en.txt assets/words/fr.txt "$work/words.c" >"$work/out" 2>&1 ||
	! grep -q 'en.txt:1: one word a line' "$work/out"; then
	echo "words/generate.sh accepts two words in a line"
	bad=1
fi

# --- wording
wording() {
	fresh
	echo "$1" | plant docs/planted.md
	finds wording.sh "$2"
}
# The planted words are put together here, so that this file does not hold them.
wording 'see /wo''rk/main/x' 'a path of one machine'
wording 'TODO later' 'not finished'
wording 'from http://deb.deb''ian.org/' 'a host of packages'
wording 'as the issue 2 says' 'how it was made'

# --- links
link() {
	fresh
	printf '%s\n' "$1" | plant docs/planted.md
	finds links.sh "./docs/planted.md: the link leads nowhere: $2"
}
link 'See [the page](formats/nowhere.md#part).' 'formats/nowhere.md'
link '![A picture](images/nowhere.png "Title")' 'images/nowhere.png'
link '<img src="nowhere.png" alt="">' 'nowhere.png'
link '[page]: nowhere.md' 'nowhere.md'

echo "$n faults planted"
exit $bad
