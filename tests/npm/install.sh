#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the pinned npm packages into the build tree, once for each lock file. 77 with a sentence: they cannot be had here.
# usage: install.sh, then "$GUICHET_BUILD/npm/node_modules/..."
set -eu

: "${GUICHET_SOURCE:?}" "${GUICHET_BUILD:?}"
from=$GUICHET_SOURCE/tests/npm
to=$GUICHET_BUILD/npm

skip() {
	echo "skipped: $*"
	exit 77
}

command -v npm >/dev/null || skip "npm is not installed (Node.js 20.19 or later brings it)"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
	skip "Node.js $(node --version) is older than 20.19"

# Two tests may come here at once; whoever is second finds it done.
mkdir -p "$to"
exec 9>"$to/lock"
flock 9
wanted=$(cat "$from/package.json" "$from/package-lock.json" "$from/.npmrc" | sha256sum)
if [ -f "$to/installed" ] && [ "$(cat "$to/installed")" = "$wanted" ]; then
	exit 0
fi
rm -f "$to/installed"
cp "$from/package.json" "$from/package-lock.json" "$from/.npmrc" "$to/"
if ! (cd "$to" && npm ci --ignore-scripts --no-audit --no-fund >"$to/npm.log" 2>&1); then
	# A lock that does not fit its package.json is ours to mend; a registry that does not answer is not.
	! grep -qE 'EUSAGE|EINTEGRITY' "$to/npm.log" || {
		cat "$to/npm.log"
		exit 1
	}
	skip "npm cannot fetch the packages of tests/npm: $(grep -m 1 -E 'npm (error|ERR!)' "$to/npm.log" || echo "see $to/npm.log")"
fi
printf '%s\n' "$wanted" >"$to/installed"
