/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shop.h"

namespace shop
{
int Basket::all;

Basket::Basket(int number) : last{0, 0}, sum(number), count(0)
{
	all += number;
}

int Basket::add(const Price &price, int number)
{
	int more = 0;

	for (int i = 0; i < number; i++)
		more += price.cents + i * price.tax;
	last = price;
	sum += more;
	count += number;
	return total();
}
} // namespace shop
