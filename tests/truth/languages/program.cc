/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Variables of C++, and what they are. A line that is probed has a remark behind it: `//@`, the name
 * of its event and the arguments that are fetched there; `at=POINT` before them if it is another
 * place. One with `?` before it need not be had: some compiler says nothing of it; one with `^` only
 * on x86-64. The program writes rows of the same names (truth.h) for all events, behind the line, so
 * that all of it is alive there. `//-` is what cannot be had at the line before, and why.
 */
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "truth.h"

/* Kinds of members. */

enum class Colour : short { red = -3, blue = 700 };
enum Old { OLD_A = 5, OLD_B = 77 };

namespace shapes
{

int total = 4001;
static long quiet = -4002;

struct Point {
	int x, y;
};

struct First {
	int first;
	int hidden;
	Point corner;
};

struct Second {
	long second;
	int twice;
	int hidden;
};

struct Third {
	short third;
	int twice;
};

/* Its `hidden` hides those of its bases; `twice` is ambiguous. */
struct Shape : First, Second, Third {
	int own;
	signed char hidden;
	static int made;
	static const int limit = 4003;
	Colour colour;
	unsigned low : 5;
	int middle : 9;
	bool flag : 1;
	bool open;
	union {
		unsigned word;
		unsigned char bytes[4];
	};
	struct Inner {
		unsigned short inner;
		const Shape *outer;
	} nested;

	[[gnu::noinline]] int area(int factor) const;
	[[gnu::noinline]] int area(long factor, char letter);
	[[gnu::noinline]] static int create(const Shape &like, int &&moved);
	[[gnu::noinline]] int lambdas(int captured);
};

int Shape::made = 4004;

int Shape::area(int factor) const
{
	int local = factor * own;

	mark(); //@ P1 factor local this->own own plain=first corner.x corner_y=this->corner.y hidden outer_hidden=this->First::hidden second third made again=Shape::made limit total quiet low middle=middle:x colour open bytes[2] inner=nested.inner outer=nested.outer->own
	//- P1 twice Several bases of Shape have a member twice.
	//- P1 middle cuts out bits without their sign
	at("P1");
	row("factor", factor);
	row("local", local);
	row("own", own);
	row("plain", first);
	row("x", corner.x);
	row("corner_y", corner.y);
	row("hidden", hidden);
	row("outer_hidden", First::hidden);
	row("second", second);
	row("third", third);
	row("made", made);
	row("again", made);
	row("limit", limit + 0);
	row("total", total);
	row("quiet", quiet);
	row("low", low + 0u);
	bits("middle", (unsigned)middle & 0x1ff);
	row("colour", colour);
	row("open", open);
	row("bytes", bytes[2]);
	row("inner", nested.inner);
	row("outer", nested.outer->own);
	return local;
}

int Shape::area(long factor, char letter)
{
	own += (int)factor;
	mark(); //@ P2 factor letter own this->nested.inner first_twice=Second::twice twice=this->Third::twice word
	at("P2");
	row("factor", factor);
	row("letter", letter);
	row("own", own);
	row("inner", nested.inner);
	row("first_twice", Second::twice);
	row("twice", Third::twice);
	row("word", word);
	return (int)factor + letter;
}

int Shape::create(const Shape &like, int &&moved)
{
	const Shape *const &pointer = &like;

	moved++;
	mark(); //@ P3 own=like.own like->first moved made pointer->second third=pointer->third cast=(First*)pointer->first path=(shapes::First*)pointer->hidden $vars
	at("P3");
	row("own", like.own);
	row("first", like.first);
	row("moved", moved);
	row("made", made);
	row("second", pointer->second);
	row("third", pointer->third);
	row("cast", pointer->first);
	row("path", pointer->First::hidden);
	row("like_own", like.own);
	row("like_First__hidden", like.First::hidden);
	row("like_hidden", like.hidden);
	row("like_second", like.second);
	row("like_Third__twice", like.Third::twice);
	row("like_corner_x", like.corner.x);
	return moved;
}

int Shape::lambdas(int captured)
{
	long by_reference = 70000l * captured;
	auto add = [captured, &by_reference, this](int more) {
		mark(); //@ P4 captured by_reference more
		at("P4");
		row("captured", captured);
		row("by_reference", by_reference);
		row("more", more);
		return captured + (int)by_reference + more + own;
	};
	const int sum = add(9) + add(10);

	return sum;
}

/* Only the object knows where a virtual base is. */
struct Shared {
	int shared;
};

struct Middle : virtual Shared {
	int middle;
};

struct Last : Middle {
	int last;
	[[gnu::noinline]] int look();
};

int Last::look()
{
	mark(); //@ P5 last middle
	//- P5 shared shared is a member of the virtual base class Shared, and only the object knows where that is.
	at("P5");
	row("last", last);
	row("middle", middle);
	return last + middle + shared;
}

} // namespace shapes

namespace
{

int hidden_total = -4005;

template <typename T, int N> struct Ring {
	T items[N];
	T newest;

	[[gnu::noinline]] T put(T item)
	{
		newest = item;
		items[1] = item;
		mark(); //@ P6 item newest items[1] this->items[2] hidden_total
		at("P6");
		row("item", item);
		row("newest", newest);
		row("items", items[1]);
		row("items_1", items[2]);
		row("hidden_total", hidden_total);
		return newest;
	}
};

template <typename T> [[gnu::noinline]] T largest(const std::vector<T> &values)
{
	T found = values[0];

	for (const T &value : values) {
		if (value > found)
			found = value;
		mark(); //@ P7 value found begin=values._M_impl._M_start[1]
		at("P7");
		row("value", value);
		row("found", found);
		row("begin", values[1]);
	}
	return found;
}

/* By value in a register, in two, in memory, and by a reference that nobody wrote. */

struct Pair {
	long a;
	int b;
};

struct Wide {
	long numbers[5];
	int last;
};

struct Counted {
	int value;
	Counted(int value) : value(value) {}
	Counted(const Counted &other) : value(other.value) {}
};

[[gnu::noinline]] int by_value(shapes::Point point, Pair pair, Wide wide, Counted counted)
{
	mark(); //@ P8 $params x=point.x y=point.y a=pair.a b=pair.b wide_last=wide.last number=wide.numbers[3] counted=counted.value
	at("P8");
	row("x", point.x);
	row("y", point.y);
	row("a", pair.a);
	row("b", pair.b);
	row("wide_last", wide.last);
	row("number", wide.numbers[3]);
	row("counted", counted.value);
	row("point_x", point.x);
	row("point_y", point.y);
	row("pair_a", pair.a);
	row("pair_b", pair.b);
	return point.x + point.y + (int)pair.a + pair.b + wide.last + counted.value;
}

[[gnu::noinline]] Pair give_pair(int b)
{
	return {b * -3000000000l, b};
}

[[gnu::noinline]] Wide give_wide(int last)
{
	return {{1, 2, 3, last * 4, 5}, last};
}

[[gnu::noinline]] Counted give_counted(int value)
{
	return Counted(value * 2);
}

[[gnu::noinline]] int &give_reference(std::vector<int> &from)
{
	return from[1];
}

[[gnu::noinline]] Colour give_colour(int which)
{
	return which % 2 ? Colour::red : Colour::blue;
}

[[gnu::noinline]] int kinds(bool yes, char letter, wchar_t wide, char16_t two, char32_t four, Colour colour, Old old,
			    std::nullptr_t nothing, int Pair::*member, int (shapes::Shape::*method)(int) const)
{
	mark(); //@ P9 yes letter wide two four colour old
	//- P9 nothing nullptr is its only value
	//- P9 member it is a pointer to a member of struct Pair
	//- P9 method it is a pointer to a member of struct Shape
	at("P9");
	row("yes", yes);
	row("letter", letter);
	row("wide", wide);
	row("two", two);
	row("four", four);
	row("colour", colour);
	row("old", old);
	return yes + letter + (int)wide + (nothing == nullptr) + (member != nullptr) + (method != nullptr);
}

[[gnu::noinline]] int floating(float small, int between, double large, int last = 4006)
{
	mark(); //@ P10 $params
	//- P10 small the kernel cannot fetch floating-point numbers
	at("P10");
	row("between", between);
	row("last", last);
	return (int)small + between + (int)large + last;
}

[[gnu::noinline]] size_t texts(const std::string &text, std::string copy, const char *plain,
			       std::unique_ptr<shapes::Shape> &owner)
{
	mark(); //@ P11 text=text._M_dataplus._M_p:string length=text._M_string_length copy=copy._M_dataplus._M_p:string plain=plain:string ?own=owner._M_t._M_t._Head_base<0,shapes::Shape*,false>::_M_head_impl->own
	at("P11");
	row("text", text.c_str());
	row("length", text.size());
	row("copy", copy.c_str());
	row("plain", plain);
	row("own", owner->own);
	return text.size() + copy.size() + *plain;
}

[[gnu::noinline]] int bindings(const Pair &from, int (&four)[4])
{
	auto [a, b] = from;
	auto &[x, y] = from;

	mark(); //@ P12 ?a ?b ?x ?y four[2] all=four
	at("P12");
	row("a", a);
	row("b", b);
	row("x", x);
	row("y", y);
	row("four", four[2]);
	rows("all", four, 4);
	return (int)a + b + (int)x + y + four[2];
}

[[gnu::noinline]] int blocks(int n)
{
	int shadow = n + 100;

	try {
		if (n % 2)
			throw std::out_of_range("odd");
		int shadow = n + 200;
		mark(); //@ P13 shadow n
		at("P13");
		row("shadow", shadow);
		row("n", n);
		keep(shadow);
	} catch (const std::exception &error) {
		long shadow = n - 300l;
		const char *what = error.what();
		mark(); //@ P14 shadow n what=what:string
		at("P14");
		row("shadow", shadow);
		row("n", n);
		row("what", what);
		keep(shadow);
	}
	mark(); //@ P15 shadow n
	at("P15");
	row("shadow", shadow);
	row("n", n);
	return shadow;
}

inline int folded(const Pair &pair, int by)
{
	const int result = pair.b * by;

	mark(); //@ P16 a=pair.a by result
	at("P16");
	row("a", pair.a);
	row("by", by);
	row("result", result);
	return result;
}

[[gnu::noinline]] int folds(int n)
{
	Pair pair = {n * 5l, n * 7};

	keep(&pair);
	return folded(pair, n) + folded(pair, n + 1);
}

/* What is fetched at returns, and at entries. */
void returns(int n)
{
	std::vector<int> numbers = {n, n * 3};
	const Wide wide = (at("R2"), give_wide(n)); //@ R2 at=give_wide%return ^last=$retval.last ^number=$retval.numbers[3]
	row("last", wide.last);
	row("number", wide.numbers[3]);
	const Pair pair = (at("R1"), give_pair(n)); //@ R1 at=give_pair%return a=$retval.a b=$retval.b
	row("a", pair.a);
	row("b", pair.b);
	const Counted counted = (at("R3"), give_counted(n)); //@ R3 at=give_counted%return ?value=$retval.value
	row("value", counted.value);
	int &reference = (at("R4"), give_reference(numbers)); //@ R4 at=give_reference%return ret=$retval
	row("ret", reference);
	const Colour colour = (at("R5"), give_colour(n)); //@ R5 at=give_colour%return ret=$retval
	row("ret", colour);
	at("E1"); //@ E1 at=give_pair ?b
	row("b", n);
	at("E2"); //@ E2 at=give_counted ?value
	row("value", n);
}

void run(int n)
{
	shapes::Shape shape = {};
	shapes::Last last = {};
	Ring<long, 3> ring = {};
	Ring<unsigned short, 4> small = {};
	int four[4] = {n, -n, 3 * n, 4};
	auto owner = std::make_unique<shapes::Shape>();

	shape.First::first = n * 11;
	shape.First::hidden = n * 12;
	shape.Second::hidden = n * 13;
	shape.hidden = (signed char)(n * -14);
	shape.corner = {n * 15, n * -16};
	shape.second = n * -17000000000l;
	shape.Second::twice = n * 18;
	shape.Third::twice = n * 19;
	shape.third = (short)(n * 20);
	shape.own = n * 21;
	shape.colour = n % 2 ? Colour::red : Colour::blue;
	shape.low = (unsigned)n & 31;
	shape.middle = -n;
	shape.flag = n % 2;
	shape.open = !shape.flag;
	shape.word = 0x01020304u * (unsigned)n;
	shape.nested = {(unsigned short)(n * 22), &shape};
	owner->own = n * 23;
	last.shared = n * 24;
	last.middle = n * 25;
	last.last = n * 26;
	keep(&shape);
	keep(&last);
	shapes::Shape::made += n;
	shapes::total -= n;
	shapes::quiet *= 3;
	hidden_total += n;
	keep(shape.area(n) + shape.area(n * 30000000000l, (char)('a' + n)));
	keep(shapes::Shape::create(shape, n * 2) + shape.lambdas(n) + last.look());
	keep(ring.put(n * -1000000000000l) + small.put((unsigned short)n));
	keep(largest(std::vector<int>{n, -n, 2 * n}) + largest(std::vector<unsigned char>{7, (unsigned char)n}));
	keep(by_value({n, -n}, {n * 3000000000l, n + 1}, {{n, n, n, n * 9, n}, n + 2}, Counted(n + 3)));
	keep(kinds(n % 2, (char)n, n + 0x10000, (char16_t)(n + 0xfff0), (char32_t)(n + 0x10ffff - 100),
		   shape.colour, n % 2 ? OLD_A : OLD_B, nullptr, &Pair::b, &shapes::Shape::area));
	keep(floating(n, n * 2, n * 3));
	keep(texts(std::string("text ") + std::to_string(n), std::string(40, 'c'), "plain", owner));
	keep(bindings({n * -3l, n}, four) + blocks(n) + folds(n));
	returns(n);
}

} // namespace

int main()
{
	for (int n = 1; n <= 6; n++) {
		turn_over();
		run(n);
	}
	return 0;
}
