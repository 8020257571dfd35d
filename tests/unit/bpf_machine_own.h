/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the parts of the machine share.
 */
#ifndef TESTS_UNIT_BPF_MACHINE_OWN_H
#define TESTS_UNIT_BPF_MACHINE_OWN_H

#include <stdio.h>

#include "tests/unit/bpf_machine.h"

/** Where things are; nothing of it is near anything else. */
#define CONTEXT_AT  UINT64_C(0xffffc90000010000)
#define STACK_END   UINT64_C(0xffffc90000021000)
#define COUNTS_AT   UINT64_C(0xffffc90000030000)
#define VERDICTS_AT UINT64_C(0xffffc90000040000)
#define RECORD_AT   UINT64_C(0xffffc90000050000)
#define FOUND_AT    UINT64_C(0xffffc90000070000)
#define RING_AT	    UINT64_C(0xffffc90000080000)
#define THREADS_AT  UINT64_C(0xffffc90000090000)

/** What a helper leaves of which nothing is known. */
#define RUBBISH 0x5a

/** Note why a program is wrong; false. */
#define FAIL(machine, ...) \
	(snprintf((machine)->failure, sizeof((machine)->failure), __VA_ARGS__) ? false : false)

/** Read 1, 2, 4 or 8 bytes that the program may read itself. */
bool machine_read(struct bpf_machine *machine, uint64_t address, size_t size, uint64_t *ret);

/** Write bytes where the program may write itself. */
bool machine_write(struct bpf_machine *machine, uint64_t address, const void *bytes, size_t size);

/** Whether @p size bytes at @p address are within those from @p base on. */
static inline bool machine_within(uint64_t address, size_t size, uint64_t base, size_t length)
{
	return address >= base && size <= length && address - base <= length - size;
}

/** Call a helper, or the user's function. */
bool machine_call(struct bpf_machine *machine, const struct bpf_insn *insn);

#endif /* TESTS_UNIT_BPF_MACHINE_OWN_H */
