#include "fetch/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/str.h"
#include "base/url.h"

/* IPv4 ranges that no public server has. */
static const struct {
	uint32_t net;
	int bits;
} private4[] = {
	{ 0x00000000, 8 },	/* this network */
	{ 0x0a000000, 8 },	/* private */
	{ 0x64400000, 10 },	/* shared by carriers */
	{ 0x7f000000, 8 },	/* loopback */
	{ 0xa9fe0000, 16 },	/* link-local */
	{ 0xac100000, 12 },	/* private */
	{ 0xc0000000, 24 },	/* protocol assignments */
	{ 0xc0a80000, 16 },	/* private */
	{ 0xc6120000, 15 },	/* benchmarks */
	{ 0xe0000000, 4 },	/* multicast */
	{ 0xf0000000, 4 },	/* reserved, broadcast */
};

static bool is_private4(const unsigned char b[4])
{
	uint32_t addr = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];

	for (size_t i = 0; i < ARRAY_LEN(private4); i++)
		if ((addr ^ private4[i].net) >> (32 - private4[i].bits) == 0)
			return true;
	return false;
}

static bool is_private6(const unsigned char b[16])
{
	static const unsigned char zero[12], mapped[12] = { [10] = 0xff, [11] = 0xff },
				   nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	if (!memcmp(b, zero, 12))	/* ::, ::1 and the old form of an IPv4 address */
		return true;
	if (!memcmp(b, mapped, 12) || !memcmp(b, nat64, 12))
		return is_private4(b + 12);
	if (b[0] == 0x20 && b[1] == 0x02)	/* 6to4 */
		return is_private4(b + 2);
	return (b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && b[1] >= 0x80) || b[0] == 0xff;
}

bool address_is_private(const struct sockaddr *sa)
{
	if (sa->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, sa, sizeof(in));
		return is_private4((const unsigned char *)&in.sin_addr);
	}
	if (sa->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, sa, sizeof(in6));
		return is_private6(in6.sin6_addr.s6_addr);
	}
	return true;
}

bool address_text_is_private(const char *ip)
{
	unsigned char b[16];

	if (inet_pton(AF_INET, ip, b) == 1)
		return is_private4(b);
	return inet_pton(AF_INET6, ip, b) == 1 && is_private6(b);
}

bool address_url_is_private(const char *url)
{
	struct url u;
	char host[64];

	if (!url_split(str_of(url), &u) || !u.host.n || u.host.n >= sizeof(host))
		return false;
	if (str_ieq(u.host, STR("localhost")) || str_iends(u.host, STR(".localhost")))
		return true;
	if (u.host.n > 2 && u.host.p[0] == '[')
		u.host = str_sub(u.host, 1, u.host.n - 2);
	memcpy(host, u.host.p, u.host.n);
	host[u.host.n] = '\0';
	return address_text_is_private(host);
}
