/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as the service.json beside a template that is good. */
#include <assert.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/form_json.h"

enum { FORM_BYTES = 256 * 1024 };

#define BOTH(key, en, fr) "\"" key "En\":\"" en "\",\"" key "Fr\":\"" fr "\""
#define ELEMENT(id, type, more) \
	"{\"id\":" id ",\"type\":\"" type "\",\"properties\":{" BOTH("title", "Ask", "Demander") more \
		"}}"
#define CHOICES ",\"choices\":[{\"en\":\"Yes\",\"fr\":\"Oui\"},{\"en\":\"No\",\"fr\":\"Non\"}]"
#define TEMPLATE \
	"{" BOTH("title", "Form", "Formulaire") ",\"privacyPolicy\":{" BOTH("description", \
		"We keep it.", "Nous le gardons.") "},\"confirmation\":{" BOTH("description", "Done.", \
		"Fini.") "},\"layout\":[1,2,3,4,5],\"elements\":[" ELEMENT("1", "textField", \
		",\"validation\":{\"required\":true}") "," ELEMENT("2", "radio", CHOICES) "," ELEMENT("3", \
		"checkbox", CHOICES) "," ELEMENT("4", "textArea", "") "," ELEMENT("5", "richText", \
		"," BOTH("description", "Read this.", "Lisez ceci.")) "]}"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[PATH_MAX - 64];

static void
write_file(const char *name, const void *bytes, size_t n)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "wb");
	assert(file != NULL);
	const size_t written = fwrite(bytes, 1, n, file);
	const int closed = fclose(file);
	assert(written == n && closed == 0);
}

static void
clean_up(void)
{
	static const char *const names[] = { "/form.json", "/service.json" };
	char path[PATH_MAX];
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
}

static void
make_folder(void)
{
	const char *place = getenv("TMPDIR");
	snprintf(folder, sizeof(folder), "%s/guichet-service.XXXXXX", place ? place : "/tmp");
	const char *made = mkdtemp(folder);
	const int registered = atexit(clean_up);
	assert(made != NULL && registered == 0);
	write_file("form.json", TEMPLATE, strlen(TEMPLATE));
}

static void
check(const struct form *form)
{
	assert(form->service.n > 0 && form->id.n > 0 && form->version.n > 0);
	assert(form->n_elements == 5 && form->elements[4].type == ELEMENT_RICH_TEXT);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		assert(form->name.in[lang].n > 0 && form->promise.in[lang].n > 0);
		assert(utf8_valid(form->name.in[lang]));
	}
	for (int32_t i = 0; i < form->n_elements; i++) {
		assert(form->elements[i].page >= -1);
		assert(form->elements[i].checks == 0 || form->elements[i].type != ELEMENT_RADIO);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(max_align_t) char memory[FORM_BYTES];
	const struct form *form;
	struct diagnosis diagnosis;
	struct arena arena;
	if (folder[0] == '\0') {
		make_folder();
	}
	write_file("service.json", data, size);
	arena_init(&arena, memory, sizeof(memory));
	const int r = form_load_service(folder, &arena, NULL, &form, &diagnosis);
	if (r == 0) {
		check(form);
	} else {
		assert(r < 0 && arena.used == 0 && diagnosis.where[0] == '$');
		assert(diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0');
	}
	return 0;
}
