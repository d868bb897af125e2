package ops

// Packed is the sequences of one side of a batch, one behind the other.
type Packed struct {
	// Offsets has the first row of each sequence, and the number of rows at its
	// end: len B+1.
	Offsets []int32

	IDs       []int32 // token ids, one a row
	Positions []int32 // place in the sequence, one a row
	Languages []int32 // language of the row's sequence, one a row

	// PieceIDs[PieceOffsets[r]:PieceOffsets[r+1]] are the pieces of the name that
	// row r's placeholder stands for; PieceOffsets is nil where names are unused.
	PieceOffsets []int32
	PieceIDs     []int32
}

// Rows returns the number of rows that hold data.
func (p *Packed) Rows() int { return len(p.IDs) }

// Batch is what one run of a graph reads beside its parameters.
type Batch struct {
	Source, Target Packed

	// Labels is the id to predict at each row of the loss's extent, -1 for none.
	Labels []int32

	// Scale multiplies every gradient; the loss is summed, not scaled.
	Scale float32

	// Smoothing is the share of the label's probability spread over the whole
	// vocabulary (Szegedy et al. 2016, section 7). 0 is none.
	Smoothing float32

	// Seed makes the dropout masks.
	Seed uint64

	// Results of the run.
	Nats    float64 // summed over labels
	Correct int     // labels that were the most likely token
}
