#include "cli/interrupt.h"

#include <poll.h>
#include <signal.h>

static volatile sig_atomic_t caught;
static sigset_t before;

static void note(int sig)
{
	caught = sig;
}

static void hold(int sig, sigset_t *set)
{
	/* Once: the second Ctrl-C ends the program whatever the engine does. */
	struct sigaction sa = { .sa_handler = note, .sa_flags = SA_RESETHAND };

	sigaction(sig, &sa, NULL);
	sigaddset(set, sig);
}

void interrupt_hold(void)
{
	sigset_t set;

	sigemptyset(&set);
	hold(SIGINT, &set);
	hold(SIGTERM, &set);
	hold(SIGHUP, &set);
	sigprocmask(SIG_BLOCK, &set, &before);
}

int interrupt_wait(int fd, bool writing)
{
	struct pollfd pfd = { .fd = fd, .events = (short)(POLLIN | (writing ? POLLOUT : 0)) };
	int sig;

	if (!caught)
		ppoll(&pfd, 1, NULL, &before);
	sig = caught;
	caught = 0;
	return sig;
}
