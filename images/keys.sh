#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes Secure Boot keys for tests, where there are none: they protect nothing, for whoever has the folder has them.
# usage: keys.sh DIR
set -eu
mkdir -p "$1"
cd "$1"
umask 077
[ -e owner ] || cat /proc/sys/kernel/random/uuid >owner
for name in PK KEK db; do
	[ ! -e "$name.key" ] || continue
	openssl req -quiet -new -x509 -newkey rsa:2048 -nodes -days 7300 -subj "/CN=Guichet test key, not for devices, $name/" \
		-keyout "$name.key" -out "$name.crt" 2>/dev/null ||
		openssl req -new -x509 -newkey rsa:2048 -nodes -days 7300 -subj "/CN=Guichet test key, not for devices, $name/" \
			-keyout "$name.key" -out "$name.crt" 2>/dev/null
done
