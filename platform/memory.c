/* SPDX-License-Identifier: MIT */
/* What the kernel offers to keep a page in RAM, out of dumps and out of children. */
#include "platform/memory.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Without CAP_IPC_LOCK and with a limit, MCL_FUTURE would make every later allocation past the limit fail. */
static bool
may_lock_all(void)
{
	struct rlimit limit;
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY) {
		return true;
	}
	if (syscall(SYS_capget, &header, data) != 0) {
		return false;
	}
	return (data[CAP_TO_INDEX(CAP_IPC_LOCK)].effective & CAP_TO_MASK(CAP_IPC_LOCK)) != 0;
}

int
memory_harden(void)
{
	const struct rlimit none = { 0, 0 };
	int r = 0;

	if (setrlimit(RLIMIT_CORE, &none) != 0) {
		r = -errno;
	}
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 && r == 0) {
		r = -errno;
	}
	/* ONFAULT: or every library would be read in whole, and the start would wait for it. */
	if (!may_lock_all()) {
		return r != 0 ? r : -EPERM;
	}
	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) != 0 && r == 0) {
		r = -errno;
	}
	return r;
}

void *
memory_secret(size_t size, int *ret_locked)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t inside = (size + page - 1) / page * page;
	char *guard;

	if (inside < size || inside + 2 * page < inside) {
		errno = ENOMEM;
		return NULL;
	}
	guard = mmap(NULL, inside + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (guard == MAP_FAILED) {
		return NULL;
	}
	char *memory = guard + page;
	if (mprotect(memory, inside, PROT_READ | PROT_WRITE) != 0 ||
		madvise(memory, inside, MADV_DONTDUMP) != 0 ||
		madvise(memory, inside, MADV_WIPEONFORK) != 0) {
		const int error = errno;
		(void)munmap(guard, inside + 2 * page);
		errno = error;
		return NULL;
	}
	/* The rest of the budget of a desk (8 MiB with systemd) stays for pages that are touched. */
	*ret_locked = mlock2(memory, inside, MLOCK_ONFAULT) == 0;
	return memory;
}

/* Inlined, the array would lie in the caller's frame instead of below it. */
__attribute__((noinline)) void
memory_wipe_stack(void)
{
	char below[128 * 1024];
	explicit_bzero(below, sizeof(below));
}
