/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same in C++: what -fdebug-types-section gives units of their own, and dwz moves. */

namespace shop
{
struct Price {
	long cents;
	int tax;
};

class Basket
{
      public:
	explicit Basket(int count);
	int add(const Price &price, int count);
	int total() const
	{
		return sum + count;
	}
	static int all;
	Price last;

      private:
	int sum;
	int count;
};

template <typename T> struct Pair {
	T first, second;
	T both(T by) const
	{
		return first + second * by;
	}
};

enum class Color {
	RED,
	GREEN
};

struct Node {
	Node *next;
	Basket basket;
	Color color;
};

int pay(Basket *basket, Pair<int> *pair, int given);
int walk(Node *node, unsigned limit);
} // namespace shop
