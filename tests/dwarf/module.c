// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel module in small: what is special there is that nothing has an address before it is
 * loaded, that each section goes its own way then, and that names need not be unique.
 */
#include "mini.h"

#define __modinfo __attribute__((section(".modinfo"), used, aligned(1)))
#define __exit	  __attribute__((section(".exit.text")))
#define __alone	  __attribute__((section(".text.alone")))

static const char module_license[] __modinfo = "license=GPL";
static const char module_name[] __modinfo = "name=sample_mod";
static const char module_vermagic[] __modinfo = "vermagic=6.99.0-mini SMP mod_unload modversions ";

int sample_level = 3;
/* The name of a variable of the kernel, see mini.c. */
int shared_number = 5;
static int hidden = 4;
int __percpu sample_percpu = 2;

ssize_t noinline sample_read(struct file *file, char *buf, size_t count, loff_t *pos)
{
	ssize_t done = 0;

	while (count--) {
		buf[done++] = (char)*pos;
		barrier();
	}
	file->f_flags += sample_level + shared_number;
	hidden++;
	return done;
}

/* Twice in this module, see module_other.c. */
static int noinline duplicate(int value)
{
	barrier();
	return value + hidden;
}

int noinline use_duplicate(int value)
{
	return duplicate(value);
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

/* The only function of its section, and its name is not unique: nothing to count from. */
static int noinline __alone lonely(int value)
{
	barrier();
	return value;
}

TRACED(sample_read);
TRACED(duplicate);
TRACED(call_inline);
TRACED(lonely);
TRACED(sample_init);

int __init sample_init(int argument)
{
	return lonely(argument) + call_inline(0, argument);
}

void __exit sample_exit(int argument)
{
	use(argument);
}

struct {
	int (*init)(int);
	void (*exit)(int);
} __this_module __attribute__((section(".gnu.linkonce.this_module"))) = {sample_init, sample_exit};
