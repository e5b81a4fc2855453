#!/usr/bin/env python3
"""Runs libFuzzer targets for a time of the processor, not of the clock, in its idle time only.

    ../configure --enable-fuzzing CC=clang CFLAGS="-O1 -g" && make tests/fuzz/fuzz_date
    ../tests/fuzz/long.py tests/fuzz/fuzz_date OUT [SECONDS [SEEDS...]]

SEEDS are folders of further seeds, as of whole pages for fuzz_page. OUT/date gets the corpus, OUT/date.log what libFuzzer says, a finding lies in OUT/date-crash-*. The last
line says how much CPU time was used (1,800 s are asked for) and what was found.
"""
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time

SEEDS = pathlib.Path(__file__).resolve().parent / "seeds"
CASES = {"feed": "feeds", "mend": "feeds", "charset": "feeds", "page": "pages"}
TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def main(target, out, seconds=1800, *more):
    target, out = pathlib.Path(target).resolve(), pathlib.Path(out).resolve()
    name = target.name.split("_")[-1]
    corpus, log = out / name, out / f"{name}.log"
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = [SEEDS / name] + ([SEEDS.parents[1] / "cases" / CASES[name]] if name in CASES else [])
    program = out / target.name         # a copy: the build folder may change meanwhile
    shutil.copy(target, program)
    idle = ["chrt", "-i", "0"] if shutil.which("chrt") else []
    with open(log, "w") as f:
        run = subprocess.Popen(
            [*idle, "nice", "-n", "19", str(program), str(corpus), *map(str, seeds), *more, f"-dict={SEEDS / name}.dict",
             "-rss_limit_mb=1024", "-timeout=10", "-max_total_time=1000000", "-print_final_stats=1",
             f"-max_len={131072 if more else 16384}", f"-artifact_prefix={out}/{name}-"], stdout=f, stderr=f, cwd=out)
        while run.poll() is None and cpu_seconds(run.pid) < int(seconds):
            time.sleep(2)
        stopped = run.poll() is None
        if stopped:
            run.send_signal(signal.SIGINT)
        run.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    runs = [x.split()[-1] for x in log.read_text(errors="replace").split("\n") if "number_of_executed_units" in x]
    found = sorted(p.name for p in out.glob(f"{name}-*"))
    print(f"{name}: {used.ru_utime + used.ru_stime:.0f} s of CPU time, {runs[0] if runs else '?'} runs, "
          f"{len(list(corpus.iterdir()))} files of corpus, found: {', '.join(found) or 'nothing'}")
    return 0 if stopped and not found else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
