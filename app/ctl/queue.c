/* SPDX-License-Identifier: MIT */
/* guichetctl queue: how many requests wait, how old, why, and how the link is; never their content. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/format.h"
#include "ctl/ctl.h"
#include "platform/outbox_sync.h"

enum { PATH_BYTES = 4096 };

/* Where a provisioned device keeps it; --state names another folder on a desk. */
static const char device_state[] = "/data/guichet";

struct queue_options {
	const char *state;
	const char *retry; /* id of a request that was set apart, or NULL */
	bool json, set_aside;
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

static const char *const reason_labels[LANG_COUNT][OUTBOX_REASONS] = {
	{ "", "no answer", "not the server that is trusted, or this machine’s clock is wrong",
		"the intake does not accept this kiosk’s key", "the intake asks for time",
		"something answers that is not the intake" },
	{ "", "aucune réponse",
		"ce n’est pas le serveur auquel on se fie, ou l’horloge de cette machine est fausse",
		"le service de réception n’accepte pas la clé de cette borne",
		"le service de réception demande d’attendre",
		"ce qui répond n’est pas le service de réception" },
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
		printf("%s%s", colon, reason_labels[lang][link->reason]);
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
	printf("  %.*s  %.*s\n", (int)id.n, id.p, (int)reason.n, reason.p);
	return true;
}

/* The first time at which something will be tried; 0: at once, or nothing waits. */
static ms_t
next_attempt(const struct view *view)
{
	const ms_t row = view->counts.next_attempt_wall, link = view->link.next_attempt_wall;
	return link != 0 ? link : row;
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
	printf(is_french ? "\ndernière erreur\u00a0: %s\n" : "\nlast error: %s\n",
		counts->last_error[0] == '\0' ? "–" : counts->last_error);
	return outbox_each_quarantined(view->outbox, list_people, view);
}

static int
complain(const struct diagnosis *diagnosis)
{
	fprintf(stderr, "guichetctl: %s: %s\n            %s\n", diagnosis->file, diagnosis->what,
		diagnosis->remedy);
	return EXIT_FATAL;
}

static int
set_aside(const struct queue_options *options, const char *path)
{
	struct diagnosis diagnosis;
	if (outbox_set_aside(path, &diagnosis) < 0) {
		return complain(&diagnosis);
	}
	printf(options->lang == LANG_FR ? "La file a été mise de côté\u00a0: %s\n" :
									  "The queue was set aside: %s\n",
		diagnosis.file);
	return EXIT_GOOD;
}

static int
fail(const char *path, int error)
{
	fprintf(stderr, "guichetctl: %s: The outbox cannot be read: %s.\n", path, strerror(-error));
	return EXIT_FATAL;
}

static int
show(const struct queue_options *options, const char *path)
{
	struct diagnosis diagnosis;
	struct view view = { .lang = options->lang };
	if (outbox_open(path, true, &view.outbox, &diagnosis) < 0) {
		return complain(&diagnosis);
	}
	int r = outbox_count(view.outbox, &view.counts);
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
	if (outbox_open(path, true, &outbox, &diagnosis) < 0) {
		return complain(&diagnosis);
	}
	outbox_close(outbox);
	if (outbox_open(path, false, &outbox, &diagnosis) < 0) {
		return complain(&diagnosis);
	}
	const int r = outbox_requeue(outbox, str_of(options->retry));
	outbox_close(outbox);
	if (r < 0) {
		return fail(path, r);
	}
	if (r == OUTBOX_NONE) {
		fprintf(stderr,
			is_french ? "guichetctl\u00a0: aucune demande mise à part n’a le numéro %s\n" :
						"guichetctl: no request that is set apart has the id %s\n",
			options->retry);
		return EXIT_FINDINGS;
	}
	printf(is_french ? "%s est de nouveau en attente\n" : "%s waits again\n", options->retry);
	return EXIT_GOOD;
}

/* False after a sentence on stderr. */
static bool
parse(int argc, char **argv, struct queue_options *ret_options)
{
	static const struct option names[] = { { "state", required_argument, NULL, 's' },
		{ "json", no_argument, NULL, 'j' }, { "set-aside", no_argument, NULL, 'a' },
		{ "lang", required_argument, NULL, 'l' }, { "retry", required_argument, NULL, 'r' },
		{ 0 } };
	struct queue_options options = { .state = device_state, .lang = LANG_EN };
	bool is_good = true;
	int c;
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == 's') {
			options.state = optarg;
		} else if (c == 'j') {
			options.json = true;
		} else if (c == 'a') {
			options.set_aside = true;
		} else if (c == 'r') {
			options.retry = optarg;
		} else if (c == 'l' && (strcmp(optarg, "en") == 0 || strcmp(optarg, "fr") == 0)) {
			options.lang = optarg[0] == 'f' ? LANG_FR : LANG_EN;
		} else {
			is_good = false;
		}
	}
	if (!is_good || optind != argc || (options.set_aside && options.retry != NULL)) {
		fprintf(stderr,
			"usage: guichetctl queue [--state DIR] [--json] [--lang en|fr] [--set-aside | --retry ID]\n");
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
		fprintf(stderr, "guichetctl: the name of the state folder is too long\n");
		return EXIT_USAGE;
	}
	return options.set_aside  ? set_aside(&options, path) :
		options.retry != NULL ? retry(&options, path) :
								show(&options, path);
}
