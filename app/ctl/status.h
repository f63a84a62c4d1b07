/* SPDX-License-Identifier: MIT */
/* What guichetctl status knows of a kiosk; nothing of a client. */
#ifndef CTL_STATUS_H
#define CTL_STATUS_H

#include "device/files.h"
#include "platform/certificate.h"
#include "platform/outbox.h"

enum status_certificate {
	STATUS_CERTIFICATE_NONE,
	STATUS_CERTIFICATE_BROKEN, /* it cannot be read, or belongs to another key, device or authority */
	STATUS_CERTIFICATE_EXPIRED,
	STATUS_CERTIFICATE_SOON, /* less than a month is left */
	STATUS_CERTIFICATE_GOOD,
};

struct status {
	char device[64];
	char slot[32]; /* of the system image; empty: this is none */
	char kid[44];  /* of the device's key; empty: there is none, or it cannot be read */
	enum status_certificate certificate;
	struct certificate_facts facts; /* of it, when it can be read */
	bool is_enrolment_open;         /* begun and not done */
	bool has[4];                    /* recipient.jwks, status.key, intake.jwks, content.jwks */
	int outbox_error;               /* 0, or the negative errno of opening it */
	struct outbox_counts counts;
	struct outbox_link link;
	ms_t wall;
	bool is_wall_sure;
	long long disk_free_mb, disk_mb; /* -1: unknown */
};

extern const char *const status_files[4];

/* Whole days until the certificate ends; 0 when it has ended. */
long long status_days_left(const struct status *status);
/* Whether somebody has to do something. */
bool status_is_well(const struct status *status);
void status_print_json(const struct status *status);
void status_print_people(const struct status *status, enum lang lang);

#endif
