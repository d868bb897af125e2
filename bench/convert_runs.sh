#!/bin/bash
# Converts sources of one language each to both others, with verification, and
# prints a table in Markdown: files, functions, the shares that parse, compile and
# verify, time, and the memory of the largest process, be it a compiler.
#
#     bench/convert_runs.sh [FLAG...] SOURCE...
#
# A SOURCE is a folder, or a bare git repository, read at HEAD; REPOSITORY:FOLDER is a
# folder in one. Only files of the language that most are in are converted. SAMPLE=200
# takes so many of them, drawn with the same seed always. Flags go to transcoder convert,
# such as --beam=1 or --model=FILE.
#
# What was taken and the outputs stay in $OUT (default: a new folder), so that a run that
# was interrupted goes on; its times are then those of the rest.
set -euo pipefail
here=$(dirname "$0")
[ $# -gt 0 ] || { sed -n 2,15p "$0" >&2; exit 2; }
export OUT=${OUT:-$(mktemp -d)} SAMPLE=${SAMPLE:-0}
mkdir -p "$OUT"
(cd "$here/.." && go build -o "$OUT/transcoder" ./cmd/transcoder)
exec python3 - "$@" <<'PYTHON'
import collections, json, os, random, resource, subprocess, sys, time

LANGUAGES = {"python": (".py",), "cpp": (".cpp", ".cc", ".h", ".hpp"), "java": (".java",)}
out, sample = os.path.realpath(os.environ["OUT"]), int(os.environ["SAMPLE"])
program = os.path.join(out, "transcoder")
flags = [a for a in sys.argv[1:] if a.startswith("-")]


def language(path):
    return next((l for l, endings in LANGUAGES.items() if path.endswith(endings)), None)


def listed(source):
    """The files of a source: names, and what reads one."""
    repository, _, folder = source.partition(":")
    if os.path.isdir(os.path.join(repository, "objects")):
        git = ["git", "-C", repository]
        tree = "HEAD:" + folder
        names = subprocess.run(git + ["ls-tree", "-r", "-z", "--name-only", tree], check=True, stdout=subprocess.PIPE).stdout.decode().split("\0")
        prefix = tree if tree.endswith((":", "/")) else tree + "/"
        return names, lambda name: subprocess.run(git + ["cat-file", "blob", prefix + name], check=True, stdout=subprocess.PIPE).stdout
    names = [os.path.relpath(os.path.join(at, f), source) for at, _, files in os.walk(source) for f in files]
    return names, lambda name: open(os.path.join(source, name), "rb").read()


def taken(source):
    """Copies what is to be converted; returns the folder, and its language."""
    names, read = listed(source)
    most = collections.Counter(l for l in map(language, names) if l).most_common(1)
    if not most:
        sys.exit(f"{source}: no Python, C++ or Java")
    names = sorted(n for n in names if language(n) == most[0][0])
    if 0 < sample < len(names):
        names = sorted(random.Random(1).sample(names, sample))
    folder = os.path.join(out, "sources", os.path.basename(source.partition(":")[0].rstrip("/")))
    for name in names:
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(read(name))
    return folder, most[0][0]


def share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


print("| source | to | files | functions | parse | compile | verify | no verdict | time | processor time | memory |")
print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
for source in (a for a in sys.argv[1:] if not a.startswith("-")):
    folder, own = taken(source)
    for to in LANGUAGES:
        if to == own:
            continue
        target = os.path.join(out, os.path.basename(folder) + "-" + to)
        # A process of its own for each: the memory is that of the largest.
        reader, writer = os.pipe()
        if os.fork() == 0:
            begin = time.time()
            code = subprocess.run([program, "convert", folder, "--to", to, "--out", target, "--verify", "--quiet", *flags]).returncode
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            os.write(writer, json.dumps([code, time.time() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]).encode())
            os._exit(0)
        os.wait()
        code, took, processor, memory = json.loads(os.read(reader, 4096))
        if code not in (0, 1):
            sys.exit(code)
        status = json.loads(subprocess.run([program, "convert", "status", target, "--json"], stdout=subprocess.PIPE).stdout)
        functions = [f for r in status["records"] for f in r.get("functions") or []]
        parse = [f for f in functions if f["state"] != "untranslated"]
        # The sandbox had an opinion on these: not on methods, nor where no inputs could be made.
        judged = [f for f in parse if f["state"] in ("verified", "differs")]
        cells = [
            os.path.basename(folder), to, status["files"], len(functions), share(len(parse), len(functions)),
            share(sum(f["outcome"] != "compile error" for f in judged), len(judged)),
            share(sum(f["state"] == "verified" for f in judged), len(judged)), len(parse) - len(judged),
            f"{took:.0f} s", f"{processor:.0f} s", f"{memory:.0f} MB",
        ]
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
PYTHON
