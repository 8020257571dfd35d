/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The eBPF side of sonde. bpf/filter.c is linked where libbpf is, bpf/none.c where it is not.
 */
#ifndef BPF_FILTER_H
#define BPF_FILTER_H

/** Version of the libbpf that is linked in, as `v1.1`; NULL in a build without libbpf. */
const char *filter_library_version(void);

#endif /* BPF_FILTER_H */
