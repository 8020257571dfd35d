/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a process has mapped where: `/proc/PID/maps` (proc_pid_maps(5)).
 */
#ifndef CLI_RUN_PROCESS_MAPS_H
#define CLI_RUN_PROCESS_MAPS_H

#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

struct mapping {
	/** The first address, and the one behind the last. */
	uint64_t start, end;
	/** Bytes of the file before `start`. */
	uint64_t offset;
	/** `0` where no file is mapped. */
	uint64_t inode;
	/** The device, as the kernel writes it: `fe:00`, and the path as the process has it, which
	 * may end in ` (deleted)`; `[vdso]`; "" for none. Owned. */
	char *device, *path;
};

struct process_maps {
	/** In order, and none over another. */
	VEC(struct mapping) list;
};

/** Free what it holds and make it empty. */
void process_maps_deinit(struct process_maps *maps);

/** A `struct process_maps` that is released at the end of its scope. */
#define _cleanup_process_maps_ _cleanup_(process_maps_deinit)

/**
 * Take the text apart. Lines that are none, or out of order, are left out: they would be the
 * kernel's error, and names of addresses are not worth failing for.
 *
 * @param text NUL-terminated; changed by this
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *process_maps_parse(char *text, struct process_maps *ret);

/** The mapping that has the address, or NULL. */
const struct mapping *process_maps_find(const struct process_maps *maps, uint64_t address);

#endif /* CLI_RUN_PROCESS_MAPS_H */
