"""The feed parser beside sfeed, on one feed of 50 MB and on 1,000 small ones: MB and feeds per CPU second, peak
memory, and the ratio of CPU seconds. The titles and links that come out are compared first.

sfeed reads one feed a process and cleans nothing; "alone" is lede's parser doing as much as that, "html" and
"blocks" also clean the content, for "lede feed" and for the store. BENCH_MB and BENCH_SMALL set the sizes.
"""
import json
import os
import resource
import shutil
import subprocess
import threading

MB = int(os.environ.get("BENCH_MB", "50"))
SMALL = int(os.environ.get("BENCH_SMALL", "1000"))


def story(sentence, feed, n):
    """Half of them escaped and half in CDATA, with links, emphasis and a picture."""
    html = "".join(f"<p>{sentence((feed, n, k), 60)} <a href=\"http://127.0.0.1/x?a={k}&amp;b=2\">{sentence((feed, k), 3)}</a> "
                   f"<em>{sentence((n, k), 2)}</em>.</p>\n" for k in range(12))
    html += f"<p><img src=\"http://127.0.0.1/{n}.jpg\" alt=\"{sentence(n, 4)}\"/></p>"
    body = f"<![CDATA[{html}]]>" if n % 2 else html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (f"<item><title>{sentence((feed, n), 7).capitalize()} {feed}-{n}</title><link>http://127.0.0.1/{feed}/{n}.html</link>"
            f"<guid isPermaLink=\"false\">{feed}-{n}</guid><pubDate>Tue, 14 Nov 2023 {n % 24:02}:{feed % 60:02}:00 GMT</pubDate>"
            f"<category>Harbour</category><dc:creator>A. Keeper</dc:creator><content:encoded>{body}</content:encoded></item>\n")


def write_feed(path, sentence, feed, stories=None, size=None):
    with open(path, "w") as f:
        f.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
                f" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Paper {feed}</title>"
                "<link>http://127.0.0.1/</link><description>d</description>\n")
        n = 0
        while n < stories if stories else f.tell() < size:
            f.write(story(sentence, feed, n))
            n += 1
        f.write("</channel></rss>\n")


def tree(pid):
    """Peak memory in KB of a process and its children, while they live."""
    try:
        with open(f"/proc/{pid}/status") as f:
            own = next((int(line.split()[1]) for line in f if line.startswith("VmHWM")), 0)
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            children = f.read().split()
    except OSError:
        return []
    return [own] + [kb for c in children for kb in tree(int(c))]


def measure(argvs, env=None, out=subprocess.DEVNULL, given=None):
    """CPU seconds and the peak KB of each process of the last run; given: files for standard input."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = []
    for i, argv in enumerate(argvs):
        with open(given[i] if given else os.devnull, "rb") as stdin:
            p = subprocess.Popen(argv, stdin=stdin, stdout=out, env=env)
        done = threading.Event()

        def watch():
            while not done.wait(0.005):
                now = tree(p.pid)
                peak[:] = [max(a, b) for a, b in zip(now + [0] * (len(peak) - len(now)), peak + [0] * (len(now) - len(peak)))]
        watcher = threading.Thread(target=watch) if len(argvs) == 1 else None
        if watcher:
            watcher.start()
        code = p.wait()
        done.set()
        if watcher:
            watcher.join()
        if code:
            raise SystemExit(f"{argv[:3]}: {code}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak


def plain(text):
    return " ".join(text.split())


def sfeed_items(path):
    with open(path, "rb") as f:
        out = subprocess.run(["sfeed"], stdin=f, capture_output=True, check=True).stdout.decode()
    return sorted((plain(r[1]), r[2]) for r in (line.split("\t") for line in out.splitlines()))


def lede_items(feedtimes, path):
    out = subprocess.run([feedtimes, "items", path], capture_output=True, check=True).stdout.decode()
    return sorted((plain(r[0]), r[1]) for r in (line.split("\t") for line in out.splitlines()))


def json_items(lede, env, path):
    out = subprocess.run([lede, "feed", "--json", path], capture_output=True, check=True, env=env).stdout
    return sorted((i.get("title", ""), i.get("url", "")) for i in json.loads(out)["items"])


def best(repeat, *args, **kw):
    return min((measure(*args, **kw) for _ in range(repeat)), key=lambda r: r[0])


def parse(work, lede, feedtimes, env, sentence, repeat):
    have = shutil.which("sfeed")
    print("parse: CPU seconds, MB or feeds a CPU second, peak MB of each process, ratio to sfeed's CPU seconds"
          + ("" if have else " (sfeed is not installed: no ratio)"))
    folder = work / "documents"
    folder.mkdir()
    big = folder / "big.xml"
    write_feed(big, sentence, 0, size=MB << 20)
    small = [folder / f"{n}.xml" for n in range(1, SMALL + 1)]
    for n, path in enumerate(small, 1):
        write_feed(path, sentence, n, stories=10)
    for name, files in ((f"one feed of {MB} MB", [big]), (f"{SMALL} small feeds", small)):
        size = sum(f.stat().st_size for f in files) / (1 << 20)
        sample = files[:: max(1, len(files) // 20)]
        ours = [lede_items(feedtimes, f) for f in sample]
        same = all(o == json_items(lede, env, f) for o, f in zip(ours, sample))
        if have:
            same = same and all(o == sfeed_items(f) for o, f in zip(ours, sample))
        print(f"  {name}, {size:.1f} MB: {'the same items come out of all' if same else 'NOT the same items'}"
              f" ({sum(map(len, ours))} in {len(sample)} feeds)")
        base = None
        runs = [("sfeed", [["sfeed"]] * len(files), files)] if have else []
        runs += [(f"lede {mode}", [[feedtimes, mode, *files]], None) for mode in ("alone", "html", "blocks")]
        runs += [("lede feed --json", [[lede, "feed", "--json", *files]], None)]
        for what, argvs, given in runs:
            cpu, peak = best(repeat, argvs, env, given=given)
            base = base or (cpu if have else None)
            rate = f"{len(files) / cpu:7.0f} feeds" if len(files) > 1 else f"{size / cpu:7.0f} MB"
            memory = " + ".join(f"{kb / 1024:.1f}" for kb in peak) or "-"
            print(f"    {what:17} {cpu:6.3f} s  {rate}/s  {memory:>13} MB  " + (f"ratio {cpu / base:.2f}" if base else ""))
    shutil.rmtree(folder)
