#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/i18n.h"

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

struct term_signals term_signals;

static struct termios saved;
static bool is_open, use_mouse, has_modes;
static sigset_t wait_mask;
/* What a crash writes: made beforehand, because little may be called then. */
static char restore[128];
static size_t restore_len;
static SCREEN *screen;

static void on_signal(int sig)
{
	switch (sig) {
	case SIGWINCH:
		term_signals.resized = 1;
		break;
	case SIGTSTP:
		term_signals.stopped = 1;
		break;
	case SIGCONT:
		term_signals.continued = 1;
		break;
	case SIGCHLD:
		term_signals.child = 1;
		break;
	default:
		term_signals.ended = sig;
	}
}

/* Raw bytes and one ioctl, then the default action, which SA_RESETHAND restored. */
static void on_crash(int sig)
{
	ssize_t ignored;

	if (is_open) {
		ignored = write(STDOUT_FILENO, restore, restore_len);
		(void)ignored;
		tcsetattr(STDIN_FILENO, TCSANOW, &saved);
	}
	raise(sig);
}

static void add_restore(const char *s)
{
	size_t n = s ? strlen(s) : 0;

	if (n && restore_len + n < sizeof(restore)) {
		memcpy(restore + restore_len, s, n);
		restore_len += n;
	}
}

static void catch_signals(void)
{
	static const int waited[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGCHLD, SIGHUP, SIGTERM,
				      SIGQUIT, SIGINT };
	static const int crashes[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
	struct sigaction sa = { .sa_handler = on_signal };
	struct sigaction crash = { .sa_handler = on_crash,
				   .sa_flags = (int)(SA_RESETHAND | SA_NODEFER) };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t block;
	size_t i;

	sigemptyset(&block);
	for (i = 0; i < ARRAY_LEN(waited); i++) {
		sigaddset(&block, waited[i]);
		sigaction(waited[i], &sa, NULL);
	}
	sigprocmask(SIG_BLOCK, &block, &wait_mask);
	for (i = 0; i < ARRAY_LEN(waited); i++)
		sigdelset(&wait_mask, waited[i]);
	for (i = 0; i < ARRAY_LEN(crashes); i++)
		sigaction(crashes[i], &crash, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
	sigaction(SIGTTOU, &ignore, NULL);
}

const sigset_t *term_wait_mask(void)
{
	return &wait_mask;
}

/* Modes that terminfo has no name for. Terminals that know the mouse know them too; others are
 * not asked. */
static void own_modes(bool on)
{
	if (!has_modes)
		return;
	putp(on ? PASTE_ON : PASTE_OFF);
	if (use_mouse)
		putp(on ? MOUSE_ON : MOUSE_OFF);
	fflush(stdout);
}

static void take_modes(void)
{
	raw();
	noecho();
	nonl();
	own_modes(true);
}

static enum rc check_terminal(struct err *e)
{
	const char *name = getenv("TERM");
	bool is_fit;
	int rc;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(e, E_IO, _("the screen needs a terminal; \"lede help\" lists "
					  "commands that do not"));
	if (!name || !*name)
		return err_set(e, E_IO, _("TERM is not set; \"lede help\" lists "
					  "commands that do without"));
	if (setupterm(NULL, STDOUT_FILENO, &rc) != OK)
		return err_set(e, E_IO, _("no description of a terminal \"%s\"; set TERM to "
					  "one that \"infocmp\" knows"), name);
	/* newterm reads it again for itself */
	is_fit = cursor_address && clear_screen;
	del_curterm(cur_term);
	if (!is_fit)
		return err_set(e, E_IO, _("a terminal \"%s\" cannot place its cursor; "
					  "\"lede help\" lists commands that do without"), name);
	return OK;
}

/* Until it has come back from endwin() once, ncurses 6.4 sends each move of the cursor in a
 * write of its own, some thirty a paint. So it goes there and back before anything was shown,
 * with its output turned away; and before it knows of colours, which it would reset on its
 * way. */
static void make_buffered(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (null >= 0 && out >= 0 && dup2(null, STDOUT_FILENO) >= 0) {
		endwin();
		doupdate();
		dup2(out, STDOUT_FILENO);
		if (enter_ca_mode)
			putp(enter_ca_mode);
		clearok(curscr, TRUE);
	}
	if (null >= 0)
		close(null);
	if (out >= 0)
		close(out);
}

enum rc term_open(bool mouse, bool colors, struct err *e)
{
	const char *kmous;
	enum rc rc = check_terminal(e);

	if (rc)
		return rc;
	if (tcgetattr(STDIN_FILENO, &saved) < 0)
		return err_sys(e, errno, _("the terminal"));
	/* lede reads its keys itself; curses shall not wait, catch or translate anything. */
	use_tioctl(TRUE);
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return err_set(e, E_IO, _("the terminal cannot be used"));
	kmous = tigetstr("kmous");
	has_modes = kmous && kmous != (char *)-1;
	use_mouse = mouse;
	add_restore(has_modes ? MOUSE_OFF PASTE_OFF : NULL);
	add_restore(exit_attribute_mode);
	add_restore(cursor_normal);
	add_restore(exit_ca_mode);
	catch_signals();
	is_open = true;
	make_buffered();
	if (colors && has_colors()) {
		start_color();
		use_default_colors();
	}
	leaveok(stdscr, FALSE);
	/* one paint a turn is whole: keys that wait are read after it */
	typeahead(-1);
	idlok(stdscr, TRUE);
	take_modes();
	return OK;
}

void term_close(void)
{
	if (!is_open)
		return;
	is_open = false;
	own_modes(false);
	endwin();
	tcsetattr(STDIN_FILENO, TCSANOW, &saved);
	delscreen(screen);
	screen = NULL;
}

void term_reset(void)
{
	reset_prog_mode();
	take_modes();
	term_resize();
	term_redraw();
}

static struct sigaction own_stop;	/* while the terminal is lent */

void term_lend(void)
{
	struct sigaction def = { .sa_handler = SIG_DFL };
	sigset_t tstp;

	own_modes(false);
	endwin();
	tcsetattr(STDIN_FILENO, TCSANOW, &saved);
	sigaction(SIGTSTP, &def, &own_stop);
	sigemptyset(&tstp);
	sigaddset(&tstp, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &tstp, NULL);
}

void term_take(void)
{
	sigset_t tstp;

	sigemptyset(&tstp);
	sigaddset(&tstp, SIGTSTP);
	sigprocmask(SIG_BLOCK, &tstp, NULL);
	sigaction(SIGTSTP, &own_stop, NULL);
	term_signals.continued = 0;
	term_signals.stopped = 0;
	term_reset();
}

void term_stop(bool whole)
{
	term_lend();
	if (whole)
		kill(0, SIGTSTP);
	else
		raise(SIGTSTP);
	/* continued */
	term_take();
}

void term_resize(void)
{
	struct winsize ws;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_row > 0 && ws.ws_col > 0)
		resizeterm(ws.ws_row, ws.ws_col);
}

void term_size(int *height, int *width)
{
	*height = LINES;
	*width = COLS;
}

void term_redraw(void)
{
	clearok(curscr, TRUE);
}

bool term_has_colors(void)
{
	return has_colors();
}
