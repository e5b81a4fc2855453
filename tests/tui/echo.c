/* echo: a program for the driver's own test. It shows the bytes that it reads, one row each, and
 * follows the protocol of LEDE_SYNC_FD. "q" ends it with 3, "!" writes an escape sequence that no
 * reader of news needs, "z" stops answering. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t resized;

static void on_resize(int sig)
{
	resized = 1;
}

static void report(int fd, long bytes)
{
	dprintf(fd, "state %ld 0\n", bytes);
}

static void show_size(void)
{
	struct winsize ws = { 0 };

	ioctl(0, TIOCGWINSZ, &ws);
	printf("\033[H\033[2Jsize %dx%d\r\n", ws.ws_col, ws.ws_row);
	fflush(stdout);
}

int main(void)
{
	const char *fd_text = getenv("LEDE_SYNC_FD");
	int fd = fd_text ? (int)strtol(fd_text, NULL, 10) : -1;
	struct sigaction sa = { .sa_handler = on_resize };
	struct termios t;
	long bytes = 0;
	unsigned char c;

	sigaction(SIGWINCH, &sa, NULL);
	tcgetattr(0, &t);
	cfmakeraw(&t);
	tcsetattr(0, TCSANOW, &t);
	show_size();
	report(fd, bytes);
	for (;;) {
		ssize_t n = read(0, &c, 1);

		if (n < 0 && resized) {
			resized = 0;
			show_size();
			report(fd, bytes);
			continue;
		}
		if (n <= 0)
			return 1;
		bytes++;
		if (c == 'q')
			return 3;
		if (c == '!')
			printf("\033[6n\033]4;1;?\a");
		else if (c > ' ' && c < 0x7f)
			printf("byte \033[7m%c\033[0m\r\n", c);
		else
			printf("byte %02x\r\n", c);
		fflush(stdout);
		report(fd, bytes);
	}
}
