#!/usr/bin/env python3
"""One step of the model in PyTorch, written from seq2seq/doc.go: the oracle of TestStepAgreesWithPyTorch.

usage: python3 reference.py    (needs torch; rewrites reference.json beside it)

The file holds, for a plain model, for one with pointer, shifted heads, languages and names, and for one with rotary
positions instead of learned ones beside shifted heads: config, weights, a batch, the summed loss, and the gradients of the
mean loss a target token. Sequences are computed one by one, so that nothing depends on padding or masks. Numbers are
little-endian float32 in base64.
"""
import base64, json, math, os
import torch
import torch.nn.functional as F

torch.manual_seed(1)
D, H, FF, V, P = 8, 2, 12, 19, 9
PAIRS = [([7, 8, 9, 7], [9, 8, 12]), ([5], [6, 5, 5, 17, 3]), ([11, 12, 13, 14, 15, 16], [18])]
PIECES = [[[], [6, 7], [10], []], [[9, 9, 4]], [[], [], [17], [], [3, 5], []]]


def shapes(c):
    out = [("embed.tokens", (V, D))]
    if not c.get("no_positions"):
        out.append(("embed.positions", (P, D)))
    if c["languages"]:
        out.append(("embed.languages", (c["languages"], D)))

    def norm(n): out.extend([(n + ".gain", (D,)), (n + ".bias", (D,))])
    def linear(n, o, i): out.extend([(n + ".weight", (o, i)), (n + ".bias", (o,))])

    def layer(p, cross):
        norm(p + ".self_norm"); linear(p + ".self.qkv", 3 * D, D); linear(p + ".self.out", D, D)
        if cross:
            norm(p + ".cross_norm"); linear(p + ".cross.q", D, D); linear(p + ".cross.kv", 2 * D, D); linear(p + ".cross.out", D, D)
        norm(p + ".ffn_norm"); linear(p + ".ffn.in", FF, D); linear(p + ".ffn.out", D, FF)
    for i in range(2): layer("encoder.%d" % i, False)
    norm("encoder.norm")
    for i in range(2): layer("decoder.%d" % i, True)
    norm("decoder.norm")
    out.append(("output.bias", (V,)))
    if c["pointer"]:
        linear("pointer.query", D, D); linear("pointer.key", 2 * D, D); linear("pointer.gate", 1, D)
    return out


def step(c):
    w = {n: (torch.randn(s) * 0.4 + (1 if n.endswith(".gain") else 0)).requires_grad_() for n, s in shapes(c)}
    lin = lambda x, n: F.linear(x, w[n + ".weight"], w[n + ".bias"])
    norm = lambda x, n: F.layer_norm(x, (D,), w[n + ".gain"], w[n + ".bias"], 1e-5)
    shift = lambda x: torch.cat([torch.zeros(1, x.shape[1]), x[:-1]])

    def embed(ids, lang, pieces):
        x = w["embed.tokens"][ids] * math.sqrt(D)
        if not c.get("no_positions"): x = x + w["embed.positions"][:len(ids)]
        if c["languages"]: x = x + w["embed.languages"][lang]
        if pieces:
            x = x + torch.stack([w["embed.tokens"][p].mean(0) * math.sqrt(D) if p else torch.zeros(D) for p in pieces])
        return x

    def turn(x, base):
        """Rotates every head of x [rows, D] as points (u_i, u_{i+n}) by row·base^(-i/n); complex numbers do it in the paper's form."""
        n = D // H // 2
        u = x.view(-1, H, 2, n)
        angle = torch.arange(len(x))[:, None, None] * base ** (-torch.arange(n) / n)
        z = torch.complex(u[:, :, 0], u[:, :, 1]) * torch.polar(torch.ones(()), angle)
        return torch.stack([z.real, z.imag], 2).reshape(len(x), D)

    def attend(q, k, v, causal, shifted, rotary):
        out, d = [], D // H
        if rotary: q, k = turn(q, c["rotary_base"]), turn(k, c["rotary_base"])
        for h in range(H):
            s = slice(h * d, h * d + d)
            key = shift(k[:, s]) if h < shifted else k[:, s]
            a = q[:, s] @ key.T / math.sqrt(d)
            if causal: a = a.masked_fill(torch.ones_like(a).triu(1).bool(), -math.inf)
            out.append(F.softmax(a, -1) @ v[:, s])
        return torch.cat(out, 1)

    def self_attention(x, p, causal):
        qkv = lin(norm(x, p + ".self_norm"), p + ".self.qkv")
        return x + lin(attend(qkv[:, :D], qkv[:, D:2 * D], qkv[:, 2 * D:], causal, 0, c.get("rotary")), p + ".self.out")

    def ffn(x, p):
        return x + lin(F.gelu(lin(norm(x, p + ".ffn_norm"), p + ".ffn.in"), approximate="tanh"), p + ".ffn.out")

    nats, correct, tokens, eos, bos = 0, 0, 0, 2, 1
    for i, (src, tgt) in enumerate(PAIRS):
        x = src + [eos]
        e = embed(x, i % 3, PIECES[i] + [[]] if c["names"] else None)
        for l in range(2): e = ffn(self_attention(e, "encoder.%d" % l, False), "encoder.%d" % l)
        m = norm(e, "encoder.norm")
        z = embed([bos] + tgt, (i + 1) % 3, None)
        for l in range(2):
            p = "decoder.%d" % l
            z = self_attention(z, p, True)
            kv = lin(m, p + ".cross.kv")
            z = z + lin(attend(lin(norm(z, p + ".cross_norm"), p + ".cross.q"), kv[:, :D], kv[:, D:], False, c["shifted_heads"], c.get("rotary_cross")), p + ".cross.out")
            z = ffn(z, p)
        h = norm(z, "decoder.norm")
        prob = F.softmax(h @ w["embed.tokens"].T + w["output.bias"], -1)
        if c["pointer"]:
            key = lin(m, "pointer.key")
            a = F.softmax(lin(h, "pointer.query") @ (key[:, :D] + shift(key[:, D:])).T / math.sqrt(D), -1)
            g = torch.sigmoid(lin(h, "pointer.gate"))
            prob = g * prob + (1 - g) * (a @ F.one_hot(torch.tensor(x), V).float())
        labels = torch.tensor(tgt + [eos])
        nats = nats - prob.gather(1, labels[:, None]).log().sum()
        correct += (prob.argmax(-1) == labels).sum().item()
        tokens += len(labels)
    (nats / tokens).backward()
    pack = lambda t: base64.b64encode(t.detach().numpy().astype("<f4").tobytes()).decode()
    return {
        "config": c, "nats": nats.item(), "tokens": tokens, "correct": correct,
        "pairs": [{"source": s, "target": t, "pieces": PIECES[i], "languages": [i % 3, (i + 1) % 3]} for i, (s, t) in enumerate(PAIRS)],
        "weights": {n: pack(t) for n, t in w.items()},
        "gradients": {n: pack(t.grad) for n, t in w.items()},
    }


base = {"vocabulary": V, "languages": 0, "width": D, "heads": H, "feed_forward": FF, "encoder_layers": 2, "decoder_layers": 2,
        "positions": P, "layer_norm_epsilon": 1e-5, "shifted_heads": 0, "pointer": False, "names": False}
full = dict(base, languages=3, shifted_heads=1, pointer=True, names=True)
rotary = dict(base, shifted_heads=1, rotary=True, rotary_cross=True, rotary_base=100.0, no_positions=True)
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json")
with open(path, "w") as f:
    json.dump({"torch": torch.__version__, "steps": {"plain": step(base), "full": step(full), "rotary": step(rotary)}}, f, indent=1)
    f.write("\n")
