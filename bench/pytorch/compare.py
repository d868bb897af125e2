#!/usr/bin/env python3
"""Times training and decoding of this project's engine and of PyTorch alternately, and prints the ratios.

usage: bench/pytorch/compare.py [--rounds 3] [--only REGEX] [--python /usr/bin/python3] PEER

PEER is the folder of torch_train.py and torch_decode.py: the same model (d=256, 8 heads, inner width 1024, 6+6 layers,
16,000 tied subwords) on 32 sequences of 128 tokens, float32, no early stop. PyTorch needs Debian's python3-torch and
libopenblas0. OpenBLAS 0.3.21 doesn't know newer processors and falls back to its slowest kernels: where the processor has
AVX-512 and OPENBLAS_CORETYPE is unset, it is told SkylakeX. Run it on a quiet machine. --only leaves out the
measurements whose names don't match. One round runs every measurement of both sides once, one after the other; the
best of the rounds counts on both sides. One-thread rates are per CPU-second, all-core rates per second of wall time
(PyTorch: the better of one and all threads).
"""
import argparse, os, re, subprocess, sys, tempfile

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("peer")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--python", default="/usr/bin/python3")
parser.add_argument("--only", default="", help="regular expression; the names are those of the printed table")
parser.add_argument("--steps", type=int, default=3, help="training steps a measurement")
args = parser.parse_args()
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
cores = len(os.sched_getaffinity(0))
if "avx512f" in open("/proc/cpuinfo").read():
    os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")


def run(command, environment=None, cwd=None):
    """Returns the output and the peak memory (MiB) of a command; a failure ends the program."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env={**os.environ, **(environment or {})}, cwd=cwd)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit("%s failed:\n%s" % (" ".join(command), output))
    return output, usage.ru_maxrss / 1024


def ours(binary, benchmark, count, threads):
    # Garbage collection runs on the threads that are counted.
    output, memory = run([binary, "-test.run", "^$", "-test.bench", "^" + benchmark.replace("/", "$/^") + "$", "-test.benchtime", "%dx" % count],
                         {"GOMAXPROCS": str(threads)}, os.path.join(root, "seq2seq"))
    line = re.search(r"^Benchmark\S+\s+\d+\s+(.*)$", output, re.M)
    if not line:
        sys.exit("no result of %s in:\n%s" % (benchmark, output))
    metrics = {unit: float(value) for value, unit in re.findall(r"([0-9.e+]+) (\S+)", line.group(1))}
    metrics["memory"] = memory
    return metrics


def torch_train(threads):
    environment = {"OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    output, memory = run([args.python, os.path.join(args.peer, "torch_train.py"), "--threads", str(threads), "--steps", str(args.steps)], environment)
    wall, cpu = 0.0, 0.0
    for tokens, seconds, cpu_seconds in re.findall(r"step \d+: (\d+) src\+tgt tokens ([0-9.]+)s .*cpu-s ([0-9.]+)\)", output):
        wall = max(wall, int(tokens) / float(seconds))
        cpu = max(cpu, int(tokens) / float(cpu_seconds))
    return {"tokens/s": wall, "tokens/cpu-s": cpu, "memory": memory}


def torch_decode(batch, threads):
    environment = {"OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    output, _ = run([args.python, os.path.join(args.peer, "torch_decode.py"), "--threads", str(threads), "--batch", str(batch), "--steps", "2"], environment)
    wall, cpu = 0.0, 0.0  # encoder included on both sides
    for cpu_seconds, rate in re.findall(r"cpu-s ([0-9.]+)\) (\d+) tok/s", output):
        wall = max(wall, float(rate))
        cpu = max(cpu, batch * 128 / float(cpu_seconds))
    return {"tokens/s": wall, "tokens/cpu-s": cpu}


def best(samples, key, pick=max):
    return pick(s[key] for s in samples)


with tempfile.TemporaryDirectory() as folder:
    binary = os.path.join(folder, "seq2seq.test")
    run(["go", "test", "-c", "-o", binary, "./seq2seq"], cwd=root)
    measurements = {
        "train, 1 thread": (lambda: ours(binary, "BenchmarkTrainStep/threads=1", args.steps, 1), lambda: torch_train(1)),
        "train, all cores": (lambda: ours(binary, "BenchmarkTrainStep/threads=all", args.steps, cores), lambda: max((torch_train(t) for t in {1, cores}), key=lambda m: m["tokens/s"])),
    }
    for batch in (1, 32):
        theirs = lambda batch=batch: torch_decode(batch, 1)
        for int8 in ("false", "true") if batch == 1 else ("false",):
            name = "decode, batch %d, %s" % (batch, "int8" if int8 == "true" else "float32")
            measurements[name + ", 1 thread"] = (lambda batch=batch, int8=int8: ours(
                binary, "BenchmarkDecode/plain/int8=%s/threads=1/batch=%d" % (int8, batch), 3, 1), theirs)
        measurements["decode, batch %d, float32, all cores" % batch] = (
            lambda batch=batch: ours(binary, "BenchmarkDecode/plain/int8=false/threads=2/batch=%d" % batch, 3, cores),
            lambda batch=batch: max((torch_decode(batch, t) for t in {1, cores}), key=lambda m: m["tokens/s"]))
    measurements = {name: sides for name, sides in measurements.items() if re.search(args.only, name)}
    if not measurements:
        sys.exit("--only %s: no measurement has such a name" % args.only)
    samples = {name: ([], []) for name in measurements}
    bandwidth = []
    for round in range(args.rounds):
        bandwidth.append(ours(binary, "BenchmarkReadBandwidth", 20, 1)["GB/s"])
        for name, sides in measurements.items():
            for side, measure in zip(samples[name], sides):
                side.append(measure())
            print("round %d, %s: %.1f and %.1f tokens/s" % (round + 1, name, samples[name][0][-1]["tokens/s"], samples[name][1][-1]["tokens/s"]), file=sys.stderr)

print("| measurement | this engine | PyTorch | ratio |")
print("| --- | --- | --- | --- |")
for name, (mine, theirs) in samples.items():
    key = "tokens/cpu-s" if "1 thread" in name else "tokens/s"
    a, b = best(mine, key), best(theirs, key)
    print("| %s (%s) | %.0f | %.0f | %.2f |" % (name, key, a, b, a / b))
if "train, 1 thread" in samples:
    mine, theirs = samples["train, 1 thread"]
    a, b = best(mine, "memory", min), best(theirs, "memory", min)
    print("| peak memory of training, 1 thread (MiB) | %.0f | %.0f | %.2f |" % (a, b, a / b))
    flops, peak = best(mine, "GFLOP/cpu-s"), best(mine, "FMA-peak-GFLOP/s")
    print("\nTraining, one thread: %.1f GFLOP/s of the model's own multiply-adds, %.0f %% of the FMA peak of %.1f measured beside it." % (flops, 100 * flops / peak, peak))
if "decode, batch 1, float32, 1 thread" in samples:
    rate = best(samples["decode, batch 1, float32, 1 thread"][0], "step-tokens/s")
    # A step reads the decoder's matrices (6 layers of 4d² + 2d² + 2df; keys and values of the source are computed once) and the output's.
    weights = 4 * (6 * (6 * 256 * 256 + 2 * 256 * 1024) + 16000 * 256)
    bound = max(bandwidth) * 1e9 / weights
    print("\nDecoding, batch 1, float32: %.0f steps/s; reading %.1f MB of weights at %.1f GB/s bounds it at %.0f, %.2f times as many." % (
        rate, weights / 1e6, max(bandwidth), bound, bound / rate))
