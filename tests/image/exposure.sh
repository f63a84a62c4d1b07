#!/bin/sh
# SPDX-License-Identifier: MIT
# How far each unit of ours is closed off (systemd-analyze security: 0 is best), and which USB devices are let in.
set -eu
cd "${GUICHET_SOURCE:?}"
LIMIT=15 # tenths
bad=0

check_units() {
	for unit in images/root/etc/systemd/system/*.service; do
		level=$(systemd-analyze security --offline=true --threshold=100 "$unit" 2>/dev/null |
			sed -n 's/.*exposure level for [^:]*: \([0-9]*\)\.\([0-9]\).*/\1\2/p')
		[ -n "$level" ] && [ "$level" -le "$LIMIT" ] || {
			echo "$unit: exposure ${level:-unknown} tenths, over $LIMIT. systemd-analyze security --offline=true says what is open."
			bad=1
		}
	done
}

# usb VERDICT INTERFACES [TECHNICIAN]: as udev's usb_id names interfaces, class first.
usb() {
	verdict=no
	GUICHET_TECHNICIAN=${3:-/nonexistent} images/root/usr/lib/guichet/usb-allowed "$2" && verdict=yes
	[ "$verdict" = "$1" ] || {
		echo "images/root/usr/lib/guichet/usb-allowed: $2: $verdict, must be $1"
		bad=1
	}
}

check_units
usb yes :030101:030102:
usb yes :010100:010200:030000:
usb yes :090000:
usb no :080650:
usb no :030101:080650:
usb no :020600:0a0000:
usb no :e00101:
usb no ''
usb yes :080650: /dev/null
usb no :080650:020600: /dev/null
exit $bad
