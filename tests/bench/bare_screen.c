/* The least that a story list can be: curses and one SELECT over an index. j moves the selected row, q ends.
 * The reference that "first frame" and "key" in bench.py divide by. After each painted turn it writes a line
 * "state BYTES 0" to LEDE_SYNC_FD, as lede does.
 *
 * usage: bare_screen DB    (a store of lede) */
#include <curses.h>
#include <locale.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *titles[500];

int main(int argc, char **argv)
{
	const char *fd = getenv("LEDE_SYNC_FD");
	int rows = 0, at = 0, key = 0, i;
	sqlite3_stmt *st;
	long bytes = 0;
	sqlite3 *db;

	setlocale(LC_ALL, "");
	if (argc != 2 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		return 1;
	initscr();
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	if (sqlite3_prepare_v2(db, "SELECT title FROM story WHERE hidden = 0 ORDER BY sort_at DESC, id DESC LIMIT ?",
			       -1, &st, NULL) != SQLITE_OK) {
		endwin();
		fprintf(stderr, "bare_screen: %s\n", sqlite3_errmsg(db));
		return 1;
	}
	sqlite3_bind_int(st, 1, LINES);
	while (rows < LINES && rows < 500 && sqlite3_step(st) == SQLITE_ROW)
		titles[rows++] = strdup((const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	while (key != 'q') {
		for (i = 0; i < rows; i++) {
			attrset(i == at ? A_REVERSE : A_NORMAL);
			mvaddnstr(i, 0, titles[i], COLS - 1);
			clrtoeol();
		}
		refresh();
		if (fd)
			dprintf((int)strtol(fd, NULL, 10), "state %ld 0\n", bytes);
		key = getch();
		bytes++;
		if (key == 'j' && at < rows - 1)
			at++;
		else if (key == 'k' && at > 0)
			at--;
	}
	endwin();
	sqlite3_close(db);
	return 0;
}
