#!/bin/sh
# The driver must see what is there, and must fail where it is not.
drive=$abs_top_builddir/tests/tui/drive
echo=$abs_top_builddir/tests/tui/echo
"$drive" - "$echo" >"$TMPDIR/out" <<'END'
size 40x10
wait
expect size 40x10
type ab
keys "C-o Enter"
wait
expect byte a
expect byte 0f
expect byte 0d
reject byte c
fill
screen drive-echo
raw-check
resize 30x8
wait
expect size 30x8
key q
exit 3
start
wait
signal TERM
exit 143
run true
END
rc=$?
sed '/^1\.\./d' "$TMPDIR/out"
n=12
unset UPDATE
report() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; rc=1; fi
}
must_fail() {
	text=$1
	shift
	if printf "$@" | "$drive" - "$echo" | grep -q '^not ok'; then report 0 "$text"; else report 1 "$text"; fi
}
must_fail "a missing text is seen" 'wait\nexpect no such text\n'
must_fail "a text too much is seen" 'wait\nreject size\n'
must_fail "another exit code is seen" 'key q\nexit 0\n'
must_fail "a question to the terminal is seen" 'wait\nkey !\nwait keys\nraw-check\n'
must_fail "another screen is seen" 'size 40x10\nwait\nkey x\nwait\nscreen drive-echo\n'
echo "1..$n"
exit $rc
