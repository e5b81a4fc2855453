/* lede-engine: the network and every write to the store. Started by lede with a socket as its
 * standard input and output. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "config.h"
#include "engine/engine.h"

#define LOCK_WAIT 5	/* seconds */
#define FILES 1024	/* 100 transfers with their resolvers, connections kept, the store */

enum {
	ARG_STORE = 256, ARG_CONFIG, ARG_FEEDS, ARG_KEEP_FEEDS, ARG_LOCK_WAIT, ARG_ATTENDED,
	ARG_VERSION,
};

static const struct option arg_table[] = {
	{ "store", required_argument, NULL, ARG_STORE },
	{ "config", required_argument, NULL, ARG_CONFIG },
	{ "feeds", required_argument, NULL, ARG_FEEDS },
	{ "keep-feeds", no_argument, NULL, ARG_KEEP_FEEDS },
	{ "lock-wait", required_argument, NULL, ARG_LOCK_WAIT },
	{ "attended", no_argument, NULL, ARG_ATTENDED },
	{ "version", no_argument, NULL, ARG_VERSION },
	{ NULL, 0, NULL, 0 },
};

static int read_args(int argc, char **argv, struct engine_args *out)
{
	int64_t n;
	int c;

	while ((c = getopt_long(argc, argv, "", arg_table, NULL)) != -1) {
		switch (c) {
		case ARG_STORE: out->store = optarg; break;
		case ARG_CONFIG: out->config = optarg; break;
		case ARG_FEEDS: out->feeds = optarg; break;
		case ARG_KEEP_FEEDS: out->keep_feeds = true; break;
		case ARG_ATTENDED: out->is_attended = true; break;
		case ARG_VERSION:
			printf("lede-engine %s\n", PACKAGE_VERSION);
			return -1;
		case ARG_LOCK_WAIT:
			if (!str_int(str_of(optarg), 0, 3600, &n))
				return EX_USAGE;
			out->lock_wait = (int)n;
			break;
		default:
			return EX_USAGE;
		}
	}
	return optind == argc ? 0 : EX_USAGE;
}

static void raise_file_limit(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) || r.rlim_cur >= FILES)
		return;
	r.rlim_cur = r.rlim_max < FILES ? r.rlim_max : FILES;
	if (setrlimit(RLIMIT_NOFILE, &r))
		log_line("few files may be open");
}

/* The socket away from the standard streams, where a library's stray output cannot reach it. */
static int take_socket(void)
{
	struct stat st;
	int fd, null;

	if (fstat(STDIN_FILENO, &st) || !S_ISSOCK(st.st_mode))
		return -1;
	fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (fd < 0 || null < 0 || fcntl(fd, F_SETFL, O_NONBLOCK))
		return -1;
	if (dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
		return -1;
	/* A closed standard error would be the number of the next file opened. */
	if (fstat(STDERR_FILENO, &st) && dup2(null, STDERR_FILENO) < 0)
		return -1;
	if (null > STDERR_FILENO)
		close(null);
	return fd;
}

int main(int argc, char **argv)
{
	struct engine_args args = { .lock_wait = LOCK_WAIT };
	int rc;

	i18n_start();
	umask(077);
	mem_keep_freed();
	rc = read_args(argc, argv, &args);
	if (rc < 0)
		return 0;
	args.fd = rc ? -1 : take_socket();
	if (args.fd < 0) {
		fputs(_("lede-engine: started by lede, not by hand\n"), stderr);
		return EX_USAGE;
	}
	log_open("engine");
	raise_file_limit();
	return engine_run(&args);
}
