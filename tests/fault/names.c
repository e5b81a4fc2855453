/* Preloaded into lede-engine by the fault tests: names and addresses that no test may really ask for, all of them
 * played on loopback.
 *   LEDE_NAMES   "NAME=ADDRESS,ADDRESS NAME=none NAME=hangs ...": what names resolve to, in that order. "none": there is
 *                no such name; "hangs": no answer comes until the file LEDE_NAMES_FREE exists, then there is none.
 *                A name "*" is every other one, "*.example" every other one that ends so.
 *   LEDE_ROUTES  "ADDRESS=ADDRESS ADDRESS=none ADDRESS=ADDRESS:PORT ...": a connection to the first goes to the second
 *                and looks as if it went to the first. "none": there is no route. */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FDS 4096

static struct sockaddr_storage peers[FDS];	/* whom a socket believes to talk to */
static socklen_t peer_sizes[FDS];

/* "*" at the beginning of a pattern is anything. */
static int is_meant(const char *pattern, const char *key)
{
	size_t n = strlen(key), k;

	if (*pattern != '*')
		return strcmp(pattern, key) == 0;
	k = strlen(++pattern);
	return n >= k && strcmp(key + n - k, pattern) == 0;
}

/* The value of key in the environment's list, into out. */
static int look_up(const char *list, const char *key, char *out, size_t size)
{
	const char *env = getenv(list);
	char *copy, *rest, *word;
	int found = 0;

	if (!env)
		return 0;
	rest = copy = strdup(env);
	while (!found && (word = strsep(&rest, " "))) {
		char *value = strchr(word, '=');

		if (!value)
			continue;
		*value++ = '\0';
		found = is_meant(word, key);
		if (found)
			snprintf(out, size, "%s", value);
	}
	free(copy);
	return found;
}

static void hang(void)
{
	const struct timespec moment = { .tv_nsec = 20000000 };
	const char *free_file = getenv("LEDE_NAMES_FREE");

	while (free_file && access(free_file, F_OK))
		nanosleep(&moment, NULL);
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **res)
{
	struct addrinfo numeric = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM }, **end = res;
	char value[512], *rest = value, *word;
	unsigned char ip[16];

	if (!node || inet_pton(AF_INET, node, ip) == 1 || inet_pton(AF_INET6, node, ip) == 1 ||
	    !look_up("LEDE_NAMES", node, value, sizeof(value)))
		return REAL(getaddrinfo)(node, service, hints, res);
	if (strcmp(value, "hangs") == 0)
		hang();
	if (strcmp(value, "hangs") == 0 || strcmp(value, "none") == 0)
		return EAI_NONAME;
	*res = NULL;
	while ((word = strsep(&rest, ","))) {
		if (hints && hints->ai_family == AF_INET && strchr(word, ':'))
			continue;
		if (hints && hints->ai_family == AF_INET6 && !strchr(word, ':'))
			continue;
		if (REAL(getaddrinfo)(word, service, &numeric, end) == 0)
			while (*end)
				end = &(*end)->ai_next;
	}
	return *res ? 0 : EAI_NONAME;
}

/* Where to really connect; -1: nowhere. */
static int route(const struct sockaddr *to, struct sockaddr_in *out)
{
	char text[INET6_ADDRSTRLEN] = "", value[64], *port;
	const struct sockaddr_in *in = (const void *)to;
	const struct sockaddr_in6 *in6 = (const void *)to;
	int is_6 = to->sa_family == AF_INET6;

	if (to->sa_family != AF_INET && !is_6)
		return 0;
	inet_ntop(to->sa_family, is_6 ? (const void *)&in6->sin6_addr : (const void *)&in->sin_addr, text, sizeof(text));
	if (!look_up("LEDE_ROUTES", text, value, sizeof(value)))
		return 0;
	if (strcmp(value, "none") == 0)
		return -1;
	*out = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = is_6 ? in6->sin6_port : in->sin_port };
	port = strchr(value, ':');
	if (port) {
		*port++ = '\0';
		out->sin_port = htons((unsigned short)strtol(port, NULL, 10));
	}
	inet_pton(AF_INET, value, &out->sin_addr);
	return 1;
}

int connect(int fd, const struct sockaddr *to, socklen_t size)
{
	struct sockaddr_in other;
	int kind = route(to, &other);

	if (fd >= 0 && fd < FDS)
		peer_sizes[fd] = 0;
	if (kind < 0) {
		errno = ENETUNREACH;
		return -1;
	}
	if (kind && fd >= 0 && fd < FDS) {
		memcpy(&peers[fd], to, size);
		peer_sizes[fd] = size;
	}
	/* A socket of IPv6 cannot speak to loopback's IPv4: another takes its place. */
	if (kind && to->sa_family == AF_INET6) {
		int in = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

		if (in < 0 || dup3(in, fd, O_CLOEXEC) < 0)
			return -1;
		close(in);
	}
	return kind ? REAL(connect)(fd, (struct sockaddr *)&other, sizeof(other)) : REAL(connect)(fd, to, size);
}

int getpeername(int fd, struct sockaddr *addr, socklen_t *size)
{
	if (fd < 0 || fd >= FDS || !peer_sizes[fd])
		return REAL(getpeername)(fd, addr, size);
	memcpy(addr, &peers[fd], *size < peer_sizes[fd] ? *size : peer_sizes[fd]);
	*size = peer_sizes[fd];
	return 0;
}
