package backtranslate

import (
	"strconv"

	"transcoder/seq2seq"
)

// tally counts what became of a direction's translations.
type tally struct {
	generated, tokens                      int
	empty, truncated, loops, refused, kept int
	loss                                   seq2seq.Loss
}

// Measurements returns, for each direction a-b since the last call, "loss/b-a",
// the nats a token of the way back, which is what was learnt, and "kept/a-b",
// the share of translations that were learnt from; and over all directions the
// shares "empty", "truncated", "loops" and "refused", and "length", the mean
// tokens of a translation.
func (o *Objective) Measurements() map[string]float64 {
	name := o.options.LanguageName
	if name == nil {
		name = strconv.Itoa
	}
	values := map[string]float64{}
	var all tally
	for i, t := range o.tally {
		a, b := name(o.options.Directions[i][0]), name(o.options.Directions[i][1])
		if t.loss.Tokens > 0 {
			values["loss/"+b+"-"+a] = t.loss.Mean()
		}
		if t.generated > 0 {
			values["kept/"+a+"-"+b] = float64(t.kept) / float64(t.generated)
		}
		all.generated += t.generated
		all.tokens += t.tokens
		all.empty += t.empty
		all.truncated += t.truncated
		all.loops += t.loops
		all.refused += t.refused
		o.tally[i] = tally{}
	}
	if all.generated > 0 {
		n := float64(all.generated)
		values["empty"] = float64(all.empty) / n
		values["truncated"] = float64(all.truncated) / n
		values["loops"] = float64(all.loops) / n
		values["refused"] = float64(all.refused) / n
		values["length"] = float64(all.tokens) / n
	}
	return values
}
