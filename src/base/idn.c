#include "base/idn.h"

#include <unistr.h>

#include "base/limits.h"
#include "base/url.h"

void idn_put_label(struct buf *b, const uint32_t *label, size_t n)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	uint32_t next = 0x80, delta = 0, bias = 72;
	size_t done = 0, i, basic;

	buf_puts(b, "xn--");
	for (i = 0; i < n; i++) {
		if (label[i] < 0x80) {
			buf_putc(b, (char)label[i]);
			done++;
		}
	}
	basic = done;
	if (basic)
		buf_putc(b, '-');
	for (; done < n; delta++, next++) {
		uint32_t least = UINT32_MAX, k, q, t;

		for (i = 0; i < n; i++)
			if (label[i] >= next && label[i] < least)
				least = label[i];
		delta += (least - next) * (uint32_t)(done + 1);
		next = least;
		for (i = 0; i < n; i++) {
			if (label[i] < next)
				delta++;
			if (label[i] != next)
				continue;
			for (q = delta, k = 36;; k += 36) {
				t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
				if (q < t)
					break;
				buf_putc(b, digits[t + (q - t) % (36 - t)]);
				q = (q - t) / (36 - t);
			}
			buf_putc(b, digits[q]);
			delta = done == basic ? delta / 700 : delta / 2;
			done++;
			delta += delta / (uint32_t)done;
			for (k = 0; delta > 455; k += 36)
				delta /= 35;
			bias = k + 36 * delta / (delta + 38);
			delta = 0;
		}
	}
}

static bool put_host_label(struct buf *b, struct str label)
{
	uint32_t cp[LIMIT_HOST_LABEL];
	bool ascii = true;
	size_t n = 0, i = 0;

	for (; i < label.n && n < ARRAY_LEN(cp); n++) {
		i += (size_t)u8_mbtouc(&cp[n], (const uint8_t *)label.p + i, label.n - i);
		ascii = ascii && cp[n] < 0x80;
	}
	if (ascii)
		buf_add_str(b, label);
	else
		idn_put_label(b, cp, n);
	return ascii || i == label.n;
}

const char *idn_url(struct arena *a, const char *url)
{
	struct buf b = BUF_INIT(2 * LIMIT_URL_BYTES);
	struct str rest, label;
	bool fits = true, ascii = true;
	char *out = NULL;
	struct url u;

	if (!url_split(str_of(url), &u) || !u.host.n)
		return url;
	for (size_t i = 0; i < u.host.n; i++)
		ascii = ascii && (unsigned char)u.host.p[i] < 0x80;
	if (ascii)
		return url;
	buf_add(&b, url, (size_t)(u.host.p - url));
	for (rest = u.host; fits && str_split(&rest, '.', &label);) {
		fits = put_host_label(&b, label);
		if (rest.p)
			buf_putc(&b, '.');
	}
	buf_puts(&b, u.host.p + u.host.n);
	if (fits && !b.failed)
		out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}
