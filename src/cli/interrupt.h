/* interrupt.h: Ctrl-C and kin as a flag while a command waits for the engine. */
#ifndef LEDE_CLI_INTERRUPT_H
#define LEDE_CLI_INTERRUPT_H

#include "base/base.h"

/* From now on SIGINT, SIGTERM and SIGHUP are held back but in interrupt_wait. */
void interrupt_hold(void);
/* Waits until fd can be read (or written, when writing is true) or a signal came. Returns the
 * signal's number, 0 for none. A second signal is not held back. */
int interrupt_wait(int fd, bool writing);

#endif
