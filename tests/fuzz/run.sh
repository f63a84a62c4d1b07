#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh PROGRAM short|long [OPTION...]: a libFuzzer program on its corpus. A crash, a hang or too much memory fails, and its input is kept.
set -eu
program=$1
scale=$2
shift 2
name=${program##*/fuzz-}
findings=$GUICHET_BUILD/findings/$name
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
# What the fuzzer finds out must not land in the sources.
case "$scale" in
short)
	# the same from run to run: one seed, and nothing that another run found out
	set -- -seed=1 -max_total_time=15 "$@"
	found=$TMPDIR/found
	;;
long)
	set -- -max_total_time=600 "$@"
	found=$GUICHET_BUILD/corpus/$name
	;;
esac
mkdir -p "$findings" "$found"
# The sanitizer's limit of memory: libFuzzer's own prints what is allocated before it keeps the input, and can hang over it.
export ASAN_OPTIONS=hard_rss_limit_mb=1024
# The slowest input takes under a second; 25 of them are a hang on however busy a machine.
if "$program" -timeout=25 -rss_limit_mb=0 -malloc_limit_mb=1024 -max_len=20000 -report_slow_units=25 -print_final_stats=1 \
	-artifact_prefix="$findings/" "$@" "$found" "$GUICHET_SOURCE/tests/fuzz/corpus/$name"; then
	exit 0
fi
echo
echo "fuzz-$name found a fault. Its input is the newest file here; $program FILE repeats it:"
ls -lt "$findings"
exit 1
