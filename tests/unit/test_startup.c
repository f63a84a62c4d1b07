/* SPDX-License-Identifier: MIT */
/* The services stand in the order that they ask for, whatever their folders are called. */
#include "kiosk/startup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { SERVICES = 4 };

/* By name of the folder. */
static const struct {
	const char *name;
	int order;
} services[SERVICES] = { { "alpha", 30 }, { "beta", 7 }, { "delta", 7 }, { "gamma", 2 } };

/* The form is a real one. */
static void
put_service(const char *folder, const char *name, int order)
{
	const char *source = getenv("GUICHET_SOURCE");
	char path[512], target[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(target, sizeof(target), "%s/tests/e2e/services/one-question/form.json", source);
	snprintf(path, sizeof(path), "%s/%s/form.json", folder, name);
	assert_int_equal(symlink(target, path), 0);

	snprintf(path, sizeof(path), "%s/%s/service.json", folder, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fprintf(file,
		"{\"schema\": 1, \"id\": \"%s\", \"order\": %d, \"icon\": \"telephone\", \"formId\": \"one-question\","
		"\"version\": \"1\", \"name\": {\"en\": \"One question\", \"fr\": \"Une question\"},"
		"\"promise\": {\"en\": \"Nobody will call.\", \"fr\": \"Personne n’appellera.\"}}",
		name, order);
	assert_int_equal(fclose(file), 0);
}

static void
remove_service(const char *folder, const char *name)
{
	static const char *const files[] = { "/form.json", "/service.json", "" };
	char path[512];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s%s", folder, name, files[i]);
		assert_int_equal(remove(path), 0);
	}
}

static void
services_stand_in_their_order(void **state)
{
	static const char *const wanted[SERVICES] = { "gamma", "beta", "delta", "alpha" };
	struct services loaded;
	char folder[] = "/tmp/guichet-startup-XXXXXX";
	(void)state;

	assert_non_null(mkdtemp(folder));
	for (int i = 0; i < SERVICES; i++) {
		put_service(folder, services[i].name, services[i].order);
	}
	assert_int_equal(services_init(&loaded, folder), 0);
	assert_int_equal(loaded.n, SERVICES);
	for (int i = 0; i < SERVICES; i++) {
		assert_true(str_eq(loaded.forms[i]->service, str_of(wanted[i])));
	}
	services_deinit(&loaded);
	for (int i = 0; i < SERVICES; i++) {
		remove_service(folder, services[i].name);
	}
	assert_int_equal(rmdir(folder), 0);
}

/* Without the lists that come with the program the service would be refused. */
static void
services_have_the_lists_of_the_kiosk(void **state)
{
	struct services loaded;
	char folder[] = "/tmp/guichet-startup-XXXXXX", path[512];
	(void)state;

	assert_non_null(mkdtemp(folder));
	put_service(folder, "lists", 1);
	snprintf(path, sizeof(path), "%s/lists/form.json", folder);
	assert_int_equal(unlink(path), 0);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fprintf(file,
		"{\"titleEn\":\"a\",\"titleFr\":\"b\",\"privacyPolicy\":{},\"confirmation\":{},\"layout\":[1],\"elements\":"
		"[{\"id\":1,\"type\":\"combobox\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\",\"managedChoices\":"
		"\"provincialTerritorial\"}}]}");
	assert_int_equal(fclose(file), 0);
	assert_int_equal(services_init(&loaded, folder), 0);
	assert_int_equal(loaded.n, 1);
	const struct choice *first = &loaded.forms[0]->elements[0].choices[0];
	assert_int_equal(loaded.forms[0]->elements[0].n_choices, 13);
	assert_true(str_eq(first->folded.in[LANG_EN], STR("government of alberta")));
	services_deinit(&loaded);
	remove_service(folder, "lists");
	assert_int_equal(rmdir(folder), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(services_stand_in_their_order),
		cmocka_unit_test(services_have_the_lists_of_the_kiosk),
	};
	return cmocka_run_group_tests_name("startup", tests, NULL, NULL);
}
