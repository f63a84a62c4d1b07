#!/bin/sh
# SPDX-License-Identifier: MIT
# nginx with TLS in front of the intake: a kiosk delivers to the server it trusts, and to no other.
set -eu
bin=$GUICHET_BUILD/bin
PATH=$PATH:/usr/sbin
for command in nginx openssl; do
	command -v "$command" >/dev/null || {
		echo "skipped: $command is not installed"
		exit 77
	}
done
tmp=$(mktemp -d)
children=
cleanup() {
	# shellcheck disable=SC2086 # one word a process
	[ -z "$children" ] || kill $children 2>/dev/null || true
	wait
	rm -rf "$tmp"
}
trap cleanup EXIT
fail() {
	echo "FAILED: $*"
	for log in "$tmp"/*.err "$tmp"/nginx/error.log; do
		[ ! -s "$log" ] || { echo "--- $log" && tail -n 20 "$log"; }
	done
	exit 1
}

# wait_for CONDITION...: up to ten seconds.
wait_for() {
	for _ in $(seq 100); do
		if "$@"; then return 0; fi
		sleep 0.1
	done
	return 1
}

authority() {
	openssl ecparam -name prime256v1 -genkey -noout -out "$tmp/$1.key"
	openssl req -x509 -new -key "$tmp/$1.key" -subj "/CN=$1" -days 2 -out "$tmp/$1.pem"
}

# certificate AUTHORITY NAME EXTENSION
certificate() {
	openssl ecparam -name prime256v1 -genkey -noout -out "$tmp/$2.key"
	openssl req -new -key "$tmp/$2.key" -subj "/CN=$2" -out "$tmp/$2.csr"
	printf 'subjectAltName=%s\n' "$3" >"$tmp/$2.ext"
	openssl x509 -req -in "$tmp/$2.csr" -CA "$tmp/$1.pem" -CAkey "$tmp/$1.key" -CAcreateserial -days 2 \
		-extfile "$tmp/$2.ext" -out "$tmp/$2.pem" 2>/dev/null
}

# start_nginx CERTIFICATE: on a free port, left in $port
start_nginx() {
	[ -z "${nginx:-}" ] || { kill "$nginx" && wait "$nginx" || true; }
	mkdir -p "$tmp/nginx"
	for port in $(seq $((20000 + $$ % 20000)) $((20050 + $$ % 20000))); do
		sed -e "s|ADDRESS|127.0.0.1:$port|" -e "s|INTAKE|$intake|" -e "s|CERTIFICATE|$tmp/$1.pem|" -e "s|KEY|$tmp/$1.key|" \
			-e "s|AUTHORITY|$tmp/intake/ca.pem|" \
			"$GUICHET_SOURCE/assets/intake/nginx.conf" >"$tmp/nginx.conf"
		nginx -p "$tmp/nginx" -e "$tmp/nginx/error.log" -c "$tmp/nginx.conf" -g 'daemon off;' 2>"$tmp/nginx.err" &
		nginx=$!
		if wait_for answers; then
			children="$children $nginx"
			return 0
		fi
		kill "$nginx" 2>/dev/null || true
		wait "$nginx" || true
	done
	fail "nginx does not start"
}
answers() {
	kill -0 "$nginx" 2>/dev/null &&
		openssl s_client -connect "127.0.0.1:$port" </dev/null >/dev/null 2>&1
}

n=0
enqueue() {
	n=$((n + 1))
	printf '{"schema":1}' | "$bin/seal-one" "$tmp/kiosk/recipient.jwks" "$tmp/kiosk/outbox.db" \
		"$(printf '019aa5d0-0000-7000-8000-%012d' $n)" >/dev/null
}

# sync URL CA: one pass
sync() {
	"$bin/guichet-sync" --state "$tmp/kiosk" --intake "$1" --ca "$2" --once 2>"$tmp/sync.err"
}

delivered() {
	"$bin/guichetctl" queue --state "$tmp/kiosk" --json | jq .counts.delivered
}

"$GUICHET_SOURCE/tests/world.sh" "$bin" "$tmp" >/dev/null
"$bin/guichet-intake" ca --keys "$tmp/intake" --name "Kiosks" >/dev/null
"$bin/guichet-intake" --certificate-life 3600 --listen 127.0.0.1:0 --store "sqlite:$tmp/intake/intake.db" --keys "$tmp/intake" \
	>"$tmp/intake.out" 2>"$tmp/intake.err" &
children="$children $!"
wait_for grep -q listens "$tmp/intake.out" || fail "the intake does not listen"
intake=$(sed -n 's/.*\(127\.0\.0\.1:[0-9]*\).*/\1/p' "$tmp/intake.out")

authority ours
authority theirs
certificate ours right IP:127.0.0.1
certificate ours elsewhere DNS:elsewhere.example
certificate theirs foreign IP:127.0.0.1

start_nginx right
enqueue
sync "https://127.0.0.1:$port" "$tmp/ours.pem" || fail "the request was not delivered over TLS"
[ "$(delivered)" -eq 1 ] || fail "the queue does not count the delivery"

enqueue
! sync "https://127.0.0.1:$port" "$tmp/theirs.pem" || fail "a server of another authority was believed"
[ "$(delivered)" -eq 1 ] || fail "delivered to a server of another authority"
grep -qi 'certificate\|trust' "$tmp/sync.err" || fail "does not say that the server is not to be trusted: $(cat "$tmp/sync.err")"

start_nginx elsewhere
! sync "https://127.0.0.1:$port" "$tmp/ours.pem" || fail "a certificate of another name was believed"
start_nginx foreign
! sync "https://127.0.0.1:$port" "$tmp/ours.pem" || fail "a certificate of another authority was believed"
[ "$(delivered)" -eq 1 ] || fail "delivered to the wrong server"

# What ITSP.40.062 phases out is refused, what it recommends is spoken.
start_nginx right
handshake() {
	openssl s_client -connect "127.0.0.1:$port" -CAfile "$tmp/ours.pem" "$@" </dev/null >"$tmp/handshake" 2>&1 &&
		grep -q 'Verify return code: 0' "$tmp/handshake"
}
handshake -tls1_3 || fail "TLS 1.3 is refused"
handshake -tls1_2 || fail "TLS 1.2 is refused"
! handshake -tls1_1 || fail "TLS 1.1 is accepted"
! handshake -tls1_3 -groups X25519 || fail "a curve outside the list is accepted"
! handshake -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256 || fail "a cipher outside the list is accepted"

sync "https://127.0.0.1:$port" "$tmp/ours.pem" || fail "the request that waited was not delivered"
[ "$(delivered)" -eq 2 ] || fail "the request that waited is not counted"
status() {
	curl --silent --output "$tmp/body" --write-out '%{http_code}' --cacert "$tmp/ours.pem" "https://127.0.0.1:$port$1"
}
[ "$(status /healthz)" = 200 ] || fail "/healthz is not passed on"
[ "$(status /metrics)" = 404 ] || fail "/metrics is passed on to the world"
grep -q 'PUT /v1/submissions/.* 201' "$tmp/nginx/access.log" || fail "nginx did not pass the requests on"

# A kiosk that is enrolled shows its certificate; what goes through without one is what always did.
rm "$tmp"/intake/devices/*.jwks "$tmp"/kiosk/device.jwk*
code=$("$bin/guichet-intake" token --store "sqlite:$tmp/intake/intake.db" --device KIOSK-1 2>/dev/null)
enrol() {
	"$bin/guichetctl" enrol --state "$tmp/kiosk" --intake "https://127.0.0.1:$port" --device KIOSK-1 "$@" >"$tmp/enrol.out" 2>"$tmp/enrol.err"
}
! enrol --ca "$tmp/theirs.pem" --code "$code" || fail "enrolled at a server of another authority"
enrol --ca "$tmp/ours.pem" --code "$code" || fail "not enrolled over TLS: $(cat "$tmp/enrol.err")"
serial=$(openssl x509 -in "$tmp/kiosk/device.crt" -noout -serial)
enqueue
sync "https://127.0.0.1:$port" "$tmp/ours.pem" || fail "an enrolled kiosk does not deliver over TLS"
[ "$(delivered)" -eq 3 ] || fail "what the enrolled kiosk sent is not counted"
grep -q 'certificate renewed' "$tmp/sync.err" || fail "a certificate beyond the middle of its life was not renewed: $(cat "$tmp/sync.err")"
[ "$(openssl x509 -in "$tmp/kiosk/device.crt" -noout -serial)" != "$serial" ] || fail "the renewed certificate was not kept"
grep -q 'POST /.well-known/est/simplereenroll 200' "$tmp/nginx/access.log" || fail "the renewal did not go through nginx"

# Another kiosk's certificate with this kiosk's signature, one of another authority, and headers of somebody's own.
mkdir "$tmp/other"
code=$("$bin/guichet-intake" token --store "sqlite:$tmp/intake/intake.db" --device KIOSK-2 2>/dev/null)
"$bin/guichetctl" enrol --state "$tmp/other" --intake "https://127.0.0.1:$port" --ca "$tmp/ours.pem" --device KIOSK-2 --code "$code" \
	>"$tmp/enrol.out" 2>"$tmp/enrol.err" || fail "a second kiosk is not enrolled: $(cat "$tmp/enrol.err")"
pem_of() {
	node -e 'const c = require("crypto"), j = JSON.parse(require("fs").readFileSync(process.argv[1]))
		process.stdout.write(c.createPrivateKey({ key: j, format: "jwk" }).export({ type: "pkcs8", format: "pem" }))' "$1"
}
# sign JWK: a detached signature of a query.
sign() {
	node -e 'const c = require("crypto"), f = require("fs"), j = JSON.parse(f.readFileSync(process.argv[1])), b = (x) => Buffer.from(x).toString("base64url")
		const head = b(JSON.stringify({ alg: "ES256", kid: j.kid, typ: "guichet-query" }))
		const key = c.createPrivateKey({ key: j, format: "jwk" })
		const made = c.sign("sha256", Buffer.from(head + "." + b(f.readFileSync(0))), { key, dsaEncoding: "ieee-p1363" })
		process.stdout.write(head + ".." + b(made))' "$1"
}
if command -v node >/dev/null; then
	pem_of "$tmp/other/device.jwk" >"$tmp/other.key"
	pem_of "$tmp/kiosk/device.jwk" >"$tmp/own.key"
	printf '{"ref_hash":"5mScmXqy5xfsLGUD2XQCR4sdoFYOmHmH7kZK6iWzyII","word_proof":"nukqW82IOLCGEKJOFs4Lm7SolxR1kgeNUS_haBGPrRY"}' >"$tmp/query"
	sign "$tmp/kiosk/device.jwk" <"$tmp/query" >"$tmp/query.jws"
	# ask CODE WHAT [OPTION...]
	ask() {
		wanted=$1
		what=$2
		shift 2
		got=$(curl --silent --output "$tmp/body" --write-out '%{http_code}' --cacert "$tmp/ours.pem" -H 'Content-Type: application/json' \
			-H "Kiosk-Signature: $(cat "$tmp/query.jws")" --data-binary @"$tmp/query" "$@" "https://127.0.0.1:$port/v1/status-queries")
		[ "$got" = "$wanted" ] || fail "$what: $got instead of $wanted: $(cat "$tmp/body")"
	}
	ask 404 "no certificate"
	ask 404 "the own certificate" --cert "$tmp/kiosk/device.crt" --key "$tmp/own.key"
	ask 401 "another kiosk's certificate" --cert "$tmp/other/device.crt" --key "$tmp/other.key"
	ask 400 "a certificate of another authority" --cert "$tmp/ours.pem" --key "$tmp/ours.key"
	ask 404 "a header of somebody's own" -H 'Kiosk-Certificate-Serial: 00' -H 'Kiosk-Certificate-Subject: CN=KIOSK-9'

	# A certificate that nginx does not take stops nothing: of another authority it is hidden when it is refused, an old one at once.
	# show AUTHORITY KEY DAYS: a certificate of the kiosk's own key
	show() {
		openssl req -new -key "$tmp/own.key" -subj /CN=KIOSK-1 -out "$tmp/own.csr"
		printf '%s\n' extendedKeyUsage=clientAuth keyUsage=digitalSignature authorityKeyIdentifier=keyid subjectKeyIdentifier=hash >"$tmp/own.ext"
		cp "$1" "$tmp/kiosk/device-ca.pem"
		openssl x509 -req -in "$tmp/own.csr" -CA "$1" -CAkey "$2" -set_serial 77 -days "$3" -extfile "$tmp/own.ext" \
			-out "$tmp/kiosk/device.crt" 2>/dev/null || fail "no certificate for $3 days was made"
	}
	cp "$tmp/kiosk/device-ca.pem" "$tmp/kept-ca.pem"
	cp "$tmp/kiosk/device.crt" "$tmp/kept.crt"
	"$bin/guichet-intake" ca --keys "$tmp/other" --name "Other kiosks" >/dev/null
	show "$tmp/other/ca.pem" "$tmp/other/ca.key" 1000
	enqueue
	sync "https://127.0.0.1:$port" "$tmp/ours.pem" || fail "a certificate that nginx refuses stops the kiosk"
	grep -q 'does not take the certificate' "$tmp/sync.err" || fail "that the certificate is refused is not said: $(cat "$tmp/sync.err")"
	show "$tmp/intake/ca.pem" "$tmp/intake/ca.key" -1
	enqueue
	sync "https://127.0.0.1:$port" "$tmp/ours.pem" || fail "a certificate that has ended stops the kiosk"
	! grep -q 'does not take the certificate' "$tmp/sync.err" || fail "a certificate that has ended is shown"
	grep -q 'certificate renewed' "$tmp/sync.err" || fail "a certificate that has ended is not renewed by the signature: $(cat "$tmp/sync.err")"
	openssl x509 -in "$tmp/kiosk/device.crt" -noout -checkend 60 >/dev/null || fail "the renewed certificate was not kept"
	[ "$(delivered)" -eq 5 ] || fail "what was sent without a certificate is not counted"
	cp "$tmp/kept-ca.pem" "$tmp/kiosk/device-ca.pem"
	cp "$tmp/kept.crt" "$tmp/kiosk/device.crt"
	"$bin/guichet-intake" revoke --store "sqlite:$tmp/intake/intake.db" --device KIOSK-1 >/dev/null
	ask 401 "a revoked certificate" --cert "$tmp/kiosk/device.crt" --key "$tmp/own.key"
fi
echo "3 requests over TLS; 3 wrong servers, 3 weak handshakes and 3 wrong certificates refused; one renewed"
