/* SPDX-License-Identifier: MIT */
/* Searches the writable memory of a process, or a file, for a word in UTF-8, UTF-16 and UTF-32, in either case. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	NONE = 0,
	FOUND = 1,
	USAGE = 2,
	FATAL = 4,
	GONE = 5,
	BLOCK = 1 << 20,
	LONGEST = 64,
	ATTEMPTS = 20
};

/* Bytes from one character to the next: UTF-8, UTF-16, UTF-32. What lies between must be zero, in either byte order. */
static const size_t widths[] = { 1, 2, 4 };

static bool
is_at(const unsigned char *bytes, size_t n, const char *word, size_t width)
{
	const size_t length = strlen(word);

	if ((length - 1) * width + 1 > n) {
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		if (tolower(bytes[i * width]) != tolower((unsigned char)word[i])) {
			return false;
		}
		for (size_t between = 1; between < width && i + 1 < length; between++) {
			if (bytes[i * width + between] != 0) {
				return false;
			}
		}
	}
	return true;
}

/* Counts the places; `fresh` bytes at the front are new, the rest is looked at again with the next block. */
static long
count(const unsigned char *bytes, size_t n, size_t fresh, const char *word, const char *where)
{
	long found = 0;

	for (size_t at = 0; at < n && at < fresh; at++) {
		if (tolower(bytes[at]) != tolower((unsigned char)word[0])) {
			continue;
		}
		for (size_t w = 0; w < sizeof(widths) / sizeof(widths[0]); w++) {
			if (is_at(bytes + at, n - at, word, widths[w])) {
				printf("%zu-byte characters in %s\n", widths[w], where);
				found++;
			}
		}
	}
	return found;
}

/* From `from` to `to` of a file; a block overlaps the next by as much as a word may be long. -1: cannot be read. */
static long
scan(int file, unsigned long from, unsigned long to, const char *word, const char *where)
{
	static unsigned char block[BLOCK + 4 * LONGEST];
	long found = 0;

	for (unsigned long at = from; at < to; at += BLOCK) {
		const size_t wanted = to - at < sizeof(block) ? to - at : sizeof(block);
		const ssize_t got = pread(file, block, wanted, (off_t)at);
		if (got < 0 || (size_t)got < (wanted < BLOCK ? wanted : BLOCK)) {
			return -1;
		}
		found += count(block, (size_t)got, BLOCK, word, where);
	}
	return found;
}

/* GONE: the process gave memory back while it was looked at, as it may at any time. */
static int
scan_mappings(const char *pid, const char *word)
{
	char path[64], line[512], where[512], mode[8];
	unsigned long from, to, n_bytes = 0;
	long found = 0;
	int n_mappings = 0;

	snprintf(path, sizeof(path), "/proc/%.20s/mem", pid);
	const int memory = open(path, O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/%.20s/maps", pid);
	FILE *maps = fopen(path, "re");
	if (memory < 0 || maps == NULL) {
		fprintf(stderr, "marker-scan: %s: %s\n", path, strerror(errno));
		return FATAL;
	}
	while (fgets(line, sizeof(line), maps) != NULL) {
		where[0] = '\0';
		if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %511[^\n]", &from, &to, mode, where) < 3 ||
			strncmp(mode, "rw", 2) != 0) {
			continue;
		}
		const long here = scan(
			memory, from, to, word, where[0] != '\0' ? where : "anonymous memory");
		if (here < 0) {
			fprintf(stderr, "marker-scan: cannot read %s", line);
			(void)fclose(maps);
			(void)close(memory);
			return GONE;
		}
		found += here;
		n_bytes += to - from;
		n_mappings++;
	}
	(void)fclose(maps);
	(void)close(memory);
	if (n_mappings < 10) {
		fprintf(stderr,
			"marker-scan: process %s has only %d writable mappings: it cannot be what was meant\n",
			pid, n_mappings);
		return FATAL;
	}
	printf("%ld times in %d mappings, %lu KiB of process %s\n", found, n_mappings, n_bytes / 1024,
		pid);
	return found > 0 ? FOUND : NONE;
}

static int
scan_process(const char *pid, const char *word)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		const int r = scan_mappings(pid, word);
		if (r != GONE) {
			return r;
		}
	}
	return FATAL;
}

static int
scan_file(const char *path, const char *word)
{
	struct stat info;
	const int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0 || fstat(file, &info) != 0) {
		fprintf(stderr, "marker-scan: %s: %s\n", path, strerror(errno));
		return FATAL;
	}
	const long found = scan(file, 0, (unsigned long)info.st_size, word, path);
	(void)close(file);
	if (found < 0) {
		fprintf(stderr, "marker-scan: cannot read %s\n", path);
		return FATAL;
	}
	return found > 0 ? FOUND : NONE;
}

int
main(int argc, char **argv)
{
	if (argc < 4 || strlen(argv[1]) < 4 || strlen(argv[1]) > LONGEST) {
		fprintf(stderr, "usage: marker-scan WORD --pid PID | --files FILE...\n");
		return USAGE;
	}
	if (strcmp(argv[2], "--pid") == 0) {
		return scan_process(argv[3], argv[1]);
	}
	int worst = NONE;
	for (int i = 3; i < argc; i++) {
		const int r = scan_file(argv[i], argv[1]);
		worst = r > worst ? r : worst;
	}
	return worst;
}
