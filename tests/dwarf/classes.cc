// SPDX-License-Identifier: GPL-2.0-or-later
// Classes that C++ copies bit by bit, and classes that it does not: these are returned in memory.
struct Own {
	long value;
	Own(long v);
	Own(const Own &other);
	~Own();
};

struct Plain {
	long value;
	Plain(long v) : value(v) {}
	long get() const { return value; }
};

struct Defaulted {
	long value;
	Defaulted(long v) : value(v) {}
	Defaulted(const Defaulted &) = default;
	~Defaulted() = default;
};

struct Later {
	long value;
	Later(long v);
	Later(const Later &);
};
inline Later::Later(const Later &) = default;

struct Moved {
	long value;
	Moved(long v);
	Moved(Moved &&);
};

struct Not_copied {
	long value;
	Not_copied(long v) : value(v) {}
	Not_copied(const Not_copied &) = delete;
	Not_copied(Not_copied &&) = default;
};

struct Fixed {
	long value;
	Fixed(long v) : value(v) {}
	Fixed(const Fixed &) = delete;
};

struct Assigned {
	long value;
	Assigned(long v) : value(v) {}
	Assigned &operator=(Assigned &&) = default;
};

// That its functions are defined here gives the class its definition in the debuginfo.
struct Virtual {
	long value;
	Virtual(long v) : value(v) {}
	virtual long get();
};
long Virtual::get()
{
	return value;
}

struct Derived : Own {
	Derived(long v);
};

struct Holding {
	Own own[1];
	Holding(long v);
};

struct Like {
	long value;
	template <class T> Like(const T &from) : value(from) {}
};

struct With_more {
	long value;
	With_more(long v);
	With_more(With_more &, int = 0);
};

// The name of a function that returns one.
#define KNOWN(T, name)                                                                             \
	__attribute__((noinline)) T make_##name(long v)                                            \
	{                                                                                          \
		return T(v);                                                                       \
	}

KNOWN(Own, own)
KNOWN(Plain, plain)
KNOWN(Defaulted, defaulted)
KNOWN(Later, later)
KNOWN(Moved, moved)
KNOWN(Not_copied, not_copied)
KNOWN(Fixed, fixed)
KNOWN(Assigned, assigned)
KNOWN(Virtual, virtual)
KNOWN(Derived, derived)
KNOWN(Holding, holding)
KNOWN(Like, like)
KNOWN(With_more, with_more)

// A static member that changes has a place, not the value that it starts with.
struct __attribute__((visibility("hidden"))) Counted {
	static inline int changed = 9;
	static const int fixed = 12;
	static int count(int n);
};
int Counted::count(int n)
{
	changed += n + fixed;
	return changed;
}
