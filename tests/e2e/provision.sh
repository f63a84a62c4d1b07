#!/bin/sh
# SPDX-License-Identifier: MIT
# A bundle, settings and measurements make a kiosk; what is wrong is told in both languages, and changes nothing.
. "$(dirname "$0")/travel.sh"

# provision STATUS PATTERN ARGUMENT...: its exit status, and what it says.
provision() {
	wanted=$1
	pattern=$2
	shift 2
	status=0
	"$bin/guichetctl" provision --state "$tmp/new" "$@" >"$tmp/out.txt" 2>&1 || status=$?
	[ "$status" -eq "$wanted" ] || fail "provision $*: $status instead of $wanted: $(cat "$tmp/out.txt")"
	grep -q "$pattern" "$tmp/out.txt" || fail "provision $* does not say \"$pattern\": $(cat "$tmp/out.txt")"
}

make_world
mkdir "$tmp/new" "$tmp/bundle"
cp "$kiosk/recipient.jwks" "$kiosk/status.key" "$kiosk/intake.jwks" "$world/department/content.jwks" "$tmp/bundle/"
provision 1 'rien à configurer'
provision 2 'needs a value' --device
provision 2 'usage' device KIOSK-7
provision 1 'Valeurs permises.: de 300 à 1500' --from "$tmp/bundle" --device KIOSK-7 --distance 100
[ -z "$(ls "$tmp/new")" ] || fail "a refused value left something: $(ls "$tmp/new")"
provision 1 'Inscrivez d.abord' --from "$tmp/bundle" --force-n 10
[ -z "$(ls "$tmp/new")" ] || fail "measurements without a key left something: $(ls "$tmp/new")"
provision 0 'nothing was written' --check --from "$tmp/bundle" --device KIOSK-7
[ -z "$(ls "$tmp/new")" ] || fail "a trial wrote something: $(ls "$tmp/new")"

# Each file of a bundle is read before any is copied.
broken() {
	cp "$tmp/bundle/$1" "$tmp/aside"
	printf '%s' "$2" >"$tmp/bundle/$1"
	provision 1 "$1" --from "$tmp/bundle"
	[ -z "$(ls "$tmp/new")" ] || fail "a bundle with a broken $1 left something: $(ls "$tmp/new")"
	cp "$tmp/aside" "$tmp/bundle/$1"
}
broken recipient.jwks '{"keys":[]}'
broken recipient.jwks "$(cat "$world/desk/desk.jwk")"
broken status.key 'too short'
broken intake.jwks '{"keys":[]}'
broken content.jwks "$(cat "$world/department/content.jwk")"
provision 4 'dossier' --from "$tmp/nowhere"

printf '# of the lobby\nprovince = QC\nbar-measured=47.5\n' >"$tmp/answers.txt"
provision 0 'réglages 3, mesures 0, fichiers 4' --from "$tmp/bundle" --answers "$tmp/answers.txt" --device=KIOSK-7
for file in recipient.jwks status.key intake.jwks content.jwks; do
	cmp -s "$tmp/bundle/$file" "$tmp/new/$file" || fail "$file was not copied"
done
[ "$(stat -c %a "$tmp/new/status.key")" = 640 ] || fail "the mode of status.key is $(stat -c %a "$tmp/new/status.key")"
# Of another user only what enrolment replaces; the group is that of the folder, so that programs may read.
if [ "$(id -u)" -eq 0 ]; then
	mkdir "$tmp/device"
	chown 0:65534 "$tmp/device"
	chmod 3770 "$tmp/device"
	"$bin/guichetctl" provision --state "$tmp/device" --from "$tmp/bundle" --device KIOSK-7 --owner nobody >/dev/null || fail "--owner"
	owners=$(cd "$tmp/device" && stat -c '%n %u %g %a' -- * | tr '\n' ,)
	[ "$owners" = 'content.jwks 0 65534 640,guichet.conf 0 65534 640,intake.jwks 65534 65534 640,recipient.jwks 0 65534 640,status.key 0 65534 640,' ] ||
		fail "the owners are: $owners"
fi
printf 'officer\n' >"$tmp/answers.txt"
provision 2 'answers: 1' --answers "$tmp/answers.txt"

# A kiosk that knows its department takes what the department has signed, as it was signed, and nothing else.
desk() {
	"$bin/guichet-desk" "$@" >"$tmp/out.txt" 2>&1 || fail "guichet-desk $*: $(cat "$tmp/out.txt")"
}
refused() {
	before=$(cat "$tmp/new"/* | sha256sum)
	provision 1 'not signed by this kiosk.s department' --from "$tmp/bundle"
	grep -q 'Le lot n.est pas signé' "$tmp/out.txt" || fail "without French: $(cat "$tmp/out.txt")"
	[ "$before" = "$(cat "$tmp/new"/* | sha256sum)" ] || fail "a bundle that is refused has changed something: $1"
}
refused "no signature"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout "$tmp/ca.key" -subj /CN=ca -out "$tmp/bundle/intake-ca.pem" 2>/dev/null
printf '# of the site\nintake = https://intake.example\n' >"$tmp/bundle/answers.txt"
desk keygen --out "$tmp/stranger"
desk bundle --key "$tmp/stranger/content.jwk" "$tmp/bundle"
refused "another department's"
provision 0 'nothing was written' --check --from "$tmp/bundle" --cards "$tmp/stranger/content.jwks"
desk bundle --key "$world/department/content.jwk" "$tmp/bundle"
printf 'intake = https://evil.example\n' >"$tmp/bundle/answers.txt"
refused "exchanged"
rm "$tmp/bundle/answers.txt"
refused "one fewer"
printf '# of the site\nintake = https://intake.example\n' >"$tmp/bundle/answers.txt"
provision 0 'settings 2.*files 6' --from "$tmp/bundle"
grep -q '^intake = https://intake.example' "$tmp/new/guichet.conf" && grep -q "^ca = $tmp/new/intake-ca.pem" "$tmp/new/guichet.conf" ||
	fail "guichet.conf: $(cat "$tmp/new/guichet.conf")"
printf 'force-n = 10\n' >"$tmp/bundle/answers.txt"
desk bundle --key "$world/department/content.jwk" "$tmp/bundle"
provision 1 'answers.txt' --from "$tmp/bundle"
printf 'distance = 100\n' >"$tmp/bundle/answers.txt"
desk bundle --key "$world/department/content.jwk" "$tmp/bundle"
provision 1 'distance: .*300 to 1500' --from "$tmp/bundle"

# The programs take the settings; the state of the kiosk is told.
"$bin/guichet-sync" keygen --state "$tmp/new" --device KIOSK-7 >/dev/null
"$bin/guichet-sync" --config "$tmp/new/guichet.conf" --help >/dev/null || fail "guichet-sync refuses the settings"
provision 0 'measurements 2' --force-n 10 --tactile-5 yes
[ "$(cut -d . -f 2 "$tmp/new/hardware.jws" | tr '_-' '/+' | base64 -d 2>/dev/null | jq -c '.device, .values' | tr '\n' ' ')" = '"KIOSK-7" {"force-n":10,"tactile-5":true} ' ] ||
	fail "hardware.jws says: $(cut -d . -f 2 "$tmp/new/hardware.jws" | base64 -d 2>/dev/null)"
status=0
"$bin/guichetctl" status --state "$tmp/new" --json >"$tmp/out.txt" || status=$?
[ "$status" -eq 1 ] || fail "a kiosk without an outbox is well: $(cat "$tmp/out.txt")"
[ "$(jq -r '.device, .certificate.state, .outbox.readable, .files["content.jwks"]' "$tmp/out.txt" | tr '\n' ' ')" = "KIOSK-7 none false true " ] ||
	fail "status says: $(cat "$tmp/out.txt")"
outbox=$kiosk/outbox.db
write_requests --count 2
cp "$kiosk"/outbox.db* "$tmp/new/"
"$bin/guichetctl" status --state "$tmp/new" >"$tmp/out.txt" || fail "a kiosk that lacks nothing is not well: $(cat "$tmp/out.txt")"
grep -q 'waiting 2' "$tmp/out.txt" && grep -q 'en attente 2' "$tmp/out.txt" && grep -q 'Rien à faire' "$tmp/out.txt" ||
	fail "status says: $(cat "$tmp/out.txt")"
! grep -q "$MARKER" "$tmp/out.txt" || fail "what a client wrote is told"
for command in status enrol; do
	status=0
	"$bin/guichetctl" "$command" --nonsense >"$tmp/out.txt" 2>&1 || status=$?
	[ "$status" -eq 2 ] && grep -q "nonsense.*no option" "$tmp/out.txt" && grep -q "nonsense.*pas une option" "$tmp/out.txt" &&
		! grep -q "unrecognized" "$tmp/out.txt" || fail "$command --nonsense says: $(cat "$tmp/out.txt")"
done
say "provisioned from a bundle, answers and options; status told"
