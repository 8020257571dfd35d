/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/filter.h"

#include <bpf/libbpf.h>

const char *filter_library_version(void)
{
	return libbpf_version_string();
}
