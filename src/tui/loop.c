#include "tui/screen.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/document.h"
#include "tui/term.h"

#define ESCAPE_MS 25		/* after it a lone ESC is the Esc key */
#define LOST_TERMINAL SIGHUP

static size_t busy(const struct tui *t)
{
	bool starting = !t->engine_ready && !t->engine_gave_up;

	return session_busy(&t->session) + starting;
}

/* For tests: what was consumed and what is still to come, whenever that changed. An ESC that
 * may begin a sequence is not consumed yet. */
static void tell_state(struct tui *t, bool painted)
{
	uint64_t consumed = t->bytes_read - t->input.n;
	size_t now = busy(t);

	if (t->sync_fd < 0 || (!painted && t->told_bytes == consumed && t->told_busy == now))
		return;
	t->told_bytes = consumed;
	t->told_busy = now;
	if (dprintf(t->sync_fd, "state %llu %zu\n", (unsigned long long)consumed, now) < 0)
		t->sync_fd = -1;
}

static bool input_is_waiting(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

/* Work that may wait until the keys that were typed are done. */
static void later(struct tui *t)
{
	t->needs_alike = false;
	if (!t->session.db || !t->session.doc || t->session.doc->has_alike)
		return;
	if (document_find_alike(t->session.db, t->session.doc, NULL))
		return;
	related_refresh(t->related);
}

static void end(struct tui *t, int sig)
{
	t->is_done = true;
	t->exit_code = 128 + sig;
}

static void take_events(struct tui *t, bool flush)
{
	struct input_event ev;
	bool waiting = false;

	while (!t->is_done && input_next(&t->input, flush, &ev, &waiting))
		keys_event(t, &ev);
	t->escape_until = waiting ? date_monotonic_ms() + ESCAPE_MS : 0;
}

static void read_terminal(struct tui *t, short revents)
{
	ssize_t n;

	n = read(STDIN_FILENO, t->input.bytes + t->input.n, input_room(&t->input));
	if (n > 0) {
		t->input.n += (size_t)n;
		t->bytes_read += (uint64_t)n;
		take_events(t, false);
	} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		end(t, LOST_TERMINAL);
	} else if (revents & (POLLHUP | POLLERR | POLLNVAL)) {
		end(t, LOST_TERMINAL);
	}
}

static void take_signals(struct tui *t)
{
	if (term_signals.ended)
		end(t, term_signals.ended);
	if (term_signals.stopped)
		term_stop(false);
	if (term_signals.continued) {
		term_signals.continued = 0;
		term_reset();
		tui_dirty(t);
	}
	if (term_signals.resized) {
		term_signals.resized = 0;
		term_resize();
		tui_dirty(t);
	}
	if (term_signals.child) {
		term_signals.child = 0;
		/* Programs to copy with, and the engine, whose end the socket tells. */
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
}

/* Milliseconds until something is to be done by itself; -1: nothing is. */
static int64_t time_left(const struct tui *t)
{
	int64_t at = t->engine_retry_at;

	if (t->escape_until && (!at || t->escape_until < at))
		at = t->escape_until;
	return at ? MAX(at - date_monotonic_ms(), 0) : -1;
}

static void wait_and_take(struct tui *t)
{
	struct pollfd p[2] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = -1 } };
	int64_t left = time_left(t);
	struct timespec ts = { left / 1000, left % 1000 * 1000000 };
	int n;

	if (client_is_running(&t->client)) {
		p[1].fd = t->client.wire.fd;
		p[1].events = POLLIN | (wire_pending(&t->client.wire) ? POLLOUT : 0);
	}
	n = ppoll(p, 2, left < 0 ? NULL : &ts, term_wait_mask());
	take_signals(t);
	if (n > 0 && p[0].revents)
		read_terminal(t, p[0].revents);
	else if (t->escape_until && date_monotonic_ms() >= t->escape_until)
		take_events(t, true);
	if (n > 0 && p[1].revents && client_is_running(&t->client))
		link_turn(t, p[1].revents);
	if (t->engine_retry_at && date_monotonic_ms() >= t->engine_retry_at)
		link_start(t);
}

void loop_run(struct tui *t)
{
	bool painted = false;

	while (!t->is_done) {
		if (t->is_dirty) {
			t->is_dirty = false;
			screen_paint(t);
			painted = true;
		}
		if (client_is_running(&t->client) && wire_pending(&t->client.wire) &&
		    wire_flush(&t->client.wire))
			link_lost(t);
		if (t->needs_alike && !input_is_waiting()) {
			later(t);
			continue;
		}
		if (!t->is_started) {
			/* only now, so that the first frame does not wait for it */
			t->is_started = true;
			link_start(t);
			continue;
		}
		if (!t->is_dirty) {
			tell_state(t, painted);
			painted = false;
			wait_and_take(t);
		}
	}
}
