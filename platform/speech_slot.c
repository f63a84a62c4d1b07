/* SPDX-License-Identifier: MIT */
/* The mailbox's memory: what is to be said, in pages that are locked and wiped. */
#include "platform/speech_slot.h"

#include <string.h>
#include <sys/mman.h>

#include "core/text.h"

/* Latin with its accents, and the signs common to all scripts; the voices have no others. */
static bool
has_voice(uint32_t c)
{
	return c < 0x250 || (c >= 0x300 && c < 0x370) || (c >= 0x1E00 && c < 0x1F00) ||
		(c >= 0x2000 && c < 0x2150) || c == 0xFFFD;
}

/* What is said in place of text in another script, such as Canadian syllabics, that espeak-ng would read as numbers. */
static struct str
voiceless_words(enum lang lang)
{
	return lang == LANG_FR ? STR(" texte dans une écriture que cette voix ne peut pas lire ") :
							 STR(" text in a script that this voice cannot read ");
}

static void
add_speakable(struct text *words, enum lang lang, struct str s)
{
	bool was_voiceless = false;
	for (size_t at = 0; at < s.n;) {
		const uint32_t c = utf8_next(s, &at);
		if (has_voice(c)) {
			/* A space or a mark amid foreign letters does not begin the sentence anew. */
			was_voiceless = was_voiceless && c < 'A';
			text_char(words, c == 0 ? ' ' : c);
		} else if (!was_voiceless) {
			text_add(words, voiceless_words(lang));
			was_voiceless = true;
		}
	}
}

/* memory_harden() reports when locking is not allowed. */
struct slot *
slot_new(void)
{
	struct slot *slot = mmap(
		NULL, sizeof(*slot), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (slot == MAP_FAILED) {
		return NULL;
	}
	(void)mlock2(slot, sizeof(*slot), MLOCK_ONFAULT);
	(void)madvise(slot, sizeof(*slot), MADV_DONTDUMP);
	(void)madvise(slot, sizeof(*slot), MADV_DONTFORK);
	return slot;
}

void
slot_wipe(struct slot *slot)
{
	explicit_bzero(slot->words, slot->n_words);
	explicit_bzero(slot->parts, (size_t)slot->n_parts * sizeof(slot->parts[0]));
	slot->n_words = 0;
	slot->n_parts = 0;
	slot->is_waiting = false;
}

struct slot *
slot_free(struct slot *slot)
{
	if (slot != NULL) {
		slot_wipe(slot);
		munmap(slot, sizeof(*slot));
	}
	return NULL;
}

void
slot_fill(struct slot *slot, const struct utterance *utterance)
{
	struct text words;
	slot_wipe(slot);
	text_init(&words, slot->words, sizeof(slot->words));
	for (int32_t i = 0; i < utterance->n_spans && i < PARTS_MAX; i++) {
		const struct span *span = &utterance->spans[i];
		const size_t at = words.n;
		add_speakable(&words, span->lang, span->words);
		text_add(&words, STR("\0"));
		slot->n_words = words.n;
		if (words.full) {
			break; /* more than an hour of speech: the rest is not said */
		}
		slot->parts[slot->n_parts++] = (struct part){
			.lang = span->lang, .pause = span->pause, .at = at, .n = words.n - at - 1
		};
	}
	slot->number = utterance->number;
	slot->rate = utterance->rate;
	slot->is_urgent = utterance->urgent;
}
