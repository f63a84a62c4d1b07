/* SPDX-License-Identifier: MIT */
/* Which services are offered, and in which order. */
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

static void
put_text(const char *folder, const char *name, const char *text)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s/form.json", folder, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
put_link(const char *folder, const char *name)
{
	char path[512], target[512];
	snprintf(target, sizeof(target), "%s/tests/e2e/services/one-question/form.json",
		getenv("GUICHET_SOURCE"));
	snprintf(path, sizeof(path), "%s/%s/form.json", folder, name);
	assert_int_equal(symlink(target, path), 0);
}

/* The form is a real one where none is given. */
static void
put_service(const char *folder, const char *name, int order, const char *form)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(mkdir(path, 0700), 0);
	if (form != NULL) {
		put_text(folder, name, form);
	} else {
		put_link(folder, name);
	}
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
		put_service(folder, services[i].name, services[i].order, NULL);
	}
	assert_int_equal(services_init(&loaded, folder, false), 0);
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

#define DOCUMENT(required) \
	"{\"titleEn\":\"a\",\"titleFr\":\"b\",\"privacyPolicy\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"}," \
	"\"confirmation\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},\"layout\":[1],\"elements\":[{\"id\":1," \
	"\"type\":\"fileInput\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\",\"validation\":{\"required\":" required \
	"}}}]}"

/* How many services are offered; what was said meanwhile is in `said`. */
static int
offer(const char *folder, bool officer, char *said, size_t size)
{
	struct services loaded;
	FILE *captured = tmpfile();
	assert_non_null(captured);
	const int saved = dup(STDERR_FILENO);
	dup2(fileno(captured), STDERR_FILENO);
	const int r = services_init(&loaded, folder, officer);
	const int n = loaded.n;
	services_deinit(&loaded);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(captured);
	said[fread(said, 1, size - 1, captured)] = '\0';
	assert_int_equal(fclose(captured), 0);
	assert_int_equal(r == 0, n > 0);
	return n;
}

static void
a_required_document_needs_an_officer(void **state)
{
	static const char *const names[] = { "alpha", "beta", "gamma" };
	char folder[] = "/tmp/guichet-startup-XXXXXX", said[4096], path[64];
	(void)state;

	assert_non_null(mkdtemp(folder));
	put_service(folder, "alpha", 1, NULL);
	put_service(folder, "beta", 2, DOCUMENT("true"));
	put_service(folder, "gamma", 3, DOCUMENT("false"));
	const int with = offer(folder, true, said, sizeof(said));
	const int without = offer(folder, false, said, sizeof(said));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		remove_service(folder, names[i]);
	}
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(with, 3);
	assert_int_equal(without, 2);
	snprintf(path, sizeof(path), "guichet: %s/beta: ", folder);
	assert_int_equal(strncmp(said, path, strlen(path)), 0);
	assert_non_null(strstr(said, "set officer = yes in section [site]"));
	assert_non_null(strstr(said, "mettez officer = yes dans la section [site]"));
	assert_null(strstr(said, "gamma"));
}

static void
the_command_line_brings_an_officer(void **state)
{
	struct options options;
	char *with[] = { "guichet", "--officer", NULL }, *without[] = { "guichet", NULL };
	(void)state;

	assert_int_equal(options_parse(2, with, &options), 0);
	assert_true(options.config.officer);
	assert_int_equal(options_parse(1, without, &options), 0);
	assert_false(options.config.officer);
}

/* Without the lists that come with the program the service would be refused. */
static void
services_have_the_lists_of_the_kiosk(void **state)
{
	struct services loaded;
	char folder[] = "/tmp/guichet-startup-XXXXXX", path[512];
	(void)state;

	assert_non_null(mkdtemp(folder));
	put_service(folder, "lists", 1, NULL);
	snprintf(path, sizeof(path), "%s/lists/form.json", folder);
	assert_int_equal(unlink(path), 0);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fprintf(file,
		"{\"titleEn\":\"a\",\"titleFr\":\"b\",\"privacyPolicy\":{},\"confirmation\":{},\"layout\":[1],\"elements\":"
		"[{\"id\":1,\"type\":\"combobox\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\",\"managedChoices\":"
		"\"provincialTerritorial\"}}]}");
	assert_int_equal(fclose(file), 0);
	assert_int_equal(services_init(&loaded, folder, false), 0);
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
		cmocka_unit_test(a_required_document_needs_an_officer),
		cmocka_unit_test(the_command_line_brings_an_officer),
		cmocka_unit_test(services_have_the_lists_of_the_kiosk),
	};
	return cmocka_run_group_tests_name("startup", tests, NULL, NULL);
}
