#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes what a firmware in setup mode takes as its Secure Boot keys: PK.auth, KEK.auth and db.auth. Only this needs the keys of PK and KEK.
# usage: authorise.sh KEYS OUT; SOURCE_DATE_EPOCH is the date of the signatures, by default now
set -eu
keys=$1
out=$2
date=$(date -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" '+%Y-%m-%d %H:%M:%S')
owner=$(cat "$keys/owner" 2>/dev/null || echo 00000000-0000-0000-0000-000000000000)
list=$(mktemp)
trap 'rm -f "$list"' EXIT

# authorise NAME SIGNER: the variable, signed by whom the firmware believes; the signature holds its time.
authorise() {
	cert-to-efi-sig-list -g "$owner" "$keys/$1.crt" "$list"
	TZ=UTC faketime -f "$date" sign-efi-sig-list -t "$date" -g "$owner" -k "$keys/$2.key" -c "$keys/$2.crt" \
		"$1" "$list" "$out/$1.auth" >/dev/null
}

authorise PK PK
authorise KEK PK
authorise db KEK
