package beam

// Constraint is an automaton over tokens, such as a grammar. A state belongs to
// one hypothesis; since hypotheses split, Next must leave the state that it is
// given as it is (share what is common, copy what changes).
type Constraint[State any] interface {
	// Start returns the state before the first token of a source's targets.
	Start(source int) State

	// Next returns the state behind a token. It is called with tokens that Mask
	// left possible, and never with BOS or EOS.
	Next(state State, token int32) State

	// Mask sets the log-probabilities of the tokens that may not come next to
	// -Inf; EOS where the target may not end here. With nothing left the
	// hypothesis ends unfinished.
	Mask(state State, logProbabilities []float32)
}

// Constrain returns a Step that asks the automaton about each row. What is left
// is not renormalized: a hypothesis's score stays its probability under the
// model, so a constraint that bites lowers it against other hypotheses.
//
// States go from row to row as a model's cache does, by parents. Search, Greedy
// and Sample need no knowledge of it.
func Constrain[State any](s Step, c Constraint[State]) Step {
	var states, next []State
	first := true
	return func(parents []int, last []int32) ([][]float32, error) {
		rows, err := s(parents, last)
		if err != nil {
			return nil, err
		}
		next = next[:0]
		for i, parent := range parents {
			if first {
				next = append(next, c.Start(parent))
			} else {
				next = append(next, c.Next(states[parent], last[i]))
			}
		}
		first = false
		states, next = next, states
		for i, row := range rows {
			c.Mask(states[i], row)
		}
		return rows, nil
	}
}
