#!/bin/sh
# The screen in German: frame, help, keys, messages; no cell is broken by longer words.
drive=$abs_top_builddir/tests/tui/drive
LEDE_EXEC_PATH=$abs_top_builddir LEDE_SAMPLE=$abs_top_srcdir/share/sample LEDE_NOW=1795000000
LEDE_LOCALEDIR=$TMPDIR/locale LANGUAGE=de
export LEDE_EXEC_PATH LEDE_SAMPLE LEDE_NOW LEDE_LOCALEDIR LANGUAGE
mkdir -p "$LEDE_LOCALEDIR/de/LC_MESSAGES"
if ! msgfmt -o "$LEDE_LOCALEDIR/de/LC_MESSAGES/lede.mo" "$abs_top_srcdir/po/de.po"; then
	echo "1..0 # SKIP no msgfmt"
	exit 0
fi
exec "$drive" - "$LEDE" --sample <<'END'
size 120x40
wait
expect ungelesen
expect suchen
key Enter
wait
expect VON DIESER SEITE
expect folgen
reject unread
key ?
wait
expect eine Zeile nach unten
reject one line
fill
resize 40x12
wait
fill
keys "q q ."
wait
expect gelesene Meldungen sind verborgen
key Q
exit 0
END
