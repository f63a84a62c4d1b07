#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the folders of one kiosk, one intake and one desk that know each other, with keys for development.
# usage: world.sh BIN DIR [DEVICE]
set -eu
[ $# -eq 2 ] || [ $# -eq 3 ] || {
	echo "usage: world.sh BIN DIR [DEVICE]" >&2
	exit 2
}
bin=$1
world=$2
device=${3:-DEV-0000}
calendar=$(dirname "$0")/../assets/calendar/federal.json
umask 077

# What keygen prints says where each key belongs; here it is put there.
quietly() {
	"$@" >/dev/null
}

mkdir -p "$world"
for folder in department kiosk intake desk; do
	[ ! -e "$world/$folder" ] || {
		echo "world.sh: $world/$folder: There is one already. Name another folder, or remove the old world." >&2
		exit 1
	}
done
mkdir "$world/kiosk"
quietly "$bin/guichet-desk" keygen --out "$world/department"
quietly "$bin/guichet-intake" keygen --out "$world/intake"
quietly "$bin/guichet-sync" keygen --state "$world/kiosk" --device "$device"
cd "$world"
mkdir -p desk intake/devices intake/desks

mv kiosk/device.jwks "intake/devices/$device.jwks"
mv department/desk.json intake/desks/
mv department/desk.jwk department/desk.token desk/
cp department/status.key desk/
mv department/status.key department/recipient.jwks kiosk/
cp intake/intake.jwks kiosk/
cp intake/intake.jwks desk/

# What is left in the department's folder signs calendars, and belongs to neither.
cp department/content.jwks desk/
cp department/content.jwks intake/
cd - >/dev/null
"$bin/guichet-desk" calendar sign --key "$world/department/content.jwk" "$calendar" >"$world/desk/calendar.jws"
cp "$world/desk/calendar.jws" "$world/intake/"
