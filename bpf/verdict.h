/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where in the kernel's memory the word of verdicts is: a probe can fetch it there, as
 * `verdict=@0xADDRESS:u64`, and a trigger of that probe test it. It is there as long as its map.
 */
#ifndef BPF_VERDICT_H
#define BPF_VERDICT_H

#include <stdint.h>

#include "base/err.h"
#include "bpf/maps.h"

/**
 * The address of the value of FILTER_MAP_VERDICTS, which is made if it is not there yet. A program
 * that runs once tells it (BPF_PROG_TEST_RUN); no bit is set afterwards.
 *
 * @return filter_refusal(); UNSUPPORTED if it was not told
 */
struct sonde_error *filter_verdict_address(struct filter_maps *maps, uint64_t *ret);

#endif /* BPF_VERDICT_H */
