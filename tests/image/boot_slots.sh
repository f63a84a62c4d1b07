#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests which slot the boot loader would start after each step of an update, and after a power cut in the midst of one.
set -eu
cd "${GUICHET_SOURCE:?}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
GUICHET_ESP=$tmp
export GUICHET_ESP
esp=$tmp/EFI/Linux
mkdir -p "$esp"

fail() {
	printf 'boot_slots.sh: %s\nthere are: %s\n' "$*" "$(ls "$esp")" >&2
	exit 1
}

slots() {
	images/root/usr/lib/guichet/boot-slots "$@"
}

# has NAME...: these files and no others.
has() {
	[ "$(ls "$esp" | tr '\n' ' ')" = "$(printf '%s\n' "$@" | sort | tr '\n' ' ')" ] || fail "expected $*"
}

says() {
	expected=$1
	shift
	[ "$(slots "$@")" = "$expected" ] || fail "$* says $(slots "$@"), not $expected"
}

refuses() {
	if slots "$@" 2>"$tmp/error"; then
		fail "$* was done"
	fi
	grep -q '^boot-slots: ' "$tmp/error" || fail "$* said nothing"
}

uki() {
	printf 'MZ\0\0NAME=Guichet\nIMAGE_ID=guichet\nIMAGE_VERSION=%s\n\0rest' "$2" >"$tmp/$1"
}

uki v1 0.1.0-20260101
uki v2 0.1.0-20260909
uki v10 0.1.10-20250101

# A new device: one slot, on its first trial.
cp "$tmp/v1" "$esp/guichet-a+3.efi"
says a get-primary
says good get-state a
says bad get-state b
slots is-trial a || fail "a is on trial"
mv "$esp/guichet-a+3.efi" "$esp/guichet-a+2-1.efi" # systemd-boot has counted
slots set-state a good
has guichet-a.efi
! slots is-trial a || fail "a is good"
slots set-state b bad # RAUC says so before it writes into a slot; there is no file yet
has guichet-a.efi
refuses set-primary b

# An update: what is put is bad until it is made the first.
slots put b "$tmp/v2"
has guichet-a.efi guichet-b+0.efi
says a get-primary
slots set-primary b
has guichet-a.efi guichet-b+3.efi
says b get-primary
mv "$esp/guichet-b+3.efi" "$esp/guichet-b+0-3.efi" # three starts that failed
says a get-primary
says bad get-state b

# The next update into the same slot; its predecessor's file goes, whatever it was called.
slots put b "$tmp/v10"
has guichet-a.efi guichet-b+0.efi
slots set-primary b
slots set-state b good
has guichet-a.efi guichet-b.efi
says b get-primary

# Back to an older one: the newer is called bad, else it would be started.
slots put a "$tmp/v1"
slots set-primary a
has guichet-a+3.efi guichet-b+0.efi
says a get-primary
mv "$esp/guichet-a+3.efi" "$esp/guichet-a+0-3.efi"
says b get-primary # neither is good: the newest

# A power cut while a file was copied leaves the old state.
printf half >"$esp/guichet-a.new"
says b get-primary
slots put a "$tmp/v2"
has guichet-a+0.efi guichet-b+0.efi

refuses get-state c
refuses set-state a fair
refuses start a
GUICHET_ESP=$tmp/none refuses get-primary
