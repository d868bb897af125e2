package queue

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"transcoder/lexers"
	"transcoder/translate"
)

func init() { pause = 50 * time.Millisecond }

// parrot stands in for a model: it quotes its sources.
type parrot struct {
	mu    sync.Mutex
	seen  map[string]int
	batch []int         // sizes of batches
	stuck chan struct{} // where it is not nil, a batch waits for it, or for its end
}

func (p *parrot) TranslateAll(ctx context.Context, requests []translate.Request) ([]translate.Outcome, error) {
	p.mu.Lock()
	if p.seen == nil {
		p.seen = map[string]int{}
	}
	p.batch = append(p.batch, len(requests))
	var all []translate.Outcome
	for _, r := range requests {
		p.seen[r.Path]++
		if strings.Contains(string(r.Source), "unreadable") {
			all = append(all, translate.Outcome{Err: errors.New("line 1: no text")})
			continue
		}
		all = append(all, translate.Outcome{Result: &translate.Result{
			Code: "// " + r.Path + "\n" + string(r.Source),
			Functions: []translate.Function{{Name: "f", Line: 1, Hypotheses: []translate.Hypothesis{{
				Code: string(r.Source), Score: -1. / 3, Parses: true, Origin: translate.OriginModel,
				Check: &translate.Check{Outcome: "pass", Passed: true, Judged: true, Level: "isolated"},
			}}}},
			Diagnostics: []translate.Diagnostic{{Path: r.Path, Position: lexers.Position{Line: 3, Column: 4}, Severity: translate.Failure, Message: "lost"}},
		}})
	}
	p.mu.Unlock()
	if p.stuck != nil {
		select {
		case <-p.stuck:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return all, nil
}

func (p *parrot) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.seen)
}

// start starts a server, and connects to it some times.
func start(t *testing.T, connections int) []*Connection {
	t.Helper()
	leaks := goleak.IgnoreCurrent()
	s, err := NewServer(ServerOptions{Address: "127.0.0.1:0", Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	var all []*Connection
	for range connections {
		c, err := Connect(Options{URL: s.URL(), Notify: func(line string) { t.Log(line) }})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	t.Cleanup(func() {
		for _, c := range all {
			c.Close()
		}
		s.Close()
		goleak.VerifyNone(t, leaks, goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server.(*fileStore).syncBlocks"))
	})
	return all
}

// work starts a worker and returns what ends it and gives its error.
func work(t *testing.T, c *Connection, translator Translator, settings Settings) (end func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Work(ctx, translator, WorkerOptions{Settings: settings}) }()
	return func() error {
		cancel()
		return <-done
	}
}

// published waits until a job has n requests on the server.
func published(t *testing.T, c *Connection, job Job, n int) {
	t.Helper()
	for {
		if s, err := c.js.Stream(t.Context(), job.workStream()); err == nil && s.CachedInfo().State.Msgs == uint64(n) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func requests(n int) []translate.Request {
	var all []translate.Request
	for i := range n {
		all = append(all, translate.Request{Path: fmt.Sprintf("f%d.py", i), Source: fmt.Appendf(nil, "code %d", i), From: lexers.Python, To: lexers.Java, Beam: 3})
	}
	return all
}

var settings = Settings{Identity: "model 1", Version: "1"}

// check compares what came over the queue with what the parrot says here.
func check(t *testing.T, got []translate.Outcome, requests []translate.Request) {
	t.Helper()
	want, err := new(parrot).TranslateAll(t.Context(), requests)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Fatalf("%d outcomes of %d requests", len(got), len(want))
	}
	for i := range want {
		if fmt.Sprint(got[i].Err) != fmt.Sprint(want[i].Err) || got[i].Err == nil &&
			(got[i].Result.Code != want[i].Result.Code || !reflect.DeepEqual(got[i].Result.Functions, want[i].Result.Functions) ||
				!reflect.DeepEqual(got[i].Result.Diagnostics, want[i].Result.Diagnostics)) {
			t.Errorf("outcome %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestWorkersShareTheWork(t *testing.T) {
	c := start(t, 3)
	all := requests(150)
	all = append(all, all[7], translate.Request{Path: "bad.py", Source: []byte("unreadable")}) // the same twice, and an error
	one, two := &parrot{}, &parrot{}
	endOne, endTwo := work(t, c[1], one, settings), work(t, c[2], two, settings)
	p := c[0].Publish(Job{ID: "job", Name: "test", Settings: settings})
	var group sync.WaitGroup
	for _, part := range [][]translate.Request{all[:50], all[50:]} { // as windows of a conversion
		group.Go(func() {
			got, err := p.TranslateAll(t.Context(), part)
			if err != nil {
				t.Error(err)
				return
			}
			check(t, got, part)
		})
	}
	group.Wait()
	again, err := p.TranslateAll(t.Context(), all[:1]) // as after a kill before the journal had it
	if err != nil {
		t.Fatal(err)
	}
	check(t, again, all[:1])
	p.Close()
	if err := errors.Join(endOne(), endTwo()); err != nil {
		t.Error(err)
	}
	for i, r := range all[1:150] {
		if n := one.seen[r.Path] + two.seen[r.Path]; n != 1 && i+1 != 7 {
			t.Errorf("%s was translated %d times", r.Path, n)
		}
	}
	if jobs, err := c[0].jobs(t.Context()); err != nil || len(jobs) > 0 {
		t.Errorf("the server still knows %v, %v", jobs, err)
	}
}

// TestSilentWorker stops a worker as a kill would, or a cut cable: it takes work and
// is not heard of again. Another one gets it, and what the first has to say later
// counts for nothing.
func TestSilentWorker(t *testing.T) {
	c := start(t, 3)
	all := requests(20)
	job := Job{ID: "job", Settings: settings, AckWait: 500 * time.Millisecond}
	p := c[0].Publish(job)
	defer p.Close()
	got := make(chan []translate.Outcome)
	go func() {
		outcomes, err := p.TranslateAll(t.Context(), all)
		if err != nil {
			t.Error(err)
		}
		got <- outcomes
	}()
	published(t, c[1], job, len(all))
	silent := &parrot{stuck: make(chan struct{})}
	endSilent := work(t, c[1], silent, settings)
	for silent.count() < len(all) {
		time.Sleep(10 * time.Millisecond)
	}
	c[1].nats.Close() // no word that it is alive gets out
	other := &parrot{}
	endOther := work(t, c[2], other, settings)
	check(t, <-got, all)
	if other.count() != len(all) {
		t.Errorf("the other worker translated %d of %d", other.count(), len(all))
	}
	close(silent.stuck)
	endSilent()
	if err := endOther(); err != nil {
		t.Error(err)
	}
}

// TestSlowWorker has a worker that needs three times AckWait: it says that it is
// alive, and nobody else gets its work.
func TestSlowWorker(t *testing.T) {
	c := start(t, 3)
	all := requests(5)
	job := Job{ID: "job", Settings: settings, AckWait: 500 * time.Millisecond}
	p := c[0].Publish(job)
	defer p.Close()
	slow, other := &parrot{stuck: make(chan struct{})}, &parrot{}
	ended := make(chan error, 2)
	go func() {
		published(t, c[1], job, len(all))
		endSlow := work(t, c[1], slow, settings)
		for slow.count() < len(all) {
			time.Sleep(10 * time.Millisecond)
		}
		endOther := work(t, c[2], other, settings)
		time.Sleep(1500 * time.Millisecond)
		close(slow.stuck)
		for p.pending() > 0 {
			time.Sleep(10 * time.Millisecond)
		}
		ended <- endOther()
		ended <- endSlow()
	}()
	got, err := p.TranslateAll(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	check(t, got, all)
	if other.count() > 0 {
		t.Errorf("%d requests were given to another worker", other.count())
	}
	if err := errors.Join(<-ended, <-ended); err != nil {
		t.Error(err)
	}
}

// pending is how many keys are waited for.
func (p *Publisher) pending() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.waiting)
}

// TestWorkThatEndsWorkers has requests that no worker survives, before, among and
// behind others. They are tried alone, and given up in the end; all others are
// translated.
func TestWorkThatEndsWorkers(t *testing.T) {
	c := start(t, 2)
	all := requests(2*batchSize + 5)
	poisons := []int{0, batchSize / 2, len(all) - 1}
	for _, i := range poisons {
		all[i] = translate.Request{Path: "poison.py", Source: fmt.Appendf(nil, "poison %d", i)}
	}
	p := c[0].Publish(Job{ID: "job", Settings: settings, AckWait: 500 * time.Millisecond})
	defer p.Close()
	got := make(chan []translate.Outcome)
	go func() {
		outcomes, err := p.TranslateAll(t.Context(), all)
		if err != nil {
			t.Error(err)
		}
		got <- outcomes
	}()
	ended, alone := 0, 0
	for {
		select {
		case outcomes := <-got:
			want := fmt.Sprintf("given up: %d workers ended while they translated it", maxDeliveries)
			for _, i := range slices.Backward(poisons) {
				if err := outcomes[i].Err; err == nil || err.Error() != want {
					t.Errorf("poison %d: %v, want %s", i, err, want)
				}
				outcomes, all = slices.Delete(outcomes, i, i+1), slices.Delete(all, i, i+1)
			}
			check(t, outcomes, all)
			// Each ended a worker by itself every time that it was suspect, but for a
			// delivery that a worker did not wait for any more.
			if want := len(poisons) * (maxDeliveries - aloneAfter); alone > want || alone < want-len(poisons) || ended > want+len(poisons)*aloneAfter {
				t.Errorf("%d workers ended, %d of them with nothing else, want %d", ended, alone, want)
			}
			return
		default:
		}
		p := &poisoned{}
		if err := c[1].Work(t.Context(), p, WorkerOptions{Settings: settings, Idle: 20 * pause}); err != nil {
			ended++
			if p.size == 1 {
				alone++
			}
		}
	}
}

// poisoned is a translator that a certain request ends.
type poisoned struct {
	parrot
	size int // of the batch that did
}

func (p *poisoned) TranslateAll(ctx context.Context, requests []translate.Request) ([]translate.Outcome, error) {
	for _, r := range requests {
		if r.Path == "poison.py" {
			p.size = len(requests)
			return nil, errors.New("ended")
		}
	}
	return p.parrot.TranslateAll(ctx, requests)
}

// TestPublisherGoesOn has a publisher that is killed: the next one of its job takes
// over the results that are there, and the rest is translated anew.
func TestPublisherGoesOn(t *testing.T) {
	c := start(t, 3)
	all := requests(30)
	job := Job{ID: "job", Settings: settings}
	killed := c[0].Publish(job)
	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error)
	go func() {
		_, err := killed.TranslateAll(ctx, all)
		first <- err
	}()
	published(t, c[1], job, len(all))
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	killed.results.Stop() // nobody takes results
	killed.stop()
	<-killed.results.Closed()
	before := &parrot{}
	end := work(t, c[1], before, settings)
	for before.count() < len(all) {
		time.Sleep(10 * time.Millisecond)
	}
	results, err := c[1].js.Stream(t.Context(), job.resultStream())
	for err == nil && results.CachedInfo().State.Msgs < uint64(len(all)) {
		time.Sleep(10 * time.Millisecond)
		_, err = results.Info(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	again := c[2].Publish(job)
	defer again.Close()
	after := &parrot{}
	end = work(t, c[1], after, settings)
	more := append(all, translate.Request{Path: "new.py", Source: []byte("new")})
	got, err := again.TranslateAll(t.Context(), more)
	if err != nil {
		t.Fatal(err)
	}
	check(t, got, more)
	if err := end(); err != nil {
		t.Error(err)
	}
	if after.seen["new.py"] != 1 {
		t.Error("what is new was not translated")
	}
}

func TestOtherSettingsAreRefused(t *testing.T) {
	c := start(t, 2)
	for _, test := range []struct {
		have Settings
		want string
	}{
		{Settings{"model 2", "1"}, "conversion out has model 1, this worker model 2: give it the same model and the same flags for verification"},
		{Settings{"model 1", "2"}, "conversion out is by program 1, this worker is 2"},
	} {
		p := c[0].Publish(Job{ID: "job", Name: "out", Settings: settings})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			p.TranslateAll(ctx, requests(1))
			close(done)
		}()
		w := &parrot{}
		err := c[1].Work(t.Context(), w, WorkerOptions{Settings: test.have})
		var refused *SettingsError
		if !errors.As(err, &refused) || err.Error() != test.want {
			t.Errorf("error %v, want %s", err, test.want)
		}
		if w.count() > 0 {
			t.Error("it has taken work")
		}
		cancel()
		<-done
		p.Close()
	}
}

// TestLargeFiles sends what a message of the server does not hold.
func TestLargeFiles(t *testing.T) {
	s, err := NewServer(ServerOptions{Address: "127.0.0.1:0", Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, err := Connect(Options{Server: s})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	large := translate.Request{Path: "large.py", Source: []byte(strings.Repeat("x", int(c.nats.MaxPayload())))}
	end := work(t, c, &parrot{}, settings)
	p := c.Publish(Job{ID: "job", Settings: settings})
	got, err := p.TranslateAll(t.Context(), []translate.Request{large})
	if err != nil {
		t.Fatal(err)
	}
	check(t, got, []translate.Request{large})
	p.Close()
	if err := end(); err != nil {
		t.Error(err)
	}
	names := c.js.ListStreams(t.Context())
	for info := range names.Info() {
		t.Errorf("stream %s is left", info.Config.Name)
	}
}

func TestIdle(t *testing.T) {
	c := start(t, 1)
	if err := c[0].Work(t.Context(), &parrot{}, WorkerOptions{Settings: settings, Idle: time.Millisecond}); err != nil {
		t.Error(err)
	}
}

func TestConnectErrors(t *testing.T) {
	folder := t.TempDir()
	s, err := NewServer(ServerOptions{Address: "127.0.0.1:0", Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, test := range []struct{ reason, want string }{
		{"nobody listens", "nats://127.0.0.1:1: nats: no servers available for connection"},
	} {
		_, err := Connect(Options{URL: "nats://user:secret@127.0.0.1:1"})
		var connect *ConnectError
		if !errors.As(err, &connect) || err.Error() != test.want {
			t.Errorf("%s: error %v, want %s", test.reason, err, test.want)
		}
	}
	taken := strings.TrimPrefix(s.URL(), "nats://")
	for _, test := range []struct{ reason, address, want string }{
		{"the port is taken", taken, "address already in use"},
		{"no port", "127.0.0.1", "missing port"},
		{"no number", "127.0.0.1:nats", `port "nats", expected a number`},
	} {
		other, err := NewServer(ServerOptions{Address: test.address, Folder: filepath.Join(folder, "other")})
		if err == nil {
			other.Close()
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q in it", test.reason, err, test.want)
		}
	}
}
