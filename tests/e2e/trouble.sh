#!/bin/sh
# SPDX-License-Identifier: MIT
# What cannot work says so at the start, in both languages; where a window is possible, the screen says it too.
. "$(dirname "$0")/kiosk.sh"

# ends WITH COMMAND...: runs it to its end; its exit status must be WITH.
ends() {
	wanted=$1
	shift
	r=0
	: >"$stderr"
	timeout 20 "$@" >"$tmp/stdout.txt" 2>"$stderr" || r=$?
	[ "$r" -eq "$wanted" ] || fail "$* ended with $r instead of $wanted"
}

# says TEXT...: each is on stderr, and so is a French sentence.
says() {
	for text; do
		grep -qF -- "$text" "$stderr" || fail "stderr does not say: $text"
	done
	grep -q "^guichet$(printf '\302\240'):" "$stderr" || fail "stderr says nothing in French"
	! grep -qE 'AddressSanitizer|runtime error' "$stderr" || fail "a sanitizer found something"
}

guichet_with() {
	"$bin/guichet" --config "$tmp/guichet.conf" "$@"
}

check_command_line() {
	for wrong in --size=5 --size=x --theme=pink --lang=de --province=XX --px-per-mm=0 --distance=10 --window=10x10 \
		--window=800 --window=800x600x2 --device=x --braille=x --no-such-option surplus --services= --config; do
		ends 2 "$bin/guichet" "$wrong"
		says "guichet: "
	done
	ends 2 "$bin/guichet" --config "$tmp/absent.conf"
	says "$tmp/absent.conf"
	printf '[display]\nsize = 7\n' >"$tmp/wrong.conf"
	ends 2 "$bin/guichet" --config "$tmp/wrong.conf"
	says "line 2" "Allowed: 1, 2, 3 or 4."
	ends 2 "$bin/guichet" --headless
	says "--play"
	ends 2 "$bin/guichet" --device --window 800x600
	says "--device"
	ends 2 "$bin/guichet" --scene x
	says "--headless"
	deep=$tmp/$(printf '%0150d/%0150d' 0 0) # longer than the path of a folder in guichet.conf may be
	mkdir -p "$deep"
	cp "$bin/guichet" "$deep"
	ends 2 "$deep/guichet" --headless --play x
	says "too long"
	ends 0 "$bin/guichet" --help
	grep -q -- --services "$tmp/stdout.txt" || fail "--help does not name the options"
	ends 0 "$bin/guichet" --version
	grep -qE '^guichet [0-9]' "$tmp/stdout.txt" || fail "--version gives no version"
}

check_no_display() {
	DISPLAY=:4242 ends 4 "$bin/guichet" --config "$tmp/guichet.conf"
	says "No window can be opened"
	printf '[display]\ncard = %s/no-card\n' "$tmp" >"$tmp/card.conf"
	ends 4 "$bin/guichet" --config "$tmp/card.conf" --device
	says "$tmp/no-card" "There is no graphics card here"
}

check_fonts() {
	sed 's,^fonts = .*,fonts = /nowhere/fonts.conf,' "$tmp/guichet.conf" >"$tmp/fonts.conf"
	ends 4 "$bin/guichet" --config "$tmp/fonts.conf"
	says "fonts-noto-core"
}

# out_of_service TEXT OPTION...: the kiosk shows something else than the first screen, takes no visit, and ends when told.
out_of_service() {
	text=$1
	shift
	: >"$stderr"
	start_kiosk --window 1280x800 "$@"
	[ "$first" != "$normal" ] || fail "the first screen does not tell the trouble: $text"
	says "$text"
	end_kiosk TERM
	[ "$ended" -eq 0 ] || fail "guichet out of service ended with $ended"
}

check_troubles() {
	make_state
	start_kiosk --window 1280x800
	normal=$first
	end_kiosk TERM

	rm "$state/recipient.jwks"
	out_of_service recipient.jwks
	make_state
	printf short >"$state/status.key"
	out_of_service "32 bytes"
	make_state
	head -c 8192 /dev/zero >"$state/outbox.db"
	printf 'this is not a database' | dd of="$state/outbox.db" conv=notrunc 2>/dev/null
	out_of_service outbox.db
	make_state
	mkdir -p "$tmp/services/broken"
	echo '{ "titleEn": ' >"$tmp/services/broken/form.json"
	out_of_service "$tmp/services/broken" --services "$tmp/services"
	out_of_service "$tmp/nowhere" --services "$tmp/nowhere"
}

# The store is looked at again every 15 seconds; a mended one ends the trouble without anybody's help.
check_mending() {
	make_state
	mv "$state/recipient.jwks" "$tmp/recipient.jwks"
	start_kiosk --window 1280x800
	[ "$first" != "$normal" ] || fail "a missing key is not told"
	mv "$tmp/recipient.jwks" "$state/recipient.jwks"
	wait_picture "$normal" 30 "the first screen after the key was brought"
	end_kiosk TERM
}

# K-30: without a sound device everything but the voice works, and the screen says that.
check_voiceless() {
	make_state
	SDL_AUDIODRIVER=nonesuch
	export SDL_AUDIODRIVER
	: >"$stderr"
	start_kiosk --window 1280x800
	key Return Return Return
	says "No sound device"
	end_kiosk TERM
	[ "$ended" -eq 0 ] || fail "guichet without sound ended with $ended"
}

start_server 1280x800
make_state
check_command_line
check_no_display
check_fonts
check_troubles
check_mending
check_voiceless
