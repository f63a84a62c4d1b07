/* SPDX-License-Identifier: MIT */
/* The signs and decimals of currencies in Canadian English and French. */
#include "core/number.h"

#include <string.h>

/*
 * Every code for which en-CA or fr-CA (CLDR 48) has a sign of its own or other than two decimals, in the order of the
 * alphabet. Decimals are those in use, not those of ISO 4217: nobody pays in hundredths of a rupiah.
 */
static const struct currency currencies[] = {
	{ "ADP", 0, { NULL, NULL } },
	{ "AFN", 0, { NULL, NULL } },
	{ "ALL", 0, { NULL, NULL } },
	{ "AUD", 2, { "A$", "$\u00A0AU" } },
	{ "BEF", 2, { NULL, "FB" } },
	{ "BHD", 3, { NULL, NULL } },
	{ "BIF", 0, { NULL, NULL } },
	{ "BRL", 2, { "R$", "R$" } },
	{ "BYR", 0, { NULL, NULL } },
	{ "CAD", 2, { "$", "$" } },
	{ "CLF", 4, { NULL, NULL } },
	{ "CLP", 0, { NULL, NULL } },
	{ "CNY", 2, { "CN¥", "CN¥" } },
	{ "COP", 0, { NULL, NULL } },
	{ "CYP", 2, { NULL, "£CY" } },
	{ "DJF", 0, { NULL, NULL } },
	{ "ESP", 0, { NULL, NULL } },
	{ "EUR", 2, { "€", "€" } },
	{ "FRF", 2, { NULL, "F" } },
	{ "GBP", 2, { "£", "£" } },
	{ "GNF", 0, { NULL, NULL } },
	{ "HKD", 2, { "HK$", "$\u00A0HK" } },
	{ "HUF", 0, { NULL, NULL } },
	{ "IDR", 0, { NULL, NULL } },
	{ "IEP", 2, { NULL, "£IE" } },
	{ "ILP", 2, { NULL, "£IL" } },
	{ "ILS", 2, { "₪", NULL } },
	{ "INR", 2, { "₹", NULL } },
	{ "IQD", 0, { NULL, NULL } },
	{ "IRR", 0, { NULL, NULL } },
	{ "ISK", 0, { NULL, NULL } },
	{ "ITL", 0, { NULL, "₤IT" } },
	{ "JOD", 3, { NULL, NULL } },
	{ "JPY", 0, { "JP¥", "¥" } },
	{ "KMF", 0, { NULL, NULL } },
	{ "KPW", 0, { NULL, NULL } },
	{ "KRW", 0, { "₩", NULL } },
	{ "KWD", 3, { NULL, NULL } },
	{ "LAK", 0, { NULL, NULL } },
	{ "LBP", 0, { NULL, NULL } },
	{ "LUF", 0, { NULL, NULL } },
	{ "LYD", 3, { NULL, NULL } },
	{ "MGA", 0, { NULL, NULL } },
	{ "MGF", 0, { NULL, NULL } },
	{ "MMK", 0, { NULL, NULL } },
	{ "MRO", 0, { NULL, NULL } },
	{ "MTP", 2, { NULL, "£MT" } },
	{ "MXN", 2, { "MX$", NULL } },
	{ "NZD", 2, { "NZ$", "$\u00A0NZ" } },
	{ "OMR", 3, { NULL, NULL } },
	{ "PHP", 2, { "₱", NULL } },
	{ "PKR", 0, { NULL, NULL } },
	{ "PYG", 0, { NULL, NULL } },
	{ "RHD", 2, { NULL, "$RH" } },
	{ "RWF", 0, { NULL, NULL } },
	{ "SGD", 2, { NULL, "$\u00A0SG" } },
	{ "SLL", 0, { NULL, NULL } },
	{ "SOS", 0, { NULL, NULL } },
	{ "STD", 0, { NULL, NULL } },
	{ "SYP", 0, { NULL, NULL } },
	{ "TMM", 0, { NULL, NULL } },
	{ "TND", 3, { NULL, NULL } },
	{ "TRL", 0, { NULL, NULL } },
	{ "TWD", 2, { "NT$", NULL } },
	{ "UGX", 0, { NULL, NULL } },
	{ "USD", 2, { "US$", "$\u00A0US" } },
	{ "UYI", 0, { NULL, NULL } },
	{ "UYW", 4, { NULL, NULL } },
	{ "VND", 0, { "₫", NULL } },
	{ "VUV", 0, { NULL, NULL } },
	{ "XAF", 0, { "FCFA", NULL } },
	{ "XCD", 2, { "EC$", NULL } },
	{ "XCG", 2, { "Cg", "Cg." } },
	{ "XOF", 0, { "F\u202FCFA", NULL } },
	{ "XPF", 0, { "CFPF", NULL } },
	{ "YER", 0, { NULL, NULL } },
	{ "ZMK", 0, { NULL, NULL } },
	{ "ZWD", 0, { NULL, NULL } },
};

/* Three ASCII letters in capitals; false for anything else. */
static bool
read_code(struct str code, char ret_code[4])
{
	char capitals[4] = { 0 };
	if (code.n != 3) {
		return false;
	}
	for (size_t i = 0; i < 3; i++) {
		const char c = code.p[i];
		const char capital = c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
		if (capital < 'A' || capital > 'Z') {
			return false;
		}
		capitals[i] = capital;
	}
	memcpy(ret_code, capitals, sizeof(capitals));
	return true;
}

static const struct currency *
find(const char *code)
{
	size_t from = 0, to = sizeof(currencies) / sizeof(currencies[0]);
	while (from < to) {
		const size_t middle = from + (to - from) / 2;
		const int order = memcmp(currencies[middle].code, code, 3);
		if (order == 0) {
			return &currencies[middle];
		}
		if (order < 0) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return NULL;
}

bool
number_currency(struct str code, struct currency *ret_currency)
{
	struct currency currency = { .decimals = 2 };
	if (!read_code(code, currency.code)) {
		return false;
	}
	const struct currency *known = find(currency.code);
	*ret_currency = known ? *known : currency;
	return true;
}
