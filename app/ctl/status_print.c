/* SPDX-License-Identifier: MIT */
/* The same facts as a JSON object and as lines in either language. */
#include "ctl/status.h"

#include <stdio.h>
#include <string.h>

#include "core/format.h"
#include "ctl/queue_words.h"

static const char *const state_keys[OUTBOX_STATES] = { "queued", "sending", "delivered",
	"quarantined" };
static const char *const link_keys[] = { "unknown", "up", "down", "refused" };
static const char *const link_words[LANG_COUNT][4] = {
	{ "not known", "up", "down", "refused" },
	{ "inconnu", "établi", "coupé", "refusé" },
};
static const char *const certificate_keys[] = { "none", "broken", "expired", "soon", "good" };
static const char *const certificate_words[LANG_COUNT][5] = {
	{ "none", "cannot be used: enrol the kiosk anew", "expired: enrol the kiosk anew",
		"good, but must be renewed soon", "good" },
	{ "aucun", "inutilisable : inscrivez la borne de nouveau",
		"expiré : inscrivez la borne de nouveau", "bon, mais à renouveler bientôt", "bon" },
};

/* ---- JSON ---- */

static void
print_text(const char *name, const char *value)
{
	char buffer[512];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	text_json(&text, str_of(value));
	printf("\"%s\":%.*s", name, value[0] == '\0' ? 4 : (int)text.n,
		value[0] == '\0' ? "null" : text.p);
}

static void
print_time(const char *name, ms_t wall)
{
	char buffer[32];
	struct text text;
	text_init(&text, buffer, sizeof(buffer) - 1);
	if (wall != 0) {
		format_rfc3339(wall, &text);
	}
	buffer[text.n] = '\0';
	print_text(name, buffer);
}

static const char *
word(bool is_true)
{
	return is_true ? "true" : "false";
}

static void
print_identity(const struct status *status)
{
	fputs(",\"key\":{", stdout);
	print_text("kid", status->kid);
	printf("},\"certificate\":{\"state\":\"%s\",", certificate_keys[status->certificate]);
	print_text("serial", status->facts.serial);
	fputs(",", stdout);
	print_time("not_after", status->facts.not_after);
	printf(",\"days_left\":%lld},\"enrolment_open\":%s,\"files\":{", status_days_left(status),
		word(status->is_enrolment_open));
	for (int i = 0; i < 4; i++) {
		printf("%s\"%s\":%s", i > 0 ? "," : "", status_files[i], word(status->has[i]));
	}
	fputs("}", stdout);
}

static void
print_outbox(const struct status *status)
{
	printf(",\"outbox\":{\"readable\":%s", word(status->outbox_error == 0));
	for (int i = 0; i < OUTBOX_STATES; i++) {
		printf(",\"%s\":%ld", state_keys[i], status->counts.in[i]);
	}
	fputs(",", stdout);
	print_time("oldest", status->counts.oldest_wall);
	printf("},\"link\":{\"state\":\"%s\",", link_keys[status->link.state]);
	print_text("reason", outbox_reason_name(status->link.reason));
	fputs(",", stdout);
	print_time("last_contact", status->link.last_contact_wall);
	printf(",\"server_ahead_ms\":%lld}", (long long)status->link.server_ahead_ms);
}

void
status_print_json(const struct status *status)
{
	printf("{\"version\":1,\"guichet\":\"%s\",", GUICHET_VERSION);
	print_text("device", status->device);
	fputs(",", stdout);
	print_text("slot", status->slot);
	print_identity(status);
	print_outbox(status);
	fputs(",\"clock\":{", stdout);
	print_time("wall", status->wall);
	printf(",\"sure\":%s},\"disk\":{\"free_mb\":%lld,\"size_mb\":%lld},\"well\":%s}\n",
		word(status->is_wall_sure), status->disk_free_mb, status->disk_mb,
		word(status_is_well(status)));
}

/* ---- people ---- */

/* A line; `french` has a no-break space before the colon. */
static void
print_line(enum lang lang, const char *english, const char *french, const char *value)
{
	printf("%s%s%s\n", lang == LANG_FR ? french : english, lang == LANG_FR ? "\u00a0: " : ": ",
		value[0] == '\0' ? "–" : value);
}

static void
write_day(ms_t wall, char ret_day[32])
{
	struct text text;
	text_init(&text, ret_day, 31);
	if (wall != 0) {
		format_rfc3339(wall, &text);
	}
	ret_day[text.n] = '\0';
}

static void
print_certificate(const struct status *status, enum lang lang)
{
	char line[256], day[32];
	const char *words = certificate_words[lang][status->certificate];
	write_day(status->facts.not_after, day);
	if (status->facts.not_after == 0) {
		(void)snprintf(line, sizeof(line), "%s", words);
	} else {
		(void)snprintf(line, sizeof(line),
			lang == LANG_FR ? "%s; %s; jusqu’au %.10s; jours restants\u00a0: %lld" :
							  "%s; %s; until %.10s; days left: %lld",
			words, status->facts.serial, day, status_days_left(status));
	}
	print_line(lang, "certificate", "certificat", line);
	if (status->is_enrolment_open) {
		print_line(lang, "enrolment", "inscription",
			lang == LANG_FR ? "commencée, pas terminée; refaites guichetctl enrol" :
							  "begun and not done; do guichetctl enrol again");
	}
}

static void
print_files(const struct status *status, enum lang lang)
{
	char line[128] = "";
	size_t n = 0;
	for (int i = 0; i < 4; i++) {
		if (!status->has[i]) {
			n += (size_t)snprintf(
				line + n, sizeof(line) - n, "%s%s", n > 0 ? ", " : "", status_files[i]);
		}
	}
	print_line(lang, "missing files", "fichiers manquants", line);
}

static void
print_requests(const struct status *status, enum lang lang)
{
	char line[200], day[32];
	const struct outbox_counts *counts = &status->counts;
	if (status->outbox_error != 0) {
		print_line(lang, "outbox", "file d’envoi",
			lang == LANG_FR ? "illisible; voyez guichetctl queue" :
							  "cannot be read; see guichetctl queue");
		return;
	}
	(void)snprintf(line, sizeof(line),
		lang == LANG_FR ? "en attente %ld, livrées %ld, mises à part %ld" :
						  "waiting %ld, delivered %ld, set apart %ld",
		counts->in[OUTBOX_QUEUED] + counts->in[OUTBOX_SENDING], counts->in[OUTBOX_DELIVERED],
		counts->in[OUTBOX_QUARANTINED]);
	print_line(lang, "outbox", "file d’envoi", line);
	const char *reason = status->link.reason == OUTBOX_REASON_NONE ?
		"" :
		queue_words_reasons[lang][status->link.reason];
	(void)snprintf(line, sizeof(line), "%s%s%s", link_words[lang][status->link.state],
		reason[0] == '\0' ? "" : ", ", reason);
	print_line(lang, "link", "lien", line);
	write_day(status->link.last_contact_wall, day);
	print_line(lang, "last contact", "dernier contact", day);
}

void
status_print_people(const struct status *status, enum lang lang)
{
	char line[128], day[32];
	const bool is_french = lang == LANG_FR;
	print_line(lang, "kiosk", "borne", status->device);
	print_line(lang, "version", "version", GUICHET_VERSION);
	print_line(lang, "slot", "partition", status->slot);
	print_line(lang, "key", "clé", status->kid);
	print_certificate(status, lang);
	print_files(status, lang);
	print_requests(status, lang);
	write_day(status->wall, day);
	(void)snprintf(line, sizeof(line), "%s, %s", day,
		status->is_wall_sure ? (is_french ? "sûre" : "sure") :
							   (is_french ? "pas sûre" : "not sure"));
	print_line(lang, "clock", "horloge", line);
	(void)snprintf(line, sizeof(line),
		is_french ? "%lld\u00a0Mo libres sur %lld" : "%lld MB free of %lld", status->disk_free_mb,
		status->disk_mb);
	print_line(lang, "disk", "disque", line);
	puts(status_is_well(status) ?
			(is_french ? "Rien à faire." : "Nothing to do.") :
			(is_french ? "Quelque chose est à faire." : "Something has to be done."));
}
