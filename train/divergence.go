package train

import (
	"errors"
	"fmt"
	"math"
)

// ErrDiverged is wrapped by Run's error when a loss or gradient is not finite or
// a loss has climbed too far. The error names the last good checkpoint.
var ErrDiverged = errors.New("training diverged")

// Divergence watches one objective's loss.
type Divergence struct {
	Smoothed float64 `json:"smoothed"` // exponential average of nats a token over about 50 batches
	Lowest   float64 `json:"lowest"`   // of Smoothed, once it has settled
	Batches  int     `json:"batches"`
}

// smoothing is the weight of a new batch in Divergence.Smoothed.
const smoothing = 0.02

// observe takes in a batch's mean loss and returns an error that wraps
// ErrDiverged where it is not finite, or where the average is more than limit
// nats above its lowest; a limit of 0 or less watches for the first alone.
func (d *Divergence) observe(objective string, mean, limit float64) error {
	if math.IsNaN(mean) || math.IsInf(mean, 0) {
		return fmt.Errorf("%w: %s: loss is %v nats a token", ErrDiverged, objective, mean)
	}
	d.Batches++
	// A plain mean until there are enough batches for the average to forget the first.
	d.Smoothed += (mean - d.Smoothed) * max(smoothing, 1/float64(d.Batches))
	if d.Batches == 1 || d.Smoothed < d.Lowest {
		d.Lowest = d.Smoothed
	}
	if limit > 0 && d.Smoothed > d.Lowest+limit {
		return fmt.Errorf("%w: %s: loss is %.3f nats a token, was %.3f", ErrDiverged, objective, d.Smoothed, d.Lowest)
	}
	return nil
}
