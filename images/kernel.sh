#!/bin/sh
# SPDX-License-Identifier: MIT
# Takes from an unpacked kernel package what a device needs: the kernel, the modules of the list and what they depend on.
# usage: kernel.sh ARCH UNPACKED LIST OUT; makes OUT/vmlinuz, OUT/modules.boot and OUT/lib/modules
set -eu
arch=$1
unpacked=$2
list=$3
out=$4
release=$(ls "$unpacked/lib/modules")
from=$unpacked/lib/modules/$release
to=$out/lib/modules/$release
depmod -b "$unpacked" "$release"
mkdir -p "$to"
cp "$unpacked/boot/vmlinuz-$release" "$out/vmlinuz"
cp "$from/modules.order" "$from/modules.builtin" "$from/modules.builtin.modinfo" "$to/"

# closure PART: paths of the modules in that part of the list, with what they depend on; a name that is no module is an error.
closure() {
	awk -v arch="$arch" -v part="$1" '
		FNR == NR {
			if ($1 == "boot" || $1 == "rest") {
				now = $1
			} else if ($1 !~ /^#/ && NF > 0 && (NF == 1 || $2 == arch) && (part == "all" || part == now)) {
				wanted[$1]
			}
			next
		}
		{
			path = $1
			sub(/:$/, "", path)
			name = path
			gsub(/.*\/|\.ko$/, "", name)
			gsub(/-/, "_", name)
			path_of[name] = path
			needs[path] = substr($0, length($1) + 1)
		}
		END {
			for (name in wanted) {
				if (!(name in path_of)) {
					printf "images/modules.txt: %s: this kernel has no such module. Correct the name, or take it out.\n",
						name >"/dev/stderr"
					bad = 1
					continue
				}
				print path_of[name]
				n = split(needs[path_of[name]], more, " ")
				for (i = 1; i <= n; i++) {
					print more[i]
				}
			}
			exit bad
		}' "$list" "$from/modules.dep"
}
closure all | sort -u >"$out/modules.all"
closure boot | sort -u >"$out/modules.boot"
(cd "$from" && xargs cp --parents -t "$to") <"$out/modules.all"
depmod -b "$out" "$release"
# For the touch screen of the tests: beside the image, never in it.
cp "$from/kernel/drivers/input/misc/uinput.ko" "$out/"
rm -f "$to"/modules.*.bin.tmp "$out/modules.all"
