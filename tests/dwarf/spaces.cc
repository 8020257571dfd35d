// SPDX-License-Identifier: GPL-2.0-or-later
// Names in namespaces and classes, of which another file has the same ones and other things.
#include "spaces.h"

namespace one
{
struct Node;
extern int shared;
int same = 1;
namespace
{
int quiet = 2;
}
inline namespace v2
{
int newest = 3;
}
int walk(Node *node, int steps);
} // namespace one

namespace two
{
int same = 4;
} // namespace two

int same = 5;

__attribute__((noinline)) int one::walk(Node *node, int steps)
{
	return steps + same + shared + quiet + newest + (node != nullptr);
}

__attribute__((noinline)) long Heir::look(int steps)
{
	return own + steps + left + right + far + hidden + count;
}

__attribute__((noinline)) long take(Cover *cover, Heir *heir)
{
	return cover->own + heir->own + same + two::same + Cover::right;
}

extern "C" void _start(void)
{
	one::quiet += one::walk(nullptr, 1);
}
