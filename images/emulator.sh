#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a command where programs of ARCH can run: as things are, or with QEMU's emulator made known in namespaces of its own,
# so that nothing of the machine changes.
# usage: emulator.sh ARCH COMMAND...
set -eu

fail() {
	printf 'images/emulator.sh: %s\n' "$*" >&2
	exit 4
}

# The namespaces are there; whoever is root in them may tell the kernel what starts foreign programs in them.
if [ "${1:-}" = --inside ]; then
	format=$2
	shift 2
	# Only a program that is started after the mapping has root's rights.
	until [ "$(id -u)" -eq 0 ]; do
		sleep 0.1
	done
	exec sh -euc 'mount -t proc proc /proc
		mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
		cat "$0" >/proc/sys/fs/binfmt_misc/register
		exec "$@"' "$format" "$@"
fi

arch=$1
shift
[ "$arch" != "$(dpkg --print-architecture)" ] || exec "$@"
! arch-test "$arch" >/dev/null || exec "$@"

case $arch in
amd64) format=/usr/lib/binfmt.d/qemu-x86_64.conf ;;
arm64) format=/usr/lib/binfmt.d/qemu-aarch64.conf ;;
*) fail "$arch: there is no emulator for it." ;;
esac
[ -e "$format" ] || fail "$format is missing. Install qemu-user-static."
spaces="--mount --pid --fork --kill-child"
# shellcheck disable=SC2086 # one word an option
[ "$(id -u)" -eq 0 ] || exec unshare --map-root-user --map-auto $spaces sh "$0" --inside "$format" "$@"

# Root needs no range of /etc/subuid, which unshare would look for.
# shellcheck disable=SC2086
unshare --user $spaces sh "$0" --inside "$format" "$@" &
inside=$!
trap 'kill "$inside"' INT TERM
outside=$(readlink /proc/self/ns/user)
while [ "$(readlink "/proc/$inside/ns/user")" = "$outside" ]; do
	sleep 0.1
done
echo 0 0 4294967295 >"/proc/$inside/uid_map"
echo 0 0 4294967295 >"/proc/$inside/gid_map"
wait "$inside"
