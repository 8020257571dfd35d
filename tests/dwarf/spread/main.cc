/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shop.h"

using namespace shop;

int main(int argc, char **argv)
{
	Basket basket(argc);
	Price price = {argc * 100L, 7};
	Pair<int> pair = {argc, 2};
	Node node = {nullptr, basket, Color::RED};
	int sum = basket.add(price, argc);

	sum += pay(&basket, &pair, sum);
	return sum + walk(&node, argc) + argv[0][0];
}
