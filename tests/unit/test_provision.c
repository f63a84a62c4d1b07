/* SPDX-License-Identifier: MIT */
/* Provisioning: settings go into guichet.conf and nothing else changes; what was measured has limits, and is signed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/hardware.h"
#include "device/provision.h"
#include "device/provision_conf.h"
#include "platform/seal_jws.h"

struct place {
	char folder[64], conf[96], hardware[96], key[96], keys[96];
};

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-prov-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	(void)snprintf(place->conf, sizeof(place->conf), "%s/guichet.conf", place->folder);
	(void)snprintf(place->hardware, sizeof(place->hardware), "%s/hardware.jws", place->folder);
	(void)snprintf(place->key, sizeof(place->key), "%s/device.jwk", place->folder);
	(void)snprintf(place->keys, sizeof(place->keys), "%s/device.jwks", place->folder);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	struct place *place = *state;
	(void)unlink(place->conf);
	(void)unlink(place->hardware);
	(void)unlink(place->key);
	(void)unlink(place->keys);
	const int r = rmdir(place->folder); /* nothing half written is left */
	free(place);
	return r;
}

static void
expect_set(const char *conf, const char *name, const char *value, const char *expected)
{
	char buffer[512];
	struct text out;
	text_init(&out, buffer, sizeof(buffer) - 1);
	assert_true(provision_conf_set(str_of(conf), name, value, &out));
	buffer[out.n] = '\0';
	assert_string_equal(buffer, expected);
}

static void
one_setting_changes_one_line(void **state)
{
	(void)state;
	expect_set("", "device", "A", "[site]\ndevice = A\n");
	expect_set("# a\n[site]\ndevice=B ; c\nofficer = no\n", "device", "A",
		"# a\n[site]\ndevice = A\nofficer = no\n");
	expect_set("[site]\nofficer = no\n\n# of the screen\n[display]\nsize = 2\n", "device", "A",
		"[site]\nofficer = no\ndevice = A\n\n# of the screen\n[display]\nsize = 2\n");
	expect_set(
		"[site]\nofficer = no", "size", "3", "[site]\nofficer = no\n\n[display]\nsize = 3\n");
	expect_set("[display]\n# size = 1\n[site]\nsize = 9\n", "size", "3",
		"[display]\nsize = 3\n# size = 1\n[site]\nsize = 9\n");
	char little[8];
	struct text out;
	text_init(&out, little, sizeof(little));
	assert_false(provision_conf_set(STR("[site]\n"), "device", "A", &out));
}

static int
run(const struct place *place, const struct provision_pair *pairs, int n,
	struct provision_report *report)
{
	const struct provision_order order = {
		.state = place->folder, .pairs = pairs, .n_pairs = n, .owner = WHOLE_FILE_OWNER_NONE
	};
	return provision(&order, report);
}

static void
settings_are_those_of_the_program(void **state)
{
	const struct place *place = *state;
	const struct provision_pair pairs[] = { { "device", "KIOSK-7" }, { "first-language", "fr" },
		{ "bar-mm", "100" }, { "bar-measured", "95" }, { "size", "1" }, { "size", "3" } };
	struct provision_report report;
	struct config config;
	assert_int_equal(run(place, pairs, 6, &report), 0);
	config_defaults(&config);
	const float before = config.px_per_mm;
	assert_int_equal(config_load(place->conf, &config, &report.diagnosis), 0);
	assert_string_equal(config.device, "KIOSK-7");
	assert_string_equal(config.first_language, "fr");
	assert_int_equal(config.size, 3);
	assert_true(config.px_per_mm > before * 100 / 95 - 0.001f &&
		config.px_per_mm < before * 100 / 95 + 0.001f);
	/* a second bar, drawn with the new scale, finds nothing to mend */
	const struct provision_pair again[] = { { "bar-measured", "50" } };
	const float scale = config.px_per_mm;
	assert_int_equal(run(place, again, 1, &report), 0);
	assert_int_equal(config_load(place->conf, &config, &report.diagnosis), 0);
	assert_true(config.px_per_mm == scale);
}

static void
refused_value_changes_nothing(void **state)
{
	static const struct provision_pair wrong[] = { { "device", "a b" }, { "size", "5" },
		{ "distance", "299" }, { "px-per-mm", "21" }, { "first-language", "de" },
		{ "time-zone", "/etc/passwd" }, { "bar-measured", "19" }, { "force-n", "22.3" },
		{ "control-lowest-mm", "379" }, { "control-highest-mm", "1221" }, { "tactile-5", "no" },
		{ "speaker-loudest-dba", "64" }, { "audio-jack", "1" }, { "force-n", "1e1" },
		{ "force-n", "" }, { "force-n", "0x5" }, { "ca", "a\nb" } };
	const struct place *place = *state;
	struct provision_report report;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const struct provision_pair pairs[] = { { "province", "QC" }, wrong[i] };
		if (run(place, pairs, 2, &report) != PROVISION_REFUSED) {
			fail_msg("%s = %s is let through", wrong[i].name, wrong[i].value);
		}
		assert_string_equal(report.name, wrong[i].name);
		assert_true(report.allowed[LANG_EN][0] != '\0' && report.allowed[LANG_FR][0] != '\0');
		assert_false(files_exist(place->conf) || files_exist(place->hardware));
	}
	const struct provision_pair unknown[] = { { "province", "QC" }, { "colour", "red" } };
	assert_int_equal(run(place, unknown, 2, &report), PROVISION_UNKNOWN);
	assert_string_equal(report.name, "colour");
	assert_int_equal(run(place, NULL, 0, &report), PROVISION_EMPTY);
	const struct provision_pair half[] = { { "bar-mm", "50" } };
	assert_int_equal(run(place, half, 1, &report), PROVISION_INCOMPLETE);
	assert_false(files_exist(place->conf));
}

static void
limits_belong_together(void **state)
{
	const struct place *place = *state;
	struct provision_report report;
	const struct provision_pair loud[] = { { "ambient-dba", "46" },
		{ "speaker-loudest-dba", "65" } };
	assert_int_equal(run(place, loud, 2, &report), PROVISION_REFUSED);
	assert_string_equal(report.name, "speaker-loudest-dba");
	const struct provision_pair deep[] = { { "obstruction-depth-mm", "510" },
		{ "control-highest-mm", "1121" } };
	assert_int_equal(run(place, deep, 2, &report), PROVISION_REFUSED);
	assert_string_equal(report.name, "control-highest-mm");
	const struct provision_pair quiet[] = { { "ambient-dba", "45" },
		{ "speaker-loudest-dba", "65" } };
	assert_int_equal(run(place, quiet, 2, &report), PROVISION_NO_KEY);
}

static void
measurements_are_signed(void **state)
{
	const struct place *place = *state;
	const struct provision_pair pairs[] = { { "device", "KIOSK-7" }, { "force-n", "9.5" },
		{ "hearing-loop", "no" }, { "force-n", "12.5" } };
	struct provision_report report;
	struct seal_signers *signers = NULL;
	struct seal_signer signer;
	char *jws, *json;
	size_t n;
	assert_int_equal(
		seal_make_signing_keys(place->key, place->keys, "KIOSK-7", &report.diagnosis), 0);
	assert_int_equal(run(place, pairs, 4, &report), 0);
	assert_int_equal(report.n_settings, 1);
	assert_int_equal(files_read(place->hardware, &jws, &n), 0);
	assert_int_equal(seal_add_signers(place->keys, &signers, &report.diagnosis), 0);
	assert_int_equal(
		seal_verify(signers, SEAL_TYP_HARDWARE, (struct str){ jws, n }, &json, &n, &signer), 0);
	assert_non_null(strstr(json, "\"device\":\"KIOSK-7\""));
	assert_non_null(strstr(json, "{\"hearing-loop\":false,\"force-n\":12.5}"));
	seal_free_signers(signers);
	free(json);
	free(jws);
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_setting_changes_one_line),
		place_test(settings_are_those_of_the_program),
		place_test(refused_value_changes_nothing),
		place_test(limits_belong_together),
		place_test(measurements_are_signed),
	};
	return cmocka_run_group_tests_name("provision", tests, NULL, NULL);
}
