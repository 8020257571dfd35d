// SPDX-License-Identifier: GPL-2.0-or-later
// The classes of spaces.cc and spaces_other.cc.
struct Left {
	int left, both, hidden;
};

struct Right {
	int right, both;
	static int hidden_static;
};

struct Far {
	int far;
};

struct Heir : Left, Right, virtual Far {
	long own;
	short hidden;
	static int count;
	int right_static;
	long look(int steps);
};

struct Cover : Right {
	static long right;
	long own;
};
