/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/constant.h"

uint64_t filter_calculate_one(enum filter_op op, uint64_t number)
{
	switch (op) {
	case FILTER_NOT:
		return !number;
	case FILTER_COMPLEMENT:
		return ~number;
	default:
		return -number;
	}
}

static bool is_less(bool is_unsigned, uint64_t left, uint64_t right)
{
	return is_unsigned ? left < right : (int64_t)left < (int64_t)right;
}

static uint64_t divide(bool is_unsigned, uint64_t left, uint64_t right)
{
	if (right == 0)
		return 0;
	if (is_unsigned)
		return left / right;
	/* INT64_MIN / -1 is no number that fits. */
	if (right == UINT64_MAX)
		return -left;
	return (uint64_t)((int64_t)left / (int64_t)right);
}

static uint64_t shift_right(bool is_unsigned, uint64_t left, unsigned far)
{
	const uint64_t filled = ~(UINT64_MAX >> far);

	return left >> far | (!is_unsigned && (int64_t)left < 0 ? filled : 0);
}

static uint64_t compare(enum filter_op op, bool is_unsigned, uint64_t left, uint64_t right)
{
	switch (op) {
	case FILTER_EQUAL:
		return left == right;
	case FILTER_UNEQUAL:
		return left != right;
	case FILTER_LESS:
		return is_less(is_unsigned, left, right);
	case FILTER_LESS_EQUAL:
		return !is_less(is_unsigned, right, left);
	case FILTER_GREATER:
		return is_less(is_unsigned, right, left);
	default:
		return !is_less(is_unsigned, left, right);
	}
}

uint64_t filter_calculate(enum filter_op op, bool is_unsigned, uint64_t left, uint64_t right)
{
	switch (op) {
	case FILTER_OR:
		return left || right;
	case FILTER_AND:
		return left && right;
	case FILTER_BIT_OR:
		return left | right;
	case FILTER_BIT_XOR:
		return left ^ right;
	case FILTER_BIT_AND:
		return left & right;
	case FILTER_SHIFT_LEFT:
		return left << (right & 63);
	case FILTER_SHIFT_RIGHT:
		return shift_right(is_unsigned, left, right & 63);
	case FILTER_ADD:
		return left + right;
	case FILTER_SUBTRACT:
		return left - right;
	case FILTER_MULTIPLY:
		return left * right;
	case FILTER_DIVIDE:
		return divide(is_unsigned, left, right);
	case FILTER_REMAINDER:
		return left - divide(is_unsigned, left, right) * right;
	default:
		return compare(op, is_unsigned, left, right);
	}
}
