/* SPDX-License-Identifier: MIT */
/* Pictures that are measured, judged or read by a telephone: a bar, a contrast card, a code. */
#include "core/layout_parts.h"

enum { QUIET_MODULES = 4, MODULE_PX_MIN = 3, GREYS = 8, FIGURES = 6 };
#define MODULE_MM 0.6F /* a telephone's camera wants half a millimetre */
#define BAR_HEIGHT_MM 8.0F
#define CARD_HEIGHT_MM 15.0F
#define PAPER 0xFFFFFF
#define INK 0x000000

static px_t
pixels(const struct picture *picture, float mm)
{
	return (px_t)(mm * picture->px_per_mm + 0.5F);
}

/* With a white margin, so that its ends are seen in every theme. */
static px_t
bar(struct lay *l, const struct picture *picture, px_t y)
{
	const px_t w = pixels(picture, (float)picture->mm), h = pixels(picture, BAR_HEIGHT_MM);
	lay_fill(l, (struct rect){ l->left, y, w + 2 * l->pad, h + 2 * l->pad }, PAPER, 0);
	lay_fill(l, (struct rect){ l->left + l->pad, y + l->pad, w, h }, INK, 0);
	return h + 2 * l->pad;
}

/* Greys of equal steps; below them figures whose contrast with white is what they say. */
static px_t
card(struct lay *l, const struct picture *picture, px_t y)
{
	static const struct {
		struct str text;
		uint32_t color;
	} figures[FIGURES] = { { STR("10"), 0x424242 }, { STR("7"), 0x595959 },
		{ STR("4.5"), 0x767676 }, { STR("3"), 0x949494 }, { STR("2"), 0xB8B8B8 },
		{ STR("1.5"), 0xD3D3D3 } };
	const px_t step = l->width / GREYS, h = pixels(picture, CARD_HEIGHT_MM);
	for (int32_t i = 0; i < GREYS; i++) {
		const uint32_t grey = (uint32_t)(i * 255 / (GREYS - 1));
		lay_fill(
			l, (struct rect){ l->left + i * step, y, step, h }, grey << 16 | grey << 8 | grey, 0);
	}
	lay_fill(l, (struct rect){ l->left, y + h, step * GREYS, l->h2.line + l->gap }, PAPER, 0);
	for (int32_t i = 0; i < FIGURES; i++) {
		lay_line(l, l->left + l->pad + i * (step * GREYS / FIGURES), y + h + l->gap / 2, l->h2,
			LANG_EN, figures[i].text, figures[i].color);
	}
	return h + l->h2.line + l->gap;
}

/* Dark on white whatever the theme: not every reader takes a code the other way round. */
static px_t
code(struct lay *l, const struct picture *picture, px_t y)
{
	const px_t wanted = (px_t)(MODULE_MM * picture->px_per_mm + 0.999F);
	const px_t module = wanted < MODULE_PX_MIN ? MODULE_PX_MIN : wanted;
	const int32_t side = picture->side;
	const px_t all = (side + 2 * QUIET_MODULES) * module;
	lay_fill(l, (struct rect){ l->left, y, all, all }, PAPER, 0);
	for (int32_t row = 0; row < side; row++) {
		const uint8_t *modules = picture->modules + row * side;
		for (int32_t from = 0, to = 0; from < side; from = to) {
			for (to = from + 1; to < side && modules[to] == modules[from];) {
				to++;
			}
			if (modules[from]) {
				lay_fill(l,
					(struct rect){ l->left + (from + QUIET_MODULES) * module,
						y + (row + QUIET_MODULES) * module, (to - from) * module, module },
					INK, 0);
			}
		}
	}
	return all;
}

px_t
lay_picture(struct lay *l, const struct picture *picture, px_t y)
{
	switch (picture->kind) {
	case PICTURE_BAR:
		return bar(l, picture, y);
	case PICTURE_CONTRAST:
		return card(l, picture, y);
	case PICTURE_CODE:
		break;
	}
	return code(l, picture, y);
}
