#!/bin/sh
# SPDX-License-Identifier: MIT
# The description of the API is right by OpenAPI 3.1 and by the strict rules of a linter that is not ours.
set -eu
"$GUICHET_SOURCE/tests/npm/install.sh"
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"

# lint FILE: with what is only a warning elsewhere as an error.
lint() {
	"$GUICHET_BUILD/npm/node_modules/.bin/redocly" lint --extends recommended-strict "$1" >lint.txt 2>&1
}

lint "$GUICHET_SOURCE/docs/formats/openapi.json" || {
	cat lint.txt
	exit 1
}
# A linter that finds nothing in this has not looked.
jq 'del(.paths["/healthz"].get.responses["200"]) | .components.schemas.Id.type = "word"' \
	"$GUICHET_SOURCE/docs/formats/openapi.json" >broken.json
! lint broken.json || {
	echo "FAILED: a broken description was found good"
	exit 1
}
echo "docs/formats/openapi.json: good"
