# SPDX-License-Identifier: MIT
# What the tests of the image share: the image, a disk of their own with a state folder, pictures to compare with, the outbox.
# shellcheck shell=sh disable=SC2034 # read by the scripts that include this
: "${GUICHET_SOURCE:?}" "${GUICHET_BUILD:?}"
here=$GUICHET_SOURCE/tests/image
image=${GUICHET_IMAGE:-$GUICHET_SOURCE/build/image}
arch=${GUICHET_ARCH:-amd64}
bin=$GUICHET_SOURCE/build/bin
tmp=$(mktemp -d "${TMPDIR:-/tmp}/guichet-image.XXXXXX")

fail() {
	echo "$(basename "$0"): $*" >&2
	exit 1
}

need_image() {
	[ -e "$image/disk.img" ] && [ -e "$image/SHA256SUMS" ] || {
		echo "There is no image in $image: ./dev image makes it, where Debian's packages can be fetched."
		exit 77
	}
}

# place_of PARTITION: its first byte, and its length, in disk.img.
place_of() {
	partx --noheadings --raw --output NAME,START,SECTORS "$image/disk.img" |
		awk -v name="$1" '$1 == name { print $2 * 512, $3 * 512 }'
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		fakeroot -- "$@"
	fi
}

# put_requests N FOLDER: as many sealed requests wait in the outbox.
put_requests() {
	for n in $(seq "$1"); do
		printf '{"n":%s}' "$n" | (umask 007 && "$bin/seal-one" "$2/recipient.jwks" "$2/outbox.db" "$(cat /proc/sys/kernel/random/uuid)" >/dev/null)
	done
	[ ! -e "$2/outbox.db" ] || chmod 660 "$2"/outbox.db*
}

# The storage as provisioning leaves it, with as many requests as $requests says: keys with the owners that the image knows (images/root/etc/sysusers.d).
make_storage() {
	"$GUICHET_SOURCE/tests/world.sh" "$bin" "$tmp/world"
	mkdir -p "$tmp/storage"
	mv "$tmp/world/kiosk" "$tmp/storage/guichet"
	put_requests "${requests:-0}" "$tmp/storage/guichet"
	rm -f "$tmp/storage.img"
	truncate -s "$1" "$tmp/storage.img"
	# shellcheck disable=SC2016 # expanded by the inner shell
	as_root sh -c 'chown -R 0:900 "$1/guichet" && chown 902:900 "$1/guichet/device.jwk" "$1/guichet/intake.jwks" && chmod 3770 "$1/guichet" &&
		chmod 640 "$1"/guichet/*.jwks "$1/guichet/status.key" && chown 0:0 "$1" && chmod 755 "$1" &&
		mke2fs -q -t ext4 -b 4096 -L guichet-data -d "$1" "$2"' sh "$tmp/storage" "$tmp/storage.img"
}

# A disk of this test's own, provisioned.
make_disk() {
	cp --sparse=always "$image/disk.img" "$tmp/disk.img"
	# shellcheck disable=SC2046 # two numbers
	set -- $(place_of guichet-data)
	make_storage "$2"
	dd if="$tmp/storage.img" of="$tmp/disk.img" bs=1M seek="$(($1 / 1048576))" conv=notrunc,sparse status=none
}

# frames_of EVENTS WxH: what the headless player draws, in frames/, and scene.jsonl.
frames_of() {
	"$bin/guichet" --headless --window "$2" --play "$1" --scene "$tmp/scene.jsonl" --frames "$tmp/frames"
}

# The outbox as the disk has it, its journals played back.
take_outbox() {
	# shellcheck disable=SC2046 # two numbers
	set -- $(place_of guichet-data)
	dd if="$tmp/disk.img" of="$tmp/storage.img" bs=1M skip="$(($1 / 1048576))" count="$(($2 / 1048576))" conv=sparse status=none
	e2fsck -fy "$tmp/storage.img" >"$tmp/fsck.log" 2>&1 || [ $? -le 1 ] || fail "the storage is damaged: $(cat "$tmp/fsck.log")"
	for name in outbox.db outbox.db-wal; do
		debugfs -R "dump /guichet/$name $tmp/$name" "$tmp/storage.img" >"$tmp/debugfs.log" 2>&1
	done
	[ -s "$tmp/outbox.db" ] || fail "the storage has no outbox"
	[ -s "$tmp/outbox.db-wal" ] || rm -f "$tmp/outbox.db-wal"
}

keep_evidence() {
	mkdir -p "$GUICHET_BUILD/image-tests/$1"
	cp "$tmp"/*.ppm "$tmp/console.txt" "$tmp/sound.wav" "$GUICHET_BUILD/image-tests/$1/" 2>/dev/null || true
	cp -r "$tmp/frames" "$GUICHET_BUILD/image-tests/$1/" 2>/dev/null || true
}

# The image's initramfs with an agent for the guest behind it, which is never part of the image: the files behind take the place of
# those before, so that the last step of /init also carries the agent, the module of its touch screen and its unit into /run.
make_test_initrd() {
	test=$tmp/initrd
	mkdir -p "$test/test/guichet-test" "$test/test/systemd/system/multi-user.target.wants"
	cp "$GUICHET_BUILD/bin/image-agent" "$test/test/guichet-test/agent"
	cp "$image/uinput.ko" "$test/test/guichet-test/"
	cat >"$test/test/systemd/system/guichet-test.service" <<'TXT'
[Service]
ExecStartPre=/sbin/insmod /run/guichet-test/uinput.ko
ExecStart=/run/guichet-test/agent
TXT
	ln -s ../guichet-test.service "$test/test/systemd/system/multi-user.target.wants/guichet-test.service"
	sed 's|^exec switch_root|cp -a /test/. /sysroot/run/\n&|' "$GUICHET_SOURCE/images/initramfs/init" >"$test/init"
	chmod 755 "$test/init"
	(cd "$test" && find . -mindepth 1 | cpio --quiet -o -H newc -R 0:0 | zstd -q -3) >"$tmp/initrd-behind"
	cat "$image/initrd" "$tmp/initrd-behind" >"$tmp/initrd-test"
}

# make_image VERSION [OPTION...]: one with the test's hand in it, in $tmp/VERSION, from the packages that ./dev image has kept.
make_image() {
	version=$1
	shift
	GUICHET_IMAGE_VERSION=$version sh "$GUICHET_SOURCE/images/build.sh" --out "$tmp/$version" --cache "$image/cache" \
		--keys "$image/keys" --overlay "$here/overlay" "$@" >"$tmp/$version.log" 2>&1 ||
		fail "image $version could not be made: $(tail -n 3 "$tmp/$version.log")"
}
