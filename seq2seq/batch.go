package seq2seq

// Ids with a meaning of their own in every vocabulary.
const (
	Pad     = 0
	BOS     = 1 // begins every decoder input
	EOS     = 2 // ends every source and every target
	Mask    = 3 // hides a token from the encoder
	Unknown = 4
)

// Sequence is the ids of one function in one language, without BOS and EOS.
type Sequence struct {
	Language int
	IDs      []int32

	// Names holds, for each position of IDs that is an identifier placeholder, the
	// ids of the pieces of its name; entries may be nil, and so may Names.
	Names [][]int32
}

// Pair is a source with the target that the model is to produce from it.
type Pair struct{ Source, Target Sequence }

// MaskedSequence is a masked-LM example: some of Sequence.IDs are hidden, and
// Labels holds the original id at each position to predict, -1 elsewhere.
type MaskedSequence struct {
	Sequence
	Labels []int32
}

// Loss is a sum over target tokens.
type Loss struct {
	Nats    float64 // negative log-likelihood, natural logarithm
	Tokens  int
	Correct int // tokens whose most likely prediction was right
}

// Add accumulates another sum.
func (l *Loss) Add(other Loss) {
	l.Nats += other.Nats
	l.Tokens += other.Tokens
	l.Correct += other.Correct
}

// Mean returns nats a token, 0 for no tokens.
func (l Loss) Mean() float64 {
	if l.Tokens == 0 {
		return 0
	}
	return l.Nats / float64(l.Tokens)
}
