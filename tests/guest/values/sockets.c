// SPDX-License-Identifier: GPL-2.0-or-later
/* Sockets of the loopback device. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "truth.h"

enum {
	PORT = 47113
};

static const struct sockaddr_in local = {AF_INET, .sin_addr = {.s_addr = 0x0100007f}};

static void option(int fd, int level, int name, int value)
{
	must("setsockopt", setsockopt(fd, level, name, &value, sizeof(value)));
}

static int traced_socket(int family, int type, int protocol)
{
	const int fd = (int)must("socket", socket(family, type, protocol));

	truth("socket", "family=%d type=%d protocol=%d", family, type, protocol);
	return fd;
}

static int listener(unsigned int loopback)
{
	const int fd = traced_socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const uint64_t pace = 0x212345678;
	struct sockaddr_in address = local;
	socklen_t length = sizeof(int);
	int buffer;

	option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	option(fd, SOL_SOCKET, SO_RCVBUF, 12345);
	option(fd, SOL_SOCKET, SO_SNDBUF, 54321);
	option(fd, SOL_SOCKET, SO_RCVLOWAT, 17);
	option(fd, SOL_SOCKET, SO_PRIORITY, 5);
	option(fd, SOL_SOCKET, SO_MARK, -2);
	must("SO_BINDTODEVICE", setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
	must("SO_MAX_PACING_RATE",
	     setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, &pace, sizeof(pace)));
	must("SO_RCVBUF", getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, &length));
	address.sin_port = htons(PORT);
	must("bind", bind(fd, (struct sockaddr *)&address, sizeof(address)));
	truth("bind", "family=0x2 high=%d low=%d addr_len=16", PORT >> 8, PORT & 0xff);
	must("listen", listen(fd, 33));
	truth("listen",
	      "backlog=33 type=1 state=0x1 family=0x2 num=0x%x reuse=1 reuseport=0 only=0 "
	      "address=0x%x",
	      PORT, local.sin_addr.s_addr);
	/* Both buffers, the address and the port were given. */
	truth("options",
	      "locks=15 rcvbuf=%d lowat=17 priority=0x5 mark=0xfffffffe device=%u pace=0x212345678 "
	      "protocol=0x6 type=0x1",
	      buffer, loopback);
	return fd;
}

static void six(void)
{
	struct sockaddr_in6 address = {AF_INET6, .sin6_addr = IN6ADDR_ANY_INIT};
	const int fd = traced_socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP);
	socklen_t length = sizeof(int);
	int buffer;

	option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
	option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	must("SO_RCVBUF", getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, &length));
	address.sin6_port = htons(PORT + 1);
	must("bind", bind(fd, (struct sockaddr *)&address, sizeof(address)));
	must("listen", listen(fd, 0));
	truth("listen",
	      "backlog=0 type=1 state=0x1 family=0xa num=0x%x reuse=0 reuseport=1 only=1 "
	      "address=0x0",
	      PORT + 1);
	truth("options",
	      "locks=8 rcvbuf=%d lowat=1 priority=0x0 mark=0x0 device=0 pace=0xffffffffffffffff "
	      "protocol=0x6 type=0x1",
	      buffer);
}

static void send_some(int fd, size_t size, int flags, int nonagle)
{
	static const char bytes[3000];

	must("send", send(fd, bytes, size, flags));
	truth("push", "nonagle=%d copied=%zu flags=%d", nonagle, size, flags);
	truth("sent", "arg1=%zu", size);
}

void tcp(void)
{
	struct sockaddr_in address = local;
	const unsigned int loopback = if_nametoindex("lo");
	int server, fd;

	begin();
	server = listener(loopback);
	six();
	fd = traced_socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	address.sin_port = htons(PORT);
	must("connect", connect(fd, (struct sockaddr *)&address, sizeof(address)));
	truth("connect", "fd=%d addrlen=16", fd);
	truth("tcp_connect", "own=0x2 family=0x2 high=%d low=%d addr_len=16", PORT >> 8,
	      PORT & 0xff);
	must("accept", accept(server, NULL, NULL));
	send_some(fd, 100, MSG_NOSIGNAL, 0);
	option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	send_some(fd, 1234, MSG_DONTWAIT, 1);
	option(fd, IPPROTO_TCP, TCP_CORK, 1);
	send_some(fd, 7, MSG_NOSIGNAL | MSG_DONTWAIT, 3);
	option(fd, IPPROTO_TCP, TCP_NODELAY, 0);
	send_some(fd, 3, 0, 2);
	must("shutdown", shutdown(fd, SHUT_RD));
	truth("shutdown", "how=0 done=0x0");
	must("shutdown", shutdown(fd, SHUT_WR));
	truth("shutdown", "how=1 done=0x1");
}

/* For themselves: some security modules ask for names too. */
void peers(void)
{
	struct sockaddr_in address = local, own, peer;
	socklen_t length = sizeof(own);
	const int server = socket(AF_INET, SOCK_STREAM, 0), fd = socket(AF_INET, SOCK_STREAM, 0);

	must("listen", listen(server, 1));
	must("getsockname", getsockname(server, (struct sockaddr *)&address, &length));
	address.sin_addr = local.sin_addr;
	must("connect", connect(fd, (struct sockaddr *)&address, sizeof(address)));
	must("accept", accept(server, NULL, NULL));
	begin();
	must("getpeername", getpeername(fd, (struct sockaddr *)&peer, &length));
	must("getsockname", getsockname(fd, (struct sockaddr *)&own, &length));
	for (int asked = 1; asked >= 0; asked--)
		truth("name", "peer=%d state=0x1 num=0x%x dport=0x%x daddr=0x%x source=0x%x", asked,
		      ntohs(own.sin_port), peer.sin_port, peer.sin_addr.s_addr,
		      own.sin_addr.s_addr);
}

void udp(void)
{
	struct sockaddr_in address = local;
	char bytes[321] = "bytes";
	struct iovec parts[] = {{bytes, 300}, {bytes, 21}};
	struct msghdr message = {&address, sizeof(address), parts, 2, NULL, 0, 0};
	int receiver, fd;

	begin();
	receiver = traced_socket(AF_INET, SOCK_DGRAM, 0);
	fd = traced_socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP);
	must_not("socket", socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
	truth("socket", "family=2 type=1 protocol=17");
	address.sin_port = htons(PORT);
	must("bind", bind(receiver, (struct sockaddr *)&address, sizeof(address)));
	must("sendmsg", sendmsg(fd, &message, MSG_DONTWAIT));
	truth("send", "len=0x141 flags=0x%x namelen=16 count=0x141 no_tx=0 no_rx=0 user=1",
	      MSG_DONTWAIT);
	option(fd, SOL_SOCKET, SO_NO_CHECK, 1);
	parts[0].iov_len = 7;
	message.msg_iovlen = 1;
	must("sendmsg", sendmsg(fd, &message, MSG_CONFIRM));
	truth("send", "len=0x7 flags=0x%x namelen=16 count=0x7 no_tx=1 no_rx=0 user=1",
	      MSG_CONFIRM);
	truth("sent", "arg1=321");
	truth("sent", "arg1=7");
}
