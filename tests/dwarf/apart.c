// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions whose copies, here and in apart_other.c, do not all have the same arguments. */
#include "mini.h"

const char linux_banner[] = "Linux version 6.99.0-apart (tester@nowhere) #1 SMP";

/* Fewer parameters there, and one of another type. */
static int noinline apart(int first, long second, const char *text)
{
	barrier();
	return first + (int)second + text[0];
}

int noinline use_apart(int first, long second, const char *text)
{
	return apart(first, second, text) + 1;
}

/* Constants here, read there, of another type. */
static always_inline long constant(struct file *file, long number)
{
	use(file->f_mode + number);
	barrier();
	return number + 1;
}

long noinline use_constants(struct file *file, long number)
{
	barrier();
	number += constant(file, 5);
	barrier();
	return constant(file, 6) + number;
}

/* One of these is no number of the other's type. */
static always_inline long vast(struct file *file, long number)
{
	use(file->f_mode + number);
	barrier();
	return number + 1;
}

long noinline use_vast(struct file *file, long number)
{
	barrier();
	number += vast(file, 0x100000000L);
	barrier();
	return vast(file, 7) + number;
}

/* Both begin at one address. */
static always_inline int inner_one(struct file *file, int number)
{
	use(file->f_mode + number);
	barrier();
	return number + 1;
}

static always_inline int inner_two(struct file *file, int number)
{
	return inner_one(file, number);
}

int noinline use_inner(struct file *file, int number)
{
	return inner_two(file, number);
}

/* So far away that the way there has no room in an argument. */
struct far {
	char before[1000000000];
	struct far *next;
	int number;
};

int a_variable_whose_name_is_so_long_that_no_argument_has_room_for_it = 3;

int noinline take_far(struct far *far)
{
	return far->next->next->next->next->number;
}
