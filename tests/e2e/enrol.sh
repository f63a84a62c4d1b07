#!/bin/sh
# SPDX-License-Identifier: MIT
# A kiosk is enrolled by a one-time code and delivers at once; codes, keys and certificates that no longer count are refused.
. "$(dirname "$0")/travel.sh"

# enrol [OPTION...]: guichetctl enrol; its exit status in $status, what it says in out.txt and err.txt.
enrol() {
	status=0
	"$bin/guichetctl" enrol --state "$kiosk" --intake "$intake_url" "$@" >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
	cat "$tmp/err.txt" >>"$logs/enrol.err"
}

# must STATUS WHAT [PATTERN]: in what was said.
must() {
	[ "$status" -eq "$1" ] || fail "$2: exit status $status instead of $1: $(cat "$tmp/err.txt" "$tmp/out.txt")"
	[ $# -lt 3 ] || cat "$tmp/out.txt" "$tmp/err.txt" | grep -q "$3" || fail "$2 does not say \"$3\": $(cat "$tmp/err.txt" "$tmp/out.txt")"
}

token() {
	"$bin/guichet-intake" token --store "sqlite:$store" "$@" 2>>"$logs/intake.err"
}

sha() {
	sha256sum "$kiosk/device.jwk" | cut -d ' ' -f 1
}

make_world
# The kiosk of the world has a key that was carried to the intake by hand; this one enrols.
rm -f "$keys"/devices/*.jwks "$kiosk/device.jwk" "$kiosk/device.jwks" "$kiosk/intake.jwks"
start_intake
enrol --device KIOSK-1 --code AAAAA-AAAAA-AAAAA-AAAAA-AAAAA0
must 1 "an intake without an authority" "délivre pas de certificats"
stop_intake
"$bin/guichet-intake" ca --keys "$keys" --name "Test authority" >>"$logs/intake.err" || fail "no authority was made"
status=0
"$bin/guichet-intake" ca --keys "$keys" --name "Test authority" >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
must 1 "a second authority" 'never overwritten'
start_intake

enrol --device KIOSK-1
must 2 "no code" 'one-time code is needed'
enrol --code AAAAA-AAAAA-AAAAA-AAAAA-AAAAA0
must 2 "no device name" 'no device name'
enrol --device KIOSK-1 --code AAAAA-AAAAA
must 1 "half a code" '26 lettres et chiffres'
enrol --device KIOSK-1 --code AAAAA-AAAAA-AAAAA-AAAAA-AAAAA0
must 1 "a code that nobody gave" 'EST-401-3'
[ ! -e "$kiosk/device.jwk" ] || fail "a refused enrolment has left a key"

code=$(token --device KIOSK-1)
other=$(token --device KIOSK-2)
rows "$store" "select hex(sha256) from token" | grep -qi "$(printf '%s' "$code" | tr -d - | sha256sum | cut -d ' ' -f 1)" ||
	fail "the digest of the code is not what is kept"
! grep -aq "$(printf '%s' "$code" | tr -d -)" "$store" "$store-wal" || fail "the code itself is in the store"
enrol --device KIOSK-1 --code "$other"
must 1 "the code of another kiosk" 'EST-403-2'

# Nothing comes back at first; then the request arrives and its answer is lost; then it is done again, with the code in lower case.
start_proxy
link upstream "$intake_port"
link eat 1
status=0
"$bin/guichetctl" enrol --state "$kiosk" --intake "$link_url" --device KIOSK-1 --code "$code" >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
link pass
[ "$status" -eq 1 ] || fail "an answer that was eaten was taken"
curl -sf -o /dev/null -H 'Content-Type: application/pkcs10' --data-binary @"$kiosk/enrol/request.p10" \
	"$intake_url/.well-known/est/simpleenroll" || fail "the request that waits is refused"
[ "$(rows "$store" "select count(*) from certificate")" -eq 1 ] || fail "no certificate was kept"
enrol --device KIOSK-1 --code "$(printf '%s' "$code" | tr 'A-Z-' 'a-z ')"
must 0 "the right code" 'KIOSK-1 is enrolled'
grep -q 'KIOSK-1 est inscrite' "$tmp/out.txt" || fail "success is not told in French"
for file in device.jwk device.jwks device.crt device-ca.pem intake.jwks; do
	[ -s "$kiosk/$file" ] || fail "$file is missing after an enrolment"
done
[ "$(rows "$store" "select count(*) from certificate")" -eq 1 ] || fail "the same request got a second certificate"
[ ! -e "$kiosk/enrol" ] || fail "the folder of the enrolment was left behind"
[ "$(stat -c %a "$kiosk/device.jwk")" = 600 ] || fail "others can read device.jwk"
openssl verify -purpose sslclient -CAfile "$keys/ca.pem" "$kiosk/device.crt" >"$tmp/out.txt" 2>&1 || fail "openssl refuses the certificate: $(cat "$tmp/out.txt")"
openssl x509 -in "$kiosk/device.crt" -noout -subject -ext subjectAltName,extendedKeyUsage >"$tmp/out.txt"
grep -q 'CN = KIOSK-1' "$tmp/out.txt" && grep -q 'URI:urn:uuid:' "$tmp/out.txt" && grep -q 'Client Authentication' "$tmp/out.txt" ||
	fail "the certificate says: $(cat "$tmp/out.txt")"
say "enrolled by a code, after an answer that was lost"

link_url=$intake_url
write_requests --count 3
sync_once || fail "what an enrolled kiosk delivers is refused"
[ "$(n_delivered)" -eq 3 ] || fail "$(n_delivered) were delivered instead of 3"
[ "$(rows "$store" "select distinct device from submission")" = KIOSK-1 ] || fail "the store has another name for it"
say "an enrolled kiosk delivers at once"

enrol --device KIOSK-1 --code "$code"
must 1 "a second time" '[-][-]again'
before=$(sha)
enrol --device KIOSK-1 --code "$code" --again
must 1 "the same code for another key" 'EST-409-4'
[ "$(sha)" = "$before" ] || fail "a refused enrolment has changed the key"
rm -rf "$tmp/thief" && mkdir "$tmp/thief"
status=0
"$bin/guichetctl" enrol --state "$tmp/thief" --intake "$intake_url" --device KIOSK-1 --code "$code" >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
must 1 "a code that was used" 'EST-409-4'

# A code that has expired.
code=$(token --device KIOSK-1 --hours 1)
rows "$store" "select count(*) from token" >/dev/null
status=0
sqlite3 "$store" "update token set expires_at = 1 where used_at is null" 2>"$tmp/err.txt" || status=$?
[ "$status" -ne 0 ] || fail "the end of a code can be moved"

# A new key takes the place of the old one, which is refused from then on.
cp "$kiosk/device.jwk" "$tmp/old.jwk"
enrol --device KIOSK-1 --code "$code" --again
must 0 "another code, and --again"
write_requests --count 1
cp "$kiosk/device.jwk" "$tmp/new.jwk"
cp "$tmp/old.jwk" "$kiosk/device.jwk"
! sync_once || fail "the key that was replaced is believed"
cp "$tmp/new.jwk" "$kiosk/device.jwk"
sync_once || fail "the new key is not believed"
say "a new key takes the place of the old one"

# The guichet-sync that runs signs with the new key at once, though it would sleep for two minutes, or a minute after a refusal.
sync_slowly() {
	n_begun_before=$(n_begun)
	"$bin/guichet-sync" --state "$kiosk" --intake "$link_url" --retry-base 60 >>"$logs/sync.out" 2>>"$logs/sync.err" &
	sync=$!
	until_true 20 "guichet-sync begins" has_begun
}
is_refused() {
	[ "$(rows "$outbox" 'select state from link')" = refused ]
}
n_foreign=$(grep -c 'does not belong' "$logs/sync.err" || true)
sync_slowly
code=$(token --device KIOSK-1)
enrol --device KIOSK-1 --code "$code" --again
must 0 "an enrolment beside a guichet-sync that runs"
write_requests --count 1
until_true 10 "the new key is used without a restart" nothing_waits
"$bin/guichet-intake" revoke --store "sqlite:$store" --device KIOSK-1 >/dev/null || fail "revoking failed"
write_requests --count 1
until_true 10 "a revoked kiosk is refused" is_refused
code=$(token --device KIOSK-1)
enrol --device KIOSK-1 --code "$code" --again
must 0 "an enrolment after a refusal"
until_true 10 "an enrolment wakes whoever was refused" nothing_waits
stop_sync
[ "$(grep -c 'does not belong' "$logs/sync.err" || true)" -eq "$n_foreign" ] || fail "half an enrolment was read"
say "a guichet-sync that runs takes up the new key"

# Cut short while the files move: it is finished the next time.
mkdir "$kiosk/enrol"
mv "$kiosk/device.crt" "$kiosk/device-ca.pem" "$kiosk/enrol/"
echo 1 >"$kiosk/enrol/complete"
enrol --device KIOSK-1 --code AAAAA-AAAAA-AAAAA-AAAAA-AAAAA0
must 0 "an enrolment that was cut short at its end" 'KIOSK-1 is enrolled'
[ -s "$kiosk/device.crt" ] && [ ! -e "$kiosk/enrol" ] || fail "it was not finished"

# Or by whoever starts guichet-sync, with nobody in front: no tag, no code, not a word where there is nothing to do.
mkdir "$kiosk/enrol"
mv "$kiosk/device.crt" "$kiosk/enrol/"
echo 1 >"$kiosk/enrol/complete"
enrol --resume
must 0 "a cut enrolment that is resumed" 'KIOSK-1 is enrolled'
[ -s "$kiosk/device.crt" ] && [ ! -e "$kiosk/enrol" ] || fail "--resume has not finished it"
before=$(sha)
enrol --resume
must 0 "nothing to resume"
[ ! -s "$tmp/out.txt" ] && [ ! -s "$tmp/err.txt" ] || fail "nothing to resume, and yet it says: $(cat "$tmp/out.txt" "$tmp/err.txt")"
mkdir "$kiosk/enrol"
echo 1 >"$kiosk/enrol/device.crt"
enrol --resume
must 0 "an enrolment that is not complete is not resumed"
[ -s "$kiosk/enrol/device.crt" ] && [ "$(sha)" = "$before" ] || fail "--resume has touched what is not complete"
rm -r "$kiosk/enrol"
status=0
"$bin/guichetctl" enrol --resume --state "$tmp/nowhere" >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
must 0 "nothing to resume where there is no state folder"
enrol --resume --code "$code"
must 2 "--resume with a code"

# Killed at any moment, and done again: the kiosk is enrolled, and delivers.
for delay in 0.004 0.008 0.012 0.016 0.02 0.025 0.03 0.04 0.05 0.07; do
	code=$(token --device KIOSK-1)
	"$bin/guichetctl" enrol --state "$kiosk" --intake "$intake_url" --device KIOSK-1 --code "$code" --again >>"$logs/killed.out" 2>&1 &
	victim=$!
	sleep $delay
	kill -KILL $victim 2>/dev/null || true
	wait $victim 2>/dev/null || true
	enrol --device KIOSK-1 --code "$code" --again
	[ "$status" -eq 0 ] || grep -q 'EST-409-4' "$tmp/err.txt" || fail "killed after $delay s, it cannot be done again: $(cat "$tmp/err.txt")"
	openssl verify -purpose sslclient -CAfile "$keys/ca.pem" "$kiosk/device.crt" >/dev/null 2>&1 || fail "killed after $delay s: no good certificate"
	write_requests --count 1
	sync_once || fail "killed after $delay s, the kiosk does not deliver"
done
say "killed at ten moments, done again each time"

# Other keys than provisioning brought are not believed.
code=$(token --device KIOSK-1)
cp "$kiosk/intake.jwks" "$tmp/intake.jwks"
"$bin/guichet-intake" keygen --out "$tmp/foreign" >/dev/null
cp "$tmp/foreign/intake.jwks" "$kiosk/intake.jwks"
enrol --device KIOSK-1 --code "$code" --again
must 1 "an intake with other keys" 'not those that were brought'
cp "$tmp/intake.jwks" "$kiosk/intake.jwks"

# Revoked: no delivery, from that moment on, and nothing new by the code that was used.
write_requests --count 1
"$bin/guichet-intake" revoke --store "sqlite:$store" --device KIOSK-1 >"$tmp/out.txt" || fail "revoking failed"
! sync_once || fail "a revoked kiosk delivers"
enrol --device KIOSK-1 --code "$code" --again
must 0 "a new code after revoking"
sync_once || fail "a kiosk that was enrolled anew does not deliver"
say "revoked at once, enrolled anew"

# Renewed in good time, over loopback too; the old certificate stays where the intake refuses.
serial=$(openssl x509 -in "$kiosk/device.crt" -noout -serial)
stop_intake
start_intake --certificate-life 60
link_url=$intake_url
code=$(token --device KIOSK-1)
enrol --device KIOSK-1 --code "$code" --again
must 0 "a short certificate"
serial=$(openssl x509 -in "$kiosk/device.crt" -noout -serial)
"$bin/guichetctl" status --state "$kiosk" --json >"$tmp/out.txt" || true
[ "$(jq -r .certificate.state "$tmp/out.txt")" = broken ] || fail "a certificate of another tag than the settings say: $(cat "$tmp/out.txt")"
"$bin/guichetctl" provision --state "$kiosk" --device KIOSK-1 >/dev/null || fail "the tag was not set"
"$bin/guichetctl" status --state "$kiosk" --json >"$tmp/out.txt" || true
[ "$(jq -r '.certificate.state, .certificate.days_left, .device' "$tmp/out.txt" | tr '\n' ' ')" = "soon 0 KIOSK-1 " ] ||
	fail "a certificate that ends in a minute: $(cat "$tmp/out.txt")"
"$bin/guichetctl" status --state "$kiosk" >"$tmp/out.txt" || true
grep -q 'doit être\|renouveler' "$tmp/out.txt" && grep -q 'must be renewed soon' "$tmp/out.txt" || fail "status says: $(cat "$tmp/out.txt")"
write_requests --count 1
sync_once || fail "nothing was delivered beside the renewal"
grep -q 'certificate renewed' "$logs/sync.err" || fail "the certificate was not renewed"
[ "$(openssl x509 -in "$kiosk/device.crt" -noout -serial)" != "$serial" ] || fail "the renewed certificate was not kept"
[ ! -e "$kiosk/device.crt.new" ] || fail "something half done was left"
say "renewed in good time"

# By a stick.
mkdir -p "$tmp/stick" "$tmp/far"
status=0
"$bin/guichetctl" enrol --state "$tmp/far" --device KIOSK-3 --request "$tmp/stick" >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
must 0 "a request on a stick" 'KIOSK-3\|stick'
kid=$(sed -n 's/.*Key: //p' "$tmp/out.txt")
status=0
"$bin/guichet-intake" enrol --store "sqlite:$store" --keys "$keys" --device KIOSK-4 --out "$tmp/stick/answer" "$tmp/stick/KIOSK-3.p10" \
	>"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
must 1 "a request under another tag" 'no request of that kiosk'
status=0
"$bin/guichetctl" enrol --state "$tmp/far" --device KIOSK-3 --answer "$tmp/stick" >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
must 1 "a stick without an answer" 'device.p7'
status=0
"$bin/guichet-intake" enrol --store "sqlite:$store" --keys "$keys" --device KIOSK-3 --out "$tmp/stick/answer" "$tmp/stick/KIOSK-3.p10" \
	>"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
must 0 "the answer to a stick" "$kid"
status=0
"$bin/guichetctl" enrol --state "$tmp/far" --device KIOSK-3 --answer "$tmp/stick/answer" >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
must 0 "an answer from a stick" 'KIOSK-3 is enrolled'
[ "$(rows "$store" "select count(*) from device_key where device = 'KIOSK-3' and withdrawn_at is null")" -eq 1 ] ||
	fail "the store does not believe the key that came by a stick"
say "enrolled by a stick"

head -c 5000 /dev/zero >"$tmp/large"
mkdir "$tmp/long" && cp "$keys"/ca.* "$tmp/long/" && cp "$tmp/large" "$tmp/long/intake.jwks"
status=0
"$bin/guichetctl" enrol --state "$tmp/far" --device KIOSK-3 --request "$tmp/stick" --again >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
must 0 "another request on a stick"
"$bin/guichet-intake" enrol --store "sqlite:$store" --keys "$tmp/long" --device KIOSK-3 --out "$tmp/stick/answer" "$tmp/stick/KIOSK-3.p10" \
	>"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
must 4 "an intake.jwks that is too long" 'intake.jwks: File too large'

# As on a device: the state folder is root's and sticky (3770), and the user of guichet-sync enrols, finishes and renews there.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	device=$tmp/device
	chmod 0711 "$tmp"
	mkdir -m 3770 "$device" && chown root:65533 "$device" && chmod 3770 "$device"
	# as_sync COMMAND...: its exit status in $status
	as_sync() {
		status=0
		setpriv --reuid 65534 --regid 65534 --groups 65533 "$@" >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
	}
	as_sync "$bin/guichetctl" enrol --state "$device" --intake "$intake_url" --device KIOSK-7 --code "$(token --device KIOSK-7)"
	must 0 "enrolling as the user of guichet-sync" 'KIOSK-7 is enrolled'
	as_sync "$bin/guichetctl" enrol --state "$device" --intake "$intake_url" --device KIOSK-7 --code "$(token --device KIOSK-7)" --again
	must 0 "enrolling again as the user of guichet-sync"
	as_sync mkdir "$device/enrol"
	as_sync mv "$device/device.crt" "$device/enrol/"
	as_sync touch "$device/enrol/complete"
	as_sync "$bin/guichetctl" enrol --resume --state "$device"
	must 0 "finishing as the user of guichet-sync" 'KIOSK-7 is enrolled'
	[ -z "$(find "$device" -type f -not -user 65534)" ] || fail "files of others: $(ls -l "$device")"
	as_sync cp "$device/device.crt" "$device/before.crt"
	as_sync timeout --preserve-status 4 "$bin/guichet-sync" --state "$device" --intake "$intake_url"
	must 0 "a pass as the user of guichet-sync" 'certificate renewed'
	! cmp -s "$device/device.crt" "$device/before.crt" || fail "the renewed certificate was not kept in a sticky folder"
	say "enrolled, finished and renewed in a sticky folder of root's"
fi

# Who guesses has to wait, and shuts nobody else out.
for _ in 1 2 3 4 5; do
	enrol --device KIOSK-1 --code AAAAA-AAAAA-AAAAA-AAAAA-AAAAA0 --again
	must 1 "a guess"
done
enrol --device KIOSK-1 --code AAAAA-AAAAA-AAAAA-AAAAA-AAAAA0 --again
must 1 "the sixth guess" 'EST-429-3'
code=$(token --device KIOSK-5)
status=0
mkdir "$tmp/fifth"
"$bin/guichetctl" enrol --state "$tmp/fifth" --intake "$intake_url" --device KIOSK-5 --code "$code" >"$tmp/out.txt" 2>"$tmp/err.txt" || status=$?
must 0 "another kiosk meanwhile"
stop_intake
enrol --device KIOSK-6 --code "$code" --again
must 1 "no intake" 'répond pas'
! grep -rqs "$(printf '%s' "$code" | tr -d -)" "$logs" || fail "a code is in a log"
say "guesses are limited"
