package kernels

import "testing"

func TestSetPath(t *testing.T) {
	best := Path()
	defer SetPath("")
	for _, name := range []string{"avx512", "avx2", "go"} {
		err := SetPath(name)
		if detected := detect(); (name == "avx512" && !detected.avx512) || (name == "avx2" && !detected.avx2) {
			if err == nil {
				t.Errorf("path %s was taken on a CPU without it", name)
			}
			continue
		}
		if err != nil || Path() != name {
			t.Errorf("SetPath(%q): %v, path %s", name, err, Path())
		}
	}
	if err := SetPath("mmx"); err == nil {
		t.Error("an unknown path was taken")
	}
	if err := SetPath(""); err != nil || Path() != best {
		t.Errorf("SetPath(\"\"): %v, path %s, at first %s", err, Path(), best)
	}
}

func TestMeasures(t *testing.T) {
	x := randomVector(newRand(1), 1<<16+100, 1)
	assembly := Path() != "go"
	if got := PeakFMA(); got > 0 != assembly {
		t.Errorf("PeakFMA is %v on path %s", got, Path())
	}
	if got := ReadBandwidth(x); got > 0 != assembly {
		t.Errorf("ReadBandwidth is %v on path %s", got, Path())
	}
}
