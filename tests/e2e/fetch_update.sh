#!/bin/sh
# SPDX-License-Identifier: MIT
# Fetches updates over links that are cut and from servers that lie: what is wrong is not kept, what is right is not lost.
. "$(dirname "$0")/travel.sh"

for tool in nginx node; do
	PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || skip "$tool is not installed"
done
PATH=$PATH:/usr/sbin
folder=$tmp/updates
mkdir -p "$folder" "$logs" "$tmp/www/guichet/amd64" "$tmp/nginx"
echo 'IMAGE_VERSION=0.1.0-20261101.020000' >"$tmp/os-release"
newer=0.1.0-20261201.020000
bundle=$tmp/www/guichet/amd64/guichet-$newer.raucb
head -c 3000000 /dev/urandom >"$bundle"
sha256=$(sha256sum "$bundle" | cut -d ' ' -f 1)

# publish VERSION FILE
publish() {
	printf 'guichet-update 1\nversion %s\nfile %s\nsize %s\nsha256 %s\n' "$1" "$(basename "$2")" "$(stat -c %s "$2")" \
		"$(sha256sum "$2" | cut -d ' ' -f 1)" >"$tmp/www/guichet/amd64/latest"
}

start_nginx() {
	# One process: a worker would outlive its master, and be nobody, who cannot read this folder.
	cat >"$tmp/nginx.conf" <<-TXT
		daemon off;
		master_process off;
		pid $tmp/nginx/pid;
		error_log $logs/nginx.err;
		events {}
		http {
			access_log $logs/nginx.log;
			client_body_temp_path $tmp/nginx/body;
			proxy_temp_path $tmp/nginx/proxy;
			fastcgi_temp_path $tmp/nginx/fastcgi;
			uwsgi_temp_path $tmp/nginx/uwsgi;
			scgi_temp_path $tmp/nginx/scgi;
			server { listen 127.0.0.1:$1; root $tmp/www; }
		}
	TXT
	nginx -e "$logs/nginx.err" -c "$tmp/nginx.conf" 9>&- &
	others="$others $!"
	until_true 10 "nginx answers" curl --silent --output /dev/null "http://127.0.0.1:$1/"
}

# fetch STATUS WHY WORDS [URL]
fetch() {
	printf '[update]\nbundles = %s\n' "${4:-$link_url/guichet/amd64/}" >"$tmp/guichet.conf"
	status=0
	"$bin/guichetctl" fetch-update --lang en --config "$tmp/guichet.conf" --folder "$folder" --release "$tmp/os-release" \
		>"$tmp/out" 2>"$tmp/err" || status=$?
	[ "$status" -eq "$1" ] && grep -q "$3" "$tmp/err" || fail "$2: $status: $(cat "$tmp/err")"
	[ ! -s "$tmp/out" ] && [ "$(wc -l <"$tmp/err")" -eq 1 ] || fail "$2: not one line: $(cat "$tmp/out" "$tmp/err")"
}

# must_hold WHAT FILE...: nothing else is in the folder.
must_hold() {
	what=$1
	shift
	[ "$(ls "$folder" | tr '\n' ' ')" = "$*${1:+ }" ] || fail "$what: $(ls -l "$folder")"
}

must_be_whole() {
	must_hold "$1" "$newer.raucb"
	cmp "$folder/$newer.raucb" "$bundle" || fail "$1: the bundle is another"
	rm "$folder/$newer.raucb"
	say "$1"
}

n_there() {
	stat -c %s "$folder/$sha256.part" 2>/dev/null || echo 0
}

check_nothing_to_do() {
	: >"$tmp/guichet.conf"
	"$bin/guichetctl" fetch-update --config "$tmp/guichet.conf" --folder "$folder" --release "$tmp/os-release" >"$tmp/out" 2>&1 ||
		fail "without an address it fails: $(cat "$tmp/out")"
	[ ! -s "$tmp/out" ] || fail "without an address it says: $(cat "$tmp/out")"
	fetch 4 "plain HTTP to elsewhere" 'Plain HTTP goes to loopback' http://192.0.2.1/guichet
	fetch 4 "https without an authority" 'the authority to trust' https://updates.example/guichet
	link down
	fetch 1 "no network" 'does not answer'
	link pass
	fetch 1 "nothing is published" 'does not have the file'
	publish 0.1.0-20261101.020000 "$bundle"
	: >"$folder/$sha256.part"
	fetch 0 "the same version" 'Nothing newer'
	publish 0.1.0-20261031.020000 "$bundle"
	fetch 0 "an older version" 'Nothing newer'
	must_hold "nothing to do"
}

check_cuts() {
	publish "$newer" "$bundle"
	: >"$folder/$(printf 'old' | sha256sum | cut -d ' ' -f 1).part"
	link bite 700000
	n=0
	while [ "$(ls "$folder")" != "$newer.raucb" ]; do
		n=$((n + 1))
		before=$(n_there)
		[ "$n" -le 6 ] || fail "after six visits to the network it is not whole: $(ls -l "$folder")"
		[ "$before" -lt 2400000 ] || link pass
		if [ "$before" -lt 2400000 ]; then
			fetch 1 "a cut" 'What came is kept'
			[ "$(n_there)" -gt "$before" ] || fail "nothing was won: $before, $(n_there)"
			must_hold "a cut" "$sha256.part"
		else
			fetch 0 "the last piece" 'was fetched'
		fi
	done
	[ "$n" -ge 4 ] || fail "$n visits cannot have been enough"
	fetch 0 "one that waits" 'waits until nobody'
	must_be_whole "whole after $n visits"
	[ "$(grep -c '" 206 ' "$logs/nginx.log")" -eq $((n - 1)) ] || fail "it was not continued: $(cat "$logs/nginx.log")"
}

# As a power cut: nothing is said, nothing is tidied.
check_kill() {
	link slow 1
	"$bin/guichetctl" fetch-update --config "$tmp/guichet.conf" --folder "$folder" --release "$tmp/os-release" 9>&- 2>/dev/null &
	victim=$!
	until_true 20 "something came" has_some
	end_process "$victim" KILL
	link pass
	fetch 0 "after a kill" 'was fetched'
	must_be_whole "whole after it was killed"
	cp "$bundle" "$folder/$sha256.part"
	fetch 0 "killed before the end" 'was fetched'
	must_be_whole "whole after it was killed just before its end"
}

has_some() {
	[ "$(n_there)" -gt 10000 ]
}

check_torn() {
	head -c 1000000 /dev/zero >"$folder/$sha256.part"
	fetch 1 "a torn part" 'another SHA-256'
	must_hold "a torn part"
	fetch 0 "after a torn part" 'was fetched'
	must_be_whole "whole after a torn part"
	head -c 4000000 /dev/zero >"$folder/$sha256.part"
	fetch 0 "a part that is too long" 'was fetched'
	must_be_whole "whole after a part that was too long"
}

check_tried() {
	echo "$newer" >"$folder/tried"
	fetch 0 "a version that was tried" 'was tried here before'
	must_hold "tried" tried
	publish 0.1.0-20261202.020000 "$bundle"
	fetch 0 "another version after it" 'was fetched'
	must_hold "another version" 0.1.0-20261202.020000.raucb tried
	rm "$folder"/*
	publish "$newer" "$bundle"
}

start_liar() {
	node "$(dirname "$0")/fetch_update.mjs" "$bundle" "$newer" >"$logs/liar.out" 2>"$logs/liar.err" 9>&- &
	others="$others $!"
	until_true 10 "the lying server listens" test -s "$logs/liar.out"
	liar=http://127.0.0.1:$(sed -n 1p "$logs/liar.out")
}

# lie STATUS LIE WORDS: keeps what was there before; and begins nothing.
lie() {
	head -c 1000000 "$bundle" >"$folder/$sha256.part"
	fetch "$1" "the lie $2, with a part" "$3" "$liar/$2"
	must_hold "the lie $2" "$sha256.part"
	[ "$(n_there)" -eq 1000000 ] || fail "the lie $2 changed the part: $(n_there)"
	rm "$folder"/*
	fetch "$1" "the lie $2" "$3" "$liar/$2"
	must_hold "the lie $2"
}

check_liars() {
	start_liar
	lie 1 portal 'no such file'
	lie 1 more 'no such file'
	lie 1 enormous 'no such file'
	lie 1 outside 'no such file'
	lie 1 endless-latest 'does not answer'
	lie 1 redirect-latest 'does not have'
	lie 1 redirect 'does not have'
	lie 1 gone 'does not have'
	lie 1 busy 'busy'
	lie 1 endless 'not as long'
	lie 1 elsewhere 'not as long'
	fetch 1 "the lie longer" 'not as long' "$liar/longer"
	fetch 1 "the lie shorter" 'not as long' "$liar/shorter"
	must_hold "other lengths"
	head -c 1000000 "$bundle" >"$folder/$sha256.part"
	fetch 0 "the lie older" 'Nothing newer' "$liar/older"
	must_hold "the lie older"
	say "liars lose nothing and fill no disk"

	fetch 1 "another file" 'another SHA-256' "$liar/other"
	must_hold "another file" wrong
	asked=$(wc -l <"$logs/liar.out")
	fetch 1 "another file, again" 'less than a day ago' "$liar/other"
	[ "$(wc -l <"$logs/liar.out")" -eq $((asked + 1)) ] || fail "a wrong bundle was fetched again at once"
	touch -d '2 days ago' "$folder/wrong"
	fetch 1 "another file, later" 'another SHA-256' "$liar/other"
	[ "$(wc -l <"$logs/liar.out")" -eq $((asked + 3)) ] || fail "a wrong bundle was not fetched again after a day"
	fetch 0 "what is published after it" 'was fetched'
	rm "$folder/wrong"
	must_be_whole "what came wrong rests for a day"

	fetch 1 "no ranges, cut" 'What came is kept' "$liar/whole"
	[ "$(n_there)" -gt 0 ] || fail "nothing was kept of a file without ranges"
	fetch 0 "no ranges" 'was fetched' "$liar/whole"
	must_be_whole "whole from a server without ranges"
}

# A disk that is smaller than what requests keep for themselves.
check_room() {
	[ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=130m tmpfs "$folder" 2>/dev/null || {
		say "no disk can be made here: whether it is full was not tried"
		return 0
	}
	mounted=$folder
	fetch 1 "a full disk" 'no room'
	must_hold "a full disk"
	say "what requests need is left to them"
	umount "$folder"
	mounted=
}

start_proxy
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
start_nginx "$port"
link upstream "$port"
check_nothing_to_do
check_cuts
check_kill
check_torn
check_tried
check_liars
check_room
