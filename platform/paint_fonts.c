/* SPDX-License-Identifier: MIT */
/* Loads the private fontconfig file and checks that every face of the kiosk is there. */
#include "platform/paint_fonts.h"

#include <errno.h>
#include <fontconfig/fontconfig.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct need {
	const char *family;
	int weight; /* fontconfig's */
	const char *weight_name;
	const char *package; /* of Debian 12 */
};

static const struct need needs[] = {
	{ "Noto Sans", FC_WEIGHT_REGULAR, "Regular", "fonts-noto-core" },
	{ "Noto Sans", FC_WEIGHT_BOLD, "Bold", "fonts-noto-core" },
	{ "Noto Sans Canadian Aboriginal", FC_WEIGHT_REGULAR, "Regular", "fonts-noto-core" },
	{ "Noto Sans Canadian Aboriginal", FC_WEIGHT_BOLD, "Bold", "fonts-noto-core" },
	{ "Lato", FC_WEIGHT_BOLD, "Bold", "fonts-lato" },
};

static void
diagnose(struct diagnosis *diagnosis, const char *file, const char *what, const char *remedy)
{
	memset(diagnosis, 0, sizeof(*diagnosis));
	snprintf(diagnosis->file, sizeof(diagnosis->file), "%s", file);
	snprintf(diagnosis->what, sizeof(diagnosis->what), "%s", what);
	snprintf(diagnosis->remedy, sizeof(diagnosis->remedy), "%s", remedy);
}

static bool
is_present(FcConfig *config, const struct need *need)
{
	FcPattern *pattern = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, need->family, FC_WEIGHT,
		FcTypeInteger, need->weight, FC_SLANT, FcTypeInteger, FC_SLANT_ROMAN, (char *)NULL);
	FcObjectSet *objects = FcObjectSetBuild(FC_FILE, (char *)NULL);
	FcFontSet *found = FcFontList(config, pattern, objects);
	const bool present = found && found->nfont > 0;
	if (found) {
		FcFontSetDestroy(found);
	}
	FcObjectSetDestroy(objects);
	FcPatternDestroy(pattern);
	return present;
}

static int
check_faces(FcConfig *config, const char *fonts_conf, struct diagnosis *ret_diagnosis)
{
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		const struct need *need = &needs[i];
		if (is_present(config, need)) {
			continue;
		}
		char what[160], remedy[160];
		snprintf(what, sizeof(what), "The font %s %s is missing.", need->family, need->weight_name);
		snprintf(remedy, sizeof(remedy),
			"Install the Debian package %s, or name the folder that holds the font in this file.",
			need->package);
		diagnose(ret_diagnosis, fonts_conf, what, remedy);
		return -ENOENT;
	}
	return 0;
}

int
paint_fonts_load(const char *fonts_conf, struct diagnosis *ret_diagnosis)
{
	/* fontconfig looks for a relative name in /etc/fonts, not in the working directory. */
	char *path = realpath(fonts_conf, NULL);
	if (!path) {
		const int error = errno;
		diagnose(ret_diagnosis, fonts_conf, "The list of fonts cannot be read.",
			"Name the fonts.conf that came with the program.");
		return -error;
	}
	FcConfig *config = FcConfigCreate();
	if (!config) {
		free(path);
		diagnose(ret_diagnosis, fonts_conf, "There is no memory left for the fonts.",
			"Restart the machine.");
		return -ENOMEM;
	}
	/* Only when it is told to complain does fontconfig report a syntax error. */
	const bool parsed = FcConfigParseAndLoad(config, (const FcChar8 *)path, FcTrue) &&
		FcConfigBuildFonts(config);
	free(path);
	int rc = -EINVAL;
	if (!parsed) {
		diagnose(ret_diagnosis, fonts_conf, "The list of fonts is not a fontconfig file.",
			"Compare it with the one that came with the program.");
	} else {
		rc = check_faces(config, fonts_conf, ret_diagnosis);
	}
	if (rc == 0 && !FcConfigSetCurrent(config)) {
		diagnose(ret_diagnosis, fonts_conf, "fontconfig refused the list of fonts.",
			"Restart the program.");
		rc = -ENOMEM;
	}
	/* What is current holds its own reference. */
	FcConfigDestroy(config);
	return rc;
}
