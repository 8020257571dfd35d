// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints the filters of filters.h, a line each, with a tab between
 *
 *	EVENT WHERE DEFINITION SHOWN SECTION NAME WAYS TEXT
 *
 * It is compiled alone, and run on the development machine.
 */
#include <stdio.h>

#include "long_text.h"

#define EVENT(name, where, definition, shown, section) \
	event = #name "\t" #where "\t" definition "\t" shown "\t" section;
#define FILTER(name, ways, text, truth) printf("%s\t%s\t%s\t%s\n", event, #name, ways, text);

int main(void)
{
	const char *event;

#include "filters.h"
	return 0;
}
