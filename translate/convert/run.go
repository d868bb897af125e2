package convert

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"
	"strings"
	"sync"
	"time"

	"transcoder/corpora/source"
	"transcoder/translate"
)

// Translator translates many files whose functions share batches; a
// *translate.Translator does.
type Translator interface {
	TranslateAll(ctx context.Context, requests []translate.Request) ([]translate.Outcome, error)
}

// A window is what is translated at once: large enough that its functions fill
// batches of like length, small enough that a kill costs seconds.
const (
	windowFiles = 64
	windowBytes = 64 << 10
)

// fewWindows is how many windows are under way on one machine: some are decoded,
// the others are parsed, verified or written meanwhile. Each has functions for some
// processors.
func fewWindows() int { return 3 + runtime.GOMAXPROCS(0)/8 }

// ErrOtherTarget says that the folder holds a conversion into another language.
var ErrOtherTarget = errors.New("the folder holds a conversion into another language")

// OutputError is an output that can't be written.
type OutputError struct {
	Name string
	Err  error
}

func (e *OutputError) Error() string { return "write " + e.Name + ": " + bare(e.Err).Error() }
func (e *OutputError) Unwrap() error { return e.Err }

// run is a run of a plan.
type run struct {
	*Plan
	root       *os.Root
	journal    *journal
	history    *history
	settings   []byte // what all keys begin with
	translator Translator

	mu       sync.Mutex
	progress Progress
	written  int // temporary files
}

// load is an item that was read.
type load struct {
	*item
	files []*source.File
	key   string
}

// Run converts what is not converted yet and returns what the folder holds then.
// After an error, ctx's included, another run goes on where this one was.
func (p *Plan) Run(ctx context.Context, translator Translator) (*Summary, error) {
	out := p.options.Out
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, &OutputError{out, err}
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		return nil, &OutputError{out, err}
	}
	defer root.Close()
	r := &run{Plan: p, root: root, translator: translator}
	if err := root.MkdirAll(r.temporary(), 0o755); err != nil {
		return nil, &OutputError{out, err}
	}
	r.journal, err = openJournal(root, p.options.Shard)
	var damaged *JournalError
	if errors.As(err, &damaged) {
		return nil, err
	} else if err != nil {
		return nil, &OutputError{out, err}
	}
	defer r.journal.close()
	if err := r.sweep(); err != nil {
		return nil, err
	}
	if err := r.begin(); err != nil {
		return nil, err
	}
	if err := r.convert(ctx); err != nil {
		return nil, err
	}
	if err := root.RemoveAll(r.temporary()); err != nil {
		return nil, &OutputError{out, err}
	}
	summary, err := summarize(root)
	if err != nil {
		return nil, err
	}
	return summary, r.report(summary)
}

// temporary is the folder of unfinished outputs, one for each shard.
func (r *run) temporary() string {
	return path.Join(Folder, strings.TrimSuffix(r.options.Shard.journal(), ".jsonl")+".tmp")
}

// sweep removes what a killed run left unfinished.
func (r *run) sweep() error {
	err := r.root.RemoveAll(r.temporary())
	if err == nil {
		err = r.root.MkdirAll(r.temporary(), 0o755)
	}
	if err != nil {
		return &OutputError{r.options.Out, err}
	}
	return nil
}

// begin reads what is done and notes that a run begins.
func (r *run) begin() error {
	var err error
	if r.history, err = readHistory(r.root, false); err != nil {
		return err
	}
	to := r.options.To.String()
	for _, before := range r.history.runs {
		if before.To != to {
			return fmt.Errorf("%w: %s", ErrOtherTarget, before.To)
		}
	}
	request, err := json.Marshal(r.options.Request)
	if err != nil {
		return err
	}
	r.settings = fmt.Appendf(nil, "%s\x00%s\x00%s\x00%s\x00", journalSchema, to, r.options.Identity, request)
	r.progress.Files = len(r.mine())
	start := []line{{Run: &header{
		Schema: journalSchema, To: to, Shard: r.options.Shard, Files: len(r.items) + len(r.problems), Verify: r.options.Request.Verify,
		Roots: r.roots(),
	}}}
	// What is not taken is the same for all shards: the first notes it.
	if r.options.Shard.Index <= 1 {
		for _, problem := range r.problems {
			if before := r.history.latest[problem.Source]; before == nil || before.State != problem.State || before.Reason != problem.Reason {
				problem.Time = time.Now().UnixMilli()
				start = append(start, line{Record: problem})
			}
		}
	}
	if err := r.journal.append(start...); err != nil {
		return &OutputError{path.Join(r.options.Out, Folder), err}
	}
	return nil
}

// convert reads, translates and writes.
func (r *run) convert(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	windows := make(chan []*load)
	var group sync.WaitGroup
	for range cmp.Or(r.options.Windows, fewWindows()) {
		group.Go(func() {
			for window := range windows {
				if ctx.Err() != nil {
					continue
				}
				if err := r.translate(ctx, window); err != nil {
					cancel(err)
				}
			}
		})
	}
	err := r.read(ctx, func(window []*load) error {
		select {
		case windows <- window:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	close(windows)
	group.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// read yields windows of what is to be translated; everything else it settles
// itself.
func (r *run) read(ctx context.Context, yield func([]*load) error) error {
	byInput := make([][]*item, len(r.inputs))
	for _, i := range r.mine() {
		byInput[i.input] = append(byInput[i.input], i)
	}
	var window []*load
	size := 0
	for n, items := range byInput {
		err := r.inputs[n].read(ctx, items, func(i *item, files []*source.File, problem string) error {
			l := &load{item: i, files: files, key: r.key(i, files)}
			done, err := r.settle(l, problem)
			if err != nil || done {
				return err
			}
			window = append(window, l)
			for _, f := range files {
				size += len(f.Data)
			}
			if len(window) < windowFiles && size < windowBytes {
				return nil
			}
			full := window
			window, size = nil, 0
			return yield(full)
		})
		var output *OutputError
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &output):
			return err
		case err != nil:
			return &InputError{r.options.Sources[n], err}
		}
	}
	if len(window) > 0 {
		return yield(window)
	}
	return nil
}

// key is a hash of all that an output depends on.
func (r *run) key(i *item, files []*source.File) string {
	h := sha256.New()
	h.Write(r.settings)
	fmt.Fprintf(h, "%q %v %d\n", i.output, i.copied, len(files))
	for _, f := range files {
		fmt.Fprintf(h, "%q %q %q %q %d\n", f.Path, f.Repository, f.Commit, f.License.ID, len(f.Data))
		h.Write(f.Data)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// settle deals with items that need no model: done before, unreadable, empty,
// edited, in the target language already.
func (r *run) settle(l *load, problem string) (done bool, err error) {
	record := &Record{Source: l.source, Key: l.key}
	if !l.part {
		record.From = l.from.String()
	}
	before := r.history.latest[l.source]
	same := before != nil && before.Key == l.key && !r.options.Overwrite
	switch {
	case problem != "":
		record.Key, record.State, record.Reason = "", Failed, problem
		same = before != nil && before.Reason == problem
	case !l.part && strings.TrimSpace(string(l.files[0].Data)) == "":
		record.State, record.Reason = Skipped, "empty"
	}
	if record.State == "" { // there is to be an output
		there, err := r.hash(l.output)
		if err != nil {
			return false, err
		}
		switch {
		case same && before.State != Skipped && (before.Output == "" || there == before.Hash || there != "" && !r.history.hashes[l.output][there]):
			// Also where it was edited: the source did not change. An older output of ours
			// is what a kill left between the record and its output.
			r.advance(1, 0)
			return true, nil
		case there != "" && !r.history.hashes[l.output][there] && !r.options.Overwrite:
			record.State, record.Reason = Skipped, l.output+" was edited, or is not from this conversion: --overwrite replaces it"
			same = same && before.State == Skipped && before.Reason == record.Reason
		case l.copied:
			record.State, record.Output, record.Hash = Copied, l.output, hashOf(l.files[0].Data)
			return true, r.keep([]*Record{record}, [][]byte{l.files[0].Data})
		default:
			return false, nil
		}
	}
	if same {
		r.advance(1, 0)
		return true, nil
	}
	return true, r.keep([]*Record{record}, [][]byte{nil})
}

// hash is that of an output; "" where there is none.
func (r *run) hash(output string) (string, error) {
	data, err := r.root.ReadFile(output)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", &OutputError{output, err}
	}
	return hashOf(data), nil
}

// translate translates a window and keeps what comes out.
func (r *run) translate(ctx context.Context, window []*load) error {
	var requests []translate.Request
	for _, l := range window {
		for _, f := range l.files {
			if request, ok := r.request(l, f); ok {
				requests = append(requests, request)
			}
		}
	}
	outcomes, err := r.translator.TranslateAll(ctx, requests)
	if err != nil {
		return err
	}
	var records []*Record
	var texts [][]byte
	for _, l := range window {
		var record *Record
		var text []byte
		if l.part {
			record, text, outcomes, err = r.encodePart(l, outcomes)
		} else {
			record, text = r.encodeFile(l, outcomes[0])
			outcomes = outcomes[1:]
		}
		if err != nil {
			return err
		}
		records, texts = append(records, record), append(texts, text)
	}
	return r.keep(records, texts)
}

// keep appends records to the journal, then writes their outputs. A text of nil is
// none.
func (r *run) keep(records []*Record, texts [][]byte) error {
	lines := make([]line, len(records))
	functions := 0
	for i, record := range records {
		record.Time = time.Now().UnixMilli()
		lines[i].Record = record
		functions += len(record.Functions)
	}
	if err := r.journal.append(lines...); err != nil {
		return &OutputError{path.Join(r.options.Out, Folder), err}
	}
	for i, record := range records {
		if texts[i] == nil {
			continue
		}
		if err := r.write(record.Output, texts[i]); err != nil {
			return &OutputError{path.Join(r.options.Out, record.Output), err}
		}
	}
	r.advance(len(records), functions)
	return nil
}

// write puts an output in place, whole or not at all, and on disk before its name
// is there: a crash of the machine leaves no empty file under it.
func (r *run) write(name string, data []byte) (err error) {
	r.mu.Lock()
	r.written++
	temporary := path.Join(r.temporary(), fmt.Sprint(r.written))
	r.mu.Unlock()
	f, err := r.root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		r.root.Remove(temporary)
		return err
	}
	if err := r.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	return r.root.Rename(temporary, name)
}

// advance counts what is done.
func (r *run) advance(files, functions int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.Done += files
	r.progress.Functions += functions
	if r.options.Progress != nil {
		r.options.Progress(r.progress)
	}
}
