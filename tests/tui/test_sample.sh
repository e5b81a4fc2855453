#!/bin/sh
# The screen on the sample edition: open, follow, back and forward, flags and undo, search, help,
# sizes, a killed engine, signals. The edition is copied, because removing a subscription edits it.
drive=$abs_top_builddir/tests/tui/drive
LEDE_EXEC_PATH=$abs_top_builddir LEDE_SAMPLE=$TMPDIR/sample LEDE_NOW=1795000000
export LEDE_EXEC_PATH LEDE_SAMPLE LEDE_NOW
cp -r "$abs_top_srcdir/share/sample" "$LEDE_SAMPLE" && chmod -R u+w "$LEDE_SAMPLE" || exit 99
exec "$drive" - "$LEDE" --sample <<'END'
size 160x50
wait
expect The fog signal is back
raw-check
fill
# open, follow, back, forward
keys "g Enter"
wait
expect FROM THIS PAGE
expect After two summers of silence
key 1
wait
expect The last ferry to the north shore
key H
wait
expect After two summers of silence
key H
wait
expect nothing to go back to
key L
wait
expect The last ferry to the north shore
# the list: a star, its undo, hidden read stories and the one that stays
keys "q *"
wait
expect ★
key U
wait
expect undone: 1 story
reject ★
key .
wait
expect read ones hidden
key a
wait
expect She kept the light
key .
wait
expect The fog signal is back
# feed picker, mark read, undo
key h
wait
expect Harbour Gazette
keys "j j Enter A"
wait
expect the feed is marked read
expect unread 0
key U
wait
expect undone
reject unread 0
# search in all text, and in one
key /
type ropewalk
wait keys
key Enter
wait
expect /ropewalk
expect A library moves
keys "j Enter /"
type trolley
wait keys
key Enter
wait
expect A trolley runs
key Esc
wait
keys "q q"
wait
reject /ropewalk
# help is made from the table
key ?
wait
expect next unread story
expect mark all stories of the feed read
key q
# a dead engine is replaced, and what was set meanwhile is kept
kill-peer lede-engine
key *
wait
expect ★
# every size
resize 40x12
wait
fill
key Enter
wait
fill
resize 80x24
wait
fill
resize 39x12
wait
expect too small
resize 1x1
wait
resize 500x200
wait
fill
raw-check
key Q
exit 0
start
wait
expect ★
signal TERM
exit 143
start
wait
signal HUP
exit 129
END
