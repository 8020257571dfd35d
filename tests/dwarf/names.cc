// SPDX-License-Identifier: GPL-2.0-or-later
// Functions of all the names that C++ has. Nobody runs it: what is called need not be there.
namespace std {
inline namespace __cxx11 {
struct string { char *text; string(const string &); ~string(); };
}
template <class T> struct allocator {};
template <class T, class A = allocator<T>> struct vector { T *first, *last; };
}
using size = decltype(sizeof 0);
#define OWN __attribute__((noinline))
int sink(...);

namespace ns {
struct Klass {
	int member;
	Klass(int m);
	~Klass();
	OWN int method(int a);
	OWN int method(const char *text, int a) const;
	OWN static int fixed(int a) { return a * 7; }
	bool operator==(const Klass &other) const;
	int operator()(int a);
	int operator[](int a);
	explicit operator bool() const;
	operator int() const;
	Klass &operator<<(int a);
	Klass &operator<(int a);
	static void *operator new[](size n);
	inline int small(int a) { return member + a * 3; }
	struct Inner { OWN int method(int b) { return b + 1; } };
};
Klass::Klass(int m) : member(m) { sink(m); }
Klass::~Klass() { sink(member); }
int Klass::method(int a) { return sink(a) + member; }
int Klass::method(const char *text, int a) const { return text[a] + member; }
bool Klass::operator==(const Klass &other) const { return member == other.member; }
int Klass::operator()(int a) { return a + member; }
int Klass::operator[](int a) { return a - member; }
Klass::operator bool() const { return member; }
Klass::operator int() const { return member; }
Klass &Klass::operator<<(int a) { member += a; return *this; }
Klass &Klass::operator<(int a) { member -= a; return *this; }
static char room[100];
void *Klass::operator new[](size n) { return room + n; }

template <class T> struct Box {
	T value;
	OWN T get(T more) { return value + more; }
	template <class U> OWN U as(U more) { return (U)value + more; }
	template <class U> OWN Box &operator<<(U more) { value += more; return *this; }
};
template struct Box<int>;
template struct Box<unsigned long>;
template int Box<int>::as<int>(int);
template char Box<int>::as<char>(char);
template Box<int> &Box<int>::operator<<<char>(char);

template <class T> OWN int fn(T t) { return sink(&t); }
template int fn<int>(int);
template int fn<std::vector<int>>(std::vector<int>);
template <class T> OWN int fn(T t, int b) { return sink(&t, b); }
template int fn<int>(int, int);

OWN int text_of(std::string s) { return sink(s.text); }
OWN int over(int a) { return sink(a); }
OWN int over(int a, const char *b) { return sink(a, b); }
OWN int over(unsigned long a) { return sink(a); }
inline namespace v1 { OWN int within(int a) { return a + sink(1); } }

namespace {
OWN int hidden(int a) { return sink(a) * 3; }
}
union Either { int a; char b; OWN int which(int c) { return a + c; } };
enum class Color { red, green };
template <Color C> OWN int paint(int a) { return a + sink((int)C); }
template int paint<Color::green>(int);
}

namespace {
OWN int hidden(int a) { return sink(a) * 5; }
}
namespace other {
OWN int method(int a) { return sink(a) * 11; }
extern "C" OWN int plain_c(int a) { return sink(a); }
}
OWN int method(int a) { return sink(a) * 13; }
OWN int caller(int a)
{
	struct Local { OWN int run(int b) { return sink(b); } } local;
	auto lambda = [a](int b) OWN { return sink(a + b); };
	auto generic = [](auto b) OWN { return sink(b); };
	ns::Klass klass(a);
	ns::Klass::Inner inner;
	ns::Either either;

	either.a = a;
	return local.run(a) + lambda(a) + generic(a) + generic('a') + klass.small(a) + inner.method(a) + either.which(a) + ns::hidden(a) + hidden(a);
}
