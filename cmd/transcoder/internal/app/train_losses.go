package app

// lossWindow is over how many losses the first and the last of a run are means.
const lossWindow = 50

// lossSample is the mean loss of some tokens.
type lossSample struct {
	loss   float64
	tokens int
}

// lossHistory keeps the first and the last losses of a run.
type lossHistory struct {
	first []lossSample // up to lossWindow
	last  []lossSample // a ring of lossWindow
	count int
}

func (h *lossHistory) add(s lossSample) {
	if len(h.first) < lossWindow {
		h.first = append(h.first, s)
		h.last = append(h.last, s)
	} else {
		h.last[h.count%lossWindow] = s
	}
	h.count++
}

// means returns the mean loss a token over the first losses and over the last: a
// quarter of all each, so that the two have nothing in common, and at most
// lossWindow.
func (h *lossHistory) means() (first, last float64) {
	n := min(max(h.count/4, 1), lossWindow)
	newest := make([]lossSample, n)
	for i := range newest {
		newest[i] = h.last[(h.count-1-i)%lossWindow]
	}
	return meanLoss(h.first[:n]), meanLoss(newest)
}

func meanLoss(samples []lossSample) float64 {
	nats, tokens := 0.0, 0
	for _, s := range samples {
		nats += s.loss * float64(s.tokens)
		tokens += s.tokens
	}
	return nats / float64(tokens)
}
