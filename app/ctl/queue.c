/* SPDX-License-Identifier: MIT */
/* guichetctl queue: how many requests wait, how old, why, and how the link is; never their content. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/format.h"
#include "ctl/ctl.h"
#include "ctl/queue_words.h"
#include "ctl/say.h"
#include "platform/outbox_sync.h"

enum { PATH_BYTES = 4096 };

/* Where a provisioned device keeps it; --state names another folder on a desk. */
static const char device_state[] = "/data/guichet";

struct queue_options {
	const char *state;
	const char *retry; /* id of a request that was set apart, or NULL */
	bool json, set_aside, even_if_healthy;
	enum lang lang;
};

static const char *const state_keys[OUTBOX_STATES] = { "queued", "sending", "delivered",
	"quarantined" };

static const char *const state_labels[LANG_COUNT][OUTBOX_STATES] = {
	{ "waiting", "being sent", "delivered", "set apart after errors" },
	{ "en attente", "en cours d’envoi", "livrées", "mises à part après des erreurs" },
};

static const char *const link_keys[] = { "unknown", "up", "down", "refused" };

static const char *const link_labels[LANG_COUNT][4] = {
	{ "not known: guichet-sync has not run on this outbox", "up", "down", "refused" },
	{ "inconnu : guichet-sync n’a pas encore tourné pour cette file", "établi", "coupé", "refusé" },
};

/* All that is shown, of one moment as good as. */
struct view {
	struct outbox *outbox;
	struct outbox_counts counts;
	struct outbox_link link;
	enum lang lang;
	int n_listed;
};

static ms_t
wall_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (ms_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* RFC 3339 in UTC; "null" in JSON and a dash for people when there is none. */
static void
write_time(FILE *to, ms_t wall, bool json)
{
	char buffer[32];
	struct text text;
	if (wall == 0) {
		fputs(json ? "null" : "–", to);
		return;
	}
	text_init(&text, buffer, sizeof(buffer));
	format_rfc3339(wall, &text);
	fprintf(to, json ? "\"%.*s\"" : "%.*s", (int)text.n, text.p);
}

/* A clock that was set back makes no request younger than nothing. */
static long long
age_seconds(const struct outbox_counts *counts, ms_t now)
{
	return counts->oldest_wall == 0 || now < counts->oldest_wall ?
		0 :
		(now - counts->oldest_wall) / 1000;
}

/* While it is up the row is renewed every two minutes. */
static bool
is_stale(const struct outbox_link *link)
{
	return link->state == OUTBOX_LINK_UP &&
		wall_now() - link->last_contact_wall > OUTBOX_LINK_FRESH_MS;
}

static void
print_json_text(const char *value)
{
	char buffer[1024]; /* six for each byte of the longest text */
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	text_json(&text, str_of(value));
	printf("%.*s", value[0] == '\0' ? 4 : (int)text.n, value[0] == '\0' ? "null" : text.p);
}

static bool
list_json(void *context, struct str id, struct str reason)
{
	struct view *view = context;
	char code[OUTBOX_REASON_MAX + 1];
	(void)snprintf(code, sizeof(code), "%.*s", (int)reason.n, reason.p);
	printf("%s{\"id\":\"%.*s\",\"error\":", view->n_listed++ > 0 ? "," : "", (int)id.n, id.p);
	print_json_text(code);
	fputs("}", stdout);
	return true;
}

static void
print_json_link(const struct outbox_link *link)
{
	printf(",\"link\":{\"state\":\"%s\",\"reason\":", link_keys[link->state]);
	print_json_text(outbox_reason_name(link->reason));
	fputs(",\"since\":", stdout);
	write_time(stdout, link->since_wall, true);
	fputs(",\"last_contact\":", stdout);
	write_time(stdout, link->last_contact_wall, true);
	printf(",\"is_stale\":%s,\"server_ahead_ms\":%lld,\"next_attempt\":",
		is_stale(link) ? "true" : "false", (long long)link->server_ahead_ms);
	write_time(stdout, link->next_attempt_wall, true);
	fputs("}", stdout);
}

static int
print_json(struct view *view)
{
	const struct outbox_counts *counts = &view->counts;
	fputs("{\"counts\":{", stdout);
	for (int i = 0; i < OUTBOX_STATES; i++) {
		printf("%s\"%s\":%ld", i > 0 ? "," : "", state_keys[i], counts->in[i]);
	}
	fputs("},\"oldest\":", stdout);
	write_time(stdout, counts->oldest_wall, true);
	printf(",\"oldest_age_s\":%lld,\"next_attempt\":", age_seconds(counts, wall_now()));
	write_time(stdout, counts->next_attempt_wall, true);
	fputs(",\"last_error\":", stdout);
	print_json_text(counts->last_error);
	print_json_link(&view->link);
	fputs(",\"set_apart\":[", stdout);
	const int r = outbox_each_quarantined(view->outbox, list_json, view);
	puts("]}");
	return r;
}

static void
print_age(enum lang lang, long long seconds)
{
	const long long minutes = seconds / 60;
	const char *days = lang == LANG_FR ? "j" : "d";
	printf("  (%lld %s %lld h %lld min)", minutes / 1440, days, minutes / 60 % 24, minutes % 60);
}

static void
print_link(enum lang lang, const struct outbox_link *link)
{
	const bool is_french = lang == LANG_FR;
	const char *colon = is_french ? "\u00a0: " : ": ";
	printf("\n%s%s%s", is_french ? "lien" : "link", colon, link_labels[lang][link->state]);
	if (link->reason != OUTBOX_REASON_NONE) {
		printf("%s%s", colon, queue_words_reasons[lang][link->reason]);
	}
	if (link->state != OUTBOX_LINK_UNKNOWN) {
		fputs(is_french ? "\ndepuis\u00a0: " : "\nsince: ", stdout);
		write_time(stdout, link->since_wall, false);
		fputs(is_french ? "\ndernier contact\u00a0: " : "\nlast contact: ", stdout);
		write_time(stdout, link->last_contact_wall, false);
	}
	if (is_stale(link)) {
		fputs(is_french ? "\nC’est trop ancien\u00a0: guichet-sync ne tourne pas. Démarrez-le." :
						  "\nThat is too long ago: guichet-sync does not run. Start it.",
			stdout);
	}
}

static bool
list_people(void *context, struct str id, struct str reason)
{
	struct view *view = context;
	const bool is_french = view->lang == LANG_FR;
	if (view->n_listed++ == 0) {
		puts(is_french ? "mises à part (guichetctl queue --retry ID les remet en attente)\u00a0:" :
						 "set apart (guichetctl queue --retry ID puts one back into the queue):");
	}
	const char *what = queue_words_error(view->lang, reason);
	printf("  %.*s  %.*s\n", (int)id.n, id.p, (int)reason.n, reason.p);
	if (what != NULL) {
		printf("    %s\n", what);
	}
	printf("    %s\n", queue_words_advice(view->lang, reason));
	return true;
}

/* The first time at which something will be tried; 0: at once, or nothing waits. */
static ms_t
next_attempt(const struct view *view)
{
	const ms_t row = view->counts.next_attempt_wall, link = view->link.next_attempt_wall;
	return link != 0 ? link : row;
}

/* In words, with the code by which others know it. */
static void
print_last_error(enum lang lang, const char *code)
{
	const char *what = queue_words_error(lang, str_of(code));
	fputs(lang == LANG_FR ? "\ndernière erreur\u00a0: " : "\nlast error: ", stdout);
	if (what == NULL) {
		puts(code[0] == '\0' ? "–" : code);
	} else {
		printf("%s (%s)\n", what, code);
	}
}

static int
print_people(struct view *view)
{
	const struct outbox_counts *counts = &view->counts;
	const bool is_french = view->lang == LANG_FR;
	for (int i = 0; i < OUTBOX_STATES; i++) {
		printf("%8ld  %s\n", counts->in[i], state_labels[view->lang][i]);
	}
	fputs(is_french ? "demande la plus ancienne\u00a0: " : "oldest request: ", stdout);
	write_time(stdout, counts->oldest_wall, false);
	if (counts->oldest_wall != 0) {
		print_age(view->lang, age_seconds(counts, wall_now()));
	}
	print_link(view->lang, &view->link);
	fputs(is_french ? "\nprochain essai\u00a0: " : "\nnext attempt: ", stdout);
	write_time(stdout, next_attempt(view), false);
	print_last_error(view->lang, counts->last_error);
	return outbox_each_quarantined(view->outbox, list_people, view);
}

/* `error` is that of outbox_open(). */
static int
complain(int error, const struct diagnosis *diagnosis)
{
	say_diagnosis(diagnosis, queue_words_trouble(error));
	return EXIT_FATAL;
}

static int
fail(const char *path, int error)
{
	say_errno(path, -error,
		"The outbox cannot be read: look into the kernel's log for disk errors.",
		queue_words_trouble(error));
	return EXIT_FATAL;
}

/* What waits in an outbox that can be read; negative errno and a diagnosis for one that cannot. */
static int
count(const char *path, struct outbox_counts *ret_counts, struct diagnosis *ret_diagnosis)
{
	struct outbox *outbox;
	int r = outbox_open(path, true, &outbox, ret_diagnosis);
	if (r < 0) {
		return r;
	}
	r = outbox_count(outbox, ret_counts);
	outbox_close(outbox);
	if (r < 0) {
		*ret_diagnosis = (struct diagnosis){ .what = "The outbox can be opened, but not counted.",
			.remedy = "Look into the kernel's log for disk errors. Delete nothing." };
		(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%.255s", path);
	}
	return r;
}

static long
n_waiting(const struct outbox_counts *counts)
{
	return counts->in[OUTBOX_QUEUED] + counts->in[OUTBOX_SENDING] + counts->in[OUTBOX_QUARANTINED];
}

/* Nobody sends what was set aside: of an outbox that can be read it is hardly ever what is wanted. */
static int
refuse_healthy(const char *path, long n)
{
	char english[400], french[400];
	(void)snprintf(english, sizeof(english),
		"The outbox is not damaged: nothing was done. Waiting in it: %ld. Once it is set aside guichet-sync sends none "
		"of them. If that is wanted, add --even-if-healthy.",
		n);
	(void)snprintf(french, sizeof(french),
		"La file n’est pas endommagée\u00a0: rien n’a été fait. Demandes qui y attendent\u00a0: %ld. Une fois la file mise de "
		"côté, guichet-sync n’en envoie aucune. Si c’est voulu, ajoutez --even-if-healthy.",
		n);
	say_about(path, english, french);
	return EXIT_FINDINGS;
}

static int
set_aside(const struct queue_options *options, const char *path)
{
	const bool is_french = options->lang == LANG_FR;
	struct outbox_counts counts;
	struct diagnosis diagnosis;
	const int r = count(path, &counts, &diagnosis);
	if (r == 0 && !options->even_if_healthy) {
		return refuse_healthy(path, n_waiting(&counts));
	}
	if (r < 0 && r != -EBADMSG && !(r == -EPROTO && options->even_if_healthy)) {
		return complain(r, &diagnosis);
	}
	const int moved = outbox_set_aside(path, &diagnosis);
	if (moved < 0) {
		return complain(moved, &diagnosis);
	}
	printf(is_french ? "La file a été mise de côté\u00a0: %s\n" : "The queue was set aside: %s\n",
		diagnosis.file);
	if (r == 0) {
		printf(is_french ?
				"Demandes en attente parties avec elle\u00a0: %ld. Envoyez ce fichier et son -wal au ministère\u00a0: "
				"guichet-desk open --outbox les ouvre.\n" :
				"Waiting requests that went with it: %ld. Send this file and its -wal to the department: "
				"guichet-desk open --outbox opens them.\n",
			n_waiting(&counts));
	} else {
		puts(is_french ?
				"Envoyez ce fichier et son -wal à l’atelier\u00a0: la plupart des demandes peuvent être sauvées." :
				"Send this file and its -wal to the workshop: most requests in it can be saved.");
	}
	return EXIT_GOOD;
}

static int
show(const struct queue_options *options, const char *path)
{
	struct diagnosis diagnosis;
	struct view view = { .lang = options->lang };
	int r = outbox_open(path, true, &view.outbox, &diagnosis);
	if (r < 0) {
		return complain(r, &diagnosis);
	}
	r = outbox_count(view.outbox, &view.counts);
	if (r == 0) {
		r = outbox_link(view.outbox, &view.link);
	}
	if (r == 0) {
		r = options->json ? print_json(&view) : print_people(&view);
	}
	outbox_close(view.outbox);
	return r < 0 ? fail(path, r) : EXIT_GOOD;
}

/* Whoever set it apart was wrong, or the cause is gone: the technician decides. */
static int
retry(const struct queue_options *options, const char *path)
{
	const bool is_french = options->lang == LANG_FR;
	struct diagnosis diagnosis;
	struct outbox *outbox;
	/* read-only first: where there is no outbox none shall be made */
	int r = outbox_open(path, true, &outbox, &diagnosis);
	if (r == 0) {
		outbox_close(outbox);
		r = outbox_open(path, false, &outbox, &diagnosis);
	}
	if (r < 0) {
		return complain(r, &diagnosis);
	}
	r = outbox_requeue(outbox, str_of(options->retry));
	outbox_close(outbox);
	if (r < 0) {
		return fail(path, r);
	}
	if (r == OUTBOX_NONE) {
		say_about(options->retry,
			"No request that is set apart has this id. guichetctl queue lists those that are.",
			"Aucune demande mise à part n’a ce numéro. guichetctl queue donne la liste de celles qui le sont.");
		return EXIT_FINDINGS;
	}
	printf(is_french ? "%s est de nouveau en attente\n" : "%s waits again\n", options->retry);
	return EXIT_GOOD;
}

/* False for a wrong use; then main() prints the usage. */
static bool
parse(int argc, char **argv, struct queue_options *ret_options)
{
	static const struct option names[] = { { "state", required_argument, NULL, 's' },
		{ "json", no_argument, NULL, 'j' }, { "set-aside", no_argument, NULL, 'a' },
		{ "even-if-healthy", no_argument, NULL, 'e' }, { "retry", required_argument, NULL, 'r' },
		{ 0 } };
	struct queue_options options = { .state = device_state, .lang = say_lang() };
	bool is_good = true;
	int c;
	opterr = 0; /* what getopt would say is in English only */
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == 's') {
			options.state = optarg;
		} else if (c == 'j') {
			options.json = true;
		} else if (c == 'a') {
			options.set_aside = true;
		} else if (c == 'r') {
			options.retry = optarg;
		} else if (c == 'e') {
			options.even_if_healthy = true;
		} else {
			say_about(argv[optind - 1], "This is no option here, or it lacks its value.",
				"Ce n’est pas une option ici, ou il lui manque sa valeur.");
			is_good = false;
		}
	}
	if (!is_good || optind != argc || (options.set_aside && options.retry != NULL) ||
		(options.even_if_healthy && !options.set_aside)) {
		return false;
	}
	*ret_options = options;
	return true;
}

int
ctl_queue(int argc, char **argv)
{
	struct queue_options options;
	char path[PATH_BYTES];
	if (!parse(argc, argv, &options)) {
		return EXIT_USAGE;
	}
	const int n = snprintf(path, sizeof(path), "%s/outbox.db", options.state);
	if (n < 0 || n >= PATH_BYTES) {
		say_about(
			"--state", "The name of the folder is too long.", "Le nom du dossier est trop long.");
		return EXIT_USAGE;
	}
	return options.set_aside  ? set_aside(&options, path) :
		options.retry != NULL ? retry(&options, path) :
								show(&options, path);
}
