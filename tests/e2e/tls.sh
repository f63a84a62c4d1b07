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
"$bin/guichet-intake" --listen 127.0.0.1:0 --store "sqlite:$tmp/intake/intake.db" --keys "$tmp/intake" \
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
echo "2 requests over TLS; 3 wrong servers and 3 weak handshakes refused"
