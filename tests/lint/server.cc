/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program of README.md's example: build/server. */
#include <cstdint>

namespace http
{

struct Buffer {
	char *data_;
	std::uint64_t size_;
};

class Session
{
	int fd_ = 3;
	std::uint64_t id = 7;

      public:
	int read(Buffer &buffer);
};

__attribute__((noipa)) int Session::read(Buffer &buffer)
{
	buffer.size_ += id;
	return fd_;
}

} // namespace http

int main()
{
	http::Buffer buffer{nullptr, 3};
	http::Session session;

	return session.read(buffer);
}
