package train

import (
	"math"
	"testing"
)

func TestRampAt(t *testing.T) {
	for _, c := range []struct {
		ramp     Ramp
		progress float64
		want     float64
		reason   string
	}{
		{nil, 0.5, 1, "the zero task has full weight"},
		{Constant(0.3), 0, 0.3, "constant from the start"},
		{Constant(0.3), 1, 0.3, "constant to the end"},
		{Ramp{{0.2, 1}, {0.4, 0}}, 0.1, 1, "constant before the first point"},
		{Ramp{{0.2, 1}, {0.4, 0}}, 0.3, 0.5, "half way between two points"},
		{Ramp{{0.2, 1}, {0.4, 0}}, 0.9, 0, "constant behind the last point"},
		{Ramp{{0, 1}, {0.5, 1}, {0.5, 0.25}}, 0.5, 0.25, "a jump takes the later value"},
		{Ramp{{0, 1}, {0.5, 1}, {0.5, 0.25}}, 0.499, 1, "and the earlier one just before"},
		{Ramp{{0, 1}, {0.5, 1}, {0.5, 0.5}, {1, 0}}, 0.75, 0.25, "a slope behind a jump"},
	} {
		if got := c.ramp.At(c.progress); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %v at %v is %v, expected %v", c.reason, c.ramp, c.progress, got, c.want)
		}
	}
}

func TestParseRamp(t *testing.T) {
	for _, c := range []struct {
		text, want string
		bad        bool
		reason     string
	}{
		{text: "0.5", want: "0:0.5", reason: "a plain number is a constant"},
		{text: "0:1, 0.2:1 ,0.25:0.33", want: "0:1,0.2:1,0.25:0.33", reason: "white space is ignored"},
		{text: "0:1,0.2", bad: true, reason: "a point without a value"},
		{text: "0.5:1,0.2:1", bad: true, reason: "points out of order"},
		{text: "0:-1", bad: true, reason: "a negative share"},
		{text: "0:1,2:1", bad: true, reason: "progress ends at 1"},
		{text: "NaN", bad: true, reason: "not a number"},
		{text: "", bad: true, reason: "nothing"},
	} {
		r, err := ParseRamp(c.text)
		if (err != nil) != c.bad {
			t.Errorf("%s: ParseRamp(%q): %v", c.reason, c.text, err)
		} else if err == nil && r.String() != c.want {
			t.Errorf("%s: ParseRamp(%q) = %s, expected %s", c.reason, c.text, r, c.want)
		}
	}
}

func TestLearningRateAt(t *testing.T) {
	for _, c := range []struct {
		rate     LearningRate
		step     int
		progress float64
		want     float64
		reason   string
	}{
		{LearningRate{Peak: 2, Warmup: 10}, 0, 0, 0.2, "the first step already moves"},
		{LearningRate{Peak: 2, Warmup: 10}, 4, 0.01, 1, "half way up"},
		{LearningRate{Peak: 2, Warmup: 10}, 9, 0.02, 2, "the last step of the warm-up is at the peak"},
		{LearningRate{Peak: 2, Warmup: 10}, 500, 0.6, 2, "the plateau ends at 60 %"},
		{LearningRate{Peak: 2}, 500, 0.8, 1, "half of the decay of 40 %"},
		{LearningRate{Peak: 2}, 500, 1, 0, "down to nothing"},
		{LearningRate{Peak: 2, Floor: 0.1}, 500, 1, 0.2, "down to the floor"},
		{LearningRate{Peak: 2, Decay: 0.2}, 500, 0.9, 1, "half of a decay of 20 %"},
		{LearningRate{Peak: 2, Warmup: 100}, 49, 0.9, 0.5, "a run shorter than its warm-up decays all the same"},
		{LearningRate{Kind: Cosine, Peak: 2}, 5, 0, 2, "the top of the wave"},
		{LearningRate{Kind: Cosine, Peak: 2}, 5, 0.5, 1, "its middle"},
		{LearningRate{Kind: Cosine, Peak: 2, Floor: 0.5}, 5, 1, 1, "its floor"},
		{LearningRate{Kind: InverseSquareRoot, Peak: 2, Warmup: 100}, 99, 0.5, 2, "the peak ends the warm-up"},
		{LearningRate{Kind: InverseSquareRoot, Peak: 2, Warmup: 100}, 399, 0.5, 1, "four times the steps, half the rate"},
		{LearningRate{Kind: InverseSquareRoot, Peak: 2}, 3, 0.5, 1, "without a warm-up it is 1/√step"},
		{LearningRate{Kind: Flat, Peak: 2, Warmup: 2}, 7, 1, 2, "flat to the end"},
	} {
		if got := c.rate.At(c.step, c.progress); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %+v at step %d, progress %v is %v, expected %v", c.reason, c.rate, c.step, c.progress, got, c.want)
		}
		if err := c.rate.Validate(); err != nil {
			t.Errorf("%s: %v", c.reason, err)
		}
	}
	for _, bad := range []LearningRate{{}, {Peak: -1}, {Peak: math.NaN()}, {Peak: 1, Kind: "linear"}, {Peak: 1, Warmup: -1}, {Peak: 1, Decay: 2}, {Peak: 1, Floor: -1}} {
		if bad.Validate() == nil {
			t.Errorf("%+v passes for a schedule", bad)
		}
	}
}
