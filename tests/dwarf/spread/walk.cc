/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shop.h"

namespace shop
{
static int round_up(int value, int to)
{
	int rest = value % to;

	return rest ? value + to - rest : value;
}

int pay(Basket *basket, Pair<int> *pair, int given)
{
	int due = round_up(basket->total(), 5);

	return pair->both(given) - due + round_up(given, 10);
}

int walk(Node *node, unsigned limit)
{
	int sum = 0;

	while (node && limit--) {
		sum += node->basket.total() + (int)node->color;
		node = node->next;
	}
	return sum;
}
} // namespace shop
