#!/bin/sh
# What share of the lines of its parser each fuzz target reaches: coverage.sh [-l] [CORPUS]
#
# From its seeds, the kept corpus, the documents of tests/cases and CORPUS/NAME, where long.py put what
# libFuzzer found. Builds in ./fuzz-coverage (clang, llvm-cov). -l lists the lines that are not reached.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
list=
[ "${1-}" = -l ] && list=yes && shift
corpus=$(cd "${1:-$top/tests/fuzz/corpus}" && pwd)
mkdir -p fuzz-coverage && cd fuzz-coverage
here=$PWD

files() {
	case $1 in
	charset) echo charset entity sniff ;;
	date) echo base/date base/date_parse base/date_words ;;
	feed) echo atom cdf ext feed feedutil feedxml jsonfeed rss storyfinish xml ;;
	feedsfile) echo config/feedsfile ;;
	html) echo fragment sanitize tidy ;;
	mend) echo mend mend_entity mend_tag mend_text ;;
	opml) echo opml ;;
	render) echo text/inline text/markdown text/nest text/render text/render_html text/render_markdown ;;
	page) echo blocks explain extract html mailtext markdown nextpage notice page rules table textpage ;;
	selector) echo config/selector ;;
	url) echo base/url base/url_typed base/url_user ;;
	esac
}

flags='-fprofile-instr-generate -fcoverage-mapping'
[ -e Makefile ] || "$top/configure" -q CC=clang CFLAGS="-O1 -g $flags" >configure.log 2>&1
make -s -j2 $(cd "$top" && for t in tests/fuzz/fuzz_*.c; do echo "${t%.c}"; done) >make.log 2>&1
for program in tests/fuzz/fuzz_*; do
	name=${program#tests/fuzz/fuzz_}
	case $name in *.*) continue ;; esac
	set --
	for file in $(files "$name"); do
		case $file in */*) ;; *) file=parse/$file ;; esac
		set -- "$@" "$top/src/$file.c"
	done
	# Without damage; all documents as arguments, since CORPUS may be anywhere.
	cases=
	case $name in
	feed | mend | charset) cases=$top/tests/cases/feeds ;;
	page) cases=$top/tests/cases/pages ;;
	esac
	find "$top/tests/fuzz/seeds/$name" "$top/tests/fuzz/corpus/$name" "$corpus/$name" $cases -type f \
		! -name '*.expected' 2>/dev/null | sort -u | head -n 50000 >inputs
	rm -f raw-*
	abs_top_srcdir=$top LEDE_FUZZ_RUNS=0 LLVM_PROFILE_FILE="$here/raw-%p" \
		xargs -n 1500 "$program" <inputs >run.log
	llvm-profdata merge -sparse raw-* -o "$name.profdata"
	if [ "$list" ]; then
		llvm-cov show "$program" -instr-profile="$name.profdata" "$@" |
			grep -E '^ *[0-9]+\| +0\||^/' || :
	else
		printf '%s, %d inputs\n' "$name" "$(wc -l <inputs)"
		llvm-cov report "$program" -instr-profile="$name.profdata" "$@" |
			awk '/^TOTAL/ || /\.c / { n = split($1, part, "/"); printf "  %-16s %5d lines  %s\n", part[n], $8, $10 }'
	fi
done
