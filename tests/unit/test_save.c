/* SPDX-License-Identifier: MIT */
/* Sealing and storing with the real key, the real outbox and the real thread. */
#include "kiosk/save.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define MARKER "Zyxomarker"

struct fixture {
	char folder[64];
	struct store store;
	sem_t done;
	uint32_t ticket;
	enum stored status;
};

static void
path_in(const struct fixture *f, const char *name, char path[256])
{
	snprintf(path, 256, "%s/%s", f->folder, name);
}

static void
put_file(const struct fixture *f, const char *name, const char *bytes, size_t n)
{
	char path[256];
	path_in(f, name, path);
	const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, n), (ssize_t)n);
	assert_int_equal(close(file), 0);
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct diagnosis diagnosis;
	char private_path[256], public_path[256];

	assert_non_null(f);
	snprintf(f->folder, sizeof(f->folder), "/tmp/guichet-save-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	path_in(f, "recipient.private.jwk", private_path);
	path_in(f, "recipient.jwks", public_path);
	assert_int_equal(seal_make_keys(private_path, public_path, &diagnosis), 0);
	put_file(f, "status.key", "0123456789abcdef0123456789abcdef", STATUS_KEY_BYTES);
	assert_int_equal(sem_init(&f->done, 0, 0), 0);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const names[] = { "recipient.private.jwk", "recipient.jwks", "status.key",
		"outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.db-reserve", "outbox.db.reserve",
		"outbox.reserve" };
	struct fixture *f = *state;
	char path[256];

	store_close(&f->store);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		path_in(f, names[i], path);
		(void)unlink(path);
	}
	(void)rmdir(f->folder);
	sem_destroy(&f->done);
	free(f);
	return 0;
}

static void
open_store(struct fixture *f)
{
	enum trouble trouble;
	struct diagnosis diagnosis;
	assert_int_equal(store_open(f->folder, 0, &f->store, &trouble, &diagnosis), 0);
}

static struct sealed_request
request(const char *id, const char *plaintext)
{
	return (struct sealed_request){
		.ticket = 7,
		.id = str_of(id),
		.plaintext = str_of(plaintext),
		.reference = STR("7K3M9Q2XW4"),
		.form_id = STR("service-request"),
		.form_version = STR("1"),
		.lang = LANG_FR,
		.created_wall = 1762700000000,
	};
}

#define ID_A "0192f0c4-8e2b-7c11-9d55-0123456789ab"
#define ID_B "0192f0c4-8e2b-7c11-9d55-0123456789ac"

struct opened {
	const struct seal_key *key;
	int n;
	char plaintext[8192];
	char header[1024];
};

static bool
open_row(void *context, struct str id, struct str envelope)
{
	struct opened *opened = context;
	char *plaintext, *header;
	size_t n;
	(void)id;

	assert_int_equal(seal_open(opened->key, envelope, &plaintext, &n), 0);
	snprintf(opened->plaintext, sizeof(opened->plaintext), "%s", plaintext);
	free(plaintext);
	assert_int_equal(seal_peek(envelope, &header), 0);
	snprintf(opened->header, sizeof(opened->header), "%s", header);
	free(header);
	opened->n++;
	return true;
}

static void
open_all(struct fixture *f, struct opened *opened)
{
	char path[256];
	struct seal_key *key;
	struct diagnosis diagnosis;

	path_in(f, "recipient.private.jwk", path);
	assert_int_equal(seal_load_private(path, &key, &diagnosis), 0);
	*opened = (struct opened){ .key = key };
	assert_int_equal(outbox_each(f->store.outbox, open_row, opened), 0);
	seal_free_key(key);
}

static void
what_is_stored_opens_with_the_private_key(void **state)
{
	struct fixture *f = *state;
	struct opened opened;

	open_store(f);
	const struct sealed_request a = request(ID_A, "{\"name\":\"" MARKER "\"}");
	assert_int_equal(save_now(&f->store, &a, false), STORED_OK);
	open_all(f, &opened);
	assert_int_equal(opened.n, 1);
	assert_memory_equal(opened.plaintext, "{\"name\":\"" MARKER "\"}", a.plaintext.n);
	assert_non_null(strstr(opened.header, ID_A));
	assert_non_null(strstr(opened.header, "\"lang\":\"fr\""));
	assert_null(strstr(opened.header, "7K3M9Q2XW4")); /* only its hash */
	char hash[44];
	assert_int_equal(seal_ref_hash((const unsigned char *)"0123456789abcdef0123456789abcdef", 32,
						 a.reference, hash),
		0);
	assert_non_null(strstr(opened.header, hash));
}

static void
a_retry_after_a_lost_answer_is_stored_once(void **state)
{
	struct fixture *f = *state;
	struct opened opened;

	open_store(f);
	const struct sealed_request a = request(ID_A, "{}"), b = request(ID_B, "{}");
	assert_int_equal(save_now(&f->store, &a, false), STORED_OK);
	assert_int_equal(save_now(&f->store, &a, false), STORED_OK);
	assert_int_equal(save_now(&f->store, &b, false), STORED_OK);
	open_all(f, &opened);
	assert_int_equal(opened.n, 2);
}

/* Until not a byte more goes into the folder. */
static void
fill(const struct fixture *f)
{
	static const char block[4096];
	char path[256];

	path_in(f, "filler", path);
	const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(file >= 0);
	while (write(file, block, sizeof(block)) > 0) {
	}
	assert_int_equal(errno, ENOSPC);
	assert_int_equal(close(file), 0);
}

/* On a small file system of its own, in a mount namespace of its own. */
static void
a_full_disk_is_told_as_such(void **state)
{
	struct fixture *f = *state;
	struct opened opened;
	struct store store;
	enum trouble trouble = TROUBLE_NONE;
	struct diagnosis diagnosis;
	char path[256], large[64 * 1024];

	if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
		mount("none", f->folder, "tmpfs", 0, "size=4m,mode=0700") != 0) {
		print_message("a full disk cannot be tried: mounting needs root\n");
		skip();
	}
	path_in(f, "recipient.private.jwk", path);
	char public_path[256];
	path_in(f, "recipient.jwks", public_path);
	assert_int_equal(seal_make_keys(path, public_path, &diagnosis), 0);
	put_file(f, "status.key", "0123456789abcdef0123456789abcdef", STATUS_KEY_BYTES);
	open_store(f);
	memset(large, ' ', sizeof(large));
	large[sizeof(large) - 1] = '\0';
	const struct sealed_request a = request(ID_A, large);
	fill(f);
	assert_int_equal(save_now(&f->store, &a, false), STORED_FULL);
	open_all(f, &opened);
	assert_int_equal(opened.n, 0);
	assert_int_equal(store_open(f->folder, 0, &store, &trouble, &diagnosis), -ENOSPC);
	assert_int_equal(
		trouble, TROUBLE_DISK_FULL); /* the next client is told before the first question */

	path_in(f, "filler", path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(save_now(&f->store, &a, false),
		STORED_OK); /* there is room again: the same request goes in */
	store_close(&f->store);
	assert_int_equal(umount(f->folder), 0);
}

static void
take_answer(void *context, uint32_t ticket, enum stored status)
{
	struct fixture *f = context;
	f->ticket = ticket;
	f->status = status;
	assert_int_equal(sem_post(&f->done), 0);
}

/* The key's set with an end, as a department publishes it; the kiosk loaded it in time and ran on. */
static void
end_key_at(const struct fixture *f, long long exp)
{
	char path[256], set[2048], ended[2100];

	path_in(f, "recipient.jwks", path);
	FILE *file = fopen(path, "rbe");
	assert_non_null(file);
	const size_t n = fread(set, 1, sizeof(set) - 1, file);
	assert_int_equal(fclose(file), 0);
	set[n] = '\0';
	char *after = strstr(set, "\"kty\"");
	assert_non_null(after);
	const int length = snprintf(
		ended, sizeof(ended), "%.*s\"exp\":%lld,%s", (int)(after - set), set, exp, after);
	put_file(f, "recipient.jwks", ended, (size_t)length);
}

static void
nothing_is_sealed_to_a_key_that_has_ended(void **state)
{
	struct fixture *f = *state;
	struct opened opened;
	struct save *save;
	struct sealed_request a = request(ID_A, "{}");

	end_key_at(f, a.created_wall / 1000);
	open_store(f);
	assert_int_equal(save_now(&f->store, &a, true), STORED_FAILED);
	assert_int_equal(save_open(&f->store, take_answer, f, &save), 0);
	save_put(save, &a, true);
	assert_int_equal(sem_wait(&f->done), 0);
	assert_int_equal(f->status, STORED_FAILED);
	open_all(f, &opened);
	assert_int_equal(opened.n, 0);

	/* a clock that nobody has set judges nothing; one second earlier the key holds */
	save_put(save, &a, false);
	assert_int_equal(sem_wait(&f->done), 0);
	assert_int_equal(f->status, STORED_OK);
	assert_null(save_close(save));
	a = request(ID_B, "{}");
	a.created_wall -= 1000;
	assert_int_equal(save_now(&f->store, &a, true), STORED_OK);
}

static void
keys_that_cannot_be_used_are_told(void **state)
{
	struct fixture *f = *state;
	struct store store;
	enum trouble trouble = TROUBLE_NONE;
	struct diagnosis d;
	char path[256];

	put_file(f, "status.key", "short", 5);
	assert_int_equal(store_open(f->folder, 0, &store, &trouble, &d), -EINVAL);
	assert_int_equal(trouble, TROUBLE_KEY);
	path_in(f, "status.key", path);
	assert_string_equal(d.file, path);
	assert_non_null(strstr(d.what, "32 bytes"));

	put_file(f, "status.key", "0123456789abcdef0123456789abcdefX", STATUS_KEY_BYTES + 1);
	assert_int_equal(store_open(f->folder, 0, &store, &trouble, &d), -EINVAL);

	assert_int_equal(unlink(path), 0);
	assert_int_equal(store_open(f->folder, 0, &store, &trouble, &d), -ENOENT);
	assert_int_equal(trouble, TROUBLE_KEY);

	path_in(f, "recipient.jwks", path);
	assert_int_equal(unlink(path), 0);
	trouble = TROUBLE_NONE;
	assert_int_equal(store_open(f->folder, 0, &store, &trouble, &d), -ENOENT);
	assert_int_equal(trouble, TROUBLE_KEY);
	assert_string_equal(d.file, path);
}

static void
an_outbox_that_cannot_be_used_is_told(void **state)
{
	struct fixture *f = *state;
	struct store store;
	enum trouble trouble = TROUBLE_NONE;
	struct diagnosis d;
	char garbage[8192];

	assert_true(store_open("/nowhere/at/all", 0, &store, &trouble, &d) < 0);
	assert_int_equal(trouble, TROUBLE_OUTBOX);
	memset(garbage, 'g', sizeof(garbage));
	put_file(f, "outbox.db", garbage, sizeof(garbage));
	trouble = TROUBLE_NONE;
	assert_true(store_open(f->folder, 0, &store, &trouble, &d) < 0);
	assert_int_equal(trouble, TROUBLE_OUTBOX);
	assert_true(d.what[0] != '\0' && d.remedy[0] != '\0');
}

static void
the_worker_keeps_its_own_copy(void **state)
{
	struct fixture *f = *state;
	struct opened opened;
	struct save *save;
	char plaintext[] = "{\"name\":\"" MARKER "\"}";

	open_store(f);
	assert_int_equal(save_open(&f->store, take_answer, f, &save), 0);
	struct sealed_request a = request(ID_A, plaintext);
	save_put(save, &a, false);
	memset(plaintext, 'x', sizeof(plaintext) - 1); /* the visit was wiped meanwhile */
	assert_int_equal(sem_wait(&f->done), 0);
	assert_int_equal(f->ticket, 7);
	assert_int_equal(f->status, STORED_OK);

	a = request(ID_B, "{}");
	a.ticket = 8;
	save_put(save, &a, false);
	assert_int_equal(sem_wait(&f->done), 0);
	assert_int_equal(f->ticket, 8);
	assert_null(save_close(save));
	open_all(f, &opened);
	assert_int_equal(opened.n, 2);
}

static void
closing_waits_for_what_was_promised(void **state)
{
	struct fixture *f = *state;
	struct opened opened;
	struct save *save;

	for (int i = 0; i < 20; i++) {
		char id[] = ID_A;
		id[34] = (char)('0' + i / 10);
		id[35] = (char)('0' + i % 10);
		if (f->store.outbox == NULL) {
			open_store(f);
		}
		assert_int_equal(save_open(&f->store, take_answer, f, &save), 0);
		const struct sealed_request a = request(id, "{}");
		save_put(save, &a, false);
		assert_null(save_close(save));
		assert_int_equal(sem_trywait(&f->done), 0);
		assert_int_equal(f->status, STORED_OK);
	}
	open_all(f, &opened);
	assert_int_equal(opened.n, 20);
}

static off_t
log_size(const struct fixture *f)
{
	char path[256];
	struct stat info;
	path_in(f, "outbox.db-wal", path);
	assert_int_equal(stat(path, &info), 0);
	return info.st_size;
}

/* While nobody waits: else a later outbox_put() would have to, between a client and "saved". */
static void
the_worker_tidies_after_its_answer(void **state)
{
	struct fixture *f = *state;
	struct opened opened;
	struct save *save;
	static char large[200 * 1024];

	open_store(f);
	memset(large, ' ', sizeof(large) - 1);
	const struct sealed_request a = request(ID_A, large), b = request(ID_B, large);
	assert_int_equal(save_now(&f->store, &a, false), STORED_OK);
	const off_t untidy = log_size(f);
	assert_int_equal(save_open(&f->store, take_answer, f, &save), 0);
	save_put(save, &b, false);
	assert_null(save_close(save)); /* the outbox itself is still open */
	assert_int_equal(f->status, STORED_OK);
	assert_true(log_size(f) < untidy);
	open_all(f, &opened);
	assert_int_equal(opened.n, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_stored_opens_with_the_private_key),
		TEST(a_retry_after_a_lost_answer_is_stored_once),
		TEST(a_full_disk_is_told_as_such),
		TEST(nothing_is_sealed_to_a_key_that_has_ended),
		TEST(keys_that_cannot_be_used_are_told),
		TEST(an_outbox_that_cannot_be_used_is_told),
		TEST(the_worker_keeps_its_own_copy),
		TEST(the_worker_tidies_after_its_answer),
		TEST(closing_waits_for_what_was_promised),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
