package main

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Sizes in pixels: of the picture, and of the frame that the axes make.
const (
	width, height            = 940, 440
	left, right, top, bottom = 60, 740, 24, 390
)

// bins is how many means a line is drawn through.
const bins = 120

// styles of series, told apart by dashes as well as by color (Okabe & Ito's, which
// the color-blind can tell apart).
var styles = map[string]struct{ color, dash, name string }{
	"mlm":    {"#0072b2", "", "masked LM"},
	"dae":    {"#d55e00", "6 3", "denoising"},
	"bt":     {"#009e73", "2 2", "back-translation"},
	"replay": {"#cc79a7", "8 2 2 2", "verified pairs"},
}

// draw returns the picture. Losses are on a logarithmic scale.
func draw(points []point, hours float64) []byte {
	low, high := math.Inf(1), math.Inf(-1)
	var series []string
	curves := map[string][]point{}
	for _, p := range points {
		if !slices.Contains(series, p.series) {
			series = append(series, p.series)
		}
		curves[p.series] = append(curves[p.series], p)
	}
	for name, curve := range curves {
		if !curve[0].validation {
			curves[name] = means(curve, hours)
		}
		for _, p := range curves[name] {
			low, high = min(low, p.loss), max(high, p.loss)
		}
	}
	low, high = max(low, 1e-3)*0.9, max(high, 2e-3)*1.1
	x := func(h float64) float64 { return left + (right-left)*h/max(hours, 1e-9) }
	y := func(loss float64) float64 {
		return bottom - (bottom-top)*math.Log(max(loss, low)/low)/math.Log(high/low)
	}

	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="sans-serif" font-size="13">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, "<title>Losses of the training</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", width, height)
	for _, tick := range lossTicks(low, high) {
		fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g</text>`+"\n", left, y(tick), right, left-6, y(tick)+4, tick)
	}
	for _, tick := range hourTicks(hours) {
		fmt.Fprintf(&b, `<path d="M%.1f %dV%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%g</text>`+"\n", x(tick), top, bottom, x(tick), bottom+18, tick)
	}
	fmt.Fprintf(&b, `<path d="M%d %dV%dH%d" fill="none" stroke="#333"/>`+"\n", left, top, bottom, right)
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">hours</text><text transform="translate(16 %d) rotate(-90)" text-anchor="middle">loss, nats a token</text>`+"\n",
		(left+right)/2, height-12, (top+bottom)/2)
	for i, name := range series {
		objective, validation := strings.CutPrefix(name, "validation ")
		style, known := styles[objective]
		if !known {
			style.color, style.name = "#555", objective
		}
		at := top + 12 + 22*i
		if validation {
			for _, p := range curves[name] {
				fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3" fill="#fff" stroke="%s" stroke-width="1.5"/>`+"\n", x(p.hours), y(p.loss), style.color)
			}
			fmt.Fprintf(&b, `<circle cx="%d" cy="%d" r="3" fill="#fff" stroke="%s" stroke-width="1.5"/>`, right+24, at-4, style.color)
			style.name += ", validation"
		} else {
			var path strings.Builder
			for j, p := range curves[name] {
				fmt.Fprintf(&path, "%c%.1f %.1f", "ML"[min(j, 1)], x(p.hours), y(p.loss))
			}
			fmt.Fprintf(&b, `<path d="%s" fill="none" stroke="%s" stroke-width="1.5" stroke-dasharray="%s"/>`+"\n", &path, style.color, style.dash)
			fmt.Fprintf(&b, `<path d="M%d %dh24" stroke="%s" stroke-width="2" stroke-dasharray="%s"/>`, right+12, at-4, style.color, style.dash)
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="11">%s</text>`+"\n", right+42, at, style.name)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// means returns the mean loss a token of each bin of time that has any.
func means(curve []point, hours float64) (binned []point) {
	var sum point
	current := -1
	flush := func() {
		if sum.tokens > 0 {
			sum.hours /= sum.tokens
			sum.loss /= sum.tokens
			binned = append(binned, sum)
		}
		sum = point{series: curve[0].series}
	}
	for _, p := range curve {
		if bin := int(bins * p.hours / max(hours, 1e-9)); bin != current {
			flush()
			current = bin
		}
		sum.hours += p.hours * p.tokens
		sum.loss += p.loss * p.tokens
		sum.tokens += p.tokens
	}
	flush()
	return binned
}

// lossTicks are 1, 2 and 5 times the powers of ten in a range.
func lossTicks(low, high float64) (ticks []float64) {
	for _, power := range []float64{1e-3, 1e-2, 0.1, 1, 10, 100} {
		for _, digit := range []float64{1, 2, 5} {
			if tick := digit * power; tick >= low && tick <= high {
				ticks = append(ticks, tick)
			}
		}
	}
	return ticks
}

// hourTicks are four to ten round numbers from 0 on.
func hourTicks(hours float64) (ticks []float64) {
	for _, step := range []float64{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50} {
		if hours/step > 10 {
			continue
		}
		for i := 0; float64(i)*step <= hours*1.0001; i++ {
			ticks = append(ticks, math.Round(float64(i)*step*1000)/1000)
		}
		return ticks
	}
	return []float64{0}
}
