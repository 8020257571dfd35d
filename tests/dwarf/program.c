/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program, and a shared library: places by file offset, data by their distance from the code. */
struct item {
	int value;
	char name[12];
	struct item *next;
};

int counter = 7;
static long total;
const short limit = 12;
struct item first = {1, "first", &first}, *items = &first;
/* Before the code, where a linker script or lld would have constants. */
__attribute__((section(".early"))) int early = 3;
_Thread_local int own;

__attribute__((noinline)) int work(int number, long weight, struct item *item)
{
	int three = number * 3;

	total += weight;
	own++;
	item->value += three;
	return three + item->value + counter + early;
}

__attribute__((noinline)) static int _hidden(int number)
{
	return work(number, number, items) + limit;
}

void _start(void)
{
	_hidden(5);
	for (;;)
		;
}
