/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program of 91-forms.sh, which is built in every form that a program can have. */
#ifndef FORMS_H
#define FORMS_H

struct item {
	short value;
	const char *name;
	struct item *next;
};

/** The sum of the items, each taken @p factor times, squared. */
long work(const struct item *first, int factor);

#endif /* FORMS_H */
