/* drive.h: what the parts of the driver share: the program under test and its screen. */
#ifndef LEDE_DRIVE_H
#define LEDE_DRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <vterm.h>

#define WAIT_MS 20000
#define DRIVE_HIDDEN 8

struct drive {
	int rows, cols, line, tests, failed;
	bool stop;
	char **program;
	pid_t pid;			/* 0: not running */
	int pty, sync;
	bool pty_ended, sync_ended;
	long sent, consumed, busy;	/* bytes of input, bytes, jobs */
	long states, need_states;	/* reports seen, and how many "wait" asks for */
	char sync_buf[4096];
	size_t sync_len;
	char *raw;			/* all that the program wrote */
	size_t raw_len, raw_cap;
	VTerm *vt;
	VTermScreen *screen;
	char *hidden[DRIVE_HIDDEN];
	int n_hidden;
};
extern struct drive d;

int64_t drive_ms(void);
void drive_fatal(const char *what) __attribute__((noreturn));
/* The next code point of a UTF-8 string. */
uint32_t drive_next_char(const char **s);
/* Presses the key of that name: "j", "Enter", "C-o", "M-x", "F1". */
bool drive_press(const char *name);
bool drive_on_screen(const char *text);
void drive_print_screen(void);
/* Compares with tests/tui/screens/NAME.txt, or writes that when UPDATE is set. */
bool drive_same_screen(const char *name, char *why, size_t size);
/* Every row is as wide as the terminal, and no cell holds what lede must not draw. */
bool drive_fill_ok(char *why, size_t size);
/* Whether all that was written are sequences of the allow-list. */
bool drive_raw_ok(char *why, size_t size);
/* Kills descendants of the program with that name; how many. */
int drive_kill_peers(const char *name);

#endif
