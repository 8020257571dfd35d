/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The command of a thread, as the kernel keeps it.
 */
#ifndef BASE_COMMAND_H
#define BASE_COMMAND_H

/** Bytes of it with its NUL: TASK_COMM_LEN of include/linux/sched.h. */
#define COMMAND_SIZE 16

#endif /* BASE_COMMAND_H */
