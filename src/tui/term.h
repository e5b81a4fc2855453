/* term.h: the terminal: set up, put right again whatever happens, its size, its signals. */
#ifndef LEDE_TERM_H
#define LEDE_TERM_H

#include <signal.h>

#include "base/err.h"

/* What came in since the last look; handlers do nothing but set these. */
struct term_signals {
	volatile sig_atomic_t resized, stopped, continued, child;
	volatile sig_atomic_t ended;	/* SIGHUP, SIGTERM, SIGQUIT or SIGINT came: its number */
};
extern struct term_signals term_signals;

/* Opens the terminal of standard input and output. E_IO with words when there is none that
 * fits. */
enum rc term_open(bool mouse, bool colors, struct err *e);
/* The terminal as it was found. */
void term_close(void);
/* Signals stay blocked but in ppoll, with this mask. */
const sigset_t *term_wait_mask(void);
/* Gives the terminal back, stops the process (whole: its group, as ^Z of a shell does) and
 * takes the terminal again when it is continued. */
void term_stop(bool whole);
/* Gives the terminal to a program in front, and takes it again. ^Z there stops both, so that the
 * shell has its terminal. */
void term_lend(void);
void term_take(void);
/* Its modes again, after somebody else may have changed them. */
void term_reset(void);
/* Reads the size anew. */
void term_resize(void);
void term_size(int *height, int *width);
/* The next flush paints all. */
void term_redraw(void);
bool term_has_colors(void);

#endif
