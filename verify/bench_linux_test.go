package verify

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"transcoder/lexers"
	"transcoder/verify/sandbox"
)

// benchPrograms test a function on some inputs, as test programs of benchmarks
// do; %d makes each a program that nothing is known of.
var benchPrograms = map[lexers.Language]string{
	lexers.Python: `import math, sys, collections, heapq, itertools, random, bisect, functools, re, string
def f(a, n):
    s = sorted(a[:n])
    return sum(s[i] * i for i in range(n)) + %d
if __name__ == '__main__':
    for a in ([3, 1, 2], [5], list(range(100))):
        print(f(a, len(a)))
`,
	lexers.CPP: `#include <bits/stdc++.h>
using namespace std;
int f(int a[], int n) {
    sort(a, a + n);
    int s = %d;
    for (int i = 0; i < n; i++) s += a[i] * i;
    return s;
}
int main() {
    vector<vector<int>> inputs{{3, 1, 2}, {5}, vector<int>(100, 7)};
    for (int i = 0; i < inputs.size(); i++) cout << f(&inputs[i].front(), inputs[i].size()) << "\n";
}
`,
	lexers.Java: `import java.util.*;
public class Main {
    static int f(int[] a, int n) {
        Arrays.sort(a);
        int s = %d;
        for (int i = 0; i < n; i++) s += a[i] * i;
        return s;
    }
    public static void main(String[] args) {
        List<int[]> inputs = new ArrayList<>(List.of(new int[]{3, 1, 2}, new int[]{5}, new int[100]));
        for (int[] a : inputs) System.out.println(f(a, a.length));
    }
}
`,
}

// BenchmarkRun gives candidates a second for each level and language, in batches
// of 64 different ones. Where other work keeps the machine busy, look at the
// processor time of a candidate, all that it costs included: two processors to
// themselves take 2000 ms of it a second.
func BenchmarkRun(b *testing.B) {
	n := time.Now().Nanosecond() % 1000 * 10000
	for _, level := range []sandbox.Level{sandbox.Isolated, sandbox.Contained, sandbox.Off} {
		r, err := NewRunner(context.Background(), Options{Level: level, Cache: filepath.Join(os.TempDir(), "transcoder-test-cache")})
		if err != nil {
			b.Log(err)
			continue
		}
		defer r.Close()
		for _, language := range []lexers.Language{lexers.Python, lexers.CPP, lexers.Java} {
			b.Run(level.String()+"/"+language.String(), func(b *testing.B) {
				if problem := r.Missing(language); problem != "" {
					b.Skip(problem)
				}
				batch := func(size int) {
					var programs []Program
					for range size {
						n++
						programs = append(programs, Program{Language: language, Text: fmt.Sprintf(benchPrograms[language], n)})
					}
					outcomes, err := r.Run(context.Background(), programs)
					if err != nil {
						b.Fatal(err)
					}
					for _, o := range outcomes {
						if o.Status != Finished {
							b.Fatalf("%v: %s %s", o.Status, o.Message, o.Stderr)
						}
					}
				}
				batch(1) // headers and the batch compiler are made once in a machine's life
				before, runs := processorTime(b), 0
				b.ResetTimer()
				for b.Loop() {
					batch(64)
					runs += 64
				}
				b.ReportMetric(float64(runs)/b.Elapsed().Seconds(), "programs/s")
				b.ReportMetric((processorTime(b)-before).Seconds()*1000/float64(runs), "cpu-ms/program")
			})
		}
	}
}

// processorTime is what this process and those that it waited for have used.
func processorTime(b *testing.B) time.Duration {
	var sum time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			b.Fatal(err)
		}
		sum += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return sum
}
