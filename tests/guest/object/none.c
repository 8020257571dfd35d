/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Has no filter. */
int another(void *context)
{
	return context != 0;
}
