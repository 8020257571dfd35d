/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libstdc++ has markers for: it throws and catches, and prints each object's address. */
#include <cstdio>

struct trouble {
	int code;
};

static void throw_it(int code)
{
	throw trouble{code};
}

int main()
{
	for (int i = 0; i < 3; i++) {
		try {
			throw_it(i);
		} catch (const trouble &caught) {
			std::printf("catch arg1=%lu\n", (unsigned long)&caught);
		}
	}
	return 0;
}
