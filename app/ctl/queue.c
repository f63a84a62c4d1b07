/* SPDX-License-Identifier: MIT */
/* guichetctl queue: how many requests wait, how old, and why; never their content. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/format.h"
#include "ctl/ctl.h"
#include "platform/outbox.h"

enum { PATH_BYTES = 4096 };

/* Where a provisioned device keeps it; --state names another folder on a desk. */
static const char device_state[] = "/data/guichet";

struct queue_options {
	const char *state;
	bool json, set_aside;
	enum lang lang;
};

static const char *const state_keys[OUTBOX_STATES] = { "queued", "sending", "delivered",
	"quarantined" };

static const char *const state_labels[LANG_COUNT][OUTBOX_STATES] = {
	{ "waiting", "being sent", "delivered", "set apart after errors" },
	{ "en attente", "en cours d’envoi", "livrées", "mises à part après des erreurs" },
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

static void
print_json(const struct outbox_counts *counts)
{
	char buffer[6 * sizeof(counts->last_error) + 2];
	struct text error;
	fputs("{\"counts\":{", stdout);
	for (int i = 0; i < OUTBOX_STATES; i++) {
		printf("%s\"%s\":%ld", i > 0 ? "," : "", state_keys[i], counts->in[i]);
	}
	fputs("},\"oldest\":", stdout);
	write_time(stdout, counts->oldest_wall, true);
	printf(",\"oldest_age_s\":%lld,\"next_attempt\":", age_seconds(counts, wall_now()));
	write_time(stdout, counts->next_attempt_wall, true);
	text_init(&error, buffer, sizeof(buffer));
	text_json(&error, str_of(counts->last_error));
	printf(",\"last_error\":%.*s}\n", counts->last_error[0] == '\0' ? 4 : (int)error.n,
		counts->last_error[0] == '\0' ? "null" : error.p);
}

static void
print_age(enum lang lang, long long seconds)
{
	const long long minutes = seconds / 60;
	const char *days = lang == LANG_FR ? "j" : "d";
	printf("  (%lld %s %lld h %lld min)", minutes / 1440, days, minutes / 60 % 24, minutes % 60);
}

static void
print_people(enum lang lang, const struct outbox_counts *counts)
{
	const bool is_french = lang == LANG_FR;
	for (int i = 0; i < OUTBOX_STATES; i++) {
		printf("%8ld  %s\n", counts->in[i], state_labels[lang][i]);
	}
	fputs(is_french ? "demande la plus ancienne\u00a0: " : "oldest request: ", stdout);
	write_time(stdout, counts->oldest_wall, false);
	if (counts->oldest_wall != 0) {
		print_age(lang, age_seconds(counts, wall_now()));
	}
	fputs(is_french ? "\nprochain essai\u00a0: " : "\nnext attempt: ", stdout);
	write_time(stdout, counts->next_attempt_wall, false);
	printf(is_french ? "\ndernière erreur\u00a0: %s\n" : "\nlast error: %s\n",
		counts->last_error[0] == '\0' ? "–" : counts->last_error);
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
show(const struct queue_options *options, const char *path)
{
	struct diagnosis diagnosis;
	struct outbox *outbox;
	struct outbox_counts counts;
	if (outbox_open(path, true, &outbox, &diagnosis) < 0) {
		return complain(&diagnosis);
	}
	const int r = outbox_count(outbox, &counts);
	outbox_close(outbox);
	if (r < 0) {
		fprintf(stderr, "guichetctl: %s: The outbox cannot be read: %s.\n", path, strerror(-r));
		return EXIT_FATAL;
	}
	if (options->json) {
		print_json(&counts);
	} else {
		print_people(options->lang, &counts);
	}
	return EXIT_GOOD;
}

/* False after a sentence on stderr. */
static bool
parse(int argc, char **argv, struct queue_options *ret_options)
{
	static const struct option names[] = { { "state", required_argument, NULL, 's' },
		{ "json", no_argument, NULL, 'j' }, { "set-aside", no_argument, NULL, 'a' },
		{ "lang", required_argument, NULL, 'l' }, { 0 } };
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
		} else if (c == 'l' && (strcmp(optarg, "en") == 0 || strcmp(optarg, "fr") == 0)) {
			options.lang = optarg[0] == 'f' ? LANG_FR : LANG_EN;
		} else {
			is_good = false;
		}
	}
	if (!is_good || optind != argc) {
		fprintf(stderr,
			"usage: guichetctl queue [--state DIR] [--json] [--lang en|fr] [--set-aside]\n");
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
	return options.set_aside ? set_aside(&options, path) : show(&options, path);
}
