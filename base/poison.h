/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Functions that have no bounded use. Included on the compiler's command line after the
 * system headers of every source of sonde, see AM_CPPFLAGS.
 */
#ifndef BASE_POISON_H
#define BASE_POISON_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol tmpnam

#endif /* BASE_POISON_H */
