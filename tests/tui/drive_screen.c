/* The screen of the program under test: reading it, comparing it, and what may be written to it. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tui/drive.h"

#define ROW_BYTES 8192

uint32_t drive_next_char(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	int more = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc0 ? 1 : 0;
	uint32_t c = more == 3 ? *p & 7 : more == 2 ? *p & 15 : more == 1 ? *p & 31 : *p;

	for (p++; more-- && (*p & 0xc0) == 0x80; p++)
		c = c << 6 | (*p & 63);
	*s = (const char *)p;
	return c;
}

static size_t put_char(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 63));
		out[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 63));
	out[2] = (char)(0x80 | (c >> 6 & 63));
	out[3] = (char)(0x80 | (c & 63));
	return 4;
}

bool drive_press(const char *name)
{
	static const struct {
		const char *name;
		VTermKey key;
	} keys[] = {
		{ "Enter", VTERM_KEY_ENTER }, { "Tab", VTERM_KEY_TAB },
		{ "BackSpace", VTERM_KEY_BACKSPACE }, { "Esc", VTERM_KEY_ESCAPE },
		{ "Up", VTERM_KEY_UP }, { "Down", VTERM_KEY_DOWN }, { "Left", VTERM_KEY_LEFT },
		{ "Right", VTERM_KEY_RIGHT }, { "Insert", VTERM_KEY_INS },
		{ "Delete", VTERM_KEY_DEL }, { "Home", VTERM_KEY_HOME }, { "End", VTERM_KEY_END },
		{ "PageUp", VTERM_KEY_PAGEUP }, { "PageDown", VTERM_KEY_PAGEDOWN },
	};
	VTermModifier mod = VTERM_MOD_NONE;
	const char *s = name;
	uint32_t c;
	size_t i;

	for (; s[0] && s[1] == '-' && s[2]; s += 2) {
		if (s[0] == 'C')
			mod |= VTERM_MOD_CTRL;
		else if (s[0] == 'M')
			mod |= VTERM_MOD_ALT;
		else if (s[0] == 'S')
			mod |= VTERM_MOD_SHIFT;
		else
			break;
	}
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(s, keys[i].name) == 0) {
			vterm_keyboard_key(d.vt, keys[i].key, mod);
			return true;
		}
	}
	if (s[0] == 'F' && s[1] >= '1' && s[1] <= '9') {
		vterm_keyboard_key(d.vt, VTERM_KEY_FUNCTION(strtol(s + 1, NULL, 10)), mod);
		return true;
	}
	if (strcmp(s, "Space") == 0)
		s = " ";
	c = drive_next_char(&s);
	if (!c || *s)
		return false;
	vterm_keyboard_unichar(d.vt, c, mod);
	return true;
}

/* One row as text, without the blanks at its end, and, where styles is given, a letter a cell:
 * r reverse, b bold, u underlined, "." plain; several at once as the first of them. */
static void row_text(int row, char *out, char *styles)
{
	VTermPos pos = { .row = row, .col = 0 };
	VTermScreenCell cell;
	size_t n = 0, s = 0, i;

	while (pos.col < d.cols && n + 32 < ROW_BYTES) {
		char style = '.';

		if (!vterm_screen_get_cell(d.screen, pos, &cell))
			break;
		if (!cell.chars[0] || cell.chars[0] == (uint32_t)-1)
			out[n++] = ' ';
		for (i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] &&
			    cell.chars[i] != (uint32_t)-1; i++)
			n += put_char(out + n, cell.chars[i]);
		if (cell.attrs.reverse)
			style = 'r';
		else if (cell.attrs.bold)
			style = 'b';
		else if (cell.attrs.underline)
			style = 'u';
		for (i = 0; styles && i < (size_t)(cell.width > 1 ? cell.width : 1); i++)
			styles[s++] = style;
		pos.col += cell.width > 1 ? cell.width : 1;
	}
	while (n && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	while (s && styles[s - 1] == '.')
		s--;
	if (styles)
		styles[s] = '\0';
}

bool drive_on_screen(const char *text)
{
	char row[ROW_BYTES];
	int i;

	for (i = 0; d.screen && i < d.rows; i++) {
		row_text(i, row, NULL);
		if (strstr(row, text))
			return true;
	}
	return false;
}

void drive_print_screen(void)
{
	char row[ROW_BYTES];
	int i;

	for (i = 0; d.screen && i < d.rows; i++) {
		row_text(i, row, NULL);
		printf("# |%s\n", row);
	}
	fflush(stdout);
}

/* What differs from run to run, such as the port of a test's server. */
static void hide(char *text)
{
	int i;

	for (i = 0; i < d.n_hidden; i++) {
		size_t n = strlen(d.hidden[i]);
		char *at = text;

		while (n && (at = strstr(at, d.hidden[i])))
			memset(at, '#', n);
	}
}

/* The golden form: the rows, a line "--", the rows of styles. malloc'd. */
static char *golden(void)
{
	size_t size = 2 * (size_t)d.rows * (ROW_BYTES + 1) + 8, n = 0;
	char *out = malloc(size), row[ROW_BYTES], styles[ROW_BYTES];
	int i;

	if (!out)
		drive_fatal("memory");
	for (i = 0; i < d.rows; i++) {
		row_text(i, row, NULL);
		hide(row);
		n += (size_t)snprintf(out + n, size - n, "%s\n", row);
	}
	n += (size_t)snprintf(out + n, size - n, "--\n");
	for (i = 0; i < d.rows; i++) {
		row_text(i, row, styles);
		n += (size_t)snprintf(out + n, size - n, "%s\n", styles);
	}
	return out;
}

static char *read_text(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = calloc(1, 1 << 20);

	if (!text)
		drive_fatal("memory");
	if (f) {
		text[fread(text, 1, (1 << 20) - 1, f)] = '\0';
		fclose(f);
	}
	return text;
}

/* The first row that differs, as a word for the result. */
static void name_difference(const char *want, const char *got, char *why, size_t size)
{
	int row = 1;
	size_t a, b;

	for (;; row++) {
		a = strcspn(want, "\n");
		b = strcspn(got, "\n");
		if (a != b || memcmp(want, got, a) != 0 || !want[a] || !got[b])
			break;
		want += a + 1;
		got += b + 1;
	}
	snprintf(why, size, ": line %d is \"%.*s\", not \"%.*s\"", row, (int)(b < 90 ? b : 90), got,
		 (int)(a < 90 ? a : 90), want);
}

bool drive_same_screen(const char *name, char *why, size_t size)
{
	const char *top = getenv("abs_top_srcdir"), *update = getenv("UPDATE");
	char path[4096], *want, *got = golden();
	bool same;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/tui/screens/%s.txt", top ? top : ".", name);
	if (update && *update) {
		f = fopen(path, "we");
		same = f && fputs(got, f) >= 0;
		if (f && fclose(f))
			same = false;
		snprintf(why, size, same ? " (written)" : ": cannot write it");
		free(got);
		return same;
	}
	want = read_text(path);
	same = strcmp(want, got) == 0;
	if (!same)
		name_difference(want, got, why, size);
	free(want);
	free(got);
	return same;
}

static bool is_hostile(uint32_t c)
{
	return c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xe000 && c <= 0xf8ff) || (c >= 0xe0000 && c <= 0xe0fff);
}

bool drive_fill_ok(char *why, size_t size)
{
	VTermScreenCell cell;
	VTermPos pos;
	int i;

	for (pos.row = 0; pos.row < d.rows; pos.row++) {
		for (pos.col = 0; pos.col < d.cols; pos.col += cell.width > 1 ? cell.width : 1) {
			if (!vterm_screen_get_cell(d.screen, pos, &cell))
				break;
			for (i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] &&
				    cell.chars[i] != (uint32_t)-1; i++) {
				if (!is_hostile(cell.chars[i]) || cell.chars[i] == 0x200c ||
				    cell.chars[i] == 0x200d)
					continue;
				snprintf(why, size, ": U+%04X at %d %d", cell.chars[i], pos.row + 1,
					 pos.col + 1);
				return false;
			}
		}
	}
	return true;
}

/* ---- bytes ---- */

/* Length of the CSI sequence whose parameters begin at p; 0 when it is not allowed. Reports are
 * not asked for, and of the window operations only the stack of titles is used. */
static size_t csi_length(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] >= 0x20 && p[i] <= 0x3f)
		i++;
	if (i >= n || !strchr("@ABCDEFGHIJKLMPSTXZ`abdefghlmqrt", p[i]))
		return 0;
	if (p[i] == 't' && strncmp(p, "22;", 3) != 0 && strncmp(p, "23;", 3) != 0)
		return 0;
	return i + 1;
}

/* OSC: lede sends none. What curses sends when a program resumes: the terminal's own colours. */
static size_t osc_length(const char *p, size_t n)
{
	return n >= 4 && memcmp(p, "104\a", 4) == 0 ? 4 : 0;
}

static size_t escape_length(const char *p, size_t n)
{
	size_t k = 0;

	if (n < 1)
		return 0;
	if (p[0] == '[') {
		k = csi_length(p + 1, n - 1);
	} else if (p[0] == ']') {
		k = osc_length(p + 1, n - 1);
	} else if (strchr("()*+", p[0])) {
		k = n > 1 && strchr("0AB", p[1]) ? 1 : 0;
	} else {
		return strchr("78=>MDEHc", p[0]) ? 2 : 0;
	}
	return k ? k + 2 : 0;
}

bool drive_raw_ok(char *why, size_t size)
{
	const char *p = d.raw;
	size_t i = 0;

	while (i < d.raw_len) {
		unsigned char c = (unsigned char)p[i];
		size_t n = 1;

		if (c == 0x1b)
			n = escape_length(p + i + 1, d.raw_len - i - 1);
		else if ((c < ' ' && !strchr("\a\b\t\n\r\016\017", c)) || c == 0x7f || c == 0)
			n = 0;
		else if (c == 0xc2 && i + 1 < d.raw_len && (unsigned char)p[i + 1] < 0xa0)
			n = 0;		/* C1 as UTF-8 */
		if (!n) {
			int k, at = snprintf(why, size, ": at byte %zu:", i);

			for (k = 0; k < 12 && i + (size_t)k < d.raw_len; k++)
				at += snprintf(why + at, size - (size_t)at, " %02x",
					       (unsigned char)p[i + (size_t)k]);
			return false;
		}
		i += n;
	}
	return true;
}

/* ---- peers ---- */

static bool stat_of(pid_t pid, char *name, size_t size, pid_t *parent)
{
	char path[64], text[1024], *open_at, *close_at;
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	open_at = strchr(text, '(');
	close_at = strrchr(text, ')');
	if (!open_at || !close_at || strlen(close_at) < 5)
		return false;
	*close_at = '\0';
	snprintf(name, size, "%s", open_at + 1);
	*parent = (pid_t)strtol(close_at + 4, NULL, 10);
	return true;
}

/* Walks up from pid. */
static bool is_below(pid_t pid, pid_t ancestor)
{
	char name[64];
	int steps;

	for (steps = 0; steps < 32 && pid > 1; steps++) {
		if (pid == ancestor)
			return true;
		if (!stat_of(pid, name, sizeof(name), &pid))
			return false;
	}
	return false;
}

int drive_kill_peers(const char *want)
{
	DIR *dir = opendir("/proc");
	struct dirent *e;
	char name[64];
	pid_t pid, parent;
	int n = 0;

	while (dir && (e = readdir(dir))) {
		pid = (pid_t)strtol(e->d_name, NULL, 10);
		if (pid > 1 && pid != d.pid && stat_of(pid, name, sizeof(name), &parent) &&
		    strncmp(name, want, 15) == 0 && is_below(parent, d.pid) &&
		    kill(pid, SIGKILL) == 0)
			n++;
	}
	if (dir)
		closedir(dir);
	return n;
}
