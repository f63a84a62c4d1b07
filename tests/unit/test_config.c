/* SPDX-License-Identifier: MIT */
/* guichet.conf: defaults, limits, and what is said about a file that is wrong. */
#include "platform/config.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *
source(const char *name, char path[512])
{
	const char *root = getenv("GUICHET_SOURCE");
	assert_non_null(root);
	snprintf(path, 512, "%s/%s", root, name);
	return path;
}

/* Loads `text` as a file on top of the defaults. */
static int
load(const char *text, struct config *config, struct diagnosis *diagnosis)
{
	char path[] = "/tmp/guichet-conf-XXXXXX";
	const int file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(close(file), 0);
	config_defaults(config);
	const int r = config_load(path, config, diagnosis);
	if (r != 0) {
		assert_string_equal(diagnosis->file, path);
		assert_true(diagnosis->what[0] != '\0' && diagnosis->remedy[0] != '\0');
	}
	assert_int_equal(unlink(path), 0);
	return r;
}

static void
the_example_is_the_defaults(void **state)
{
	struct config defaults, example;
	struct diagnosis diagnosis;
	char path[512];
	(void)state;

	config_defaults(&defaults);
	example = defaults;
	assert_int_equal(config_load(source("assets/guichet.conf", path), &example, &diagnosis), 0);
	assert_string_equal(example.device, defaults.device);
	assert_string_equal(example.province, defaults.province);
	assert_string_equal(example.time_zone, defaults.time_zone);
	assert_string_equal(example.theme, defaults.theme);
	assert_false(defaults.officer);
	assert_int_equal(example.officer, defaults.officer);
	assert_int_equal(example.idle_limit, defaults.idle_limit);
	assert_int_equal(example.size, defaults.size);
	assert_string_equal(example.keyboard, defaults.keyboard);
	assert_int_equal(example.turned, defaults.turned);
	assert_int_equal(example.attenuation_db, defaults.attenuation_db);
	assert_int_equal(example.distance_mm, defaults.distance_mm);
	assert_true(example.px_per_mm > defaults.px_per_mm - 0.001f &&
		example.px_per_mm < defaults.px_per_mm + 0.001f);
	assert_string_equal(example.services, "");
	assert_string_equal(example.state, "/data/guichet");
	assert_string_equal(example.intake, "http://127.0.0.1:8471");
	assert_string_equal(example.intake_ca, "");
}

static void
reads_every_setting(void **state)
{
	struct config config;
	struct diagnosis diagnosis;
	(void)state;

	assert_int_equal(
		load(
			"[site]\ndevice = SC-0421\nprovince=QC\ntime-zone = America/Argentina/Buenos_Aires\nofficer = yes\n"
			"[display]\npx-per-mm = 4.25 ; measured\ndistance = 700\nsize = 4\ntheme = white-on-black\n"
			"card = /dev/dri/card1\nmode = 1920x1080\nturned = 270\n"
			"[input]\nkeyboard = ca-french\n[sound]\ncard = PCH\nattenuation = 12\n"
			"[session]\nidle-limit = 300\n[paths]\nservices = /srv/a b\nfonts = f.conf\nstate = ../état\n"
			"[sync]\nintake = https://intake.example:8443\nca = /etc/guichet/ca.pem\n"
			"[update]\nbundles = https://updates.example:8443/guichet/amd64\nbundles-ca = u.pem\n",
			&config, &diagnosis),
		0);
	assert_string_equal(config.device, "SC-0421");
	assert_string_equal(config.province, "QC");
	assert_string_equal(config.time_zone, "America/Argentina/Buenos_Aires");
	assert_true(config.officer);
	assert_true(config.px_per_mm == 4.25f);
	assert_int_equal(config.distance_mm, 700);
	assert_int_equal(config.size, 4);
	assert_string_equal(config.theme, "white-on-black");
	assert_string_equal(config.card, "/dev/dri/card1");
	assert_int_equal(config.mode_w, 1920);
	assert_int_equal(config.mode_h, 1080);
	assert_int_equal(config.turned, 270);
	assert_string_equal(config.keyboard, "ca-french");
	assert_string_equal(config.sound_card, "PCH");
	assert_int_equal(config.attenuation_db, 12);
	assert_int_equal(config.idle_limit, 300000);
	assert_string_equal(config.services, "/srv/a b");
	assert_string_equal(config.fonts, "f.conf");
	assert_string_equal(config.state, "../état");
	assert_string_equal(config.intake, "https://intake.example:8443");
	assert_string_equal(config.intake_ca, "/etc/guichet/ca.pem");
	assert_string_equal(config.bundles, "https://updates.example:8443/guichet/amd64");
	assert_string_equal(config.bundles_ca, "u.pem");
}

static void
limits_are_inclusive(void **state)
{
	static const struct {
		const char *section, *name, *value;
		int r;
	} cases[] = {
		{ "session", "idle-limit", "120", 0 },
		{ "session", "idle-limit", "300", 0 },
		{ "session", "idle-limit", "119", -EINVAL },
		{ "session", "idle-limit", "301", -EINVAL },
		{ "session", "idle-limit", "180.5", -EINVAL },
		{ "display", "size", "1", 0 },
		{ "display", "size", "0", -EINVAL },
		{ "display", "size", "5", -EINVAL },
		{ "display", "size", "2x", -EINVAL },
		{ "display", "size", "", -EINVAL },
		{ "display", "px-per-mm", "1", 0 },
		{ "display", "px-per-mm", "20", 0 },
		{ "display", "px-per-mm", "0.99", -EINVAL },
		{ "display", "px-per-mm", "nan", -EINVAL },
		{ "display", "px-per-mm", "inf", -EINVAL },
		{ "display", "px-per-mm", "0x4", -EINVAL },
		{ "display", "px-per-mm", "-4", -EINVAL },
		{ "display", "px-per-mm", "1.2.3", -EINVAL },
		{ "display", "distance", "1501", -EINVAL },
		{ "display", "theme", "low-contrast", 0 },
		{ "display", "theme", "pink", -EINVAL },
		{ "display", "mode", "480x7680", 0 },
		{ "display", "mode", "479x800", -EINVAL },
		{ "display", "mode", "1920", -EINVAL },
		{ "display", "mode", "1920x1080x", -EINVAL },
		{ "display", "mode", "1920x+800", -EINVAL },
		{ "display", "turned", "90", 0 },
		{ "display", "turned", "45", -EINVAL },
		{ "display", "turned", "360", -EINVAL },
		{ "display", "card", "/dev/dri/by-path/of-many-characters", -EINVAL },
		{ "input", "keyboard", "us", 0 },
		{ "input", "keyboard", "dvorak", -EINVAL },
		{ "sound", "card", "../x", -EINVAL },
		{ "sound", "attenuation", "61", -EINVAL },
		{ "site", "province", "YT", 0 },
		{ "site", "province", "qc", -EINVAL },
		{ "site", "province", "XX", -EINVAL },
		{ "site", "province", "QCC", -EINVAL },
		{ "site", "device", "A", 0 },
		{ "site", "device", "a b", -EINVAL },
		{ "site", "time-zone", "UTC", 0 },
		{ "site", "time-zone", "/etc/passwd", -EINVAL },
		{ "site", "time-zone", "../x", -EINVAL },
		{ "site", "officer", "yes", 0 },
		{ "site", "officer", "no", 0 },
		{ "site", "officer", "Yes", -EINVAL },
		{ "site", "officer", "yes!", -EINVAL },
		{ "site", "officer", "true", -EINVAL },
		{ "site", "officer", "1", -EINVAL },
		{ "site", "officer", "", -EINVAL },
		{ "paths", "state", "", -EINVAL },
		{ "paths", "colour", "red", -EINVAL },
		{ "sync", "intake", "http://[::1]:80", 0 },
		{ "sync", "intake", "ftp://127.0.0.1", -EINVAL },
		{ "sync", "intake", "https://", -EINVAL },
		{ "sync", "intake", "https://intake.example/v1", -EINVAL },
		{ "sync", "intake", "https://user@intake.example", -EINVAL },
		{ "sync", "ca", "", -EINVAL },
		{ "update", "bundles", "http://127.0.0.1:80/", 0 },
		{ "update", "bundles", "https://updates.example/a?b", -EINVAL },
		{ "update", "bundles", "updates.example/guichet", -EINVAL },
		{ "update", "bundles", "file:///data", -EINVAL },
	};
	struct config config, before;
	struct diagnosis diagnosis;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		config_defaults(&config);
		before = config;
		const int r = config_set(
			&config, cases[i].section, cases[i].name, cases[i].value, &diagnosis);
		if (r != cases[i].r) {
			fail_msg("%s = \"%s\" gave %d", cases[i].name, cases[i].value, r);
		}
		if (r != 0) {
			assert_memory_equal(&before, &config, sizeof(config));
		}
	}
}

/* As the command line does over a file. */
static void
an_officer_may_be_there_and_gone(void **state)
{
	struct config config;
	struct diagnosis diagnosis;
	(void)state;

	config_defaults(&config);
	assert_int_equal(config_set(&config, "site", "officer", "yes", &diagnosis), 0);
	assert_true(config.officer);
	assert_int_equal(config_set(&config, "site", "officer", "no", &diagnosis), 0);
	assert_false(config.officer);
	assert_int_equal(config_set(&config, "site", "officer", "on", &diagnosis), -EINVAL);
	assert_string_equal(diagnosis.remedy, "Allowed: yes or no.");
}

static void
refuses_what_does_not_fit(void **state)
{
	struct config config;
	struct diagnosis diagnosis;
	char value[300];
	(void)state;

	config_defaults(&config);
	memset(value, 'a', sizeof(value));
	value[63] = '\0';
	assert_int_equal(config_set(&config, "site", "device", value, &diagnosis), 0);
	value[63] = 'a';
	value[64] = '\0';
	assert_int_equal(config_set(&config, "site", "device", value, &diagnosis), -EINVAL);
	value[64] = 'a';
	value[255] = '\0';
	assert_int_equal(config_set(&config, "paths", "state", value, &diagnosis), 0);
	value[255] = 'a';
	value[256] = '\0';
	assert_int_equal(config_set(&config, "paths", "state", value, &diagnosis), -EINVAL);
}

static void
a_diagnosis_names_line_and_setting(void **state)
{
	struct config config;
	struct diagnosis d;
	(void)state;

	assert_int_equal(load("# first\n\n[display]\nsize = 9\n", &config, &d), -EINVAL);
	assert_string_equal(d.where, "line 4, [display] size");
	assert_string_equal(d.what, "\"9\" is not allowed for size.");
	assert_string_equal(d.remedy, "Allowed: 1, 2, 3 or 4.");
	assert_int_equal(config.size, 2);

	assert_int_equal(load("[display]\nsize = 1\nsise = 1\n", &config, &d), -EINVAL);
	assert_string_equal(d.where, "line 3, [display] sise");
	assert_int_equal(config.size, 2); /* nothing of a refused file counts */

	assert_int_equal(load("[display]\nsize = 1\nsize = 3\n", &config, &d), -EINVAL);
	assert_string_equal(d.where, "line 3, [display] size");

	assert_int_equal(load("[display]\nwhat is this\nsize = 9\n", &config, &d), -EINVAL);
	assert_string_equal(d.where, "line 2");

	assert_int_equal(load("size = 1\n", &config, &d), -EINVAL);
	assert_string_equal(d.where, "line 1, [] size");
}

static void
a_long_line_is_not_cut_in_two(void **state)
{
	struct config config;
	struct diagnosis d;
	char text[400] = "[paths]\nstate = ";
	(void)state;

	memset(text + strlen(text), 'a', 250);
	assert_int_equal(load(text, &config, &d), -EINVAL);
	assert_string_equal(d.where, "line 2");
	assert_string_equal(config.state, "");
}

static void
an_absent_file_is_told(void **state)
{
	struct config config;
	struct diagnosis diagnosis;
	(void)state;

	config_defaults(&config);
	assert_int_equal(config_load("/nowhere/guichet.conf", &config, &diagnosis), -ENOENT);
	assert_string_equal(diagnosis.file, "/nowhere/guichet.conf");
	assert_int_equal(config_load("/", &config, &diagnosis), -EIO); /* opens, but reading fails */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_is_the_defaults),
		cmocka_unit_test(reads_every_setting),
		cmocka_unit_test(limits_are_inclusive),
		cmocka_unit_test(an_officer_may_be_there_and_gone),
		cmocka_unit_test(refuses_what_does_not_fit),
		cmocka_unit_test(a_diagnosis_names_line_and_setting),
		cmocka_unit_test(a_long_line_is_not_cut_in_two),
		cmocka_unit_test(an_absent_file_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
