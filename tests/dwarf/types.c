// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions whose parameters and variables are structs, and what else is no plain number. */
#include "types.h"

const char linux_banner[] = "Linux version 6.99.0-types (tester@nowhere) #1 SMP";

void noinline take_kid(struct kid kid, int after)
{
	use(kid.val + after);
}

void noinline take_outer(struct outer outer, int after)
{
	use(outer.first + (u64)after);
}

/* All of it is in one register, on x86-64 and arm64. */
void noinline take_pair(struct pair pair, int after)
{
	use(pair.first + pair.second + after);
}

void noinline take_small(struct small small)
{
	use(small.d);
}

void noinline take_floats(struct floats floats, struct nothing nothing)
{
	use(floats.x);
	use(nothing);
}

void noinline take_crowd(struct crowd crowd, int after)
{
	use(crowd.m00 + (u64)after);
}

void noinline take_two_crowds(struct kid kid, struct crowd one, struct crowd two, int after)
{
	use(one.m00 + two.m00 + (u64)after + (u64)kid.val);
}

void noinline take_heap(struct heap heap)
{
	use(heap.a[0]);
}

void noinline take_long(struct long_names long_name,
			struct long_names a_parameter_whose_name_is_long)
{
	use(long_name.number + a_parameter_whose_name_is_long.number);
}

void noinline take_same(int kids_val, struct middle *middle, struct outer *outer)
{
	use(kids_val);
	use(middle->flags);
	use(outer->first);
}

/* One of these has the name that a member of the other would get, and is in no register to fetch.
 */
void noinline take_namesakes(struct outer outer, double outer_first, struct lock lock)
{
	use(outer.first + (u64)outer_first);
	use(lock.raw.queue.value.counter);
}

struct pair noinline give_pair(int n)
{
	return (struct pair){n, -n};
}

struct kid noinline give_kid(int n)
{
	return (struct kid){n};
}

void noinline take_bits(struct whole_bits *bits)
{
	use((int)bits->low);
}

void noinline take_bits_held(struct half_bits held)
{
	use((int)held.low);
}

void noinline take_odd(struct odd_numbers *odd)
{
	use(odd->color);
}

double noinline give_double(int n)
{
	return n;
}

/* clang says by conversions which bits of the register they are. */
void noinline take_halves(struct halves halves)
{
	use((u64)halves.low * halves.high);
}

struct mixed noinline give_mixed(int n)
{
	return (struct mixed){n, n};
}

struct mixed_late noinline give_mixed_late(int n)
{
	return (struct mixed_late){n, n};
}

struct four_floats noinline give_four_floats(int n)
{
	return (struct four_floats){(float)n, 1, 2, 3};
}

struct unlike_floats noinline give_unlike_floats(int n)
{
	return (struct unlike_floats){(float)n, n};
}

struct packed noinline give_packed(int n)
{
	return (struct packed){(u8)n, (u64)n};
}

vector2 noinline give_vector(int n)
{
	return (vector2){n, n};
}

/* Its local variable is a constant at the entry only. */
int noinline count_up(const s16 *numbers, int count)
{
	int total = 0;

	for (int i = 0; i < count; i++)
		total += numbers[i] ^ total;
	return total;
}

struct both_floats noinline give_floats(int n)
{
	return (struct both_floats){(float)n, 0};
}

/* Types by name are looked for here first. */
void noinline take_any(void *pointer, u64 number, char *bytes, s32 small, struct outer *outer,
		       double real)
{
	use(pointer);
	use(number + (u64)small);
	use(bytes);
	use(outer->text);
	use((int)real);
}

void *noinline give_pointer(void *pointer)
{
	barrier();
	return pointer;
}

/* On the stack there is an array, whose address a cast takes. */
int noinline with_array(int n)
{
	char bytes[32] = {0};

	for (int i = 0; i < n; i++)
		bytes[i] = (char)i;
	use(give_pointer(bytes));
	return bytes[n / 2];
}

extern int far_number;
extern int nowhere __attribute__((weak));

/* Two that it declares, one of which nobody defines. */
int noinline use_declared(int n)
{
	if (&nowhere)
		n += nowhere;
	return far_number + n;
}

void noinline take_vectors(struct vectors *vectors, char *buffer)
{
	use(vectors->many[0]);
	use(buffer);
}
