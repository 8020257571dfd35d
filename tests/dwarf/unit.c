/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One of many units, which differ in the name of their function.
 */

const char linux_banner[]
	__attribute__((weak)) = "Linux version 6.99.0-units (tester@nowhere) #1 SMP";

static volatile long sink;

long UNIT(long first, long second)
{
	long late;

	sink = first;
	late = sink * second;
	sink = late;
	return late;
}
