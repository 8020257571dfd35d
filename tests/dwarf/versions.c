/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A library that has a function in two versions, under several names, and one that is chosen when
 * the library is loaded.
 */
__attribute__((used)) int twice_old(int a)
{
	return a + a;
}

__attribute__((used)) int twice_new(int a)
{
	return a * 2 + 1;
}

__asm__(".symver twice_old,twice@LIB_1");
__asm__(".symver twice_new,twice@@LIB_2");

int own_alloc(int size)
{
	return size * 3;
}

int alloc(int size) __attribute__((alias("own_alloc")));
int lib_alloc(int size) __attribute__((alias("own_alloc")));

static int __pick_fast(int a)
{
	return a * 5;
}

static int __pick_slow(int a)
{
	return a * 7;
}

static int chosen;

static int (*choose_pick(void))(int)
{
	return chosen ? __pick_fast : __pick_slow;
}

int pick(int a) __attribute__((ifunc("choose_pick")));
