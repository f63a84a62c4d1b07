/* SPDX-License-Identifier: MIT */
/* The bytes of a WAV file, and a disk that is full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <errno.h>

#include "kiosk/wav.h"

static void
header_and_samples_are_little_endian(void **state)
{
	(void)state;
	static const int16_t samples[] = { 1, -2, 0x1234 };
	static const unsigned char wanted[] = { 'R', 'I', 'F', 'F', 46, 0, 0, 0, 'W', 'A', 'V', 'E',
		'f', 'm', 't', ' ', 16, 0, 0, 0, 1, 0, 1, 0, 0x22, 0x56, 0, 0, 0x44, 0xAC, 0, 0, 2, 0, 16,
		0, 'd', 'a', 't', 'a', 10, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0xFE, 0xFF, 0x34, 0x12 };
	unsigned char bytes[sizeof(wanted) + 1];
	char path[] = "/tmp/guichet-wav-XXXXXX";
	struct wav *wav = NULL;
	close(mkstemp(path));
	assert_int_equal(wav_open(path, 22050, &wav), 0);
	wav_silence(wav, 2);
	wav_silence(wav, 1); /* is past */
	wav_write(wav, samples, 3);
	assert_int_equal(wav_length(wav), 5);
	assert_int_equal(wav_close(wav), 0);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	assert_int_equal(fread(bytes, 1, sizeof(bytes), file), sizeof(wanted));
	fclose(file);
	unlink(path);
	assert_memory_equal(bytes, wanted, sizeof(wanted));
}

static void
long_silence_has_its_length(void **state)
{
	(void)state;
	char path[] = "/tmp/guichet-wav-XXXXXX";
	struct wav *wav = NULL;
	close(mkstemp(path));
	assert_int_equal(wav_open(path, 22050, &wav), 0);
	wav_silence(wav, 22051);
	assert_int_equal(wav_close(wav), 0);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	assert_int_equal(ftell(file), 44 + 2 * 22051);
	fclose(file);
	unlink(path);
}

static void
failures_are_told(void **state)
{
	(void)state;
	struct wav *wav = NULL;
	assert_int_equal(wav_open("/nonexistent/speech.wav", 22050, &wav), -ENOENT);
	assert_null(wav);
	assert_int_equal(wav_open("/dev/full", 22050, &wav), 0);
	wav_silence(wav, 100000);
	assert_int_equal(wav_close(wav), -EIO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_and_samples_are_little_endian),
		cmocka_unit_test(long_silence_has_its_length),
		cmocka_unit_test(failures_are_told),
	};
	return cmocka_run_group_tests_name("wav", tests, NULL, NULL);
}
