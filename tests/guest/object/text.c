/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By a text, without a header's section. */
#include "plain.h"

int filter(struct sonde_args *args)
{
	return args->name[0] == 'z' && args->name[1] == 'e';
}
