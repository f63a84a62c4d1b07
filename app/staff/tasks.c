/* SPDX-License-Identifier: MIT */
/* No shell, no path from outside: what a technician types is at most one argument, behind its option. */
#include "staff/tasks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/selftest_report.h"
#include "exit_codes.h"
#include "platform/program.h"

enum {
	OUTPUT_BYTES = 16 * 1024,
	ARGS_MAX = 24,
	SHORT_MS = 60 * 1000,
	LONG_MS = 15 * 60 * 1000, /* an update writes a whole system */
};

/* What a program said, by language: its lines in one, or the lines that begin with its name as each language writes it. */
struct output {
	char bytes[OUTPUT_BYTES];
	size_t n;
	int status; /* -1: none */
};

void
tasks_say(struct staff_answer *answer, enum staff_mark mark, enum msg id)
{
	staff_answer_add(answer, mark, msg(LANG_EN, id), msg(LANG_FR, id));
}

/* False: there is no such program, it could not be run, or it took too long; a line says so. */
static bool
run(const char *const *argv, struct str input, ms_t timeout_ms, enum msg late,
	struct output *ret_output, struct staff_answer *answer)
{
	struct program_result result;
	const int r = program_run(
		argv, input, timeout_ms, ret_output->bytes, sizeof(ret_output->bytes), &result);
	if (r < 0) {
		answer->status = r == -ENOENT || r == -EACCES ? STAFF_UNAVAILABLE : STAFF_FAILED;
		tasks_say(answer, STAFF_BAD, MSG_SERVICE_NO_PROGRAM);
		return false;
	}
	ret_output->n = result.n;
	ret_output->status = result.status;
	if (result.timed_out) {
		answer->status = STAFF_FAILED;
		tasks_say(answer, STAFF_BAD, late);
	}
	return !result.timed_out;
}

/* The next line of the output that is not empty; false when there is none. */
static bool
next_line(struct str all, size_t *at, struct str *ret_line)
{
	while (*at < all.n) {
		const size_t end = str_find(all, STR("\n"), *at);
		const struct str line = str_trim(str_sub(all, *at, end));
		*at = end + 1;
		if (line.n > 0) {
			*ret_line = line;
			return true;
		}
	}
	return false;
}

/* What a terminal would obey, or is no character, stays out of the answer. */
static bool
is_fit(struct str line)
{
	bool fit = utf8_valid(line);
	for (size_t at = 0; fit && at < line.n;) {
		const uint32_t c = utf8_next(line, &at);
		fit = c >= 0x20 && c != 0x7F && !utf8_steers(c);
	}
	return fit;
}

/* The English sentence comes first, then the French one: on standard error behind the program's name, else bare. */
static void
add_said(struct staff_answer *answer, const struct output *output, enum staff_mark mark)
{
	static const struct str english = STR("guichetctl: "), french = STR("guichetctl\u00a0: ");
	const struct str all = { output->bytes, output->n };
	struct str line, first = STR_NONE;
	for (size_t at = 0; next_line(all, &at, &line);) {
		if (str_starts(line, STR("usage:"))) {
			break; /* is for terminals */
		}
		if (!is_fit(line)) {
			continue;
		}
		const bool is_english = str_starts(line, english);
		const size_t name = is_english ? english.n : str_starts(line, french) ? french.n : 0;
		const struct str sentence = str_sub(line, name, line.n);
		if (first.n > 0 && !is_english) {
			staff_answer_add(answer, mark, first, sentence);
			first = STR_NONE;
		} else {
			first = sentence;
		}
	}
}

/* Two runs of the same command, line by line: what is said in one language only stands in both places. */
static void
add_pairs(struct staff_answer *answer, const struct output *english, const struct output *french)
{
	const struct str en = { english->bytes, english->n }, fr = { french->bytes, french->n };
	struct str line, other;
	size_t at = 0, other_at = 0;
	while (next_line(en, &at, &line)) {
		const bool has_other = next_line(fr, &other_at, &other);
		if (is_fit(line) && (!has_other || is_fit(other))) {
			staff_answer_add(answer, STAFF_NOTE, line, has_other ? other : line);
		}
	}
}

static void
join(char ret_path[OPTIONS_PATH_BYTES * 2], const char *folder, const char *name)
{
	(void)snprintf(ret_path, OPTIONS_PATH_BYTES * 2, "%s/%s", folder, name);
}

/* guichetctl with its arguments, which end at NULL, and the state folder. */
static bool
run_ctl(const struct options *options, const char *const *args, struct str input,
	struct output *ret_output, struct staff_answer *answer)
{
	char program[OPTIONS_PATH_BYTES * 2];
	const char *argv[ARGS_MAX] = { program };
	int n = 1;
	join(program, options->programs, "guichetctl");
	for (; args[n - 1] != NULL && n < ARGS_MAX - 3; n++) {
		argv[n] = args[n - 1];
	}
	argv[n++] = "--state";
	argv[n++] = options->state;
	argv[n] = NULL;
	if (!run(argv, input, SHORT_MS, MSG_SERVICE_TIMED_OUT, ret_output, answer)) {
		return false;
	}
	const struct str said = { ret_output->bytes, ret_output->n };
	if (ret_output->status == EXIT_USAGE &&
		str_find(said, STR("There is no such command."), 0) < said.n) {
		answer->status = STAFF_UNAVAILABLE;
		tasks_say(answer, STAFF_BAD, MSG_SERVICE_NO_PROGRAM);
		return false;
	}
	return true;
}

static enum staff_status
status_of(int exit_status)
{
	return exit_status == EXIT_GOOD  ? STAFF_OK :
		exit_status == EXIT_FINDINGS ? STAFF_FINDINGS :
									   STAFF_FAILED;
}

/* What this service has no right to do: systemd does it on request, for units that are closed off as it is. */
static bool
run_systemctl(const struct options *options, const char *verb, const char *unit,
	const char *other_unit, struct output *ret_output, struct staff_answer *answer)
{
	char program[OPTIONS_PATH_BYTES * 2];
	join(program, options->system, "systemctl");
	const char *const argv[] = { program, verb, unit, other_unit, NULL };
	return run(argv, STR_NONE, SHORT_MS, MSG_SERVICE_TIMED_OUT, ret_output, answer);
}

/* ---- self-test, status ---- */

static void
add_bad_items(struct staff_answer *answer, const struct selftest *test)
{
	char memory[2][STAFF_LINE_BYTES];
	for (int32_t i = 0; i < SELFTEST_FIRST_STEP; i++) {
		if (test->outcome[i] != SELFTEST_BAD) {
			continue;
		}
		struct str in[LANG_COUNT];
		for (int32_t lang = 0; lang < LANG_COUNT; lang++) {
			struct arena arena;
			arena_init(&arena, memory[lang], sizeof(memory[lang]));
			in[lang] = selftest_report_line(
				&arena, (enum lang)lang, (enum selftest_item)i, SELFTEST_BAD);
		}
		staff_answer_add(answer, STAFF_BAD, in[LANG_EN], in[LANG_FR]);
	}
}

void
tasks_selftest(const struct options *options, struct staff_answer *answer)
{
	const char *const with[] = { "selftest", "--signs", "--services", options->services, NULL };
	const char *const without[] = { "selftest", "--signs", NULL };
	struct output output;
	struct selftest test = { .milli_px_per_mm = 0 };
	struct str signs;
	size_t at = 0;
	bool is_there = false;
	if (!run_ctl(options, options->services != NULL ? with : without, STR_NONE, &output, answer)) {
		return;
	}
	/* libraries of sound write lines of their own on standard error */
	while (!is_there && next_line((struct str){ output.bytes, output.n }, &at, &signs)) {
		is_there = signs.n <= STAFF_OUTCOMES_MAX && selftest_merge(&test, signs);
	}
	if (!is_there) {
		answer->status = STAFF_FAILED;
		tasks_say(answer, STAFF_BAD, MSG_SERVICE_NO_ANSWER);
		return;
	}
	memcpy(answer->outcomes, signs.p, signs.n);
	answer->n_outcomes = (int32_t)signs.n;
	answer->status = status_of(output.status);
	add_bad_items(answer, &test);
}

void
tasks_status(const struct options *options, struct staff_answer *answer)
{
	static const char *const commands[LANG_COUNT][4] = { { "status", "--lang", "en", NULL },
		{ "status", "--lang", "fr", NULL } };
	struct output said[LANG_COUNT];
	struct staff_answer unused = { .status = STAFF_OK };
	tasks_selftest(options, answer);
	/* what a guichetctl without `status` does not say is no trouble */
	if (run_ctl(options, commands[LANG_EN], STR_NONE, &said[LANG_EN], &unused) &&
		run_ctl(options, commands[LANG_FR], STR_NONE, &said[LANG_FR], &unused)) {
		add_pairs(answer, &said[LANG_EN], &said[LANG_FR]);
	}
}

/* ---- settings, enrolment ---- */

/* The code goes over in a file, what was said comes back in one: whoever has the network is another. */
static bool
enrol_by_unit(const struct options *options, struct str code, struct output *ret_output,
	struct staff_answer *answer)
{
	char path[OPTIONS_PATH_BYTES * 2];
	struct output systemctl;
	join(path, options->enrol, "code");
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	const bool is_written = fd >= 0 && write(fd, code.p, code.n) == (ssize_t)code.n;
	if (fd >= 0) {
		(void)close(fd);
	}
	const bool has_run = is_written &&
		run_systemctl(options, "start", "guichet-enrol.service", NULL, &systemctl, answer);
	(void)unlink(path);
	join(path, options->enrol, "said");
	fd = has_run ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
	const ssize_t n = fd >= 0 ? read(fd, ret_output->bytes, sizeof(ret_output->bytes)) : -1;
	if (fd >= 0) {
		(void)close(fd);
	}
	ret_output->n = n > 0 ? (size_t)n : 0;
	ret_output->status = has_run ? systemctl.status : -1;
	return has_run;
}

static bool
enrol_here(const struct options *options, struct str code, struct output *ret_output,
	struct staff_answer *answer)
{
	const char *const args[] = { "enrol", "--code-file", "-", "--config", options->config,
		"--again", options->owner != NULL ? "--owner" : NULL, options->owner, NULL };
	return run_ctl(options, args, code, ret_output, answer);
}

void
tasks_enrol(
	const struct options *options, const struct staff_call *call, struct staff_answer *answer)
{
	const struct str code = staff_call_arg(call, STR("code"));
	struct output output;
	if (code.n == 0 || code.n >= 100) {
		answer->status = STAFF_WRONG;
		return;
	}
	if (access(options->config, F_OK) < 0 && errno == ENOENT) {
		answer->status = STAFF_UNAVAILABLE;
		tasks_say(answer, STAFF_BAD, MSG_SERVICE_SET_UP_FIRST);
		return;
	}
	if (options->enrol != NULL ? enrol_by_unit(options, code, &output, answer) :
								 enrol_here(options, code, &output, answer)) {
		answer->status = output.status == EXIT_GOOD ? STAFF_OK : STAFF_FAILED;
		add_said(answer, &output, output.status == EXIT_GOOD ? STAFF_NOTE : STAFF_BAD);
	}
}

static void
add_owner(const struct options *options, const char **args, int *n)
{
	if (options->owner != NULL) {
		args[(*n)++] = "--owner";
		args[(*n)++] = options->owner;
	}
	args[*n] = NULL;
}

void
tasks_provision(
	const struct options *options, const struct staff_call *call, struct staff_answer *answer)
{
	char pairs[STAFF_ARGS_MAX][160];
	const char *args[ARGS_MAX] = { "provision" };
	struct output output;
	int n = 1;
	for (int32_t i = 0; i < call->n_args; i++) {
		const struct staff_arg *arg = &call->args[i];
		(void)snprintf(pairs[i], sizeof(pairs[i]), "--%.*s=%.*s", (int)arg->name.n, arg->name.p,
			arg->value.n < 100 ? (int)arg->value.n : 100, arg->value.p);
		args[n++] = pairs[i];
	}
	add_owner(options, args, &n);
	if (call->n_args == 0) {
		answer->status = STAFF_WRONG;
		return;
	}
	if (run_ctl(options, args, STR_NONE, &output, answer)) {
		answer->status = output.status == EXIT_GOOD ? STAFF_OK : STAFF_FAILED;
		add_said(answer, &output, output.status == EXIT_GOOD ? STAFF_NOTE : STAFF_BAD);
	}
}

/* ---- memory stick, update, restart ---- */

void
tasks_keys(const struct options *options, struct staff_answer *answer)
{
	char folder[OPTIONS_PATH_BYTES * 2];
	const char *args[ARGS_MAX] = { "provision", "--from", folder };
	struct output output;
	int n = 3;
	join(folder, options->stick, "provision");
	if (access(folder, R_OK) < 0) {
		answer->status = STAFF_UNAVAILABLE;
		tasks_say(answer, STAFF_BAD, MSG_SERVICE_NO_KEYS);
		return;
	}
	if (options->cards != NULL) {
		args[n++] = "--cards";
		args[n++] = options->cards;
	}
	add_owner(options, args, &n);
	if (run_ctl(options, args, STR_NONE, &output, answer)) {
		answer->status = output.status == EXIT_GOOD ? STAFF_OK : STAFF_FAILED;
		add_said(answer, &output, output.status == EXIT_GOOD ? STAFF_NOTE : STAFF_BAD);
	}
}

/* Whoever prepares a stick calls it GUICHET; the unit waits some seconds for one. */
static const char stick_mount[] = "run-guichet-stick.mount";

void
tasks_mount(const struct options *options, struct staff_answer *answer)
{
	static const char device[] = "/dev/disk/by-label/GUICHET";
	struct output output;
	if (!run_systemctl(options, "start", stick_mount, NULL, &output, answer)) {
		return;
	}
	if (output.status != 0 && access(device, F_OK) < 0) {
		answer->status = STAFF_UNAVAILABLE;
		tasks_say(answer, STAFF_BAD, MSG_SERVICE_NO_STICK);
		return;
	}
	answer->status = output.status == 0 ? STAFF_OK : STAFF_FAILED;
	tasks_say(answer, output.status == 0 ? STAFF_GOOD : STAFF_BAD,
		output.status == 0 ? MSG_SERVICE_MOUNTED : MSG_SERVICE_NOT_MOUNTED);
}

void
tasks_sign_out(const struct options *options)
{
	struct staff_answer unused = { .status = STAFF_OK };
	struct output output;
	(void)run_systemctl(
		options, "stop", stick_mount, "guichet-technician.service", &output, &unused);
}

/* The leave that images/root/usr/lib/guichet/update-check asks for; it lasts for this installation. False: no leave. */
static bool
allow_downgrade(const char *path)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0) {
		(void)close(fd);
	}
	return fd >= 0;
}

void
tasks_update(const struct options *options, const struct card *card, struct staff_answer *answer)
{
	char program[OPTIONS_PATH_BYTES * 2], bundle[OPTIONS_PATH_BYTES * 2];
	char leave[OPTIONS_PATH_BYTES * 2];
	struct output output;
	join(program, options->system, "rauc");
	join(bundle, options->stick, "guichet.raucb");
	join(leave, options->stick, "../downgrade");
	if (access(bundle, R_OK) < 0) {
		answer->status = STAFF_UNAVAILABLE;
		tasks_say(answer, STAFF_BAD, MSG_SERVICE_NO_BUNDLE);
		return;
	}
	const char *const argv[] = { program, "install", bundle, NULL };
	const bool has_leave = (card->may & CARD_MAY_DOWNGRADE) != 0 && allow_downgrade(leave);
	const bool has_run = run(argv, STR_NONE, LONG_MS, MSG_SERVICE_UPDATE_LATE, &output, answer);
	if (has_leave) {
		(void)unlink(leave);
	}
	if (has_run) {
		answer->status = output.status == 0 ? STAFF_OK : STAFF_FAILED;
		tasks_say(answer, output.status == 0 ? STAFF_GOOD : STAFF_BAD,
			output.status == 0 ? MSG_SERVICE_UPDATED : MSG_SERVICE_NOT_UPDATED);
	}
}

void
tasks_reboot(const struct options *options, struct staff_answer *answer)
{
	struct output output;
	if (run_systemctl(options, "reboot", NULL, NULL, &output, answer)) {
		answer->status = output.status == 0 ? STAFF_OK : STAFF_FAILED;
		tasks_say(answer, output.status == 0 ? STAFF_GOOD : STAFF_BAD,
			output.status == 0 ? MSG_SERVICE_RESTARTING : MSG_SERVICE_NOT_RESTARTING);
	}
}
