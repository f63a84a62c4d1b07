#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests what becomes of a bundle that was fetched: signed by the real tool, only its installation and the machine around it stand in.
set -eu
cd "${GUICHET_SOURCE:?}"
for tool in rauc mksquashfs openssl; do
	command -v "$tool" >/dev/null || {
		echo "skipped: $tool is not installed"
		exit 77
	}
done
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
GUICHET_UPDATES=$tmp/updates
GUICHET_RELEASE=$tmp/os-release
GUICHET_CMDLINE=$tmp/cmdline
GUICHET_ESP=$tmp/efi
export GUICHET_UPDATES GUICHET_RELEASE GUICHET_CMDLINE GUICHET_ESP tmp
rauc=$(command -v rauc)
export rauc
mkdir -p "$tmp/bin" "$tmp/updates" "$tmp/efi/EFI/Linux"
echo 'quiet rauc.slot=a' >"$tmp/cmdline"
: >"$tmp/efi/EFI/Linux/guichet-a.efi"
old=0.1.0-20261101.020000
new=0.1.0-20261201.020000
echo "IMAGE_VERSION=$old" >"$tmp/os-release"

fail() {
	echo "update_install.sh: $*" >&2
	exit 1
}

# Each call is a line in $tmp/calls. After ten seconds the visit, and the trial of the slot, are over.
cat >"$tmp/bin/rauc" <<'TXT'
#!/bin/sh
[ "$1" != info ] || exec "$rauc" --conf "$tmp/rauc.conf" "$@"
echo "rauc $1 after $(wc -l <"$tmp/seconds")" >>"$tmp/calls"
[ ! -e "$tmp/breaks" ]
TXT
cat >"$tmp/bin/systemctl" <<'TXT'
#!/bin/sh
case "$1" in
show) if [ "$(wc -l <"$tmp/seconds")" -lt 10 ]; then echo "A visit."; else echo "Nobody is here."; fi ;;
is-active) ;;
*) echo "systemctl $*" >>"$tmp/calls" ;;
esac
TXT
cat >"$tmp/bin/sleep" <<'TXT'
#!/bin/sh
for _ in $(seq "$1"); do echo >>"$tmp/seconds"; done
[ "$(wc -l <"$tmp/seconds")" -lt 30 ] || [ ! -e "$GUICHET_ESP/EFI/Linux/guichet-a+3.efi" ] ||
	mv "$GUICHET_ESP/EFI/Linux/guichet-a+3.efi" "$GUICHET_ESP/EFI/Linux/guichet-a.efi"
TXT
chmod +x "$tmp/bin"/*
PATH=$tmp/bin:$PATH

# make VERSION KEYS FILE: a bundle as images/bundle.sh makes it, of what is at hand.
make() {
	mkdir -p "$tmp/out/work"
	head -c 65536 /dev/urandom >"$tmp/out/root.verity"
	head -c 8192 /dev/urandom >"$tmp/out/guichet-a.efi"
	cp "$tmp/out/guichet-a.efi" "$tmp/out/guichet-b.efi"
	PATH=${PATH#"$tmp/bin:"} SOURCE_DATE_EPOCH=0 sh images/bundle.sh amd64 "$1" "$2" "$tmp/out" || fail "no bundle could be made"
	mv "$tmp/out/guichet.raucb" "$3"
}

sh images/keys.sh "$tmp/keys"
sh images/keys.sh "$tmp/foreign"
make "$new" "$tmp/keys" "$tmp/genuine"
make "$old" "$tmp/keys" "$tmp/same"
make "$new" "$tmp/foreign" "$tmp/stranger"
cp "$tmp/out/work/rauc.conf" "$tmp/rauc.conf"
sed -i "s|$tmp/foreign|$tmp/keys|" "$tmp/rauc.conf"

# update STATUS BUNDLE [VERSION]: as if it had been fetched; it must be gone, and its version remembered.
update() {
	cp "$2" "$tmp/updates/${3:-$new}.raucb"
	: >"$tmp/calls"
	: >"$tmp/seconds"
	status=0
	images/root/usr/lib/guichet/update 2>"$tmp/error" || status=$?
	[ "$status" -eq "$1" ] || fail "$2: status $status: $(cat "$tmp/error")"
	[ "$(ls "$tmp/updates")" = tried ] || fail "$2: it is not gone: $(ls "$tmp/updates")"
	[ "$(cat "$tmp/updates/tried")" = "${3:-$new}" ] || fail "$2: $(cat "$tmp/updates/tried") is remembered"
	[ "$(stat -c %a "$tmp/updates/tried")" = 644 ] || fail "guichet-sync cannot read what was tried"
}

# did LINE...
did() {
	printf '%s\n' "$@" | cmp -s - "$tmp/calls" || fail "not as it should be: $(cat "$tmp/calls" "$tmp/error")"
}

did_nothing() {
	[ ! -s "$tmp/calls" ] || fail "$1: $(cat "$tmp/calls")"
	grep -q "$2" "$tmp/error" || fail "$1: no reason: $(cat "$tmp/error")"
	rm "$tmp/updates/tried"
}

# What is published beside a bundle names this bundle.
make "$new" "$tmp/keys" "$tmp/published"
printf 'guichet-update 1\nversion %s\nfile guichet-%s.raucb\nsize %s\nsha256 %s\n' "$new" "$new" "$(stat -c %s "$tmp/published")" \
	"$(sha256sum "$tmp/published" | cut -d ' ' -f 1)" | cmp -s - "$tmp/out/latest" || fail "latest is wrong: $(cat "$tmp/out/latest")"

images/root/usr/lib/guichet/update || fail "it fails where there is nothing to install"
update 0 "$tmp/genuine"
did 'rauc install after 70' 'systemctl reboot'
# What was rolled back, or came again after the power was cut.
update 1 "$tmp/genuine"
did_nothing "a version that was tried" 'was tried before'

mv "$tmp/efi/EFI/Linux/guichet-a.efi" "$tmp/efi/EFI/Linux/guichet-a+3.efi"
update 0 "$tmp/genuine"
did 'rauc install after 90' 'systemctl reboot'
rm "$tmp/updates/tried"

: >"$tmp/breaks"
update 1 "$tmp/genuine"
did 'rauc install after 70'
rm "$tmp/breaks" "$tmp/updates/tried"

update 1 "$tmp/stranger"
did_nothing "a bundle of somebody else" "not the department's"
update 1 "$tmp/same"
did_nothing "a bundle of another version than its name says" "another version"
head -c 5000 "$tmp/genuine" >"$tmp/cut"
update 1 "$tmp/cut"
did_nothing "a bundle that was cut" "not the department's"
update 0 "$tmp/same" "$old"
did_nothing "what runs already" 'not newer'
update 0 "$tmp/same" 0.0.9
did_nothing "what is older" 'not newer'
exit 0
