/* lede: the screen and the commands. */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "cli/cli.h"

/* A standard stream that was closed must not become the store's descriptor. */
static bool open_streams(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
			return false;
	return true;
}

int main(int argc, char **argv)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
	if (!open_streams())
		return err_exit_code(E_IO);
	i18n_start();
	log_open("lede");
	return cli_main(argc, argv);
}
