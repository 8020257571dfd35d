// SPDX-License-Identifier: GPL-2.0-or-later
/* Another unit of the image with types.c. */
#include "types.h"

int noinline other_function(int n)
{
	barrier();
	return n;
}
