package app

import (
	"bytes"
	"strings"
	"testing"

	"transcoder/corpora"
)

// Off a terminal, progress is a line for each source and stage; on one it is a bar
// that is gone in the end; with --quiet it is nothing.
func TestBuildProgress(t *testing.T) {
	events := []corpora.Progress{
		{Stage: corpora.Extract, Source: "a", Done: 0, Total: 2, Files: 1},
		{Stage: corpora.Extract, Source: "a", Done: 0, Total: 2, Files: 2},
		{Stage: corpora.Extract, Source: "b", Done: 1, Total: 2},
		{Stage: corpora.Deduplicate, Source: "a", Done: 0, Total: 2},
		{Stage: corpora.Write, Done: 4096, Total: 5000},
	}
	show := func(io *IOStreams) string {
		var out bytes.Buffer
		io.Err = &out
		p := newBuildProgress(io)
		for _, event := range events {
			p.report(event)
		}
		p.end()
		return out.String()
	}
	if got, want := show(&IOStreams{}), "extract  0 of 2  a\nextract  1 of 2  b\ndeduplicate  0 of 2\nwrite  4096 of 5000\n"; got != want {
		t.Errorf("lines: got %q, want %q", got, want)
	}
	if got := show(&IOStreams{Quiet: true, Live: true}); got != "" {
		t.Errorf("quiet: got %q", got)
	}
	live := show(&IOStreams{Live: true})
	if strings.Contains(live, "\n") || !strings.Contains(live, "extract  0 of 2  a") {
		t.Errorf("terminal: got %q", live)
	}
	if last := live[strings.LastIndexByte(strings.TrimRight(live, "\r"), '\r')+1:]; strings.TrimSpace(last) != "" {
		t.Errorf("terminal: %q stays", last)
	}
}
