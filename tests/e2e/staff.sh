#!/bin/sh
# SPDX-License-Identifier: MIT
# guichet-staff over its socket: cards, PINs, tokens, what is refused; and a technician at the kiosk from the sign-in to the self-test.
set -eu
: "${GUICHET_SOURCE:?}" "${GUICHET_BUILD:?}"
bin=$GUICHET_BUILD/bin
tmp=$(mktemp -d "${TMPDIR:-/tmp}/guichet-staff.XXXXXX")
service=

clean_up() {
	status=$?
	[ -z "$service" ] || kill "$service" 2>/dev/null || true
	wait
	if [ "$status" -ne 0 ] && [ "$status" -ne 77 ] && [ -s "$tmp/log" ]; then
		echo "log of guichet-staff:" >&2
		cat "$tmp/log" >&2
	fi
	rm -rf "$tmp"
	exit "$status"
}
trap clean_up EXIT
trap 'exit 130' HUP INT PIPE TERM

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

for tool in node jq sqlite3; do
	command -v "$tool" >/dev/null || {
		echo "skipped: $tool is not installed"
		exit 77
	}
done

PIN=48151623
printf '%s\n' "$PIN" >"$tmp/pin"
chmod 600 "$tmp/pin"
mkdir "$tmp/state" "$tmp/system" "$tmp/stick"
chmod 755 "$tmp"
"$bin/guichet-desk" keygen --out "$tmp/desk" >/dev/null
"$bin/guichet-desk" keygen --out "$tmp/other" >/dev/null
# The device is new: its state is blank, whose cards it believes lies in its image, and the site's keys come on a stick.
mkdir "$tmp/stick/later"
for file in content.jwks recipient.jwks status.key; do
	cp "$tmp/desk/$file" "$tmp/stick/later/"
done
printf '# of the site\nintake = http://127.0.0.1:9\n' >"$tmp/stick/later/answers.txt"

"$bin/guichet-desk" bundle --key "$tmp/desk/content.jwk" "$tmp/stick/later" >/dev/null

# card KEYS DAYS: the text of a card
card() {
	"$bin/guichet-desk" card --key "$tmp/$1/content.jwk" --name "Zyxomarker" --days "$2" --pin-file "$tmp/pin" 2>/dev/null
}
card desk 30 >"$tmp/card"
card other 30 >"$tmp/foreign"

# What the system would have: programs that note how they were called.
for program in rauc systemctl; do
	printf '#!/bin/sh\necho "%s $*" >>"%s/called"\n[ "$1" != start ]\n' "$program" "$tmp" >"$tmp/system/$program"
	chmod 755 "$tmp/system/$program"
done
: >"$tmp/called"

start_service() {
	"$bin/guichet-staff" --socket "$tmp/socket" --state "$tmp/state" --config "$tmp/state/guichet.conf" --stick "$tmp/stick" \
		--cards "$tmp/desk/content.jwks" \
		--services "$GUICHET_SOURCE/assets/services" --system "$tmp/system" "$@" 2>>"$tmp/log" &
	service=$!
	for _ in $(seq 100); do
		[ ! -S "$tmp/socket" ] || return 0
		kill -0 "$service" 2>/dev/null || fail "guichet-staff ended at once: $(cat "$tmp/log")"
		sleep 0.05
	done
	fail "guichet-staff makes no socket"
}

stop_service() {
	kill "$service"
	ended=0
	wait "$service" || ended=$?
	service=
	[ "$ended" -eq 0 ] || fail "guichet-staff ended with $ended"
}

start_service
STICK=$tmp/stick CARD=$(cat "$tmp/card") FOREIGN=$(cat "$tmp/foreign") PIN=$PIN \
	node "$(dirname "$0")/staff.mjs" "$tmp/socket" || fail "the calls"
printf 'systemctl start run-guichet-stick.mount\nsystemctl reboot\nsystemctl stop run-guichet-stick.mount guichet-technician.service\n' | cmp -s - "$tmp/called" ||
	fail "called: $(cat "$tmp/called")"

grep -q '^device = KIOSK-7' "$tmp/state/guichet.conf" && grep -q '^intake = http://127.0.0.1:9' "$tmp/state/guichet.conf" || fail "guichet.conf: $(cat "$tmp/state/guichet.conf")"

cmp -s "$tmp/desk/recipient.jwks" "$tmp/state/recipient.jwks" || fail "the keys did not come from the stick"

# A stranger: a user who is neither root nor the service's own is not answered.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	chmod 666 "$tmp/socket"
	setpriv --reuid 65534 --clear-groups node -e '
		const s = require("net").connect(process.argv[1]);
		s.on("data", () => process.exit(1)).on("error", () => process.exit(0)).on("close", () => process.exit(0));
		s.write("{\"v\":1,\"verb\":\"close\",\"token\":\"x\"}\n");' "$tmp/socket" || fail "a stranger was answered"
	grep -q '"peer":65534,"status":"stranger"' "$tmp/log" || fail "a stranger was not logged"
fi
stop_service
[ ! -e "$tmp/socket" ] || fail "the socket stays behind"

# A service that begins anew remembers the wrong tries; so does one whose file was damaged.
start_service
grep -q '^wrong 3 until [1-9]' "$tmp/tries" || fail "the wrong tries are not kept: $(cat "$tmp/tries")"
try() {
	printf '{"v":1,"verb":"open","card":"%s","pin":"%s"}\n' "$(cat "$tmp/card")" "$PIN" | node -e '
		const s = require("net").connect(process.argv[1]);
		process.stdin.on("data", (line) => s.write(line));
		s.on("data", (line) => { console.log(JSON.parse(line).status); process.exit(0); });' "$tmp/socket"
}
[ "$(try)" = wait ] || fail "a restart of the service forgets the wrong tries"
stop_service
echo x >"$tmp/tries"
start_service
[ "$(try)" = wait ] || fail "damage to the file of wrong tries ends the wait"
stop_service
rm "$tmp/tries"

# Now the kiosk itself calls it. What a library says on standard error is none of the self-test's answer.
mkdir "$tmp/programs"
printf '#!/bin/sh\necho "a library has something to say" >&2\nexec "%s/guichetctl" "$@"\n' "$bin" >"$tmp/programs/guichetctl"
chmod 755 "$tmp/programs/guichetctl"
start_service --programs "$tmp/programs"
sed -e "s/CARD/$(cat "$tmp/card")/" -e "s/PIN/$PIN/" >"$tmp/visit.jsonl" <<'JSONL'
{"t": 1000, "key": "F12"}
{"after": 600, "key": "Up", "until": "staff"}
{"after": 600, "key": "Enter"}
{"after": 600, "text": "CARD"}
{"after": 100, "key": "Enter"}
{"after": 600, "text": "PIN"}
{"after": 600, "key": "Enter"}
{"after": 600, "expect": {"page": "staff-menu"}}
{"after": 600, "key": "Tab", "until": "selftest"}
{"after": 600, "key": "Enter"}
{"after": 600, "expect": {"page": "staff-test"}}
{"after": 600, "key": "Tab"}
{"after": 600, "key": "Tab", "until": "skip"}
{"after": 600, "key": "Enter"}
{"after": 600, "key": "Enter"}
JSONL
for _ in 2 3 4 5 6 7 8 9 10; do
	printf '{"after": 600, "key": "Tab", "until": "skip"}\n{"after": 600, "key": "Enter"}\n' >>"$tmp/visit.jsonl"
done
printf '{"after": 600, "expect": {"page": "staff-diagnosis", "node": {"id": "code"}}}\n{"after": 600, "key": "PageDown"}\n{"after": 600, "expect": {"page": "staff-diagnosis", "frame": true}}\n{"after": 600, "key": "Escape"}\n{"after": 600, "key": "Escape"}\n' >>"$tmp/visit.jsonl"
"$bin/guichet" --headless --play "$tmp/visit.jsonl" --scene "$tmp/scene" --utterances "$tmp/utterances" --state "$tmp/state" \
	--theme white-on-black --frames "$tmp/frames" --services "$GUICHET_SOURCE/assets/services" --staff "$tmp/socket" 2>"$tmp/kiosk.err" || fail "the visit: $(cat "$tmp/kiosk.err")"
jq -e '.schema == "guichet-selftest/1" and .items.services == "good" and .items["voice-fr"] == "good" and .items.keypad == "untried"' \
	"$tmp/state/selftest.json" >/dev/null || fail "selftest.json: $(cat "$tmp/state/selftest.json")"
# What a technician's phone reads off the screen is what was stored.
if command -v ZXingReader >/dev/null; then
	stored=$(jq -r '["GUICHET1", .device, .version, .at + (if .clockSure then "" else "?" end),
		([.items[] | {good: "+", bad: "-", absent: ".", untried: "?"}[.]] | join(""))] | join(" ")' "$tmp/state/selftest.json")
	picture=$(ls "$tmp"/frames/*-staff-diagnosis-* | tail -n 1)
	ZXingReader "$picture" | grep -F "\"$stored\"" >/dev/null || fail "the code on the screen is not: $stored, but: $(ZXingReader "$picture")"
else
	echo "ZXingReader is not installed: the code on the screen is not read back"
fi
grep -q 'lang="fr"' "$tmp/state/selftest.html" || fail "selftest.html has no French"
tail -n 1 "$tmp/log" | grep -q '"verb":"close"' || fail "the session was not closed at the end"

# The intake has answered in more than a year by its own clock: a card of thirty days is over, whatever the clock here says.
contact() {
	sqlite3 "$tmp/state/outbox.db" "INSERT OR REPLACE INTO link (one, state, reason, since, last_contact, server_ahead_ms)
		VALUES (1, 'up', '', 0, $(date +%s)000, $1)"
}
contact 0

# A lost card is withdrawn by its serial number; an older list does not give it back, and one of somebody else counts for nothing.
serial=$(cut -d . -f 2 "$tmp/card" | tr '_-' '/+' | base64 -d 2>/dev/null | sed 's/.*"serial":"\([0-9a-f]*\)".*/\1/')
# brought KEYS SERIAL...: a bundle with the list that these keys sign, as a technician brings it.
brought() {
	keys=$1
	shift
	"$bin/guichet-desk" withdraw --key "$tmp/$keys/content.jwk" "$@" >"$tmp/stick/provision/withdrawn.jws"
	"$bin/guichet-desk" bundle --key "$tmp/desk/content.jwk" "$tmp/stick/provision" >/dev/null
	"$bin/guichetctl" provision --state "$tmp/state" --cards "$tmp/desk/content.jwks" --from "$tmp/stick/provision" >"$tmp/out" 2>&1
}
brought other "$serial" && fail "a list of another department is taken"
brought desk fedcba9876543210 || fail "a list is refused: $(cat "$tmp/out")"
[ "$(try)" = ok ] || fail "a card that was not lost is refused"
cp "$tmp/stick/provision/withdrawn.jws" "$tmp/older"
sleep 1.1
brought desk fedcba9876543210 "$serial" || fail "a list is refused: $(cat "$tmp/out")"
[ "$(try)" = refused ] && tail -n 1 "$tmp/log" | grep -q '"reason":"withdrawn"' || fail "a card that was withdrawn is taken"
cp "$tmp/older" "$tmp/stick/provision/withdrawn.jws"
"$bin/guichet-desk" bundle --key "$tmp/desk/content.jwk" "$tmp/stick/provision" >/dev/null
"$bin/guichetctl" provision --state "$tmp/state" --cards "$tmp/desk/content.jwks" --from "$tmp/stick/provision" >/dev/null || fail "an old bundle is refused"
[ "$(try)" = refused ] || fail "an older list gives a card back"
r=0
"$bin/guichet-desk" withdraw --key "$tmp/desk/content.jwk" nonsense >/dev/null 2>&1 || r=$?
[ "$r" -eq 2 ] || fail "nonsense is withdrawn: $r"
rm "$tmp/state/withdrawn.jws" "$tmp/tries"
stop_service
start_service

[ "$(try)" = ok ] || fail "a card that is valid is refused"
contact 40000000000
[ "$(try)" = refused ] && tail -n 1 "$tmp/log" | grep -q '"reason":"expired"' || fail "the intake's clock does not count"
contact 0
stop_service

# As systemd starts it: the listening socket is handed over.
service=$(node -e '
	const net = require("net"), { spawn } = require("child_process");
	const server = net.createServer().listen(process.argv[1], () => {
		const child = spawn("/bin/sh", ["-c", "LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\"", "sh", ...process.argv.slice(2)],
			{ detached: true, stdio: ["ignore", "ignore", "ignore", server._handle.fd] });
		console.log(child.pid);
		process.exit(0); // the path stays, for its new owner
	});' "$tmp/handed" "$bin/guichet-staff" --state "$tmp/state")
node -e '
	const s = require("net").connect(process.argv[1]);
	s.on("data", (line) => process.exit(String(line).includes("signed-out") ? 0 : 1)).on("error", () => process.exit(1));
	s.write("{\"v\":1,\"verb\":\"status\",\"token\":\"x\"}\n");' "$tmp/handed" || fail "the socket that was handed over is not served"
kill "$service"
service=
r=0
"$bin/guichet-staff" 2>"$tmp/none" || r=$?
[ "$r" -eq 4 ] && grep -q systemd "$tmp/none" || fail "without a socket it ended with $r"

# Neither card nor PIN in any log.
text=$(cut -c 40-80 "$tmp/card")
for file in "$tmp/log" "$tmp/scene" "$tmp/utterances" "$tmp/kiosk.err" "$tmp/state"/selftest.*; do
	! grep -qF -e "$text" -e "$PIN" -e Zyxomarker "$file" || fail "card or PIN in $file"
done

# At a terminal: the half that nobody has to watch.
r=0
"$bin/guichetctl" selftest --state "$tmp/state" --services "$GUICHET_SOURCE/assets/services" --boot 2>"$tmp/boot" || r=$?
[ "$r" -eq 0 ] || fail "selftest --boot: $(cat "$tmp/boot")"
mkdir -p "$tmp/services/broken"
echo '{' >"$tmp/services/broken/form.json"
r=0
"$bin/guichetctl" selftest --state "$tmp/state" --services "$tmp/services" --boot 2>"$tmp/boot" || r=$?
[ "$r" -eq 1 ] && grep -q services "$tmp/boot" || fail "a broken service is taken for good: $r $(cat "$tmp/boot")"
echo garbage >"$tmp/state/outbox.db"
r=0
"$bin/guichetctl" selftest --state "$tmp/state" --services "$GUICHET_SOURCE/assets/services" --boot 2>"$tmp/boot" || r=$?
[ "$r" -eq 1 ] && grep -q outbox "$tmp/boot" || fail "a damaged outbox is taken for good: $r $(cat "$tmp/boot")"
echo "guichet-staff: all as it should be"
