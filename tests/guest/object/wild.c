/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads behind what it is given. */
#include "header.h"

int filter(struct sonde_args *args)
{
	return ((int *)args)[1000];
}
