#!/bin/bash
# Converts folders of one language each to both others, with verification, and
# prints a table in Markdown: files, functions, the shares that parse, compile and
# verify, time, and the memory of the largest process, be it a compiler.
#
#     bench/convert_runs.sh [FLAG...] FOLDER...
#
# Flags go to transcoder convert, such as --beam=1 or --model=FILE. The outputs stay in
# $OUT (default: a new folder), so that a run that was interrupted goes on; its times
# are then those of the rest.
set -euo pipefail
cd "$(dirname "$0")/.."
flags=() folders=()
for argument in "$@"; do
	case $argument in
	-*) flags+=("$argument") ;;
	*) folders+=("$(realpath "$argument")") ;;
	esac
done
[ ${#folders[@]} -gt 0 ] || { sed -n 2,10p "$0" >&2; exit 2; }
OUT=${OUT:-$(mktemp -d)}
mkdir -p "$OUT"
go build -o "$OUT/transcoder" ./cmd/transcoder
echo "| source | to | files | functions | parse | compile | verify | no verdict | time | processor time | memory |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
for folder in "${folders[@]}"; do
	for to in python cpp java; do
		python3 - "$OUT" "$folder" "$to" "${flags[@]}" <<'PYTHON'
import collections, json, os, resource, subprocess, sys, time

out, folder, to, *flags = sys.argv[1:]
program, name = os.path.join(out, "transcoder"), os.path.basename(folder)
target = os.path.join(out, name + "-" + to)
extension = {"python": (".py",), "cpp": (".cpp", ".cc", ".h", ".hpp"), "java": (".java",)}
count = collections.Counter(l for _, _, files in os.walk(folder) for f in files for l, e in extension.items() if f.endswith(e))
if not count or count.most_common(1)[0][0] == to:
    sys.exit()  # the folder's own language
begin = time.time()
code = subprocess.run([program, "convert", folder, "--to", to, "--out", target, "--verify", "--quiet", *flags]).returncode
took, used = time.time() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
if code not in (0, 1):
    sys.exit(code)
status = json.loads(subprocess.run([program, "convert", "status", target, "--json"], stdout=subprocess.PIPE).stdout)
functions = [f for r in status["records"] for f in r.get("functions") or []]
parse = [f for f in functions if f["state"] != "untranslated"]
# The sandbox had an opinion on these: not on methods, nor where no inputs could be made.
judged = [f for f in parse if f["state"] in ("verified", "differs")]
share = lambda part, whole: f"{100 * part / whole:.1f} %" if whole else "-"
cells = [
    name, to, status["files"], len(functions), share(len(parse), len(functions)),
    share(sum(f["outcome"] != "compile error" for f in judged), len(judged)),
    share(sum(f["state"] == "verified" for f in judged), len(judged)), len(parse) - len(judged),
    f"{took:.0f} s", f"{used.ru_utime + used.ru_stime:.0f} s", f"{used.ru_maxrss / 1024:.0f} MB",
]
print("| " + " | ".join(map(str, cells)) + " |", flush=True)
PYTHON
	done
done
