/* SPDX-License-Identifier: MIT */
/* What an operator does about kiosks: an authority, one-time codes, answers on a stick, revoking. Beside a running intake, through its store. */
#include <errno.h>
#include <getopt.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit_codes.h"
#include "intake/commands.h"
#include "intake/enrolment.h"
#include "platform/local_time.h"
#include "platform/whole_file.h"

enum { PATH_BYTES = 4096, HOUR_MS = 60 * 60 * 1000, HOURS_DEFAULT = 24, HOURS_MAX = 7 * 24 };

/* What the commands here may be told; what is not is NULL. */
struct wish {
	const char *keys, *store, *device, *serial, *name, *hours, *out;
	const char *argument; /* behind the options */
};

/* ---- saying ---- */

static int
complain(const char *subject, const char *what, const char *remedy)
{
	fprintf(stderr, "guichet-intake: %s: %s\n                %s\n", subject, what, remedy);
	return EXIT_FINDINGS;
}

static int
complain_diagnosis(const struct diagnosis *d)
{
	(void)complain(d->file, d->what, d->remedy);
	return EXIT_FATAL;
}

static int
complain_errno(const char *subject, int error)
{
	fprintf(stderr, "guichet-intake: %s: %s.\n", subject, strerror(-error));
	return EXIT_FATAL;
}

/* ---- the store ---- */

static void
note_done(void *context, struct store_change *change)
{
	(void)change;
	sem_post(context);
}

/* Waits for the commit. */
static void
carry_out(struct store *store, struct store_change *change)
{
	sem_t is_done;
	(void)sem_init(&is_done, 0, 0);
	change->done = note_done;
	change->context = &is_done;
	if (!store_submit(store, change)) {
		change->outcome = STORE_BUSY;
	} else {
		while (sem_wait(&is_done) < 0) {
		}
	}
	(void)sem_destroy(&is_done);
}

static int
open_store(const char *where, struct store **ret_store)
{
	const struct store_options options = { .where = where, .group_max = 1, .queue_max = 8 };
	struct diagnosis diagnosis;
	const int r = store_open(&options, ret_store, &diagnosis);
	return r < 0 ? complain_diagnosis(&diagnosis) : EXIT_GOOD;
}

/* An exit code; all but STORE_DONE and STORE_SAME have their sentence. */
static int
judge(const struct store_change *change, const char *subject)
{
	static const char *const refusals[] = {
		[STORE_CODE_USED] = "The code was used for another request.",
		[STORE_CODE_EXPIRED] = "The code has expired.",
		[STORE_CODE_FOREIGN] = "The key is enrolled already, as another kiosk.",
		[STORE_KEY_WITHDRAWN] = "The key was withdrawn: have the kiosk make a new one.",
	};
	switch (change->outcome) {
	case STORE_DONE:
	case STORE_SAME:
		return EXIT_GOOD;
	case STORE_ABSENT:
		return complain(subject, "No certificate of this name was ever issued.",
			"Compare the name with the log of the intake.");
	case STORE_OTHER:
		return complain(
			subject, refusals[change->enrol.refusal], "Begin the enrolment anew on the kiosk.");
	case STORE_BUSY:
	case STORE_FULL:
	case STORE_FAILED:
		break;
	}
	(void)complain(subject, "The store took nothing; its reason is above.",
		"Mend that, then do the same again.");
	return EXIT_FATAL;
}

/* ---- commands ---- */

static bool
join(char path[PATH_BYTES], const char *folder, const char *name)
{
	const int n = snprintf(path, PATH_BYTES, "%s/%s", folder, name);
	return n > 0 && n < PATH_BYTES;
}

static int
make_authority(const struct wish *wish)
{
	char key_path[PATH_BYTES], pem_path[PATH_BYTES];
	struct diagnosis diagnosis;
	if (!join(key_path, wish->keys, "ca.key") || !join(pem_path, wish->keys, "ca.pem")) {
		return complain_errno("--keys", -ENAMETOOLONG);
	}
	const int r = certificate_authority_make(
		key_path, pem_path, wish->name, local_time_now(), &diagnosis);
	if (r < 0) {
		(void)complain_diagnosis(&diagnosis);
		return r == -EEXIST ? EXIT_FINDINGS : EXIT_FATAL;
	}
	printf(
		"%s: private key of the authority; whoever has it can pose as any kiosk: keep a copy in a safe\n"
		"%s: its certificate; nginx checks kiosks by it (ssl_client_certificate). Restart guichet-intake.\n",
		key_path, pem_path);
	return EXIT_GOOD;
}

static int
submit_token(struct store *store, const char *device, ms_t life_ms, const char *code)
{
	unsigned char sha256[32];
	struct store_change change = { .kind = STORE_TOKEN };
	const int r = seal_sha256(str_of(code), sha256);
	if (r < 0) {
		return complain_errno("OpenSSL", r);
	}
	change.token.sha256 = sha256;
	change.token.device = str_of(device);
	change.token.at = local_time_now();
	change.token.expires_at = change.token.at + life_ms;
	carry_out(store, &change);
	return judge(&change, device);
}

/* Letters, digits and hyphens, as the request will have it. */
static bool
is_tag(const char *device)
{
	const size_t n = strlen(device);
	return n > 0 && n <= CERTIFICATE_DEVICE_MAX &&
		strspn(device, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

static bool
take_hours(const char *value, long *ret_hours)
{
	char *end;
	*ret_hours = value == NULL ? HOURS_DEFAULT : strtol(value, &end, 10);
	return value == NULL ||
		(value[0] >= '0' && value[0] <= '9' && *end == '\0' && *ret_hours >= 1 &&
			*ret_hours <= HOURS_MAX);
}

static int
make_token(const struct wish *wish)
{
	char code[CERTIFICATE_CODE_LENGTH + 1], shown[64];
	struct text text;
	struct store *store;
	long hours;
	if (!is_tag(wish->device) || !take_hours(wish->hours, &hours)) {
		(void)complain(!is_tag(wish->device) ? "--device" : "--hours", "This value is not allowed.",
			"Allowed: 1 to 63 letters, digits and hyphens; 1 to 168 hours.");
		return EXIT_USAGE;
	}
	int status = open_store(wish->store, &store);
	if (status != EXIT_GOOD) {
		return status;
	}
	const int r = certificate_code_make(code);
	status = r < 0 ? complain_errno("random numbers", r) :
					 submit_token(store, wish->device, hours * (ms_t)HOUR_MS, code);
	store_close(store);
	if (status == EXIT_GOOD) {
		text_init(&text, shown, sizeof(shown));
		certificate_code_show(code, &text);
		printf("%.*s\n", (int)text.n, text.p);
		fprintf(stderr,
			"guichet-intake: %s: good for one enrolment within %ld hours. Give it to the technician, and nobody else.\n",
			wish->device, hours);
	}
	explicit_bzero(code, sizeof(code));
	explicit_bzero(shown, sizeof(shown));
	return status;
}

static int
take_back(const struct wish *wish)
{
	struct store_change change = { .kind = STORE_REVOKE };
	struct store *store;
	int status = open_store(wish->store, &store);
	if (status != EXIT_GOOD) {
		return status;
	}
	change.revoke.device = wish->device == NULL ? STR_NONE : str_of(wish->device);
	change.revoke.serial = wish->serial == NULL ? STR_NONE : str_of(wish->serial);
	change.revoke.at = local_time_now();
	carry_out(store, &change);
	store_close(store);
	const char *subject = wish->device == NULL ? wish->serial : wish->device;
	status = judge(&change, subject);
	if (status == EXIT_GOOD) {
		printf("%s: %s\n", subject,
			change.outcome == STORE_SAME ? "was revoked before" :
										   "revoked; it is refused from now on");
	}
	return status;
}

/* ---- a request that came on a stick ---- */

static int
write_file(const char *folder, const char *name, struct str bytes)
{
	char path[PATH_BYTES];
	if (!join(path, folder, name)) {
		return complain_errno(folder, -ENAMETOOLONG);
	}
	const int r = whole_file_write(path, 0644, WHOLE_FILE_OWNER_NONE, bytes);
	return r == 0 ? EXIT_GOOD : complain_errno(path, r);
}

/* The answer's three files: certificate, authority, and the keys of receipts. */
static int
write_answer(
	const struct wish *wish, const struct certificate_authority *authority, const char *bag)
{
	char path[PATH_BYTES], *keys = NULL;
	size_t n = 0;
	if (mkdir(wish->out, 0755) < 0 && errno != EEXIST) {
		return complain_errno(wish->out, -errno);
	}
	const int r = !join(path, wish->keys, "intake.jwks") ?
		-ENAMETOOLONG :
		whole_file_read(path, KEYS_INTAKE_BYTES - 1, &keys, &n);
	if (r < 0) {
		return complain_errno(path, r);
	}
	int status = write_file(wish->out, "intake.jwks", (struct str){ keys, n });
	free(keys);
	if (status == EXIT_GOOD) {
		status = write_file(
			wish->out, "device-ca.p7", str_of(certificate_authority_bag(authority)));
	}
	return status != EXIT_GOOD ? status : write_file(wish->out, "device.p7", str_of(bag));
}

/* Who brings the stick vouches for it: a code is made and used in their place. */
static int
enrol_request(const struct wish *wish, struct store *store,
	const struct certificate_authority *authority, struct str body)
{
	struct certificate_request request;
	struct certificate_terms terms;
	struct store_change change;
	unsigned char sha256[32];
	char *bag = NULL, code[CERTIFICATE_CODE_LENGTH + 1];
	if (certificate_request_read(body, &request) != 0 ||
		strcmp(request.device, wish->device) != 0) {
		return complain(wish->argument, "This is no request of that kiosk.",
			"Have the kiosk write it anew, with its asset tag; compare that with --device.");
	}
	const ms_t now = local_time_now() / 1000 * 1000;
	int r = enrolment_terms(store, request.device, now, COMMANDS_CERTIFICATE_LIFE_MS, &terms);
	r = r == 0 ? certificate_issue(authority, body, &terms, &bag) : r;
	r = r == 0 ? certificate_code_make(code) : r;
	r = r == 0 ? seal_sha256(str_of(code), sha256) : r;
	if (r != 0) {
		free(bag);
		return complain_errno("OpenSSL", r < 0 ? r : -EIO);
	}
	int status = submit_token(store, request.device, HOUR_MS, code);
	enrolment_change(&request, &terms, bag, &change);
	change.enrol.code_sha256 = sha256;
	change.enrol.at = local_time_now();
	if (status == EXIT_GOOD) {
		carry_out(store, &change);
		status = judge(&change, request.device);
		free(change.receipt);
	}
	if (status == EXIT_GOOD) {
		status = write_answer(wish, authority, bag);
	}
	if (status == EXIT_GOOD) {
		printf(
			"%s: certificate %s for the key %s\n"
			"Compare the key with what guichetctl enrol --request said on the kiosk, then carry %s there.\n",
			request.device, terms.serial, request.kid, wish->out);
	}
	free(bag);
	return status;
}

static int
answer_body(const struct wish *wish, struct str body)
{
	char key_path[PATH_BYTES], pem_path[PATH_BYTES];
	struct certificate_authority *authority;
	struct diagnosis diagnosis;
	struct store *store;
	if (!join(key_path, wish->keys, "ca.key") || !join(pem_path, wish->keys, "ca.pem")) {
		return complain_errno("--keys", -ENAMETOOLONG);
	}
	if (certificate_authority_open(key_path, pem_path, &authority, &diagnosis) < 0) {
		return complain_diagnosis(&diagnosis);
	}
	int status = open_store(wish->store, &store);
	if (status == EXIT_GOOD) {
		status = enrol_request(wish, store, authority, body);
		store_close(store);
	}
	certificate_authority_close(authority);
	return status;
}

static int
answer(const struct wish *wish)
{
	char *body = NULL;
	size_t n;
	const int r = whole_file_read(wish->argument, CERTIFICATE_BODY_MAX, &body, &n);
	if (r < 0) {
		return complain_errno(wish->argument, r);
	}
	const int status = answer_body(wish, (struct str){ body, n });
	free(body);
	return status;
}

/* ---- the command line ---- */

static const struct command {
	const char *name, *usage;
	int (*run)(const struct wish *wish);
	const char *
		needs; /* first letters of the options that must be there; a: an argument; |: one of both beside it */
} commands[] = {
	{ "ca", "ca --keys DIR --name NAME", make_authority, "kn" },
	{ "token", "token --store sqlite:FILE --device TAG [--hours N]", make_token, "sd" },
	{ "revoke", "revoke --store sqlite:FILE (--device TAG | --serial SERIAL)", take_back, "s" },
	{ "enrol", "enrol --store sqlite:FILE --keys DIR --device TAG --out DIR REQUEST", answer,
		"skdoa" },
};

static bool
has_all(const struct wish *wish, const struct command *command)
{
	for (const char *need = command->needs; *need != '\0'; need++) {
		const char *value = *need == 'k' ? wish->keys :
			*need == 's'                 ? wish->store :
			*need == 'd'                 ? wish->device :
			*need == 'n'                 ? wish->name :
			*need == 'o'                 ? wish->out :
										   wish->argument;
		if (value == NULL) {
			return false;
		}
	}
	return command->run != take_back || (wish->device == NULL) != (wish->serial == NULL);
}

static bool
parse(int argc, char **argv, struct wish *wish)
{
	static const struct option names[] = { { "keys", required_argument, NULL, 'k' },
		{ "store", required_argument, NULL, 's' }, { "device", required_argument, NULL, 'd' },
		{ "serial", required_argument, NULL, 'e' }, { "name", required_argument, NULL, 'n' },
		{ "hours", required_argument, NULL, 'h' }, { "out", required_argument, NULL, 'o' }, { 0 } };
	int c;
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		const char **place = c == 'k' ? &wish->keys :
			c == 's'                  ? &wish->store :
			c == 'd'                  ? &wish->device :
			c == 'e'                  ? &wish->serial :
			c == 'n'                  ? &wish->name :
			c == 'h'                  ? &wish->hours :
			c == 'o'                  ? &wish->out :
										NULL;
		if (place == NULL) {
			return false;
		}
		*place = optarg;
	}
	wish->argument = optind < argc ? argv[optind] : NULL;
	return argc - optind <= 1;
}

int
commands_devices(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const struct command *command = &commands[i];
		struct wish wish = { .keys = NULL };
		if (strcmp(argv[0], command->name) != 0) {
			continue;
		}
		const bool is_help = argc == 2 && strcmp(argv[1], "--help") == 0;
		if (!is_help && parse(argc, argv, &wish) && has_all(&wish, command)) {
			return command->run(&wish);
		}
		fprintf(is_help ? stdout : stderr, "usage: guichet-intake %s\n", command->usage);
		return is_help ? EXIT_GOOD : EXIT_USAGE;
	}
	return COMMANDS_NONE;
}
