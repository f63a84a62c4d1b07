/* SPDX-License-Identifier: MIT */
/* Cards are JWS of the department; of the PIN they hold what PBKDF2 makes of it, so that the text alone does not tell it. */
#include "platform/card.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

#include "platform/seal_parts.h"

enum {
	SALT_BYTES = 16,
	HASH_BYTES = 32,
	ITERATIONS = 600000,      /* a quarter of a second on the slowest board that is meant */
	ITERATIONS_MAX = 2000000, /* no card keeps a kiosk busy for long */
	HEADER_MAX = 512,
	PAYLOAD_MAX = 768,
	MEMBERS = 6,
	PIN_MEMBERS = 3,
	SALT_LENGTH = SEAL_BASE64_LENGTH(SALT_BYTES),
	HASH_LENGTH = SEAL_BASE64_LENGTH(HASH_BYTES),
};

static const struct {
	const char *name;
	enum card_right right;
} rights[] = { { "staff", CARD_MAY_STAFF }, { "downgrade", CARD_MAY_DOWNGRADE } };

enum { N_RIGHTS = sizeof(rights) / sizeof(rights[0]) };

/* What stands in a card about its PIN. */
struct pin_proof {
	unsigned char salt[SALT_BYTES], hash[HASH_BYTES];
	int64_t iterations;
};

bool
card_is_pin(struct str pin)
{
	if (pin.n < CARD_PIN_MIN || pin.n > CARD_PIN_MAX) {
		return false;
	}
	for (size_t i = 0; i < pin.n; i++) {
		if (pin.p[i] < '0' || pin.p[i] > '9') {
			return false;
		}
	}
	return true;
}

/* PBKDF2 with HMAC-SHA-256 (SP 800-132). 0 or negative errno. */
static int
hash_pin(struct str pin, const struct pin_proof *proof, unsigned char ret_hash[HASH_BYTES])
{
	uint64_t iterations = (uint64_t)proof->iterations;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, (void *)pin.p, pin.n),
		OSSL_PARAM_construct_octet_string(
			OSSL_KDF_PARAM_SALT, (void *)proof->salt, sizeof(proof->salt)),
		OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_ITER, &iterations),
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "PBKDF2", SEAL_PROPERTIES);
	EVP_KDF_CTX *context = kdf == NULL ? NULL : EVP_KDF_CTX_new(kdf);
	const bool done = context != NULL && EVP_KDF_derive(context, ret_hash, HASH_BYTES, params) == 1;
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
	ERR_clear_error();
	return done ? 0 : -EIO;
}

/* ---- what a card says ---- */

bool
card_is_name(struct str name)
{
	if (name.n == 0 || name.n > CARD_NAME_MAX || !utf8_valid(name)) {
		return false;
	}
	for (size_t at = 0; at < name.n;) {
		const uint32_t c = utf8_next(name, &at);
		if (c < ' ' || c == '"' || c == '\\' || utf8_steers(c)) {
			return false;
		}
	}
	return true;
}

bool
card_is_serial(struct str serial)
{
	for (size_t i = 0; i < serial.n; i++) {
		if (strchr("0123456789abcdef", serial.p[i]) == NULL) {
			return false;
		}
	}
	return serial.n == CARD_SERIAL_LENGTH;
}

static bool
read_bytes(struct str object, const char *name, unsigned char *ret_bytes, size_t size)
{
	struct str text;
	size_t n;
	return seal_json_string(object, name, &text) && seal_base64_get(text, ret_bytes, size, &n) &&
		n == size;
}

static bool
read_proof(struct str payload, struct pin_proof *ret_proof)
{
	struct str pin;
	return seal_json_member(payload, "pin", &pin) && seal_json_count(pin) == PIN_MEMBERS &&
		read_bytes(pin, "salt", ret_proof->salt, SALT_BYTES) &&
		read_bytes(pin, "hash", ret_proof->hash, HASH_BYTES) &&
		seal_json_integer(pin, "iterations", &ret_proof->iterations) &&
		ret_proof->iterations >= ITERATIONS && ret_proof->iterations <= ITERATIONS_MAX;
}

/* Rights that are not known here only add to those that are: they are passed over. */
static bool
read_rights(struct str payload, unsigned *ret_may)
{
	struct str may, item;
	unsigned bits = 0;
	int n = 0;
	if (!seal_json_member(payload, "may", &may)) {
		return false;
	}
	for (size_t at = 0; seal_json_next(may, &at, &item); n++) {
		if (item.n < 2 || item.p[0] != '"') {
			return false;
		}
		const struct str name = str_sub(item, 1, item.n - 1);
		for (int i = 0; i < N_RIGHTS; i++) {
			bits |= str_eq(name, str_of(rights[i].name)) ? (unsigned)rights[i].right : 0;
		}
	}
	*ret_may = bits;
	return n > 0;
}

static bool
read_time(struct str payload, const char *name, ms_t *ret_wall)
{
	int64_t seconds;
	if (!seal_json_integer(payload, name, &seconds) || seconds <= 0 || seconds > INT64_MAX / 1000) {
		return false;
	}
	*ret_wall = seconds * 1000;
	return true;
}

/* Another member might take away what the known ones give: a card with more of them is none. */
static bool
read_payload(struct str payload, struct card *ret_card, struct pin_proof *ret_proof)
{
	struct str name, serial;
	struct card card = { .may = 0 };
	if (!seal_json_valid(payload) || seal_json_count(payload) != MEMBERS ||
		!seal_json_string(payload, "name", &name) || !card_is_name(name) ||
		!seal_json_string(payload, "serial", &serial) || !card_is_serial(serial) ||
		!read_time(payload, "not_before", &card.not_before) ||
		!read_time(payload, "not_after", &card.not_after) || card.not_after <= card.not_before ||
		!read_rights(payload, &card.may) || !read_proof(payload, ret_proof)) {
		return false;
	}
	memcpy(card.name, name.p, name.n);
	memcpy(card.serial, serial.p, serial.n);
	*ret_card = card;
	return true;
}

/* ---- checking ---- */

/* Three parts, the last as long as a signature: what is cut was misread, not forged. */
static bool
is_whole(struct str text)
{
	const size_t first = str_find(text, STR("."), 0);
	const size_t second = first < text.n ? str_find(text, STR("."), first + 1) : text.n;
	return text.n <= CARD_TEXT_MAX && second < text.n &&
		text.n - second - 1 == SEAL_BASE64_LENGTH(SEAL_SIGNATURE_BYTES);
}

/* 0 when the header names a known key and this purpose; the signature is not looked at. */
static int
judge_header(struct str text, const struct seal_signers *keys)
{
	unsigned char bytes[HEADER_MAX];
	struct str json = { (const char *)bytes, 0 }, typ, kid;
	const char *device;
	const struct str header = str_sub(text, 0, str_find(text, STR("."), 0));
	if (!is_whole(text) || !seal_base64_get(header, bytes, sizeof(bytes), &json.n) ||
		!seal_json_valid(json) || !seal_json_string(json, "typ", &typ) ||
		!str_eq(typ, STR(SEAL_TYP_CARD)) || !seal_json_string(json, "kid", &kid)) {
		return CARD_MALFORMED;
	}
	return keys == NULL || seal_find_signer(keys, kid, &device) == NULL ? CARD_UNKNOWN_KEY : 0;
}

static bool
is_withdrawn(const char *serial, const char *const *withdrawn)
{
	for (; withdrawn != NULL && *withdrawn != NULL; withdrawn++) {
		if (strcmp(serial, *withdrawn) == 0) {
			return true;
		}
	}
	return false;
}

/* 0 or a card_refusal, of a card that is genuine. */
static int
judge_card(const struct card_question *question, const struct card *card)
{
	if (is_withdrawn(card->serial, question->withdrawn)) {
		return CARD_WITHDRAWN;
	}
	if (question->is_wall_sure && question->wall < card->not_before) {
		return CARD_NOT_YET_VALID;
	}
	return question->wall >= card->not_after ? CARD_EXPIRED : 0;
}

static int
judge_pin(struct str pin, const struct pin_proof *proof)
{
	unsigned char hash[HASH_BYTES];
	if (!card_is_pin(pin)) {
		return CARD_WRONG_PIN;
	}
	const int r = hash_pin(pin, proof, hash);
	const bool is_same = r == 0 && CRYPTO_memcmp(hash, proof->hash, sizeof(hash)) == 0;
	OPENSSL_cleanse(hash, sizeof(hash));
	return r < 0 ? r : is_same ? 0 : CARD_WRONG_PIN;
}

int
card_check(const struct card_question *question, struct card *ret_card)
{
	const struct str text = str_trim(question->text);
	struct card card;
	struct pin_proof proof;
	struct seal_signer signer;
	char *payload;
	size_t n;
	int r = judge_header(text, question->keys);
	if (r != 0) {
		return r;
	}
	r = seal_verify(question->keys, SEAL_TYP_CARD, text, &payload, &n, &signer);
	if (r != 0) {
		return r == SEAL_REFUSED ? CARD_FORGED : r;
	}
	r = read_payload((struct str){ payload, n }, &card, &proof) ? judge_card(question, &card) :
																  CARD_MALFORMED;
	OPENSSL_cleanse(payload, n);
	free(payload);
	if (r == 0) {
		r = judge_pin(question->pin, &proof);
	}
	OPENSSL_cleanse(&proof, sizeof(proof));
	if (r == 0) {
		*ret_card = card;
	}
	return r;
}

/* ---- making ---- */

int
card_new_serial(char ret_serial[CARD_SERIAL_LENGTH + 1])
{
	unsigned char random[CARD_SERIAL_LENGTH / 2];
	if (RAND_bytes(random, sizeof(random)) != 1) {
		ERR_clear_error();
		return -EIO;
	}
	for (size_t i = 0; i < CARD_SERIAL_LENGTH; i++) {
		ret_serial[i] = "0123456789abcdef"[random[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
	}
	ret_serial[CARD_SERIAL_LENGTH] = '\0';
	return 0;
}

static void
write_bytes(struct text *out, const char *name, const unsigned char *bytes, size_t n)
{
	char base64[HASH_LENGTH];
	seal_base64_put(bytes, n, base64);
	text_add(out, str_of(name));
	text_add(out, (struct str){ base64, SEAL_BASE64_LENGTH(n) });
}

static void
write_rights(struct text *out, unsigned may)
{
	const char *before = "";
	for (int i = 0; i < N_RIGHTS; i++) {
		if ((may & rights[i].right) != 0) {
			text_add(out, str_of(before));
			text_json(out, str_of(rights[i].name));
			before = ",";
		}
	}
}

static void
write_payload(const struct card *card, const struct pin_proof *proof, struct text *out)
{
	text_add(out, STR("{\"name\":"));
	text_json(out, str_of(card->name));
	text_add(out, STR(",\"serial\":"));
	text_json(out, str_of(card->serial));
	text_add(out, STR(",\"not_before\":"));
	text_int(out, card->not_before / 1000);
	text_add(out, STR(",\"not_after\":"));
	text_int(out, card->not_after / 1000);
	text_add(out, STR(",\"may\":["));
	write_rights(out, card->may);
	text_add(out, STR("],\"pin\":{\"iterations\":"));
	text_int(out, proof->iterations);
	write_bytes(out, ",\"salt\":\"", proof->salt, SALT_BYTES);
	write_bytes(out, "\",\"hash\":\"", proof->hash, HASH_BYTES);
	text_add(out, STR("\"}}"));
}

int
card_make(
	const struct seal_key *content_key, const struct card *card, struct str pin, char **ret_text)
{
	char buffer[PAYLOAD_MAX];
	struct text payload;
	struct pin_proof proof = { .iterations = ITERATIONS };
	if (!card_is_name(str_of(card->name)) || !card_is_serial(str_of(card->serial)) ||
		!card_is_pin(pin) || card->may == 0 || card->not_before <= 0 ||
		card->not_after <= card->not_before) {
		return -EINVAL;
	}
	if (RAND_bytes(proof.salt, sizeof(proof.salt)) != 1) {
		ERR_clear_error();
		return -EIO;
	}
	int r = hash_pin(pin, &proof, proof.hash);
	text_init(&payload, buffer, sizeof(buffer));
	write_payload(card, &proof, &payload);
	if (r == 0) {
		r = payload.full ? -E2BIG :
						   seal_sign(content_key, SEAL_TYP_CARD, text_str(&payload), ret_text);
	}
	OPENSSL_cleanse(buffer, sizeof(buffer));
	OPENSSL_cleanse(&proof, sizeof(proof));
	return r;
}
