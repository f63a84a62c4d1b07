/* SPDX-License-Identifier: MIT */
/* Members of the objects in an event file: their types, ranges and names, and what is said when they are wrong. */
#include "platform/play_json_read.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
play_refuse(struct play_loader *loader, const char *what, ...)
{
	struct diagnosis *diagnosis = loader->diagnosis;
	*diagnosis = (struct diagnosis){ 0 };
	snprintf(diagnosis->file, sizeof(diagnosis->file), "%s", loader->name);
	if (loader->line > 0) {
		snprintf(diagnosis->where, sizeof(diagnosis->where), "line %d", loader->line);
	}
	snprintf(diagnosis->remedy, sizeof(diagnosis->remedy),
		"Correct the line; docs/formats/events.md has all that may stand in one.");
	va_list args;
	va_start(args, what);
	vsnprintf(diagnosis->what, sizeof(diagnosis->what), what, args);
	va_end(args);
	return -EINVAL;
}

/* 0, or -EINVAL when the member is there and is no whole number of least .. most; `absent` stands for one that is not. */
int
play_read_int(struct play_loader *loader, const json_t *object, const char *name, int64_t least,
	int64_t most, int64_t absent, int64_t *ret_value)
{
	const json_t *member = json_object_get(object, name);
	if (!member) {
		*ret_value = absent;
		return 0;
	}
	if (!json_is_integer(member) || json_integer_value(member) < least ||
		json_integer_value(member) > most) {
		return play_refuse(loader, "\"%s\" is no whole number from %lld to %lld.", name,
			(long long)least, (long long)most);
	}
	*ret_value = json_integer_value(member);
	return 0;
}

int
play_need_string(
	struct play_loader *loader, const json_t *value, const char *name, struct str *ret_string)
{
	if (!json_is_string(value)) {
		return play_refuse(loader, "\"%s\" is no text in quotes.", name);
	}
	*ret_string = (struct str){ json_string_value(value), json_string_length(value) };
	return 0;
}

/* Index of the text among `names`, of which there are `n`. */
int
play_need_one_of(struct play_loader *loader, const json_t *value, const char *name,
	const char *const *names, int n, int *ret_index)
{
	struct str string;
	const int r = play_need_string(loader, value, name, &string);
	if (r < 0) {
		return r;
	}
	for (int i = 0; i < n; i++) {
		if (names[i] && str_eq(string, str_of(names[i]))) {
			*ret_index = i;
			return 0;
		}
	}
	return play_refuse(loader, "\"%s\" cannot be \"%.40s\".", name, string.p);
}

int
play_need_members_of(
	struct play_loader *loader, json_t *object, const char *of, const char *const *names, size_t n)
{
	if (!json_is_object(object)) {
		return play_refuse(loader, "\"%s\" is no object in braces.", of);
	}
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value)
	{
		bool known = false;
		for (size_t i = 0; i < n && !known; i++) {
			known = strcmp(key, names[i]) == 0;
		}
		if (!known) {
			return play_refuse(loader, "\"%s\" has no member \"%.40s\".", of, key);
		}
	}
	return 0;
}
