#include "tui/theme.h"

#include "base/str.h"

#define D (-1)

static const struct look theme_default[INK_COUNT] = {
	[INK_TEXT] = { D, D, D, D, 0 },
	[INK_BAR] = { D, D, D, D, INK_REVERSE },
	[INK_STATUS] = { D, D, D, D, INK_REVERSE },
	[INK_BORDER] = { 240, D, D, D, INK_FAINT },
	[INK_DIM] = { 245, D, D, D, INK_FAINT },
	[INK_UNREAD] = { D, D, D, D, INK_BOLD },
	[INK_READ] = { D, D, D, D, 0 },
	[INK_SELECTED] = { D, D, D, D, INK_REVERSE },
	[INK_MARKED] = { D, D, D, D, INK_BOLD | INK_UNDERLINE },
	[INK_KICKER] = { 31, D, 6, D, 0 },
	[INK_HEADLINE] = { D, D, D, D, INK_BOLD },
	[INK_DEK] = { D, D, D, D, INK_ITALIC },
	[INK_HEADING] = { D, D, D, D, INK_BOLD },
	[INK_LINK] = { 33, D, 4, D, INK_UNDERLINE },
	[INK_CODE] = { 136, D, 3, D, 0 },
	[INK_QUOTE] = { 65, D, 2, D, 0 },
	[INK_ERROR] = { 160, D, 1, D, INK_BOLD },
	[INK_STAR] = { 178, D, 3, D, INK_BOLD },
	[INK_KEY] = { D, D, D, D, INK_BOLD },
	[INK_MATCH] = { D, D, D, D, INK_REVERSE },
};

static const struct look theme_contrast[INK_COUNT] = {
	[INK_TEXT] = { 15, 0, 7, 0, 0 },
	[INK_BAR] = { 0, 15, 0, 7, 0 },
	[INK_STATUS] = { 0, 15, 0, 7, 0 },
	[INK_BORDER] = { 15, 0, 7, 0, 0 },
	[INK_DIM] = { 15, 0, 7, 0, 0 },
	[INK_UNREAD] = { 15, 0, 7, 0, INK_BOLD },
	[INK_READ] = { 15, 0, 7, 0, 0 },
	[INK_SELECTED] = { 0, 11, 0, 3, INK_BOLD },
	[INK_MARKED] = { 15, 0, 7, 0, INK_BOLD | INK_UNDERLINE },
	[INK_KICKER] = { 14, 0, 6, 0, INK_BOLD },
	[INK_HEADLINE] = { 15, 0, 7, 0, INK_BOLD },
	[INK_DEK] = { 15, 0, 7, 0, 0 },
	[INK_HEADING] = { 15, 0, 7, 0, INK_BOLD },
	[INK_LINK] = { 14, 0, 6, 0, INK_UNDERLINE },
	[INK_CODE] = { 11, 0, 3, 0, 0 },
	[INK_QUOTE] = { 10, 0, 2, 0, 0 },
	[INK_ERROR] = { 15, 9, 7, 1, INK_BOLD },
	[INK_STAR] = { 11, 0, 3, 0, INK_BOLD },
	[INK_KEY] = { 0, 15, 0, 7, INK_BOLD },
	[INK_MATCH] = { 0, 11, 0, 3, 0 },
};

static const struct look theme_light[INK_COUNT] = {
	[INK_TEXT] = { 16, 231, 0, 7, 0 },
	[INK_BAR] = { 231, 24, 7, 4, 0 },
	[INK_STATUS] = { 16, 252, 0, 7, INK_REVERSE },
	[INK_BORDER] = { 248, 231, 0, 7, 0 },
	[INK_DIM] = { 241, 231, 0, 7, 0 },
	[INK_UNREAD] = { 16, 231, 0, 7, INK_BOLD },
	[INK_READ] = { 16, 231, 0, 7, 0 },
	[INK_SELECTED] = { 231, 25, 7, 4, 0 },
	[INK_MARKED] = { 25, 231, 4, 7, INK_BOLD | INK_UNDERLINE },
	[INK_KICKER] = { 25, 231, 4, 7, 0 },
	[INK_HEADLINE] = { 16, 231, 0, 7, INK_BOLD },
	[INK_DEK] = { 16, 231, 0, 7, INK_ITALIC },
	[INK_HEADING] = { 16, 231, 0, 7, INK_BOLD },
	[INK_LINK] = { 25, 231, 4, 7, INK_UNDERLINE },
	[INK_CODE] = { 94, 231, 1, 7, 0 },
	[INK_QUOTE] = { 22, 231, 2, 7, 0 },
	[INK_ERROR] = { 160, 231, 1, 7, INK_BOLD },
	[INK_STAR] = { 130, 231, 1, 7, INK_BOLD },
	[INK_KEY] = { 16, 252, 0, 7, INK_BOLD },
	[INK_MATCH] = { 16, 221, 0, 3, 0 },
};

static const struct look *current = theme_default;
static bool colors;

void theme_choose(const char *name, bool has_colors)
{
	current = theme_default;
	if (streq(name, "contrast"))
		current = theme_contrast;
	else if (streq(name, "light"))
		current = theme_light;
	colors = has_colors && !streq(name, "none");
	/* Attributes must carry all meaning then: those of the default theme do. */
	if (!colors)
		current = theme_default;
}

const struct look *theme_look(enum ink ink)
{
	static struct look plain;

	if (colors)
		return &current[ink];
	plain = (struct look){ D, D, D, D, current[ink].attrs };
	return &plain;
}
