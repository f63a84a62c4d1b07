#!/bin/sh
# SPDX-License-Identifier: MIT
# Our envelopes and signatures taken by the jose program, and jose's taken, or rightly refused, by ours.
set -eu

bin="$GUICHET_BUILD/bin"
command -v jose >/dev/null || { echo "jose is not installed: not tried"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# opens FILE EXPECTED: guichet-desk opens it to exactly this line.
opens() {
	"$bin/guichet-desk" open --envelope "$1" --actor "Officer 4821" --reason "test of jose" --json >opened.txt || fail "guichet-desk did not open $1"
	printf '%s\n' "$2" | cmp -s - opened.txt || fail "$1 opened to something else"
}

# refuses FILE: exit status 1, nothing on standard output.
refuses() {
	status=0
	"$bin/guichet-desk" open --envelope "$1" --actor "Officer 4821" --reason "test of jose" --json >opened.txt 2>said.txt || status=$?
	[ "$status" = 1 ] || fail "$1: exit status $status instead of 1"
	[ ! -s opened.txt ] || fail "$1: refused, yet something was printed"
	grep -qi refused said.txt || fail "$1: does not say that it was refused"
}

"$bin/guichet-desk" keygen --out made/ >said.txt || fail "keygen must make the folder it is given"
[ -s made/desk.jwk ] || fail "no key in the new folder"
"$bin/guichet-desk" keygen --out . >said.txt
[ "$(stat -c %a desk.jwk)" = 600 ] || fail "desk.jwk is not 0600"
[ "$(stat -c %a status.key)" = 600 ] || fail "status.key is not 0600"
[ "$(stat -c %s status.key)" = 32 ] || fail "status.key is not 32 bytes"
[ "$(stat -c %a content.jwk)" = 600 ] || fail "content.jwk is not 0600"
[ "$(stat -c %a desk.token)" = 600 ] || fail "desk.token is not 0600"
grep -qxE '[A-Za-z0-9_-]{43}' desk.token || fail "desk.token is not 43 characters of base64url"
grep -qxE "\{\"name\": \"desk-[0-9a-f]{8}\", \"token_sha256\": \"$(sha256sum <desk.token | cut -c1-64)\"\}" desk.json ||
	fail "desk.json is not the digest of the token"
before=$(cat ./*.jwk ./*.jwks status.key desk.token desk.json | cksum)
status=0
"$bin/guichet-desk" keygen --out . >said.txt 2>&1 || status=$?
[ "$status" = 1 ] || fail "a second keygen must be refused"
[ "$before" = "$(cat ./*.jwk ./*.jwks status.key desk.token desk.json | cksum)" ] || fail "a second keygen changed keys"
for old in recipient.jwks content.jwk content.jwks desk.token desk.json; do
	rm -rf part
	mkdir part
	echo old >part/$old
	status=0
	"$bin/guichet-desk" keygen --out part >said.txt 2>&1 || status=$?
	[ "$status" = 1 ] && [ "$(ls part)" = $old ] && [ "$(cat part/$old)" = old ] ||
		fail "keygen made keys beside an old $old, or over it"
done

# The JWK file itself is one that jose takes.
jose jwk thp -i desk.jwk >thumbprint.txt
grep -q "\"kid\":\"$(cat thumbprint.txt)\"" recipient.jwks || fail "kid is not the thumbprint that jose computes"

# Ours, opened by jose.
text='{"answers":{"1":"Élodie Lefèvre-O’Brien"}}'
printf '%s' "$text" | "$bin/seal-one" recipient.jwks | tr -d '\n' >ours.jwe
jose jwe dec -i ours.jwe -k desk.jwk -O padded.txt || fail "jose does not open our envelope"
[ "$(stat -c %s padded.txt)" = 1024 ] || fail "the plaintext is not padded to 1024 bytes"
[ "$(sed 's/ *$//' padded.txt)" = "$text" ] || fail "jose opened our envelope to something else"
opens ours.jwe "$text"

# The same with a key on P-256 that jose made.
jose jwk gen -i '{"kty":"EC","crv":"P-256"}' -o small.jwk
jose jwk pub -s -i small.jwk -o small.jwks
printf '%s' "$text" | "$bin/seal-one" small.jwks | tr -d '\n' >small.jwe
jose jwe dec -i small.jwe -k small.jwk -O padded.txt || fail "jose does not open our envelope on P-256"
[ "$(sed 's/ *$//' padded.txt)" = "$text" ] || fail "jose opened our envelope on P-256 to something else"

# theirs FILE TEMPLATE: a compact envelope by jose, from the template of its protected header.
jose jwk pub -i desk.jwk -o public.jwk
theirs() {
	printf '%s' "$text" | jose jwe enc -i "$2" -I- -k public.jwk -c -o "$1"
}

good='"alg":"ECDH-ES+A256KW","enc":"A256GCM"'
theirs theirs.jwe "{\"protected\":{$good}}" || fail "jose does not seal to our key"
opens theirs.jwe "$text"
theirs parties.jwe "{\"protected\":{$good,\"apu\":\"QWxpY2U\",\"apv\":\"Qm9i\"}}"
opens parties.jwe "$text"

# Genuine, but not what docs/formats/envelope.md allows.
theirs zip.jwe "{\"protected\":{$good,\"zip\":\"DEF\"}}"
refuses zip.jwe
theirs enc.jwe '{"protected":{"alg":"ECDH-ES+A256KW","enc":"A128GCM"}}'
refuses enc.jwe
theirs kid.jwe "{\"protected\":{$good,\"kid\":\"somebody-else\"}}"
refuses kid.jwe
sed 's/,"use":"enc","alg":"ECDH-ES+A256KW"//' public.jwk >any.jwk
printf '%s' "$text" | jose jwe enc -i '{"protected":{"alg":"ECDH-ES+A128KW","enc":"A256GCM"}}' -I- -k any.jwk -c -o alg.jwe
refuses alg.jwe
refuses small.jwe

# Through the outbox: one by id, all, and a row under a wrong id.
one=019aa5d0-0000-7000-8000-000000000001
two=019aa5d0-0000-7000-8000-000000000002
printf '{"n":1}' | "$bin/seal-one" recipient.jwks outbox.db $one >one.jwe
printf '{"n":2}' | "$bin/seal-one" recipient.jwks outbox.db $two >/dev/null
[ "$("$bin/guichet-desk" open --actor "Officer 4821" --reason "test of jose" --json --outbox outbox.db)" = '{"n":1}
{"n":2}' ] || fail "the outbox does not open in order"
[ "$("$bin/guichet-desk" open --actor "Officer 4821" --reason "test of jose" --json --outbox outbox.db $two)" = '{"n":2}' ] || fail "one id does not open"
"$bin/guichet-desk" open --envelope - --actor "Officer 4821" --reason "test of jose" --json <one.jwe >opened.txt || fail "standard input does not open"
status=0
"$bin/guichet-desk" open --envelope one.jwe --actor "Officer 4821" --reason "test of jose" --json $two >opened.txt 2>said.txt || status=$?
[ "$status" = 1 ] && [ ! -s opened.txt ] || fail "an envelope under another id was opened"
status=0
"$bin/guichet-desk" open --actor "Officer 4821" --reason "test of jose" --json --outbox outbox.db 019aa5d0-0000-7000-8000-000000000009 2>said.txt || status=$?
[ "$status" = 1 ] || fail "an id that is not there: exit status $status"
three=019aa5d0-0000-7000-8000-000000000003
printf '{"n":3}' | "$bin/seal-one" recipient.jwks outbox.db $three $one >/dev/null
status=0
"$bin/guichet-desk" open --actor "Officer 4821" --reason "test of jose" --json --outbox outbox.db >opened.txt 2>said.txt || status=$?
[ "$status" = 1 ] && [ "$(wc -l <opened.txt)" = 2 ] || fail "an envelope under the id of another request was opened"
grep -qi "$three.*refused" said.txt || fail "does not say which row was refused"
chmod 644 desk.jwk
status=0
"$bin/guichet-desk" open --envelope one.jwe --actor "Officer 4821" --reason "test of jose" --json >opened.txt 2>said.txt || status=$?
[ "$status" = 4 ] && grep -q 0600 said.txt || fail "a private key that others can read was used"

# A calendar, signed by us and verified by jose.
federal=$GUICHET_SOURCE/assets/calendar/federal.json
"$bin/guichet-desk" calendar sign --key content.jwk "$federal" >calendar.jws || fail "the federal calendar is not signed"
jose jws ver -i calendar.jws -k content.jwks -O payload.txt || fail "jose does not verify our signature"
cmp -s payload.txt "$federal" || [ "$(cat payload.txt)" = "$(cat "$federal")" ] || fail "jose verified another calendar"
"$bin/guichet-desk" calendar check --keys content.jwks calendar.jws >shown.txt || fail "our own calendar is not genuine"
grep -q "Boxing Day" shown.txt || fail "the calendar is not shown"
"$bin/guichet-desk" calendar check --lang fr --keys content.jwks calendar.jws | grep -q "Lendemain de Noël" ||
	fail "the calendar is not shown in French"

# check_refuses FILE: exit status 1, nothing on standard output.
check_refuses() {
	status=0
	"$bin/guichet-desk" calendar check --keys "${2:-content.jwks}" "$1" >shown.txt 2>said.txt || status=$?
	[ "$status" = 1 ] && [ ! -s shown.txt ] && [ -s said.txt ] || fail "$1: exit status $status, and it was believed"
}
tr 'A-Za-z' 'B-ZAb-za' <calendar.jws >changed.jws
check_refuses changed.jws
check_refuses calendar.jws recipient.jwks
sed 's/"month": 11/"month": 13/' "$federal" >wrong.json
status=0
"$bin/guichet-desk" calendar sign --key content.jwk wrong.json >wrong.jws 2>said.txt || status=$?
[ "$status" = 1 ] && [ ! -s wrong.jws ] || fail "a wrong calendar was signed"
grep -q 'holidays\[9\].month' said.txt || fail "does not say what is wrong with the calendar"
status=0
"$bin/guichet-desk" calendar sign --key desk.jwk "$federal" >wrong.jws 2>said.txt || status=$?
[ "$status" = 4 ] && [ ! -s wrong.jws ] || fail "a key for sealing has signed"

# The same, signed by jose; then what is genuine, but not what docs/formats/signatures.md allows.
kid=$(jose jwk thp -i content.jwk)
# signed FILE HEADER [KEY]
signed() {
	jose jws sig -I "$federal" -s "{\"protected\":{$2}}" -k "${3:-content.jwk}" -c -o "$1"
}
signed theirs.jws "\"alg\":\"ES256\",\"kid\":\"$kid\",\"typ\":\"guichet-calendar\""
"$bin/guichet-desk" calendar check --keys content.jwks theirs.jws | grep -q "Boxing Day" || fail "jose's signature is not genuine to us"
signed typ.jws "\"alg\":\"ES256\",\"kid\":\"$kid\",\"typ\":\"guichet-receipt\""
check_refuses typ.jws
signed kid.jws "\"alg\":\"ES256\",\"kid\":\"somebody-else\",\"typ\":\"guichet-calendar\""
check_refuses kid.jws
signed bare.jws '"alg":"ES256"'
check_refuses bare.jws
signed more.jws "\"alg\":\"ES256\",\"kid\":\"$kid\",\"typ\":\"guichet-calendar\",\"cty\":\"json\""
check_refuses more.jws
jose jwk gen -i '{"kty":"EC","crv":"P-256"}' -o stranger.jwk
signed stranger.jws "\"alg\":\"ES256\",\"kid\":\"$kid\",\"typ\":\"guichet-calendar\"" stranger.jwk
check_refuses stranger.jws
# A key that jose made is believed when it is in the set.
jose jwk pub -s -i stranger.jwk -o stranger.jwks
signed stranger.jws "\"alg\":\"ES256\",\"kid\":\"$(jose jwk thp -i stranger.jwk)\",\"typ\":\"guichet-calendar\"" stranger.jwk
"$bin/guichet-desk" calendar check --keys stranger.jwks stranger.jws >shown.txt || fail "a key that jose made is not taken"
check_refuses stranger.jws

# A detached signature of ours: the envelope beside it.
"$bin/travel-jws" sign content.jwk guichet-upload <ours.jwe >detached.jws
jose jws ver -i detached.jws -I ours.jwe -k content.jwks >said.txt || fail "jose does not verify our detached signature"
if jose jws ver -i detached.jws -I one.jwe -k content.jwks >said.txt 2>&1; then
	fail "jose verified our detached signature for other bytes"
fi

echo "jose and ours agree"
