package app

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"transcoder/train"
)

// First and last are means over windows that have nothing in common.
func TestLossHistory(t *testing.T) {
	for _, c := range []struct {
		losses      []float64
		first, last float64
		reason      string
	}{
		{[]float64{3}, 3, 3, "one loss is both"},
		{[]float64{5, 1}, 5, 1, "of few, one each"},
		{[]float64{8, 6, 5, 4, 3, 3, 2, 0}, 7, 1, "of eight, two each"},
		{ramp(1000, 1), 975.5, 25.5, "of many, fifty each: 1000 to 951, 50 to 1"},
		{ramp(130, 1), (130 + 99) / 2.0, 16.5, "the ring has come round: 32 each"},
	} {
		var h lossHistory
		for _, loss := range c.losses {
			h.add(lossSample{loss, 7})
		}
		if first, last := h.means(); first != c.first || last != c.last {
			t.Errorf("%s: %v -> %v, expected %v -> %v", c.reason, first, last, c.first, c.last)
		}
	}
	var h lossHistory
	h.add(lossSample{1, 30})
	for range 6 {
		h.add(lossSample{2, 10})
	}
	h.add(lossSample{4, 10})
	if first, last := h.means(); first != 1.25 || last != 3 { // by tokens: (30+20)/40, (20+40)/20
		t.Errorf("%v -> %v, expected 1.25 -> 3", first, last)
	}
}

// ramp falls from n to 1.
func ramp(from, to int) (list []float64) {
	for i := from; i >= to; i-- {
		list = append(list, float64(i))
	}
	return list
}

// steps reports a training of 200 steps of a second each.
func steps(t *testing.T, r *trainReport) {
	t.Helper()
	hook := r.hook()
	for i := range 200 {
		err := hook.Step(&train.StepReport{
			Stage: "bt", Step: i + 1, Progress: float64(i) / 200, Wall: time.Duration(i+1) * time.Second, Tokens: int64(500 * (i + 1)),
			Batches: []train.BatchReport{{Objective: "dae", Loss: 4 - float64(i)/100, Tokens: 500, Correct: 250, Wall: time.Second}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := hook.Evaluation(&train.EvaluationReport{Evaluation: train.Evaluation{Metrics: map[string]float64{"dae": 2}}, Step: 200}); err != nil {
		t.Fatal(err)
	}
	r.end()
}

// Off a terminal there are whole lines, on one a bar that fits into it.
func TestTrainReport(t *testing.T) {
	var plain, live bytes.Buffer
	steps(t, newTrainReport(&IOStreams{Err: &plain}, train.Limit{Steps: 200}))
	steps(t, newTrainReport(&IOStreams{Err: &live, Live: true}, train.Limit{Steps: 200}))
	if strings.Contains(plain.String(), "\r") || strings.Count(plain.String(), "500 tokens/s") != 21 {
		t.Errorf("off a terminal:\n%s", &plain)
	}
	for _, want := range []string{
		"   50 %  step 101  dae 3.045 (50 %)  500 tokens/s, 1m40s left\n",
		"  validation at step 200: dae 2.000\n",
		"    dae                3.755 -> 2.255\n", // 4 to 3.51, 2.5 to 2.01
	} {
		if !strings.Contains(plain.String(), want) {
			t.Errorf("no line %q in\n%s", want, &plain)
		}
	}
	if !regexp.MustCompile(`\r *50% .*500 tokens/s, 1m40s left  step 101  dae`).MatchString(live.String()) {
		t.Errorf("no bar in %q", live.String())
	}
	for frame := range strings.FieldsFuncSeq(live.String(), func(r rune) bool { return r == '\r' || r == '\n' }) {
		if n := len([]rune(frame)); n > 80 && strings.Contains(frame, "tokens/s") {
			t.Errorf("a bar of %d columns: %q", n, frame)
		}
	}
	if strings.Count(live.String(), "\n") != 4 {
		t.Errorf("lines below and above the bar: %q", live.String())
	}
}
