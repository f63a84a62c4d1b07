/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as a request for a certificate, as a bag of certificates, as PEM, or as a code. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "platform/seal_certificate.h"
#include "platform/seal_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct seal_key *key;

static void
try_request(struct str body)
{
	struct certificate_request request;
	if (certificate_request_read(body, &request) == 0) {
		assert(seal_device_is_valid(str_of(request.device)));
		assert(seal_json_valid(str_of(request.jwks)));
		assert(request.code[0] == '\0' || strlen(request.code) == CERTIFICATE_CODE_LENGTH);
	}
}

static void
try_certificate(struct str pem)
{
	struct certificate_facts facts;
	(void)!certificate_check(pem, pem, key, "DEV-0000", &facts);
	if (certificate_read(pem, &facts) == 0) {
		assert(seal_device_is_valid(str_of(facts.device)) && facts.serial[0] != '\0');
	}
}

static void
try_bag(struct str body)
{
	char *pem;
	if (certificate_unpack(body, &pem) == 0) {
		try_certificate(str_of(pem));
		free(pem);
	}
}

/* A capital letter: the bytes are what the base64 would say. */
static void
try_der(uint8_t kind, struct str der)
{
	char *body = certificate_base64_put((const unsigned char *)der.p, der.n);
	if (body != NULL && kind == 'R') {
		try_request(str_of(body));
	} else if (body != NULL) {
		try_bag(str_of(body));
	}
	free(body);
}

static void
try_one(uint8_t kind, struct str bytes)
{
	char code[CERTIFICATE_CODE_LENGTH + 1], again[CERTIFICATE_CODE_LENGTH + 1];
	switch (kind) {
	case 'r':
		try_request(bytes);
		break;
	case 'b':
		try_bag(bytes);
		break;
	case 'p':
		try_certificate(bytes);
		break;
	case 'c':
		if (certificate_code_parse(bytes, code)) {
			assert(certificate_code_parse(str_of(code), again) && strcmp(code, again) == 0);
		}
		break;
	default:
		try_der(kind, bytes);
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (key == NULL) {
		const int made = seal_key_generate(seal_curve_named(STR("P-256")), &key);
		assert(made == 0);
	}
	char *bytes = malloc(size > 0 ? size : 1);
	if (size > 0 && bytes != NULL) {
		memcpy(bytes, data + 1, size - 1);
		try_one(data[0], (struct str){ bytes, size - 1 });
	}
	free(bytes);
	return 0;
}
