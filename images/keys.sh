#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the keys of Secure Boot and of updates for tests, where there are none: they protect nothing, for whoever has the folder has them.
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

# A chain of its own for updates: devices hold the authority, whose key can stay in a safe; the signer can be exchanged. A signer
# may sign code, which devices ask for, and mail, which is the purpose that openssl's CMS asks for.
subject="/CN=Guichet test key, not for devices, update"
[ -e update-ca.key ] || openssl req -new -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -days 7300 -subj "$subject-ca/" \
	-addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
	-keyout update-ca.key -out update-ca.crt 2>/dev/null
[ -e update.key ] || {
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -subj "$subject/" -keyout update.key -out update.csr 2>/dev/null
	printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=codeSigning,emailProtection\n' >update.ext
	openssl x509 -req -in update.csr -CA update-ca.crt -CAkey update-ca.key -set_serial 1 -days 7300 -extfile update.ext \
		-out update.crt 2>/dev/null
	rm -f update.csr update.ext
}
