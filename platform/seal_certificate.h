/* SPDX-License-Identifier: MIT */
/* What the files about certificates share, for them only. */
#ifndef PLATFORM_SEAL_CERTIFICATE_H
#define PLATFORM_SEAL_CERTIFICATE_H

#include "platform/certificate.h"

#include <openssl/pkcs7.h>
#include <openssl/x509.h>

/* Base64 (RFC 4648 section 4) without line breaks; malloc'ed. NULL: no memory. */
char *certificate_base64_put(const unsigned char *bytes, size_t n);
/* White space is passed over (RFC 8951 section 3.1). Malloc'ed; NULL: no base64, or no memory. */
unsigned char *certificate_base64_get(struct str text, size_t *ret_n);
/* A bag of this one certificate; malloc'ed. NULL: no memory. */
char *certificate_pack(X509 *certificate);
/* The only CN of a name, when it is an asset tag. */
bool certificate_device_of(const X509_NAME *name, char ret_device[CERTIFICATE_DEVICE_MAX + 1]);

#endif
