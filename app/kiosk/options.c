/* SPDX-License-Identifier: MIT */
/* The command line: each option has the limits that its setting has in guichet.conf. */
#include "kiosk/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/beside.h"

enum {
	OPTION_HELP = 'h',
	OPTION_CONFIG = 256,
	OPTION_SERVICES,
	OPTION_WINDOW,
	OPTION_DEVICE,
	OPTION_PX_PER_MM,
	OPTION_DISTANCE,
	OPTION_LANG,
	OPTION_SIZE,
	OPTION_THEME,
	OPTION_PROVINCE,
	OPTION_OFFICER,
	OPTION_STATE,
	OPTION_STAFF,
	OPTION_FIRST_FRAME,
	OPTION_HEADLESS,
	OPTION_PLAY,
	OPTION_SCENE,
	OPTION_UTTERANCES,
	OPTION_FRAMES,
	OPTION_PCM,
	OPTION_BRAILLE,
	OPTION_VERSION,
};

static const struct option long_options[] = {
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "services", required_argument, NULL, OPTION_SERVICES },
	{ "window", required_argument, NULL, OPTION_WINDOW },
	{ "device", no_argument, NULL, OPTION_DEVICE },
	{ "px-per-mm", required_argument, NULL, OPTION_PX_PER_MM },
	{ "distance", required_argument, NULL, OPTION_DISTANCE },
	{ "lang", required_argument, NULL, OPTION_LANG },
	{ "size", required_argument, NULL, OPTION_SIZE },
	{ "theme", required_argument, NULL, OPTION_THEME },
	{ "province", required_argument, NULL, OPTION_PROVINCE },
	{ "officer", no_argument, NULL, OPTION_OFFICER },
	{ "state", required_argument, NULL, OPTION_STATE },
	{ "staff", required_argument, NULL, OPTION_STAFF },
	{ "first-frame", no_argument, NULL, OPTION_FIRST_FRAME },
	{ "headless", no_argument, NULL, OPTION_HEADLESS },
	{ "play", required_argument, NULL, OPTION_PLAY },
	{ "scene", required_argument, NULL, OPTION_SCENE },
	{ "utterances", required_argument, NULL, OPTION_UTTERANCES },
	{ "frames", required_argument, NULL, OPTION_FRAMES },
	{ "pcm", required_argument, NULL, OPTION_PCM },
	{ "braille", required_argument, NULL, OPTION_BRAILLE },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

static const char help[] =
	"usage: guichet [OPTION]...\n"
	"       guichet --headless --play EVENTS.jsonl [OPTION]...\n"
	"\n"
	"The service kiosk, in a window or, headless, played from a file of events.\n"
	"\n"
	"  --config FILE        settings of the site (docs/formats/config.md); options come on top\n"
	"  --services DIR       one folder a service\n"
	"  --state DIR          outbox.db, status.key and recipient.jwks\n"
	"  --staff PATH         socket of guichet-staff\n"
	"  --window WxH         size in pixels, 480x480 to 7680x7680; default 1280x800, headless 1080x1920\n"
	"  --device             on the machine's own screen, without a window system\n"
	"  --px-per-mm N        pixels a millimetre, 1 to 20\n"
	"  --distance MM        from the eyes to the screen, 300 to 1500\n"
	"  --lang en|fr         the language that comes first\n"
	"  --province XX        two letters; in QC French comes first\n"
	"  --officer            an officer is present, who can be shown documents\n"
	"  --size 1..4          of text, at the start of each visit\n"
	"  --theme NAME         default, black-on-white, white-on-black or low-contrast\n"
	"  --first-frame        end when the first frame is on the screen, for measuring\n"
	"\n"
	"  --headless           no window and no clock but that of --play\n"
	"  --play FILE          events, one JSON object a line\n"
	"  --scene FILE         what was on the screen after each event, one JSON object a line\n"
	"  --utterances FILE    what was said, one JSON object a line\n"
	"  --frames DIR         a PNG of every page\n"
	"  --pcm FILE.wav       the voice\n"
	"\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 good, 2 wrong use, 3 an expectation of --play failed, 4 fatal.\n";

/* Always OPTIONS_WRONG, for the caller to return. */
static int
wrong(const char *option, const char *english, const char *french)
{
	fprintf(
		stderr, "guichet: %s: %s\nguichet\u00a0: %s\u00a0: %s\n", option, english, option, french);
	return OPTIONS_WRONG;
}

static bool
parse_window(const char *value, struct options *options)
{
	int w, h, n = 0;
	if (strlen(value) > 9 || sscanf(value, "%dx%d%n", &w, &h, &n) != 2 || value[n] != '\0') {
		return false;
	}
	if (w < 480 || w > 7680 || h < 480 || h > 7680) {
		return false;
	}
	options->window_w = w;
	options->window_h = h;
	return true;
}

static bool
parse_lang(const char *value, struct options *options)
{
	if (strcmp(value, "en") != 0 && strcmp(value, "fr") != 0) {
		return false;
	}
	options->lang = value[0] == 'e' ? LANG_EN : LANG_FR;
	return true;
}

static int
set(struct options *options, const char *option, const char *section, const char *name,
	const char *value)
{
	struct diagnosis diagnosis;
	char sentence[sizeof(diagnosis.what) + sizeof(diagnosis.remedy)];

	if (config_set(&options->config, section, name, value, &diagnosis) == 0) {
		return 0;
	}
	snprintf(sentence, sizeof(sentence), "%s %s", diagnosis.what, diagnosis.remedy);
	return wrong(option, sentence, "Cette valeur n’est pas permise. Voir guichet --help.");
}

static int
load_config(struct options *options, const char *path)
{
	struct diagnosis d;

	if (config_load(path, &options->config, &d) == 0) {
		return 0;
	}
	fprintf(stderr, "guichet: %s%s%s: %s %s\n", d.file, d.where[0] != '\0' ? ", " : "", d.where,
		d.what, d.remedy);
	fprintf(stderr,
		"guichet\u00a0: %s\u00a0: La configuration ne peut pas être utilisée. Corrigez le fichier indiqué ci-dessus.\n",
		d.file);
	return OPTIONS_WRONG;
}

static int
take_setting(int option, const char *value, struct options *options)
{
	switch (option) {
	case OPTION_SERVICES:
		return set(options, "--services", "paths", "services", value);
	case OPTION_STATE:
		return set(options, "--state", "paths", "state", value);
	case OPTION_STAFF:
		return set(options, "--staff", "paths", "staff", value);
	case OPTION_PX_PER_MM:
		return set(options, "--px-per-mm", "display", "px-per-mm", value);
	case OPTION_DISTANCE:
		return set(options, "--distance", "display", "distance", value);
	case OPTION_SIZE:
		return set(options, "--size", "display", "size", value);
	case OPTION_THEME:
		return set(options, "--theme", "display", "theme", value);
	case OPTION_OFFICER:
		return set(options, "--officer", "site", "officer", "yes");
	default:
		return set(options, "--province", "site", "province", value);
	}
}

static int
take(int option, const char *value, struct options *options)
{
	switch (option) {
	case OPTION_CONFIG: /* was read before all others */
		return 0;
	case OPTION_WINDOW:
		return parse_window(value, options) ?
			0 :
			wrong("--window", "Give width and height from 480 to 7680, as 1080x1920.",
				"Donnez la largeur et la hauteur, de 480 à 7680, comme 1080x1920.");
	case OPTION_LANG:
		return parse_lang(value, options) ?
			0 :
			wrong("--lang", "The languages are en and fr.", "Les langues sont en et fr.");
	case OPTION_DEVICE:
		options->device = true;
		return 0;
	case OPTION_BRAILLE:
		return wrong("--braille", "This build has no braille output. Leave the option out.",
			"Cette version n’a pas de sortie braille. Retirez cette option.");
	case OPTION_FIRST_FRAME:
		options->first_frame = true;
		return 0;
	case OPTION_HEADLESS:
		options->headless = true;
		return 0;
	case OPTION_PLAY:
		options->play = value;
		return 0;
	case OPTION_SCENE:
		options->scene = value;
		return 0;
	case OPTION_UTTERANCES:
		options->utterances = value;
		return 0;
	case OPTION_FRAMES:
		options->frames = value;
		return 0;
	case OPTION_PCM:
		options->pcm = value;
		return 0;
	default:
		return take_setting(option, value, options);
	}
}

static int
check_together(const struct options *options)
{
	const bool recording = options->play != NULL || options->scene != NULL ||
		options->utterances != NULL || options->frames != NULL || options->pcm != NULL;

	if (options->headless && options->play == NULL) {
		return wrong("--headless", "Name the file of events with --play.",
			"Nommez le fichier d’événements avec --play.");
	}
	if (options->device && (options->headless || options->window_w != 0)) {
		return wrong("--device", "This excludes --window and --headless.",
			"Cette option exclut --window et --headless.");
	}
	if (!options->headless && recording) {
		return wrong("--play, --scene, --utterances, --frames, --pcm", "These need --headless.",
			"Ces options exigent --headless.");
	}
	if (options->headless && options->first_frame) {
		return wrong("--first-frame", "This needs a window, without --headless.",
			"Cette option exige une fenêtre, sans --headless.");
	}
	return 0;
}

static int
fill_in_paths(struct config *config)
{
	if ((config->services[0] == '\0' &&
			!beside_find("services", config->services, sizeof(config->services))) ||
		(config->fonts[0] == '\0' &&
			!beside_find("fonts/fonts.conf", config->fonts, sizeof(config->fonts)))) {
		return wrong("[paths]",
			"The path of this program is too long to look beside it for services and fonts. Name them with --config.",
			"Le chemin de ce programme est trop long pour chercher à côté de lui les services et les polices. "
			"Indiquez-les avec --config.");
	}
	if (config->state[0] == '\0') {
		snprintf(config->state, sizeof(config->state), "/data/guichet");
	}
	if (config->staff[0] == '\0') {
		snprintf(config->staff, sizeof(config->staff), "/run/guichet/staff.sock");
	}
	return 0;
}

static int
usage(int option, char **argv)
{
	switch (option) {
	case OPTION_HELP:
		fputs(help, stdout);
		return OPTIONS_DONE;
	case OPTION_VERSION:
		puts("guichet " GUICHET_VERSION);
		return OPTIONS_DONE;
	case ':':
		return wrong(argv[optind - 1], "A value is missing. See guichet --help.",
			"Il manque une valeur. Voir guichet --help.");
	default:
		return wrong(argv[optind - 1], "There is no such option. See guichet --help.",
			"Cette option n’existe pas. Voir guichet --help.");
	}
}

/* First turn: only what comes before every other option whatever its place. Second turn: the others. */
static int
turn(int argc, char **argv, bool first, struct options *options)
{
	int option, r = 0;

	optind = 1;
	opterr = 0;
	while (r == 0 && (option = getopt_long(argc, argv, ":h", long_options, NULL)) != -1) {
		if (option == OPTION_HELP || option == OPTION_VERSION || option == ':' || option == '?') {
			r = usage(option, argv);
		} else if (first && option == OPTION_CONFIG) {
			r = load_config(options, optarg);
		} else if (!first) {
			r = take(option, optarg, options);
		}
	}
	if (r == 0 && optind < argc) {
		r = wrong(argv[optind], "guichet takes options only. See guichet --help.",
			"guichet ne prend que des options. Voir guichet --help.");
	}
	return r;
}

int
options_parse(int argc, char **argv, struct options *ret_options)
{
	struct options options = { .lang = -1, .argv = argv };

	config_defaults(&options.config);
	int r = turn(argc, argv, true, &options);
	if (r == 0) {
		r = turn(argc, argv, false, &options);
	}
	if (r == 0) {
		r = check_together(&options);
	}
	if (r != 0) {
		return r;
	}
	if (options.window_w == 0) {
		options.window_w = options.headless ? 1080 : 1280;
		options.window_h = options.headless ? 1920 : 800;
	}
	options.state_given = options.config.state[0] != '\0';
	options.staff_given = options.config.staff[0] != '\0';
	r = fill_in_paths(&options.config);
	if (r == 0) {
		*ret_options = options;
	}
	return r;
}

enum lang
options_first_lang(const struct options *options)
{
	if (options->lang >= 0) {
		return (enum lang)options->lang;
	}
	const char *first = options->config.first_language;
	const bool is_by_province = strcmp(first, "by-province") == 0;
	return strcmp(is_by_province ? options->config.province : first,
			   is_by_province ? "QC" : "fr") == 0 ?
		LANG_FR :
		LANG_EN;
}

int32_t
options_size(const struct options *options)
{
	return options->config.size - 1;
}

enum theme_name
options_theme(const struct options *options)
{
	return theme_find(str_of(options->config.theme));
}

float
options_px_per_mm(const struct options *options)
{
	const float distance = (float)options->config.distance_mm / 600.0f;
	return distance > 1 ? options->config.px_per_mm * distance : options->config.px_per_mm;
}
