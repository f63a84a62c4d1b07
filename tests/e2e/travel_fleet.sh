#!/bin/sh
# SPDX-License-Identifier: MIT
# The links of 2,800 kiosks come up at once, each with five requests: all are stored once, and the desk takes them.
. "$(dirname "$0")/travel.sh"

devices=${GUICHET_DEVICES:-2800}
requests=5
expected=$((devices * requests))

# shellcheck disable=SC3045 # dash and bash have it
ulimit -n $((devices + 200)) || skip "not so many connections can be open here"
make_world
rm "$keys"/devices/*.jwks
mkdir "$tmp/private"
"$bin/fleet" keys "$devices" "$keys/devices" "$tmp/private"
start_proxy
start_intake
"$bin/fleet" run "$devices" "$requests" "$intake_port" "$kiosk" "$tmp/private" || fail "not all were delivered"
[ "$(rows "$store" 'select count(*) from submission')" -eq "$expected" ] || fail "the intake does not hold $expected requests"
[ "$(rows "$store" 'select count(distinct device) from submission')" -eq "$devices" ] || fail "not all devices are there"
began=$(date +%s)
fetch || fail "the desk cannot fetch"
say "the desk fetched and checked $expected in $(($(date +%s) - began)) s"
has_arrived "$expected" || fail "$(wc -l <"$tmp/listed.txt") instead of $expected are on the desk"
[ -z "$(uniq -d "$tmp/listed.txt")" ] || fail "a request is on the desk twice"
stop_intake
