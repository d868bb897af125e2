// Package seq2seq is the translator's model: one encoder-decoder transformer
// shared by all languages, its training graph on Gorgonia and its decoding.
//
// Ids go in and ids come out; the package knows no text. The forward pass, for a
// source x of language a and a target y of language b (pre-norm):
//
//	e = √D·tokens[x] + positions + languages[a] (+ √D·mean of tokens[pieces] of a name)
//	e = e + self(norm(e)); e = e + ffn(norm(e))                       for each encoder layer
//	m = norm(e)
//	z = √D·tokens[BOS y] + positions + languages[b]
//	z = z + self(norm(z)); z = z + cross(norm(z), m); z = z + ffn(norm(z))   for each decoder layer
//	h = norm(z)
//	p = softmax(h tokensᵀ + bias)                                     one row a target token
//
// ffn(x) = out(gelu(in(x))) with the tanh form of GELU (Hendrycks & Gimpel 2016).
// Attention scales by 1/√(D/H). With shifted heads, cross-attention head h <
// ShiftedHeads scores value j with the key of position j-1 of the same sequence
// (score 0 at j = 0). With rotary self- or cross-attention, each half-head pair
// (u_i, u_{i+n}) of a query or key, n = D/2H, i < n, at position p is first turned:
//
//	(u_i cos a - u_{i+n} sin a, u_{i+n} cos a + u_i sin a),  a = p·base^(-i/n)
//
// With NoPositions, e and z start without positions. With the pointer head
//
//	q = pointer.query(h); [k | k'] = pointer.key(m); key_j = k_j + k'_{j-1} (k'_{-1} = 0)
//	a_j = softmax_j(q·key_j/√D);  g = sigmoid(pointer.gate(h))
//	p(w) = g·softmax(h tokensᵀ + bias)_w + (1-g)·Σ_{j: x_j = w} a_j
//
// A source sequence ends with EOS; a target is BOS y as input and y EOS as label.
package seq2seq
