/* SPDX-License-Identifier: MIT */
/* Level M: a tenth of the code may be hidden by a scratch or a reflection. */
#include "platform/qr.h"

#include <qrencode.h>

enum { TEXT_MAX = 1000, DARK = 1 };

int32_t
qr_encode(struct str text, uint8_t *ret_modules, int32_t cap)
{
	if (text.n == 0 || text.n > TEXT_MAX) {
		return 0;
	}
	QRcode *code = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
	if (code == NULL) {
		return 0;
	}
	const int32_t side = code->width * code->width <= cap ? code->width : 0;
	for (int32_t i = 0; i < side * side; i++) {
		ret_modules[i] = code->data[i] & DARK;
	}
	QRcode_free(code);
	return side;
}
