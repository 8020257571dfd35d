// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory, and what lies in it for others: segments, semaphores, messages, futexes. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "truth.h"

#define GIB (1L << 30)

static unsigned long map(unsigned long at, unsigned long size, int prot, int flags, int fd,
			 long offset)
{
	const unsigned long page = (unsigned long)sysconf(_SC_PAGESIZE);
	const unsigned long got =
		(unsigned long)must("mmap", syscall(SYS_mmap, at, size, prot, flags, fd, offset));

	truth("map", "addr=0x%lx len=0x%lx prot=0x%x flag=0x%x pgoff=0x%lx", at, size, prot, flags,
	      (unsigned long)offset / page);
	truth("do_map", "len=0x%lx prot=0x%x flags=0x%x pgoff=0x%lx", size, prot, flags,
	      (unsigned long)offset / page);
	truth("mapped", "arg1=0x%lx", got);
	return got;
}

void memory(void)
{
	const int fd = open("iota", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	unsigned long large, small;

	begin();
	large = map(0x100000000000, 6 * GIB + 4096, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	map(large + 4096, 8192, PROT_READ, MAP_SHARED | MAP_FIXED, fd, 5 * GIB + 65536);
	small = map(0, 12345, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must("mprotect", syscall(SYS_mprotect, large + 65536, 5 * GIB, PROT_READ));
	truth("protect", "start=0x%lx len=0x%lx prot=0x1 pkey=-1", large + 65536, 5 * GIB);
	must("madvise", syscall(SYS_madvise, large, 5 * GIB, MADV_DONTNEED));
	truth("advise", "start=0x%lx len=0x%lx behavior=%d", large, 5 * GIB, MADV_DONTNEED);
	must("mlock2",
	     syscall(SYS_mlock2, small, 1, MLOCK_ONFAULT) == -1 && errno != ENOMEM ? -1 : 0);
	truth("lock", "start=0x%lx len=0x1", small);
}

void messages(void)
{
	struct {
		long type;
		char text[100];
	} message = {0x212345678, "text"};
	const int key = -559038737;
	const int queue = (int)must("msgget", syscall(SYS_msgget, key, IPC_CREAT | 0600));
	long segment, set;

	begin();
	must("msgsnd", syscall(SYS_msgsnd, queue, &message, sizeof(message.text), IPC_NOWAIT));
	truth("send", "msqid=%d mtype=%ld msgsz=0x64 msgflg=%d", queue, message.type, IPC_NOWAIT);
	truth("sending", "type=%ld size=0x64", message.type);
	segment = must("shmget",
		       syscall(SYS_shmget, key, 5 * GIB + 1, SHM_NORESERVE | IPC_CREAT | 0600));
	truth("segment", "key=%d size=0x%lx shmflg=%d", key, 5 * GIB + 1,
	      SHM_NORESERVE | IPC_CREAT | 0600);
	set = must("semget", syscall(SYS_semget, key, 17, IPC_CREAT | IPC_EXCL | 0640));
	truth("set", "key=%d nsems=17 semflg=%d", key, IPC_CREAT | IPC_EXCL | 0640);
	must_not("semget", syscall(SYS_semget, key - 1, -3, 0));
	truth("set", "key=%d nsems=-3 semflg=0", key - 1);
	must("IPC_RMID", syscall(SYS_shmctl, segment, IPC_RMID, NULL));
	must("IPC_RMID", syscall(SYS_semctl, set, 0, IPC_RMID, NULL));
	must("IPC_RMID", syscall(SYS_msgctl, queue, IPC_RMID, NULL));
}

void futexes(void)
{
	static uint32_t word = 0x80000001, other;

	begin();
	must_not("FUTEX_WAIT", syscall(SYS_futex, &word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG,
				       0x89abcdef, NULL, 0, 0));
	truth("futex", "uaddr=0x%lx op=128 val=0x89abcdef uaddr2=0x0 val2=0x0 val3=0x0",
	      (unsigned long)&word);
	truth("futex_done", "arg1=%d", -EAGAIN);
	must("FUTEX_WAKE",
	     syscall(SYS_futex, &word, FUTEX_WAKE_BITSET, 0x7fffffff, NULL, &other, 0xfffffffe));
	truth("futex", "uaddr=0x%lx op=10 val=0x7fffffff uaddr2=0x%lx val2=0x0 val3=0xfffffffe",
	      (unsigned long)&word, (unsigned long)&other);
	truth("futex_done", "arg1=0");
	must("FUTEX_CMP_REQUEUE",
	     syscall(SYS_futex, &word, FUTEX_CMP_REQUEUE, 1, 0x7ffffff1UL, &other, 0x80000001));
	truth("futex", "uaddr=0x%lx op=4 val=0x1 uaddr2=0x%lx val2=0x7ffffff1 val3=0x80000001",
	      (unsigned long)&word, (unsigned long)&other);
	truth("futex_done", "arg1=0");
}
