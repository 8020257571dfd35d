/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel for the examples of the manual: what they name lies where Debian's 6.12 for x86-64
 * has it, so that the same answers come out.
 */
typedef unsigned long size_t;

struct qstr {
	unsigned long hash_len;
	const unsigned char *name;
};

struct dentry {
	char before_d_name[32];
	struct qstr d_name;
};

struct path {
	void *mnt;
	struct dentry *dentry;
};

struct file {
	char before_f_flags[48];
	unsigned int f_flags;
	char before_f_path[12];
	struct path f_path;
};

const char linux_banner[]
	__attribute__((used)) = "Linux version 6.12.117+deb12-cloud-amd64 (examples)";

long vfs_read(struct file *file, char *buf, size_t count, long long *pos);
long vfs_write(struct file *file, const char *buf, size_t count, long long *pos);

long vfs_read(struct file *file, char *buf, size_t count, long long *pos)
{
	buf[0] = (char)file->f_flags;
	*pos += (long)count;
	return (long)count;
}

long vfs_write(struct file *file, const char *buf, size_t count, long long *pos)
{
	file->f_flags = (unsigned int)buf[0];
	*pos += (long)count;
	return (long)count;
}

/* Where no probe can be. */
int kprobe_int3_handler(void *regs);
void exc_int3(void *regs);

int kprobe_int3_handler(void *regs)
{
	return regs != (void *)0;
}

static const void *const nokprobe
	__attribute__((section("_kprobe_blacklist"), used)) = (const void *)kprobe_int3_handler;

__attribute__((section(".noinstr.text"))) void exc_int3(void *regs)
{
	*(char *)regs = 0;
}
