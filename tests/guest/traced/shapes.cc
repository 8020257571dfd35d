// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program of C++ whose calls are filtered: it writes into the file of its argument, as
 * tests/guest/measured does, by which arguments the calls are told apart for which each filter of
 * 63-trace-user.sh is true.
 */
#include <cstdint>
#include <cstdio>
#include <cstring>

/* Its arguments stay what they are, as a function has them that others can call. */
#define APART __attribute__((noinline, noipa))

namespace geo
{
struct point {
	int x;
	unsigned y;
};

class shape
{
	const char *name;
	point corner;
	long total = 0;

      public:
	shape(const char *name, point corner) : name(name), corner(corner)
	{
	}

	APART long area(const point &to, short scale)
	{
		total += to.x * scale;
		__asm__ volatile("" : : : "memory");
		return total;
	}

	APART void area(unsigned char times)
	{
		total += times;
		__asm__ volatile("" : : : "memory");
	}
};

template <typename T> APART T larger(T a, T b)
{
	__asm__ volatile("" : : : "memory");
	return a < b ? b : a;
}
} // namespace geo

int main(int argc, char **argv)
{
	static const char *const names[] = {"round", "square", "about a box", "b"};
	FILE *const truth = argc == 2 ? fopen(argv[1], "w") : nullptr;

	if (!truth)
		return 2;
	for (int i = 0; i < 40; i++) {
		char name[32];
		const geo::point corner = {i - 20, unsigned(i) * 200000000U};
		const geo::point to = {20 - i, 4000000000U + unsigned(i)};

		strcpy(name, names[i % 4]);
		geo::shape shape(name, corner);
		shape.area(to, short(i * 3 - 50));
		shape.area((unsigned char)(i * 6));
		if (corner.x < 0 && to.x > 10 && strchr(name, 'b') && int64_t(i) * 3 - 50 < -5)
			fprintf(truth, "if.shape\t%d\t1\t1\n", i * 3 - 50);
		if (corner.y > 3000000000U && (i * 6 & 4))
			fprintf(truth, "if.overload\t%d\t1\t1\n", (i * 6) & 255);
		if (geo::larger(int64_t(-i), int64_t(i - 30)) < -5)
			fprintf(truth, "if.template\t%d\t1\t1\n", -i);
		geo::larger((unsigned char)i, (unsigned char)7);
	}
	return fclose(truth) == 0 ? 0 : 1;
}
