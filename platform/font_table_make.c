/* SPDX-License-Identifier: MIT */
/*
 * Writes font_table_data.h from the kiosk's fonts: run by hand when a font changes, never by the
 * build.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <ft2build.h>
#include FT_FREETYPE_H

#define NOTO "/usr/share/fonts/truetype/noto/"

/*
 * Every face of the kiosk, in the order of enum face, with what Pango takes when it has no glyph.
 */
static const struct source {
	const char *name, *file, *fallback, *syllabics;
} sources[] = {
	{ "FACE_TEXT", NOTO "NotoSans-Regular.ttf", NOTO "NotoSans-Regular.ttf",
		NOTO "NotoSansCanadianAboriginal-Regular.ttf" },
	{ "FACE_BOLD", NOTO "NotoSans-Bold.ttf", NOTO "NotoSans-Bold.ttf",
		NOTO "NotoSansCanadianAboriginal-Bold.ttf" },
	{ "FACE_HEADING", "/usr/share/fonts/truetype/lato/Lato-Bold.ttf", NOTO "NotoSans-Bold.ttf",
		NOTO "NotoSansCanadianAboriginal-Bold.ttf" },
};

static const struct span {
	uint32_t first, last;
} spans[] = { { 0x20, 0x7E }, { 0xA0, 0x17F }, { 0x2000, 0x206F } };

/*
 * Advances are written in parts of 1/2000 em: exact for Lato (2000 units) and for Noto Sans (1000).
 */
enum { EM = 2000 };

static FT_Face
open_face(FT_Library library, const char *file)
{
	FT_Face face;
	if (FT_New_Face(library, file, 0, &face)) {
		fprintf(stderr, "font_table_make: cannot open %s\n", file);
		exit(1);
	}
	return face;
}

/* -1: the face has no such glyph. */
static long
advance(FT_Face face, uint32_t c)
{
	const FT_UInt glyph = FT_Get_Char_Index(face, c);
	if (glyph == 0 || FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE)) {
		return -1;
	}
	return face->glyph->metrics.horiAdvance * EM / face->units_per_EM;
}

/*
 * Marks and joiners that are never drawn (Unicode, Default_Ignorable_Code_Point) and the two
 * separators.
 */
static int
is_invisible(uint32_t c)
{
	return (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || c >= 0x2060;
}

static long
width_of(FT_Face face, FT_Face fallback, uint32_t c)
{
	if (is_invisible(c)) {
		return 0;
	}
	const long own = advance(face, c);
	if (own >= 0) {
		return own;
	}
	const long other = advance(fallback, c);
	return other >= 0 ? other : EM * 6 / 10;
}

/* Mean over Unified Canadian Aboriginal Syllabics: one width stands for the whole script. */
static long
mean_syllabic(FT_Face face)
{
	long sum = 0, n = 0;
	for (uint32_t c = 0x1401; c <= 0x167F; c++) {
		const long w = advance(face, c);
		if (w >= 0) {
			sum += w;
			n++;
		}
	}
	return n ? sum / n : EM;
}

static void
write_face(FT_Library library, const struct source *source)
{
	FT_Face face = open_face(library, source->file),
			fallback = open_face(library, source->fallback);
	FT_Face syllabics = open_face(library, source->syllabics);
	printf("\t[%s] = {\n\t\t.syllabic = %ld,\n\t\t.advance = {", source->name,
		mean_syllabic(syllabics));
	int n = 0;
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		for (uint32_t c = spans[i].first; c <= spans[i].last; c++) {
			printf("%s%ld,", n++ % 16 ? " " : "\n\t\t\t", width_of(face, fallback, c));
		}
	}
	printf("\n\t\t},\n\t},\n");
	FT_Done_Face(face);
	FT_Done_Face(fallback);
	FT_Done_Face(syllabics);
}

int
main(void)
{
	FT_Library library;
	if (FT_Init_FreeType(&library)) {
		return 1;
	}
	uint32_t n = 0;
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		n += spans[i].last - spans[i].first + 1;
	}
	printf(
		"/* SPDX-License-Identifier: MIT */\n"
		"/* Advance widths of the kiosk's faces; written by font_table_make.c, do not edit. */\n"
		"#ifndef PLATFORM_FONT_TABLE_DATA_H\n#define PLATFORM_FONT_TABLE_DATA_H\n\n#include \"core/layout.h\"\n\n"
		"/* Widths are in 1/%d em; U+0020 to U+007E, U+00A0 to U+017F, U+2000 to U+206F in this order. */\n"
		"enum { FONT_TABLE_EM = %d, FONT_TABLE_COUNT = %u };\n\n"
		"static const struct font_table_face {\n\tuint16_t syllabic; /* mean of the script */\n"
		"\tuint16_t advance[FONT_TABLE_COUNT];\n} font_table_faces[FACE_COUNT] = {\n",
		EM, EM, n);
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		write_face(library, &sources[i]);
	}
	printf("};\n\n#endif\n");
	FT_Done_FreeType(library);
	return 0;
}
