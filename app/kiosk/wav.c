/* SPDX-License-Identifier: MIT */
/* RIFF WAVE with one PCM chunk (Microsoft, Multimedia Programming Interface and Data Specifications 1.0). */
#include "kiosk/wav.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { HEADER_BYTES = 44, SAMPLE_BYTES = 2 };

struct wav {
	FILE *file;
	uint32_t rate;
	uint64_t n; /* samples */
};

static void
put_le(unsigned char *at, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++) {
		at[i] = (unsigned char)(value >> (8 * i));
	}
}

static void
put_tag(unsigned char *at, const char tag[4])
{
	for (int i = 0; i < 4; i++) {
		at[i] = (unsigned char)tag[i];
	}
}

static void
write_header(struct wav *wav)
{
	unsigned char header[HEADER_BYTES] = { 0 };
	const uint32_t bytes = (uint32_t)(wav->n * SAMPLE_BYTES);
	put_tag(header, "RIFF");
	put_le(header + 4, HEADER_BYTES - 8 + bytes, 4);
	put_tag(header + 8, "WAVE");
	put_tag(header + 12, "fmt ");
	put_le(header + 16, 16, 4); /* bytes of this chunk */
	put_le(header + 20, 1, 2);  /* PCM */
	put_le(header + 22, 1, 2);  /* channels */
	put_le(header + 24, wav->rate, 4);
	put_le(header + 28, wav->rate * SAMPLE_BYTES, 4);
	put_le(header + 32, SAMPLE_BYTES, 2);
	put_le(header + 34, 8 * SAMPLE_BYTES, 2);
	put_tag(header + 36, "data");
	put_le(header + 40, bytes, 4);
	fwrite(header, 1, sizeof(header), wav->file);
}

int
wav_open(const char *path, uint32_t rate, struct wav **ret_wav)
{
	struct wav *wav = calloc(1, sizeof(*wav));
	if (!wav) {
		return -ENOMEM;
	}
	wav->file = fopen(path, "wbe");
	if (!wav->file) {
		const int r = -errno;
		free(wav);
		return r;
	}
	wav->rate = rate;
	write_header(wav); /* keeps the place; the sizes come at the close */
	*ret_wav = wav;
	return 0;
}

void
wav_write(struct wav *wav, const int16_t *samples, size_t n)
{
	unsigned char bytes[1024];
	for (size_t from = 0; from < n;) {
		size_t k = 0;
		for (; from < n && k < sizeof(bytes); from++, k += SAMPLE_BYTES) {
			put_le(bytes + k, (uint16_t)samples[from], SAMPLE_BYTES);
		}
		fwrite(bytes, 1, k, wav->file);
	}
	wav->n += n;
}

void
wav_silence(struct wav *wav, uint64_t until)
{
	static const int16_t none[512];
	while (wav->n < until) {
		const uint64_t left = until - wav->n;
		wav_write(wav, none, left < 512 ? (size_t)left : 512);
	}
}

uint64_t
wav_length(const struct wav *wav)
{
	return wav->n;
}

int
wav_close(struct wav *wav)
{
	/* a RIFF file's sizes have 32 bits: more than 27 hours at 22,050 Hz do not fit */
	bool good = wav->n <= (UINT32_MAX - HEADER_BYTES) / SAMPLE_BYTES &&
		fseek(wav->file, 0, SEEK_SET) == 0;
	if (good) {
		write_header(wav);
	}
	good = !ferror(wav->file) && good;
	good = fclose(wav->file) == 0 && good;
	free(wav);
	return good ? 0 : -EIO;
}
