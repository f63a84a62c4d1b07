/* SPDX-License-Identifier: MIT */
/* Checks all names, values and files first; then keys, hardware and settings are written, each file whole or not at all. */
#include "device/provision.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/hardware.h"
#include "device/provision_bundle.h"
#include "device/provision_conf.h"
#include "platform/local_time.h"
#include "platform/seal_jws.h"

enum {
	BAR_MM = 50, /* of the size card */
	BAR_MIN_MM = 20,
	BAR_MAX_MM = 200,
	HARDWARE_MAX = 8 * 1024,
	QUIET_DBA = 45, /* up to which the speaker needs nothing above what it needs anyway (K-77) */
	ABOVE_DBA = 20, /* what it needs above a louder place */
	DEEP_MM = 510,  /* an obstruction from which what is operated must be lower */
	DEEP_HIGHEST_MM = 1120,
};

/* An order under way. */
struct work {
	const struct provision_order *order;
	struct provision_report *report;
	struct provision_bundle bundle;
	struct config config;             /* as it will be */
	char conf[2][PROVISION_CONF_MAX]; /* guichet.conf, in turns */
	int at;                           /* which of them counts */
	size_t n_conf;
	char scale[16]; /* px-per-mm that a bar gave */
};

/* The value that counts of a name; NULL: it is not there. */
static const char *
value_of(const struct provision_order *order, const char *name)
{
	for (int i = order->n_pairs - 1; i >= 0; i--) {
		if (strcmp(order->pairs[i].name, name) == 0) {
			return order->pairs[i].value;
		}
	}
	return NULL;
}

static int
refuse(struct provision_report *report, int result, const char *name, const char *english,
	const char *french)
{
	report->name = name;
	(void)snprintf(report->allowed[LANG_EN], sizeof(report->allowed[LANG_EN]), "%s", english);
	(void)snprintf(report->allowed[LANG_FR], sizeof(report->allowed[LANG_FR]), "%s", french);
	return result;
}

/* ---- settings ---- */

static int
set(struct work *work, const char *name, const char *value)
{
	struct diagnosis diagnosis;
	struct text out;
	const struct str conf = { work->conf[work->at], work->n_conf };
	if (config_set(&work->config, provision_conf_section(name), name, value, &diagnosis) < 0) {
		char *allowed = diagnosis.remedy +
			(str_starts(str_of(diagnosis.remedy), STR("Allowed: ")) ? 9 : 0);
		const size_t n = strlen(allowed);
		allowed[n > 0 && allowed[n - 1] == '.' ? n - 1 : n] =
			'\0'; /* it ends another sentence here */
		return refuse(work->report, PROVISION_REFUSED, name, allowed, provision_conf_french(name));
	}
	text_init(&out, work->conf[!work->at], PROVISION_CONF_MAX);
	if (strpbrk(value, "\r\n;#") != NULL || !provision_conf_set(conf, name, value, &out)) {
		return refuse(work->report, PROVISION_REFUSED, name, "one short line without ; and #",
			"une courte ligne sans ; ni #");
	}
	work->at = !work->at;
	work->n_conf = out.n;
	work->report->n_settings++;
	return 0;
}

static bool
read_mm(const char *value, double *ret_mm)
{
	static const struct hardware_name bar = { "", HARDWARE_NUMBER, BAR_MIN_MM, BAR_MAX_MM, "mm",
		"" };
	if (!hardware_allows(&bar, value)) {
		return false;
	}
	*ret_mm = hardware_number(value);
	return true;
}

/* The bar was drawn with the scale that is set now, and a ruler says how long it is. */
static int
set_scale(struct work *work)
{
	const char *drawn = value_of(work->order, "bar-mm");
	const char *measured = value_of(work->order, "bar-measured");
	double drawn_mm = BAR_MM, measured_mm;
	if (measured == NULL) {
		return drawn == NULL ?
			0 :
			refuse(work->report, PROVISION_INCOMPLETE, "bar-measured",
				"A ruler says it, in millimetres", "Une règle la donne, en millimètres");
	}
	if (!read_mm(measured, &measured_mm) || (drawn != NULL && !read_mm(drawn, &drawn_mm))) {
		return refuse(work->report, PROVISION_REFUSED,
			read_mm(measured, &measured_mm) ? "bar-mm" : "bar-measured", "20 to 200 mm",
			"de 20 à 200\u00a0mm");
	}
	(void)snprintf(work->scale, sizeof(work->scale), "%.4f",
		(double)work->config.px_per_mm * drawn_mm / measured_mm);
	return set(work, "px-per-mm", work->scale);
}

static bool
is_bar(const char *name)
{
	return strcmp(name, "bar-mm") == 0 || strcmp(name, "bar-measured") == 0;
}

/* The site's settings first: those of the order, which are for this kiosk, take their place. */
static int
set_of_bundle(struct work *work)
{
	const struct provision_bundle *bundle = &work->bundle;
	char path[FILES_PATH_BYTES];
	int r = 0;
	for (int i = 0; r == 0 && i < bundle->n_pairs; i++) {
		r = set(work, bundle->pairs[i].name, bundle->pairs[i].value);
	}
	/* a certificate that came along is for this intake, unless somebody said otherwise */
	const bool has_authority = bundle->files[PROVISION_BUNDLE_AUTHORITY].bytes != NULL;
	if (r != 0 || !has_authority || work->config.intake_ca[0] != '\0') {
		return r;
	}
	return files_join(path, work->order->state, "intake-ca.pem") ?
		set(work, "ca", path) :
		files_diagnose(&work->report->diagnosis, -ENAMETOOLONG, work->order->state);
}

static int
set_all(struct work *work)
{
	const struct provision_order *order = work->order;
	int r = set_of_bundle(work);
	for (int i = 0; r == 0 && i < order->n_pairs; i++) {
		const char *name = order->pairs[i].name;
		if (provision_conf_section(name) != NULL) {
			r = set(work, name, order->pairs[i].value);
		} else if (hardware_find(name) == NULL && !is_bar(name)) {
			r = refuse(work->report, PROVISION_UNKNOWN, name, "", "");
		}
	}
	return r == 0 ? set_scale(work) : r;
}

/* ---- hardware ---- */

static double
number_of(const struct provision_order *order, const char *name, double otherwise)
{
	const char *value = value_of(order, name);
	return value == NULL ? otherwise : hardware_number(value);
}

/* What one value asks of another. */
static int
judge_together(const struct work *work)
{
	const struct provision_order *order = work->order;
	char english[64], french[64];
	const double needed = number_of(order, "ambient-dba", 0) + ABOVE_DBA;
	if (needed > QUIET_DBA + ABOVE_DBA && number_of(order, "speaker-loudest-dba", 0) < needed) {
		(void)snprintf(english, sizeof(english), "%g dBA or more (EN 301 549, 5.1.3.12)", needed);
		(void)snprintf(
			french, sizeof(french), "%g\u00a0dBA ou plus (EN 301 549, 5.1.3.12)", needed);
		return refuse(work->report, PROVISION_REFUSED, "speaker-loudest-dba", english, french);
	}
	if (number_of(order, "obstruction-depth-mm", 0) >= DEEP_MM &&
		number_of(order, "control-highest-mm", 0) > DEEP_HIGHEST_MM) {
		return refuse(work->report, PROVISION_REFUSED, "control-highest-mm",
			"380 to 1120 mm behind such an obstruction (EN 301 549, 8.3.2.3)",
			"de 380 à 1120\u00a0mm derrière un tel obstacle (EN 301 549, 8.3.2.3)");
	}
	if (number_of(order, "control-lowest-mm", 0) > number_of(order, "control-highest-mm", 1e9)) {
		return refuse(work->report, PROVISION_REFUSED, "control-lowest-mm",
			"not above control-highest-mm", "pas au-dessus de control-highest-mm");
	}
	return 0;
}

static int
judge_hardware(struct work *work)
{
	const struct provision_order *order = work->order;
	for (int i = 0; i < order->n_pairs; i++) {
		const struct hardware_name *name = hardware_find(order->pairs[i].name);
		if (name == NULL) {
			continue;
		}
		work->report->n_hardware++;
		if (!hardware_allows(name, order->pairs[i].value)) {
			struct text text[LANG_COUNT];
			char allowed[LANG_COUNT][160] = { "", "" };
			for (int lang = LANG_EN; lang < LANG_COUNT; lang++) {
				text_init(&text[lang], allowed[lang], sizeof(allowed[lang]) - 1);
				hardware_write_allowed(name, (enum lang)lang, &text[lang]);
				allowed[lang][text[lang].n] = '\0';
			}
			return refuse(
				work->report, PROVISION_REFUSED, name->name, allowed[LANG_EN], allowed[LANG_FR]);
		}
	}
	return judge_together(work);
}

static void
write_hardware(const struct work *work, struct text *out)
{
	const struct provision_order *order = work->order;
	text_add(out, STR("{\"version\":1,\"device\":"));
	text_json(out, str_of(work->config.device));
	text_add(out, STR(",\"at\":\""));
	format_rfc3339(local_time_now(), out);
	text_add(out, STR("\",\"values\":{"));
	const char *before = "";
	for (int i = 0; i < order->n_pairs; i++) {
		const struct provision_pair *pair = &order->pairs[i];
		const struct hardware_name *name = hardware_find(pair->name);
		if (name == NULL || value_of(order, pair->name) != pair->value) {
			continue; /* a later one counts */
		}
		text_add(out, str_of(before));
		text_json(out, str_of(pair->name));
		text_add(out, STR(":"));
		text_add(out,
			name->kind == HARDWARE_NUMBER       ? str_of(pair->value) :
				strcmp(pair->value, "yes") == 0 ? STR("true") :
												  STR("false"));
		before = ",";
	}
	text_add(out, STR("}}"));
}

/* Signed by the device's key, so that nobody else can have measured it. `ret_jws` stays NULL where there is nothing to sign. */
static int
sign_hardware(struct work *work, char **ret_jws)
{
	char path[FILES_PATH_BYTES], buffer[HARDWARE_MAX];
	struct seal_key *key;
	struct text json;
	if (work->report->n_hardware == 0) {
		return 0;
	}
	if (!files_join(path, work->order->state, "device.jwk")) {
		return files_diagnose(&work->report->diagnosis, -ENAMETOOLONG, work->order->state);
	}
	if (!files_exist(path)) {
		return PROVISION_NO_KEY;
	}
	int r = seal_load_signing(path, &key, &work->report->diagnosis);
	if (r < 0) {
		return r;
	}
	text_init(&json, buffer, sizeof(buffer));
	write_hardware(work, &json);
	r = json.full ? -E2BIG : seal_sign(key, SEAL_TYP_HARDWARE, text_str(&json), ret_jws);
	seal_free_key(key);
	return r < 0 ? files_diagnose(&work->report->diagnosis, r, path) : 0;
}

/* ---- all of it ---- */

/* guichet.conf as it is; where there is none, it begins empty. */
static int
begin(struct work *work)
{
	char path[FILES_PATH_BYTES], *bytes = NULL;
	config_defaults(&work->config);
	if (!files_join(path, work->order->state, "guichet.conf")) {
		return files_diagnose(&work->report->diagnosis, -ENAMETOOLONG, work->order->state);
	}
	if (!files_exist(path)) {
		return 0;
	}
	int r = config_load(path, &work->config, &work->report->diagnosis);
	if (r < 0) {
		return r;
	}
	size_t n = 0;
	r = files_read(path, &bytes, &n);
	if (r < 0 || n > PROVISION_CONF_MAX) {
		free(bytes);
		return files_diagnose(&work->report->diagnosis, r < 0 ? r : -EFBIG, path);
	}
	memcpy(work->conf[0], bytes, n);
	work->n_conf = n;
	free(bytes);
	return 0;
}

static int
write_state(struct work *work, const char *name, mode_t mode, struct str bytes)
{
	char path[FILES_PATH_BYTES];
	const int r = !files_join(path, work->order->state, name) ?
		-ENAMETOOLONG :
		whole_file_write(path, mode, WHOLE_FILE_OWNER_NONE, bytes);
	return r < 0 ? files_diagnose(&work->report->diagnosis, r, path) : 0;
}

static int
write_all(struct work *work, const char *hardware)
{
	int r = provision_bundle_write(work->order, &work->bundle, work->report);
	if (r == 0 && hardware != NULL) {
		r = write_state(work, "hardware.jws", 0644, str_of(hardware));
	}
	if (r == 0 && work->report->n_settings > 0) {
		r = write_state(
			work, "guichet.conf", 0640, (struct str){ work->conf[work->at], work->n_conf });
	}
	return r;
}

int
provision(const struct provision_order *order, struct provision_report *report)
{
	struct work *work = calloc(1, sizeof(*work));
	char *hardware = NULL;
	*report = (struct provision_report){ .name = NULL };
	if (work == NULL) {
		return files_diagnose(&report->diagnosis, -ENOMEM, order->state);
	}
	work->order = order;
	work->report = report;
	int r = begin(work);
	if (r == 0) {
		r = provision_bundle_read(order, &work->bundle, report);
	}
	if (r == 0) {
		r = set_all(work);
	}
	if (r == 0) {
		r = judge_hardware(work);
	}
	if (r == 0 && report->n_settings + report->n_hardware + report->n_files == 0) {
		r = PROVISION_EMPTY;
	}
	if (r == 0) {
		r = sign_hardware(work, &hardware);
	}
	if (r == 0 && !order->is_trial) {
		r = write_all(work, hardware);
	}
	provision_bundle_forget(&work->bundle);
	free(hardware);
	free(work);
	return r;
}

struct bilingual
provision_sentence(int result)
{
	static const struct bilingual sentences[] = {
		[PROVISION_UNKNOWN] = { { STR("There is no such name. docs/formats/provision.md lists them."),
			STR("Il n’y a pas de nom de ce genre. docs/formats/provision.md les énumère.") } },
		[PROVISION_REFUSED] = { { STR("This value is not allowed. Nothing was changed. Allowed:"),
			STR("Cette valeur n’est pas permise. Rien n’a changé. Valeurs permises\u00a0:") } },
		[PROVISION_INCOMPLETE] = { { STR("This value goes with another one, and is missing. Nothing was changed. Give it too."),
			STR("Cette valeur va avec une autre, et elle manque. Rien n’a changé. Donnez-la aussi.") } },
		[PROVISION_NO_KEY] = { { STR("What is measured is signed with the kiosk’s key, and there is none. Enrol the kiosk first. Nothing was changed."),
			STR("Les mesures sont signées avec la clé de la borne, et il n’y en a pas. Inscrivez d’abord la borne. Rien n’a changé.") } },
		[PROVISION_BUNDLE] = { { STR("A file of the bundle cannot be used. Nothing was changed. Ask the department for it again."),
			STR("Un fichier du lot ne peut pas être utilisé. Rien n’a changé. Demandez-le de nouveau au ministère.") } },
		[PROVISION_UNSIGNED] = { { STR("The bundle is not signed by this kiosk’s department, or a file was exchanged. Nothing was changed. Ask for the bundle again."),
			STR("Le lot n’est pas signé par le ministère de cette borne, ou un fichier a été remplacé. Rien n’a changé. Demandez de nouveau le lot.") } },
		[PROVISION_EMPTY] = { { STR("There is nothing to provision: no value, and no file of a bundle."),
			STR("Il n’y a rien à configurer\u00a0: aucune valeur, et aucun fichier d’un lot.") } },
	};
	return sentences[result];
}
