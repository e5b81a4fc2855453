/* Preloaded in front of the resolver and the sockets: every name below .example has an address of its
 * own in 203.0.113.0/24, which no one has (RFC 5737), and a connection to one of those goes to
 * 127.0.0.1. So one server on loopback can be many hosts of the public internet. hang.example and
 * below does not answer for a minute, lost.example and below is unknown. Nothing ever leaves the
 * machine. LEDE_TEST_CA is a file of certificates that takes the place of the system's. */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FDS 4096
#define NET 0xcb007100u

/* The address that each descriptor believes to be connected to; 0: what it is. */
static in_addr_t believed[FDS];

static int ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);

	return n >= k && strcmp(name + n - k, end) == 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
		struct addrinfo **out)
{
	unsigned int sum = 0;
	char ip[32];

	if (!name || !ends_in(name, ".example"))
		return REAL(getaddrinfo)(name, service, hints, out);
	if (ends_in(name, "hang.example")) {
		sleep(60);
		return EAI_AGAIN;
	}
	if (ends_in(name, "lost.example"))
		return EAI_NONAME;
	for (const char *p = name; *p; p++)
		sum = sum * 31 + (unsigned char)*p;
	snprintf(ip, sizeof(ip), "203.0.113.%u", sum % 254 + 1);
	return REAL(getaddrinfo)(ip, service, hints, out);
}

int connect(int fd, const struct sockaddr *sa, socklen_t len)
{
	struct sockaddr_in in = { 0 };

	if (fd >= 0 && fd < FDS)
		believed[fd] = 0;
	if (sa->sa_family == AF_INET && len == sizeof(in)) {
		memcpy(&in, sa, sizeof(in));
		if ((ntohl(in.sin_addr.s_addr) & 0xffffff00u) == NET) {
			if (fd >= 0 && fd < FDS)
				believed[fd] = in.sin_addr.s_addr;
			in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
			sa = (struct sockaddr *)&in;
		}
	}
	return REAL(connect)(fd, sa, len);
}

int getpeername(int fd, struct sockaddr *sa, socklen_t *len)
{
	int rc = REAL(getpeername)(fd, sa, len);

	if (rc == 0 && fd >= 0 && fd < FDS && believed[fd] && sa->sa_family == AF_INET)
		((struct sockaddr_in *)(void *)sa)->sin_addr.s_addr = believed[fd];
	return rc;
}

static const char *certificates(const char *path)
{
	const char *own = getenv("LEDE_TEST_CA");

	return own && ends_in(path, "/ca-certificates.crt") ? own : path;
}

FILE *fopen(const char *path, const char *mode)
{
	return REAL(fopen)(certificates(path), mode);
}

FILE *fopen64(const char *path, const char *mode)
{
	return REAL(fopen64)(certificates(path), mode);
}
