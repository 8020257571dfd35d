/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls what is probed, and says what that must see: a line for each event, fields as the kernel
 * has them. It computes all of that itself. */
#include <stdio.h>

#include "forms.h"

#define ITEMS 5

static long total = 1000;

static long tell_step(const struct item *item, long factor)
{
	const long product = item->value * factor;

	printf("step value=%d factor=%ld total=%ld\n", item->value, factor, total);
	printf("square root=%ld\n", product);
	printf("product product=%ld\n", product);
	printf("stepped arg1=%ld\n", product + 1);
	total += product * product;
	return product + 1;
}

static void tell(const struct item *first, int factor)
{
	long sum = 0;

	printf("work factor=%d name=\"%s\" second=%d\n", factor, first->name, first->next->value);
	for (const struct item *item = first; item; item = item->next)
		sum += tell_step(item, factor);
	printf("square root=%ld\n", sum);
	printf("worked arg1=%ld\n", sum * sum);
}

int main(void)
{
	struct item items[ITEMS] = {{.name = "first"}};

	for (int factor = -3; factor < 4; factor++) {
		for (int i = 0; i < ITEMS; i++) {
			items[i].value = (short)(-7 * i + factor * 100);
			items[i].next = i + 1 < ITEMS ? &items[i + 1] : NULL;
		}
		work(items, factor);
		tell(items, factor);
	}
	return 0;
}
