#!/bin/sh
# Each fuzz target finds the bug that plant.c plants for it: from the seeds alone, which do not show it
# undamaged, with libFuzzer where it was built so and with replay.c else.
set -u
ulimit -c 0
tmp=$(mktemp -d) && cd "$tmp" || exit 1
trap 'rm -rf "$tmp"' EXIT
n=0

ok() {
	n=$((n + 1))
	printf '%s %d - %s\n' "$1" "$n" "$2"
	[ "$1" = ok ] || sed 's/^/# /' out
}

# What the target says of the bug, so that no other finding passes for it.
words() {
	case $1 in
	charset) echo 'decoded text is UTF-8' ;;
	date) echo 'the date .*they say\|what its numbers say' ;;
	feed | html) echo 'no link runs' ;;
	feedsfile) echo 'every.* line\|is there\|as it was' ;;
	mend) echo 'well-formed' ;;
	opml) echo 'control character' ;;
	page) echo 'span' ;;
	render) echo 'text is kept\|marks are kept' ;;
	selector) echo 'text is UTF-8' ;;
	url) echo 'a port' ;;
	*) echo 'no words for it in plant.sh' ;;
	esac
}

for program in "$abs_top_builddir"/tests/fuzz/fuzz_*; do
	name=${program##*/fuzz_}
	case $name in *.*) continue ;; esac
	seeds=$abs_top_srcdir/tests/fuzz/seeds/$name
	export LEDE_PLANT="$name"
	if "$program" -help=1 2>&1 | grep -q libFuzzer; then
		mkdir corpus
		set -- -seed=1 -max_total_time=300 -max_len=4096 "-dict=$seeds.dict" corpus "$seeds"
		"$program" -runs=0 "$seeds" >out 2>&1
	else
		set -- "$seeds"/*
		LEDE_FUZZ_RUNS=0 "$program" "$@" >out 2>&1
	fi && ok ok "$name: the seeds alone do not show the bug" ||
		ok 'not ok' "$name: the seeds alone do not show the bug"
	if LEDE_FUZZ_RUNS=50000 "$program" "$@" >out 2>&1 ||
		! grep -q "must hold: .*\($(words "$name")\)" out; then
		ok 'not ok' "$name finds the bug"
	else
		ok ok "$name finds the bug: $(sed -n 's/.*must hold: //p' out | head -n 1)"
	fi
	rm -rf corpus
done
[ "$n" -gt 0 ] || ok 'not ok' 'there are targets'
echo "1..$n"
