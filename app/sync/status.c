/* SPDX-License-Identifier: MIT */
/* Asks what became of a request, as its client may: by the reference and one call-back word; neither leaves this machine. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/reference.h"
#include "platform/http_client.h"
#include "platform/local_time.h"
#include "platform/seal_jws.h"
#include "platform/wire_json.h"
#include "sync/options.h"
#include "sync/sync.h"

enum {
	STATUS_KEY_BYTES = 32,
	WORD_BYTES = 64,
	QUERY_BYTES = 256,
	TIME_LIMIT_MS = 20 * 1000,
	READY = -1, /* no exit status yet */
};

static bool
shows(const struct options *options, enum lang lang)
{
	return options->lang == LANG_COUNT || options->lang == (int)lang;
}

/* A diagnosis is in English; `french` says what it comes to, and what to do. */
static int
complain(const struct options *options, const struct diagnosis *diagnosis, const char *french)
{
	if (shows(options, LANG_EN)) {
		fprintf(stderr, "guichet-sync: %s: %s\n              %s\n", diagnosis->file,
			diagnosis->what, diagnosis->remedy);
	}
	if (shows(options, LANG_FR)) {
		fprintf(stderr, "guichet-sync\u00a0: %s\u00a0: %s\n", diagnosis->file, french);
	}
	return EXIT_FATAL;
}

/* Both languages, or the one asked for. */
static void
say(const struct options *options, const char *english, const char *french)
{
	const char *const in[LANG_COUNT] = { english, french };
	for (int i = 0; i < LANG_COUNT; i++) {
		if (shows(options, (enum lang)i)) {
			fprintf(stderr, "%s\n", in[i]);
		}
	}
}

/* Lower case of the letters that call-back words have: ASCII, Latin-1 and the ligature. */
static uint32_t
lower(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7)) {
		return c + 0x20;
	}
	return c == 0x152 ? 0x153 : c;
}

static bool
lower_word(struct str typed, struct text *out)
{
	const struct str word = str_trim(typed);
	if (word.n == 0 || !utf8_valid(word)) {
		return false;
	}
	for (size_t at = 0; at < word.n;) {
		text_char(out, lower(utf8_next(word, &at)));
	}
	return !out->full;
}

static int
load_status_key(const struct options *options, unsigned char ret_key[STATUS_KEY_BYTES],
	struct diagnosis *ret_diagnosis)
{
	char path[OPTIONS_PATH_BYTES];
	unsigned char key[STATUS_KEY_BYTES + 1];
	options_path(options, "status.key", path);
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	const ssize_t n = fd < 0 ? -1 : read(fd, key, sizeof(key));
	const int error = errno;
	if (fd >= 0) {
		close(fd);
	}
	if (n == STATUS_KEY_BYTES) {
		memcpy(ret_key, key, STATUS_KEY_BYTES);
		explicit_bzero(key, sizeof(key));
		return 0;
	}
	*ret_diagnosis = (struct diagnosis){
		.remedy = "Copy the site's status key there: the same on all its kiosks and its desk."
	};
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%.255s", path);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s%s.",
		n < 0 ? "The status key cannot be read: " : "The status key must have 32 bytes",
		n < 0 ? strerror(error) : "");
	return -EINVAL;
}

/* The body of the query. 0 or negative errno. */
static int
write_query(const unsigned char *key, const char reference[REFERENCE_LENGTH], struct str word,
	struct text *out)
{
	struct wire_query query;
	int r = seal_ref_hash(
		key, STATUS_KEY_BYTES, (struct str){ reference, REFERENCE_LENGTH }, query.ref_hash);
	if (r == 0) {
		r = seal_word_proof(key, STATUS_KEY_BYTES, str_of(query.ref_hash), word, query.proof);
	}
	if (r == 0) {
		wire_write_query(&query, out);
	}
	return r;
}

static int
send_query(struct http_client *client, const struct seal_key *device, struct str body,
	struct http_reply *ret_reply, const char **ret_what)
{
	char line[1024];
	char *jws;
	const int r = seal_sign_detached(device, SEAL_TYP_QUERY, body, &jws);
	if (r < 0) {
		return r;
	}
	const int n = snprintf(line, sizeof(line), "Kiosk-Signature: %s", jws);
	free(jws);
	if (n < 0 || n >= (int)sizeof(line)) {
		return -EMSGSIZE;
	}
	const struct http_request request = { .method = "POST",
		.path = "/v1/status-queries",
		.content_type = "application/json",
		.body = body,
		.headers = { line } };
	return http_client_send(client, &request, ret_reply, ret_what);
}

static void
print_date(enum lang lang, const char *label, struct date date)
{
	char buffer[64];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	format_date(lang, date, &text);
	printf("%s%.*s\n", label, (int)text.n, text.p);
}

static void
print_time(enum lang lang, ms_t wall)
{
	char buffer[64];
	struct text text;
	int minutes;
	text_init(&text, buffer, sizeof(buffer));
	format_date(lang, local_date(wall, &minutes), &text);
	printf(lang == LANG_FR ? "%.*s, %d\u00a0h\u00a0%02d" : "%.*s, %d:%02d", (int)text.n, text.p,
		minutes / 60, minutes % 60);
}

static void
print_status(enum lang lang, const struct wire_status *status)
{
	static const char *const progress[LANG_COUNT][PROGRESS_STATES] = {
		{ "Received. Nobody has worked on it yet.", "Somebody works on it.", "Closed." },
		{ "Reçue. Personne n’y a encore travaillé.", "Quelqu’un s’en occupe.", "Fermée." },
	};
	const bool is_french = lang == LANG_FR;
	int minutes;
	puts(progress[lang][status->progress]);
	print_date(lang,
		is_french ? "Reçue le\u00a0: " : "Received: ", local_date(status->received_at, &minutes));
	if (status->due.year != 0 && status->closed_at == 0) {
		print_date(lang,
			is_french ? "Le ministère appelle au plus tard le\u00a0: " :
						"The department calls by: ",
			status->due);
	}
	if (status->closed_at != 0) {
		print_date(lang,
			is_french ? "Fermée le\u00a0: " : "Closed: ", local_date(status->closed_at, &minutes));
	}
	for (int i = 0; i < status->n_accesses; i++) {
		printf(is_french ? "Ouverte par %s\u00a0: " : "Opened by %s: ", status->accesses[i].by);
		print_time(lang, status->accesses[i].at);
		puts("");
	}
}

/* The intake's own words; for what clients meet, words that need no knowledge of the intake. */
static int
say_problem(const struct options *options, const struct wire_problem *problem)
{
	char sentences[LANG_COUNT][sizeof(problem->title[0]) + sizeof(problem->detail[0]) + 1];
	if (strcmp(problem->code, "STA-404-2") == 0) {
		say(options,
			"No request matches this reference and word: check both. A request that was sent lately may not be at the "
			"department yet: then try again later.",
			"Aucune demande ne correspond à cette référence et à ce mot\u00a0: vérifiez les deux. Une demande envoyée "
			"récemment n’est peut-être pas encore arrivée au ministère\u00a0: réessayez alors plus tard.");
		return EXIT_FINDINGS;
	}
	if (strcmp(problem->code, "STA-429-2") == 0) {
		say(options,
			"There were too many wrong tries for this reference. Try again in an hour, or wait for the call of the department.",
			"Il y a eu trop d’essais erronés pour cette référence. Réessayez dans une heure, ou attendez l’appel du "
			"ministère.");
		return EXIT_FINDINGS;
	}
	for (int i = 0; i < LANG_COUNT; i++) {
		(void)snprintf(
			sentences[i], sizeof(sentences[i]), "%s. %s", problem->title[i], problem->detail[i]);
	}
	say(options, sentences[LANG_EN], sentences[LANG_FR]);
	return problem->status == 404 || problem->status == 429 ? EXIT_FINDINGS : EXIT_FATAL;
}

/* Of an answer that is no status. */
static int
refuse(const struct options *options, const struct http_reply *reply)
{
	struct wire_problem problem;
	if (wire_read_problem(reply->body, &problem)) {
		return say_problem(options, &problem);
	}
	say(options, "What answers is not the intake. Check the address, and the network.",
		"Ce qui répond n’est pas le service de réception. Vérifiez l’adresse et le réseau.");
	return EXIT_FATAL;
}

static int
show(const struct options *options, const struct http_reply *reply)
{
	struct wire_status status;
	if (reply->status != 200 || !wire_read_status(reply->body, &status)) {
		return refuse(options, reply);
	}
	for (int i = 0; i < LANG_COUNT; i++) {
		if (shows(options, (enum lang)i)) {
			print_status((enum lang)i, &status);
		}
	}
	return EXIT_GOOD;
}

/* `r` and `what` are those of http_client_send(). */
static void
say_no_answer(const struct options *options, int r, const char *what)
{
	char english[320];
	(void)snprintf(english, sizeof(english), "guichet-sync: %s%s",
		r < 0 ? "The query cannot be made: " : what, r < 0 ? strerror(-r) : "");
	say(options, english,
		r < 0 ?
			"guichet-sync\u00a0: La question ne peut pas être posée. Redémarrez la machine, et regardez le journal du "
			"noyau." :
			r == HTTP_UNTRUSTED ?
			"guichet-sync\u00a0: Ce qui répond n’est pas le serveur auquel on se fie, ou l’horloge de cette machine est "
			"fausse. Vérifiez l’horloge et le fichier de --ca." :
			"guichet-sync\u00a0: Le service de réception n’a pas répondu. Vérifiez le réseau et l’adresse (--intake), puis "
			"réessayez.");
}

static int
ask(const struct options *options, struct str body)
{
	const struct http_client_options way = { .url = options->config.intake,
		.ca_file = options_ca(options),
		.connect_timeout_ms = TIME_LIMIT_MS,
		.request_timeout_ms = TIME_LIMIT_MS };
	char path[OPTIONS_PATH_BYTES];
	struct diagnosis diagnosis;
	struct seal_key *device;
	struct http_client *client;
	struct http_reply reply;
	const char *what = NULL;
	options_path(options, "device.jwk", path);
	if (seal_load_signing(path, &device, &diagnosis) < 0) {
		return complain(options, &diagnosis,
			"La clé de cette borne ne peut pas être lue. Vérifiez son propriétaire et son mode (0600), ou faites-en une "
			"avec guichet-sync keygen.");
	}
	if (http_client_open(&way, &client, &diagnosis) < 0) {
		seal_free_key(device);
		return complain(options, &diagnosis,
			"Le service de réception ne peut pas être appelé ainsi. Vérifiez --intake et --ca.");
	}
	const int r = send_query(client, device, body, &reply, &what);
	int status = EXIT_FATAL;
	if (r == 0) {
		status = show(options, &reply);
	} else {
		say_no_answer(options, r, what);
	}
	http_client_close(client);
	seal_free_key(device);
	return status;
}

static void
refuse_reference(const struct options *options, struct str typed)
{
	if (reference_is_shaped(typed)) {
		say(options,
			"No request has this reference number: check it for a typing mistake. Its last character checks the others.",
			"Aucune demande n’a ce numéro de référence\u00a0: vérifiez s’il y a une faute de frappe. Le dernier "
			"caractère vérifie les autres.");
	} else {
		say(options, "This is no reference number: it has ten characters, such as 7K3-M9Q-2XW3.",
			"Ce n’est pas un numéro de référence\u00a0: il a dix caractères, comme 7K3-M9Q-2XW3.");
	}
}

/* READY with the query's body in `out`, or an exit status after a sentence. */
static int
prepare(const struct options *options, struct text *out)
{
	char reference[REFERENCE_LENGTH], buffer[WORD_BYTES];
	unsigned char key[STATUS_KEY_BYTES];
	struct diagnosis diagnosis;
	struct text word;
	text_init(&word, buffer, sizeof(buffer));
	if (!reference_parse(str_of(options->arguments[0]), reference)) {
		refuse_reference(options, str_of(options->arguments[0]));
		return EXIT_FINDINGS;
	}
	if (!lower_word(str_of(options->arguments[1]), &word)) {
		say(options, "This is no call-back word.", "Ce n’est pas un mot de rappel.");
		return EXIT_FINDINGS;
	}
	if (load_status_key(options, key, &diagnosis) < 0) {
		return complain(options, &diagnosis,
			"La clé de statut du site ne peut pas être lue, ou n’a pas 32 octets. Copiez-la à cet endroit\u00a0: elle est "
			"la même sur toutes les bornes du site et à son bureau.");
	}
	const int r = write_query(key, reference, text_str(&word), out);
	explicit_bzero(key, sizeof(key));
	if (r < 0) {
		say_no_answer(options, r, NULL);
		return EXIT_FATAL;
	}
	return READY;
}

const char sync_status_usage[] =
	"usage: guichet-sync status [--config FILE] [--state DIR] [--intake URL] [--ca FILE] [--lang en|fr]\n"
	"                           REFERENCE WORD\n";

int
sync_status(int argc, char **argv)
{
	struct options options;
	char buffer[QUERY_BYTES];
	struct text body;
	text_init(&body, buffer, sizeof(buffer));
	if (!options_parse(argc, argv, &options)) {
		return EXIT_USAGE;
	}
	if (options.n_arguments != 2) {
		fputs(sync_status_usage, stderr);
		return EXIT_USAGE;
	}
	if (local_time_use(options.config.time_zone) < 0) {
		say(&options,
			"guichet-sync: This machine does not know the time zone of the site: install tzdata.",
			"guichet-sync\u00a0: Cette machine ne connaît pas le fuseau horaire du site\u00a0: installez tzdata.");
		return EXIT_FATAL;
	}
	const int r = prepare(&options, &body);
	return r == READY ? ask(&options, text_str(&body)) : r;
}
