/* SPDX-License-Identifier: MIT */
/* Tests which of the kernel's messages are news, and that a torn or foreign one is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>

#include "platform/hotplug.h"

#define READ(message) hotplug_read(message, sizeof(message) - 1)

static void
subsystems_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(
		READ("change@/devices/pci0000:00/drm/card0\0ACTION=change\0SUBSYSTEM=drm\0HOTPLUG=1\0"),
		HOTPLUG_SCREEN);
	assert_int_equal(READ("add@/devices/usb1/sound/card1\0SUBSYSTEM=sound\0"), HOTPLUG_SOUND);
	assert_int_equal(READ("add@/devices/usb1/input7\0SUBSYSTEM=input\0"), 0);
}

static void
what_is_torn_counts_for_nothing(void **state)
{
	(void)state;
	assert_int_equal(READ("change@/x\0SUBSYSTEM=drm"), 0); /* without its end */
	assert_int_equal(READ(""), 0);
	assert_int_equal(READ("SUBSYSTEM=drmx\0"), 0);
}

static void
a_quiet_machine_tells_nothing(void **state)
{
	struct hotplug *hotplug;
	(void)state;
	assert_int_equal(hotplug_open(&hotplug), 0);
	struct pollfd fd = { .fd = hotplug_fd(hotplug), .events = POLLIN };
	while (poll(&fd, 1, 0) == 1) {
		(void)hotplug_take(hotplug);
	}
	assert_int_equal(hotplug_take(hotplug), 0);
	assert_null(hotplug_close(hotplug));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(subsystems_are_told_apart),
		cmocka_unit_test(what_is_torn_counts_for_nothing),
		cmocka_unit_test(a_quiet_machine_tells_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
