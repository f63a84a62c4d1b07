#!/bin/sh
# SPDX-License-Identifier: MIT
# The staff pages in QEMU, at a device that was never set up: card and PIN, a stick with keys and an update, enrolment at an intake on
# this machine, the restart into the other slot. Some 20 minutes.
set -eu
. "$(dirname "$0")/image.sh"
PATH=$PATH:/usr/sbin
children=
clean_up() {
	# shellcheck disable=SC2086 # one word a process
	[ -z "$children" ] || kill $children 2>/dev/null || true
	wait
	rm -rf "$tmp"
}
trap clean_up EXIT
trap 'exit 130' HUP INT PIPE TERM
need_image
command -v nginx >/dev/null || {
	echo "skipped: nginx is not installed"
	exit 77
}
PIN=48151623
DEVICE=KIOSK-0042
HOST=10.0.2.2 # this machine, as QEMU's network calls it
# The department's keys are those whose cards the image believes.
department=$image/keys/department

say() { echo "- $*"; }

# until_true COMMAND...: up to twenty seconds.
until_true() {
	for _ in $(seq 100); do
		if "$@"; then return 0; fi
		sleep 0.2
	done
	return 1
}

start_intake() {
	"$bin/guichet-intake" keygen --out "$tmp/intake" >/dev/null
	mkdir -p "$tmp/intake/devices" "$tmp/intake/desks"
	"$bin/guichet-intake" ca --keys "$tmp/intake" --name Kiosks >/dev/null
	"$bin/guichet-intake" --listen 127.0.0.1:0 --store "sqlite:$tmp/intake/intake.db" --keys "$tmp/intake" \
		>"$tmp/intake.out" 2>"$tmp/intake.log" &
	children="$children $!"
	until_true grep -q listens "$tmp/intake.out" || fail "the intake does not listen: $(cat "$tmp/intake.log")"
	intake=$(sed -n 's/.*\(127\.0\.0\.1:[0-9]*\).*/\1/p' "$tmp/intake.out")
}

serves() {
	kill -0 "$nginx" 2>/dev/null && openssl s_client -connect "127.0.0.1:$port" </dev/null >/dev/null 2>&1
}

# In front of the intake, as at a department; its certificate names the address that the guest knows.
start_nginx() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=Intake" -addext "subjectAltName=IP:$HOST" \
		-keyout "$tmp/server.key" -out "$tmp/server.pem" 2>/dev/null
	mkdir "$tmp/nginx"
	for port in $(seq $((20000 + $$ % 20000)) $((20020 + $$ % 20000))); do
		sed -e "s|ADDRESS|127.0.0.1:$port|" -e "s|INTAKE|$intake|" -e "s|CERTIFICATE|$tmp/server.pem|" -e "s|KEY|$tmp/server.key|" \
			-e "s|AUTHORITY|$tmp/intake/ca.pem|" "$GUICHET_SOURCE/assets/intake/nginx.conf" >"$tmp/nginx.conf"
		nginx -p "$tmp/nginx" -e "$tmp/nginx/error.log" -c "$tmp/nginx.conf" -g 'daemon off;' 2>"$tmp/nginx.log" &
		nginx=$!
		if until_true serves; then
			children="$children $nginx"
			return 0
		fi
		kill "$nginx" 2>/dev/null || true
		wait "$nginx" || true
	done
	fail "nginx does not start: $(cat "$tmp/nginx.log")"
}

make_stick() {
	provision=$tmp/stick/provision
	mkdir -p "$provision"
	cp "$department/content.jwks" "$department/recipient.jwks" "$department/status.key" "$tmp/intake/intake.jwks" "$provision/"
	cp "$tmp/server.pem" "$provision/intake-ca.pem"
	printf 'intake = https://%s:%s\n' "$HOST" "$port" >"$provision/answers.txt"
	"$bin/guichet-desk" bundle --key "$department/content.jwk" "$provision" >/dev/null
	truncate -s 256M "$tmp/stick.img"
	mkfs.vfat -n GUICHET "$tmp/stick.img" >/dev/null
	mcopy -s -i "$tmp/stick.img" "$provision" "$tmp/2.0.0-test/guichet.raucb" ::
}

make_image 1.0.0-test
make_image 2.0.0-test
say "two versions are made"
image=$tmp/1.0.0-test
start_intake
start_nginx
make_stick
printf '%s\n' "$PIN" >"$tmp/pin"
"$bin/guichet-desk" card --key "$department/content.jwk" --name Zyxomarker --days 30 --pin-file "$tmp/pin" >"$tmp/card" 2>"$tmp/card.log" ||
	fail "no card can be made: $(cat "$tmp/card.log")"
code=$("$bin/guichet-intake" token --store "sqlite:$tmp/intake/intake.db" --device "$DEVICE" 2>"$tmp/token.log") ||
	fail "no code can be made: $(cat "$tmp/token.log")"
sed -e "s/\"CARD\"/\"$(cat "$tmp/card")\"/" -e "s/\"PIN\"/\"$PIN\"/" -e "s/\"CODE\"/\"$code\"/" "$here/staff.jsonl" >"$tmp/staff.jsonl"
frames_of "$tmp/staff.jsonl" 1280x800
cp --sparse=always "$image/disk.img" "$tmp/disk.img"
cp /usr/share/OVMF/OVMF_VARS_4M.fd "$tmp/vars.fd"
node "$here/staff.mjs" "$image" "$tmp/disk.img" "$tmp/stick.img" "$tmp/staff.jsonl" "$tmp/frames" "$tmp/scene.jsonl" "$tmp" "$DEVICE" "$PIN" || {
	keep_evidence staff
	fail "the technician was hindered; pictures and console are in $GUICHET_BUILD/image-tests/staff"
}
