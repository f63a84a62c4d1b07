#!/bin/sh
# SPDX-License-Identifier: MIT
# Our envelopes opened by the jose program, and jose's envelopes opened, or rightly refused, by guichet-desk.
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
	"$bin/guichet-desk" open --key desk.jwk "$1" >opened.txt || fail "guichet-desk did not open $1"
	printf '%s\n' "$2" | cmp -s - opened.txt || fail "$1 opened to something else"
}

# refuses FILE: exit status 1, nothing on standard output.
refuses() {
	status=0
	"$bin/guichet-desk" open --key desk.jwk "$1" >opened.txt 2>said.txt || status=$?
	[ "$status" = 1 ] || fail "$1: exit status $status instead of 1"
	[ ! -s opened.txt ] || fail "$1: refused, yet something was printed"
	grep -q refused said.txt || fail "$1: does not say that it was refused"
}

"$bin/guichet-desk" keygen --out made/ >said.txt || fail "keygen must make the folder it is given"
[ -s made/desk.jwk ] || fail "no key in the new folder"
"$bin/guichet-desk" keygen --out . >said.txt
[ "$(stat -c %a desk.jwk)" = 600 ] || fail "desk.jwk is not 0600"
[ "$(stat -c %a status.key)" = 600 ] || fail "status.key is not 0600"
[ "$(stat -c %s status.key)" = 32 ] || fail "status.key is not 32 bytes"
before=$(cat desk.jwk recipient.jwks status.key | cksum)
status=0
"$bin/guichet-desk" keygen --out . >said.txt 2>&1 || status=$?
[ "$status" = 1 ] || fail "a second keygen must be refused"
[ "$before" = "$(cat desk.jwk recipient.jwks status.key | cksum)" ] || fail "a second keygen changed keys"

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
[ "$("$bin/guichet-desk" open --key desk.jwk --outbox outbox.db)" = '{"n":1}
{"n":2}' ] || fail "the outbox does not open in order"
[ "$("$bin/guichet-desk" open --key desk.jwk --outbox outbox.db $two)" = '{"n":2}' ] || fail "one id does not open"
"$bin/guichet-desk" open --key desk.jwk - <one.jwe >opened.txt || fail "standard input does not open"
status=0
"$bin/guichet-desk" open --key desk.jwk one.jwe $two >opened.txt 2>said.txt || status=$?
[ "$status" = 1 ] && [ ! -s opened.txt ] || fail "an envelope under another id was opened"
status=0
"$bin/guichet-desk" open --key desk.jwk --outbox outbox.db 019aa5d0-0000-7000-8000-000000000009 2>said.txt || status=$?
[ "$status" = 1 ] || fail "an id that is not there: exit status $status"
three=019aa5d0-0000-7000-8000-000000000003
printf '{"n":3}' | "$bin/seal-one" recipient.jwks outbox.db $three $one >/dev/null
status=0
"$bin/guichet-desk" open --key desk.jwk --outbox outbox.db >opened.txt 2>said.txt || status=$?
[ "$status" = 1 ] && [ "$(wc -l <opened.txt)" = 2 ] || fail "an envelope under the id of another request was opened"
grep -q "$three.*refused" said.txt || fail "does not say which row was refused"
chmod 644 desk.jwk
status=0
"$bin/guichet-desk" open --key desk.jwk one.jwe >opened.txt 2>said.txt || status=$?
[ "$status" = 4 ] && grep -q 0600 said.txt || fail "a private key that others can read was used"

echo "jose and guichet-desk agree"
