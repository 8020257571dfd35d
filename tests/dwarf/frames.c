/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structs on the stack, by a compiler whose frame base is a register: it is right in the body only.
 */
typedef unsigned long u64;

struct big {
	u64 first, second, third;
};

__attribute__((noinline)) u64 take_big(int n, struct big big)
{
	u64 local[2];

	local[0] = big.first + (u64)n;
	local[1] = big.second;
	__asm__ volatile("" : : "r"(local) : "memory", "rbx");
	return local[0] + big.third;
}

u64 call_big(u64 n)
{
	struct big big = {n, n + 1, n + 2};

	return take_big(3, big);
}
