// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MEASURED_LONG_TEXT_H
#define MEASURED_LONG_TEXT_H

/* 90 characters. */
#define LONG_TEXT                                                                            \
	"long-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-" \
	"0123456-"

#endif
