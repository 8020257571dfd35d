// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Functions in the shapes of the kernel's, compiled at -O2 by the tests. At their entries the
 * ABI says where the parameters are, so that what sonde prints there is the same for all
 * compilers.
 */
#include "mini.h"

const char linux_banner[] = "Linux version 6.99.0-mini (tester@nowhere) #1 SMP";

int shared_number = 42;
u8 shared_bytes[16];
static int file_number = 7;
struct node *list_first;
int __initdata init_number = 1;
int __percpu cpu_number = 2;

ssize_t noinline vfs_read(struct file *file, char *buf, size_t count, loff_t *pos)
{
	ssize_t done = 0;

	while (count--) {
		buf[done++] = (char)*pos;
		barrier();
	}
	file->f_flags++;
	return done;
}

static always_inline int inlined_twice(struct file *file, int n)
{
	use(file->f_mode + n);
	barrier();
	return n + 1;
}

int noinline call_inline(struct file *file, int n)
{
	return inlined_twice(file, n);
}

int noinline call_inline_again(struct file *file, int n)
{
	barrier();
	return inlined_twice(file, 5) + n;
}

/* Twice in this image, see other.c. */
static int noinline duplicate(int value)
{
	barrier();
	return value + 1;
}

int noinline use_duplicate(int value)
{
	return duplicate(value);
}

void noinline take_bits(struct bits *bits, struct packed_bits *packed)
{
	use(bits->low + packed->crossing);
}

void noinline take_numbers(s8 a, u8 b, s16 c, u16 d, s32 e, u32 f)
{
	use(a + b + c + d + e + (s32)f);
}

void noinline take_more(s64 a, u64 b, char c, bool d, enum color e, enum level f)
{
	use(a + (s64)b + c + d + e + f);
}

void noinline take_odd(enum big big, void *pointer, int (*function)(int), const char *const *argv)
{
	use(big);
	use(pointer);
	use(function);
	use(argv);
}

void noinline take_arrays(struct arrays *arrays, int (*matrix)[3], const struct odd *odd)
{
	use(arrays->one[0] + matrix[1][2]);
	use(odd->after);
}

/* On x86-64 all of it is in one register. */
void noinline take_pair(struct pair pair, struct small small)
{
	use(pair.first + pair.second);
	use(small.d);
}

void noinline take_wide(struct wide wide, union either either)
{
	use(wide.low + wide.high + either.number);
}

void noinline take_huge(struct huge huge, int after)
{
	use(huge.words[8] + (u64)after);
}

void noinline take_int128(__int128 big, int after)
{
	use((u64)big + (u64)(big >> 64) + (u64)after);
}

double noinline take_float(double d, float f, int n)
{
	return d + f + n;
}

/* The last three are on the stack on x86-64, the last one on arm64. */
int noinline take_many(int a, int b, int c, int d, int e, int f, int g, char h, struct node *i)
{
	return a + b + c + d + e + f + g + h + (int)i->value;
}

/* `text` is on the stack on x86-64. */
int noinline take_text(int a, int b, int c, int d, int e, int f, const char *text,
		       struct file *file)
{
	return a + b + c + d + e + f + text[0] + (int)file->f_mode;
}

int noinline take_rest(const char *format, ...)
{
	use(format);
	barrier();
	return 0;
}

void noinline no_params(void)
{
	barrier();
}

__noreturn void noinline never_returns(int code)
{
	use(code);
	for (;;)
		barrier();
}

struct wide noinline give_wide(int n)
{
	return (struct wide){(u64)n, 1};
}

struct huge noinline give_huge(int n)
{
	return (struct huge){{(u64)n}};
}

struct pair noinline give_pair(int n)
{
	return (struct pair){n, -n};
}

struct file *noinline give_file(struct file *file)
{
	barrier();
	return file;
}

s8 noinline give_small(int n)
{
	barrier();
	return (s8)n;
}

bool noinline give_bool(int n)
{
	barrier();
	return n > 3;
}

int noinline follow(struct node *node)
{
	return (int)node->next->next->next->next->value + file_number++;
}

/* The inner `value` hides the outer one. */
int noinline hide(int value)
{
	barrier();
	{
		static int value_count;
		int value = value_count++;

		use(value);
	}
	return value;
}

int noinline take_opaque(struct opaque *opaque)
{
	barrier();
	return other_entry(opaque);
}

void noinline take_twin(struct twin *twin)
{
	use(twin);
}

int __init noinline setup(int argument)
{
	barrier();
	return argument + init_number + cpu_number + shared_number + shared_bytes[0];
}

/* A name that no argument can have. */
int noinline take_names(int common_type, int a_parameter_with_a_name_of_over_32_bytes)
{
	return common_type + a_parameter_with_a_name_of_over_32_bytes;
}
