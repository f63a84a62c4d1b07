/* SPDX-License-Identifier: MIT */
/* Asks for a PIN with the echo off: on the terminal itself, for standard output may be a file. */
#include "desk/pin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "desk/say.h"

enum { LINE_BYTES = 64, INTERRUPT = 3, END_OF_TEXT = 4, BACKSPACE = 8, DELETE = 127 };

/* Reads one line key by key: line editing by the terminal would keep what was typed. 0, or -ECANCELED. */
static int
read_line(int terminal, char line[LINE_BYTES], size_t *ret_n)
{
	size_t n = 0;
	for (;;) {
		char c;
		if (read(terminal, &c, 1) != 1 || c == INTERRUPT || (c == END_OF_TEXT && n == 0)) {
			return -ECANCELED;
		}
		if (c == '\n' || c == '\r') {
			*ret_n = n;
			return 0;
		}
		if (c == BACKSPACE || c == DELETE) {
			n -= n > 0 ? 1 : 0;
		} else if (n < LINE_BYTES) {
			line[n++] = c;
		}
	}
}

/* Neither echo nor signals: Ctrl-C comes as a character, and the terminal is always put back. */
static int
read_hidden(int terminal, char line[LINE_BYTES], size_t *ret_n)
{
	struct termios before;
	if (tcgetattr(terminal, &before) < 0) {
		return -errno;
	}
	struct termios hidden = before;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL | ICANON | ISIG);
	hidden.c_cc[VMIN] = 1;
	hidden.c_cc[VTIME] = 0;
	if (tcsetattr(terminal, TCSAFLUSH, &hidden) < 0) {
		return -errno;
	}
	const int r = read_line(terminal, line, ret_n);
	(void)tcsetattr(terminal, TCSAFLUSH, &before);
	(void)!write(terminal, "\n", 1); /* the one that was typed was not shown */
	return r;
}

static int
ask(int terminal, enum lang lang, enum office question, char line[LINE_BYTES], size_t *ret_n)
{
	const struct str text = office_messages[question].in[lang];
	if (write(terminal, text.p, text.n) < 0 || write(terminal, " ", 1) < 0) {
		return -errno;
	}
	return read_hidden(terminal, line, ret_n);
}

static int
ask_twice(int terminal, enum lang lang, char line[LINE_BYTES], size_t *ret_n)
{
	char again[LINE_BYTES];
	size_t n = 0, n_again = 0;
	int r = ask(terminal, lang, OFFICE_CARD_PIN_ASK, line, &n);
	if (r == 0 && card_is_pin((struct str){ line, n })) {
		r = ask(terminal, lang, OFFICE_CARD_PIN_AGAIN, again, &n_again);
		r = r == 0 && (n != n_again || memcmp(line, again, n) != 0) ? -EINVAL : r;
	}
	explicit_bzero(again, sizeof(again));
	*ret_n = n;
	return r;
}

static int
read_file(const char *path, char line[LINE_BYTES], size_t *ret_n)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	const ssize_t n = fd < 0 ? -1 : read(fd, line, LINE_BYTES);
	const int r = n < 0 ? -errno : 0;
	if (fd >= 0) {
		close(fd);
	}
	*ret_n = n < 0 ? 0 : (size_t)n;
	return r;
}

/* `line` is what was typed or read. */
static int
take(struct str line, enum lang lang, struct pin *ret_pin)
{
	const struct str digits = str_trim(line);
	if (!card_is_pin(digits)) {
		say(lang, office_messages[OFFICE_CARD_PIN_WRONG]);
		return EXIT_FINDINGS;
	}
	memcpy(ret_pin->digits, digits.p, digits.n);
	ret_pin->digits[digits.n] = '\0';
	return EXIT_GOOD;
}

int
pin_get(const char *file, enum lang lang, struct pin *ret_pin)
{
	char line[LINE_BYTES];
	size_t n = 0;
	int r, exit_code;
	if (file != NULL) {
		r = read_file(file, line, &n);
	} else {
		const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
		if (terminal < 0) {
			say(lang, office_messages[OFFICE_CARD_NO_TERMINAL]);
			return EXIT_USAGE;
		}
		r = ask_twice(terminal, lang, line, &n);
		close(terminal);
	}
	if (r == -EINVAL || r == -ECANCELED) {
		say(lang, office_messages[r == -EINVAL ? OFFICE_CARD_PIN_OTHER : OFFICE_CARD_CANCELLED]);
		exit_code = EXIT_FINDINGS;
	} else if (r < 0) {
		say_about(lang, OFFICE_CARD_PIN_FILE, file == NULL ? "/dev/tty" : file);
		exit_code = EXIT_FATAL;
	} else {
		exit_code = take((struct str){ line, n }, lang, ret_pin);
	}
	explicit_bzero(line, sizeof(line));
	return exit_code;
}
