/* SPDX-License-Identifier: MIT */
/* Reads the command line. */
#include "staff/options.h"

#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
	"usage: guichet-staff [OPTION]...\n"
	"\n"
	"Does for the staff pages of a kiosk what needs rights: a closed list of verbs (docs/formats/staff.md). systemd starts\n"
	"it with its socket.\n"
	"\n"
	"  --socket PATH    makes its own socket: for development\n"
	"  --state DIR      outbox.db, keys and content.jwks; /data/guichet by default\n"
	"  --config FILE    guichet.conf; /data/guichet/guichet.conf by default\n"
	"  --services DIR   the services on offer; those that came with the programs by default\n"
	"  --stick DIR      where a memory stick is mounted; /run/guichet/stick by default\n"
	"  --cards FILE     the keys that cards and the site’s keys are signed with; content.jwks of the state by default\n"
	"  --user NAME      who may call beside root: the user that guichet runs as\n"
	"  --owner NAME     who gets identity and intake.jwks, which are renewed: the user that guichet-sync runs as\n"
	"  --enrol DIR      folder by which guichet-enrol.service is given the code, and says what became of it\n"
	"  --programs DIR   folder of guichetctl; this program's own by default\n"
	"  --system DIR     folder of rauc and systemctl; /usr/bin by default\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 good, 2 wrong use, 4 fatal.\n";

static const struct option names[] = { { "socket", required_argument, NULL, 'k' },
	{ "state", required_argument, NULL, 's' }, { "cards", required_argument, NULL, 'a' },
	{ "config", required_argument, NULL, 'c' }, { "services", required_argument, NULL, 'v' },
	{ "stick", required_argument, NULL, 'm' }, { "user", required_argument, NULL, 'u' },
	{ "programs", required_argument, NULL, 'p' }, { "system", required_argument, NULL, 'y' },
	{ "owner", required_argument, NULL, 'o' }, { "enrol", required_argument, NULL, 'e' },
	{ "help", no_argument, NULL, 'h' }, { "version", no_argument, NULL, 'V' }, { 0 } };

static int
wrong(const char *option, const char *english, const char *french)
{
	fprintf(stderr, "guichet-staff: %s: %s\nguichet-staff\u00a0: %s\u00a0: %s\n", option, english,
		option, french);
	return OPTIONS_WRONG;
}

static int
take_user(const char *name, struct options *options)
{
	const struct passwd *user = getpwnam(name);
	if (user == NULL) {
		return wrong("--user", "There is no such user on this machine.",
			"Il n’y a pas d’utilisateur de ce nom sur cette machine.");
	}
	options->user = user->pw_uid;
	return 0;
}

static int
take(int option, const char *value, struct options *options)
{
	switch (option) {
	case 'k':
		options->socket = value;
		return 0;
	case 's':
		options->state = value;
		return 0;
	case 'c':
		options->config = value;
		return 0;
	case 'v':
		options->services = value;
		return 0;
	case 'm':
		options->stick = value;
		return 0;
	case 'a':
		options->cards = value;
		return 0;
	case 'u':
		return take_user(value, options);
	case 'p':
		return snprintf(options->programs, sizeof(options->programs), "%s", value) <
				OPTIONS_PATH_BYTES ?
			0 :
			wrong("--programs", "The path is too long.", "Le chemin est trop long.");
	case 'y':
		options->system = value;
		return 0;
	case 'e':
		options->enrol = value;
		return 0;
	case 'o':
		options->owner = value;
		return 0;
	case 'h':
		fputs(help, stdout);
		return OPTIONS_DONE;
	case 'V':
		puts("guichet-staff " GUICHET_VERSION);
		return OPTIONS_DONE;
	default:
		return wrong("guichet-staff", "This is no option here, or it lacks its value. See --help.",
			"Ce n’est pas une option ici, ou il lui manque sa valeur. Voir --help.");
	}
}

/* Where this program lies, guichetctl lies too. */
static void
own_folder(char ret_folder[OPTIONS_PATH_BYTES])
{
	const ssize_t n = readlink("/proc/self/exe", ret_folder, OPTIONS_PATH_BYTES - 1);
	ret_folder[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(ret_folder, '/');
	if (slash != NULL) {
		*slash = '\0';
	}
}

int
options_parse(int argc, char **argv, struct options *ret_options)
{
	struct options options = { .state = "/data/guichet",
		.config = "/data/guichet/guichet.conf",
		.stick = "/run/guichet/stick",
		.system = "/usr/bin",
		.user = geteuid() };
	int c, r = 0;
	own_folder(options.programs);
	opterr = 0; /* what getopt would say is in English only */
	while (r == 0 && (c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		r = take(c, optarg, &options);
	}
	if (r == 0 && optind != argc) {
		r = wrong(argv[optind], "Arguments are given as options only.",
			"Les arguments se donnent en options seulement.");
	}
	if (r == 0) {
		*ret_options = options;
	}
	return r;
}
