/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types in the shapes of the kernel's. */
#ifndef MINI_H
#define MINI_H

typedef _Bool bool;
typedef unsigned char u8;
typedef signed char s8;
typedef unsigned short u16;
typedef short s16;
typedef unsigned int u32;
typedef int s32;
typedef unsigned long long u64;
typedef long long s64;
typedef unsigned long size_t;
typedef long ssize_t;
typedef long long loff_t;

#define noinline      __attribute__((noinline))
#define always_inline inline __attribute__((always_inline))
#define __init	      __attribute__((section(".init.text")))
#define __initdata    __attribute__((section(".init.data")))
#define __percpu      __attribute__((section(".data..percpu")))
#define __packed      __attribute__((packed))
#define __noreturn    __attribute__((noreturn))
/** The function tracer knows the function: what the compiler notes where it puts its call. */
#define TRACED(function)                             \
	__asm__(".pushsection __mcount_loc, \"a\"\n" \
		"	.balign 8\n"                       \
		"	.quad " #function "\n"       \
		".popsection")
#define barrier() __asm__ volatile("" ::: "memory")
/* What is said to be used here is not optimized away before. */
#define use(value) __asm__ volatile("" ::"g"(value))

/* Defined in other.c alone: mini.c knows it by its name only. */
struct opaque;
/* Defined in other.c and in third.c, and not alike. */
struct twin;

struct qstr {
	union {
		struct {
			u32 hash;
			u32 len;
		};
		u64 hash_len;
	};
	const unsigned char *name;
};

struct inode {
	u16 i_mode;
	u32 i_uid;
	u64 i_ino;
};

struct dentry {
	u32 d_flags;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	unsigned char d_iname[32];
};

struct path {
	void *mnt;
	struct dentry *dentry;
};

struct file {
	u32 f_mode;
	struct path f_path;
	const struct path f_const;
	volatile u32 f_flags;
	ssize_t (*read)(struct file *file, char *buf, size_t count);
};

enum color {
	RED,
	GREEN,
	BLUE
};
enum level {
	LOWEST = -1,
	NONE,
	HIGHEST
};
enum big {
	SMALL,
	HUGE_VALUE = 0x123456789abcLL
};

struct bits {
	u32 low : 3;
	u32 mid : 7;
	u32 high : 22;
	s32 sign : 5;
	bool flag : 1;
	u8 tail : 4;
	enum color color : 2;
	u64 wide : 40;
};

struct packed_bits {
	u8 first;
	u32 crossing : 28;
	u32 rest : 4;
	u16 odd;
	u32 straddle_a : 20;
	u32 straddle_b : 20;
} __packed;

struct pair {
	int first;
	int second;
};

struct small {
	u16 a;
	struct {
		u8 b;
		s8 c;
	} inner;
	u32 d;
};

struct wide {
	u64 low;
	u64 high;
};

struct huge {
	u64 words[9];
};

union either {
	u32 number;
	u8 bytes[4];
	float real;
};

struct arrays {
	int one[4];
	int two[2][3];
	char lines[2][8];
	struct pair pairs[3];
	const char *names[4];
	u8 zero[0];
	char tail[];
};

struct odd {
	u8 bytes[6];
	u64 after;
};

struct node {
	struct node *next;
	u32 value;
};

extern int shared_number;
extern u8 shared_bytes[16];

ssize_t vfs_read(struct file *file, char *buf, size_t count, loff_t *pos);
int call_inline(struct file *file, int n);
int other_entry(struct opaque *opaque);

#endif
