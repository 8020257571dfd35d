/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What program.cc writes of itself: rows as those of tests/truth/record.h, on standard output.
 */
#ifndef TRUTH_LANGUAGES_TRUTH_H
#define TRUTH_LANGUAGES_TRUTH_H

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <type_traits>

/** The turn of main() that runs, which each event fetches. */
extern "C" {
unsigned truth_now;
}

static std::string event;
static std::map<std::string, unsigned> passed;

/** A line that can be probed, of which the compiler knows nothing. */
[[gnu::noinline]] static void mark()
{
	__asm__ volatile("" : : : "memory");
}

/** The next turn of main(). */
static void turn_over()
{
	truth_now++;
	passed.clear();
}

static unsigned turn;

/** The rows that follow are of this event. */
[[gnu::noinline]] static void at(const char *name)
{
	event = name;
	turn = passed[event]++;
	printf("%s %u %u now u32 0x%x\n", name, truth_now, turn, truth_now);
}

static void number(const char *name, char sign, unsigned bits, uint64_t value)
{
	printf("%s %u %u %s %c%u 0x%" PRIx64 "\n", event.c_str(), truth_now, turn, name, sign, bits,
	       value);
}

/** What of an integer or enumeration is in its bytes. */
template <typename T> uint64_t bytes_of(T value)
{
	return (uint64_t)value & (~(uint64_t)0 >> (64 - 8 * sizeof(T)));
}

/** A row: the name that the argument has, and what it is. */
template <typename T> [[gnu::noinline]] void row(const char *name, T value)
{
	bool is_signed = std::is_signed<T>::value;

	if constexpr (std::is_enum<T>::value)
		is_signed = std::is_signed<typename std::underlying_type<T>::type>::value;
	number(name,
	       std::is_same<T, char>::value ? 'c'
	       : is_signed		    ? 's'
					    : 'u',
	       8 * sizeof(T), bytes_of(value));
}

[[gnu::noinline]] static void row(const char *name, const char *text)
{
	printf("%s %u %u %s text %s\n", event.c_str(), truth_now, turn, name, text);
}

/** A row of bits without their sign. */
static void bits(const char *name, unsigned value)
{
	number(name, 'u', 32, value);
}

/** A row of an array. */
static void rows(const char *name, const int *values, size_t count)
{
	printf("%s %u %u %s s32 ", event.c_str(), truth_now, turn, name);
	for (size_t i = 0; i < count; i++)
		printf("%s0x%x", i ? "," : "", (unsigned)values[i]);
	putchar('\n');
}

/** It is used. */
template <typename T> void keep(T value)
{
	__asm__ volatile("" : : "r"((long)value) : "memory");
}

#endif /* TRUTH_LANGUAGES_TRUTH_H */
