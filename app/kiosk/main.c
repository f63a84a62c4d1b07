/* SPDX-License-Identifier: MIT */
/* guichet: from the command line to the loop or to the headless player. */
#include "exit_codes.h"
#include "kiosk/headless.h"
#include "kiosk/loop.h"
#include "kiosk/options.h"

int
main(int argc, char **argv)
{
	struct options options;

	switch (options_parse(argc, argv, &options)) {
	case 0:
		break;
	case OPTIONS_DONE:
		return EXIT_GOOD;
	case OPTIONS_WRONG:
	default:
		return EXIT_USAGE;
	}
	return options.headless ? headless_run(&options) : loop_run(&options);
}
