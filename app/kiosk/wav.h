/* SPDX-License-Identifier: MIT */
/* Writes a WAV file: 16 bits, mono. */
#ifndef KIOSK_WAV_H
#define KIOSK_WAV_H

#include <stddef.h>
#include <stdint.h>

struct wav;

/* 0 or negative errno. */
__attribute__((warn_unused_result)) int wav_open(
	const char *path, uint32_t rate, struct wav **ret_wav);
/* Silence up to sample number `until`; nothing when that is past. Failures show at the close, as those of wav_write(). */
void wav_silence(struct wav *wav, uint64_t until);
void wav_write(struct wav *wav, const int16_t *samples, size_t n);
/* Samples so far. */
uint64_t wav_length(const struct wav *wav);
/* 0 or -EIO: the file is not whole. */
__attribute__((warn_unused_result)) int wav_close(struct wav *wav);

#endif
