package main

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const metrics = `{"event":"step","stage":"mlm","step":1,"wall_seconds":1800,"objectives":{"mlm":{"loss":6,"tokens":100}}}
{"event":"checkpoint","stage":"mlm","step":1,"path":"x"}
{"event":"step","stage":"mlm","step":2,"wall_seconds":3600,"objectives":{"mlm":{"loss":5,"tokens":100}}}
{"event":"step","stage":"mlm","step":2,"wall_seconds":3600,"objectives":{"mlm":{"loss":4,"tokens":100}}}
{"event":"step","stage":"bt","step":1,"wall_seconds":1800,"objectives":{"bt":{"loss":2,"tokens":10},"dae":{"loss":1,"tokens":0}}}
{"event":"evaluation","stage":"bt","step":1,"wall_seconds":7,"score":3,"metrics":{"bt":1.5,"dae":1.5}}
`

// Stages follow one another in time, and of a step that stands twice the later
// line counts.
func TestRead(t *testing.T) {
	points, end, err := read(strings.NewReader(metrics), 1)
	if err != nil || end != 2.5 {
		t.Fatalf("ends at %v, %v, expected 2.5", end, err)
	}
	want := []point{
		{"mlm", 1.5, 6, 100, false}, {"mlm", 2, 4, 100, false}, {"bt", 2.5, 2, 10, false},
		{"validation bt", 2.5, 1.5, 1, true}, {"validation dae", 2.5, 1.5, 1, true},
	}
	if len(points) != len(want) {
		t.Fatalf("%v, expected %v", points, want)
	}
	for i := range want {
		if points[i] != want[i] {
			t.Errorf("%v, expected %v", points[i], want[i])
		}
	}
	if _, _, err := read(strings.NewReader("{}\n{"), 0); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("of half a line: %v", err)
	}
}

// The picture is well-formed and names what it shows.
func TestDraw(t *testing.T) {
	folder := t.TempDir()
	in, out := filepath.Join(folder, "metrics.jsonl"), filepath.Join(folder, "curves.svg")
	if err := os.WriteFile(in, []byte(metrics), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(out, []string{in, in}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for decoder := xml.NewDecoder(strings.NewReader(string(data))); ; {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, part := range []string{"masked LM", "back-translation, validation", "nats a token", "hours", `stroke-dasharray="2 2"`} {
		if !strings.Contains(string(data), part) {
			t.Errorf("no %q in the picture", part)
		}
	}
	if strings.Contains(string(data), "NaN") || strings.Contains(string(data), "Inf") {
		t.Errorf("numbers that are none:\n%s", data)
	}
}

func TestMeans(t *testing.T) {
	var curve []point
	for i := range 2400 { // twenty to a bin
		curve = append(curve, point{"bt", float64(i) / 1000, float64(i), 5, false})
	}
	binned := means(curve, 2.4)
	if len(binned) != bins || math.Abs(binned[1].loss-29.5) > 1 || math.Abs(binned[1].tokens-100) > 5 {
		t.Errorf("%d bins, the second is %+v", len(binned), binned[1])
	}
}
