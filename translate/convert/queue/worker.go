package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"transcoder/translate"
)

// Translator does the work; a *translate.Translator does.
type Translator interface {
	TranslateAll(ctx context.Context, requests []translate.Request) ([]translate.Outcome, error)
}

// WorkerOptions say what a worker works on.
type WorkerOptions struct {
	Settings Settings

	// Idle ends the worker when there was no work for so long; 0 waits for ever.
	Idle time.Duration
}

// SettingsError is a conversion that a worker must not work on.
type SettingsError struct {
	Job        string // its name
	Want, Have Settings
}

func (e *SettingsError) Error() string {
	if e.Want.Identity == e.Have.Identity {
		return fmt.Sprintf("conversion %s is by program %s, this worker is %s", e.Job, e.Want.Version, e.Have.Version)
	}
	return fmt.Sprintf("conversion %s has %s, this worker %s: give it the same model and the same flags for verification", e.Job, e.Want.Identity, e.Have.Identity)
}

const (
	// batchSize is how many requests are translated at once: their functions fill
	// batches of like length.
	batchSize = 64

	// batches is how many are under way. The model decodes some, the others are
	// parsed, verified or on their way.
	batches = 3

	// A request whose workers ended again and again may be what ends them. After
	// aloneAfter deliveries it is translated by itself, so that it takes nothing else
	// with it, and after maxDeliveries no more.
	aloneAfter    = 3
	maxDeliveries = 10
)

// pause is how long a worker without work waits before it looks again. Tests wait
// less.
var pause = time.Second

// worker is one while it works.
type worker struct {
	*Connection
	translator Translator
	options    WorkerOptions
}

// Work takes work from the server until ctx ends, which is no error, or the worker
// was idle for long enough. The error is a *SettingsError where there are
// conversions and none that it may work on, and else the translator's, or the
// server's.
func (c *Connection) Work(ctx context.Context, translator Translator, o WorkerOptions) error {
	w := &worker{c, translator, o}
	for last := time.Now(); ctx.Err() == nil; {
		done, err := w.round(ctx, last)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case done > 0:
			last = time.Now()
		case o.Idle > 0 && time.Since(last) >= o.Idle:
			return nil
		}
	}
	return nil
}

// round works on each job that there is, until it has no work for now, and returns
// how many requests were translated. Looking for jobs ends when the worker has been
// idle since last for long enough.
func (w *worker) round(ctx context.Context, last time.Time) (done int, err error) {
	look := ctx
	if w.options.Idle > 0 {
		var cancel context.CancelFunc
		look, cancel = context.WithDeadline(ctx, last.Add(w.options.Idle))
		defer cancel()
	}
	jobs, err := w.jobs(look)
	if look.Err() != nil {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", w.url, err)
	}
	var mine []Job
	for _, j := range jobs {
		if j.Settings == w.options.Settings {
			mine = append(mine, j)
		}
	}
	if len(jobs) > 0 && len(mine) == 0 {
		return 0, &SettingsError{jobs[0].Name, jobs[0].Settings, w.options.Settings}
	}
	for _, j := range mine {
		consumer, err := insist(look, func(ctx context.Context) (jetstream.Consumer, error) {
			return w.js.Consumer(ctx, j.workStream(), workersConsumer)
		})
		switch {
		case look.Err() != nil:
			return done, nil
		case errors.Is(err, jetstream.ErrConsumerNotFound), errors.Is(err, jetstream.ErrStreamNotFound): // it has just ended, or has just begun
			sleep(ctx, pause)
			continue
		case err != nil:
			return done, fmt.Errorf("%s: %w", w.url, err)
		}
		n, err := w.serve(ctx, j, consumer)
		done += n
		if err != nil {
			return done, err
		}
	}
	if len(mine) == 0 {
		sleep(look, pause)
	}
	return done, nil
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// jobs lists those that have work.
func (c *Connection) jobs(ctx context.Context) ([]Job, error) {
	return insist(ctx, func(ctx context.Context) ([]Job, error) {
		list := c.js.ListStreams(ctx, jetstream.WithStreamListSubject(anyWork))
		var jobs []Job
		for info := range list.Info() {
			id, ours := strings.CutSuffix(strings.TrimPrefix(strings.Join(info.Config.Subjects, " "), subjects), ".work")
			if ours {
				m := info.Config.Metadata
				jobs = append(jobs, Job{ID: id, Name: m[nameKey], Settings: Settings{m[identityKey], m[versionKey]}})
			}
		}
		return jobs, list.Err()
	})
}

// serve works on a job until it has no work for now, and returns how many requests
// it translated.
func (w *worker) serve(ctx context.Context, j Job, consumer jetstream.Consumer) (int, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	var busy, done atomic.Int64
	for slots := make(chan struct{}, batches); ctx.Err() == nil; {
		slots <- struct{}{}
		messages := fetch(ctx, consumer)
		if len(messages) == 0 {
			<-slots
			if busy.Load() == 0 { // else there will be more, as likely as not
				break
			}
			continue
		}
		stop := keepAlive(ctx, messages, consumer.CachedInfo().Config.AckWait/3)
		last := messages[len(messages)-1]
		if suspect(last) { // it must not end the others, nor they it
			group.Wait()
		}
		busy.Add(1)
		group.Go(func() {
			if err := w.translate(ctx, j, messages); err != nil {
				cancel(err)
			}
			stop()
			done.Add(int64(len(messages)))
			busy.Add(-1)
			<-slots
		})
		if suspect(last) {
			group.Wait()
		}
	}
	group.Wait()
	return int(done.Load()), context.Cause(ctx)
}

// fetch waits a little for work and takes what there is of it: at most batchSize
// messages, and none behind a suspect one. Errors are those of a server that is away
// or a job that has ended: there is nothing to take.
func fetch(ctx context.Context, consumer jetstream.Consumer) []jetstream.Msg {
	first, err := consumer.Next(jetstream.FetchMaxWait(pause))
	if err != nil {
		if !errors.Is(err, nats.ErrTimeout) { // which has waited
			sleep(ctx, pause)
		}
		return nil
	}
	messages := []jetstream.Msg{first}
	// What is taken counts as delivered, and is a step nearer to being given up. So
	// nothing is taken that a suspect message could take with it; one by one costs a
	// message's way to the server and back each, and is kept to the time after a
	// worker has ended.
	step := batchSize - 1
	if info, err := consumer.Info(ctx); err != nil || info.NumRedelivered > 0 {
		step = 1
	}
	for len(messages) < batchSize && !suspect(messages[len(messages)-1]) {
		rest, err := consumer.FetchNoWait(min(step, batchSize-len(messages)))
		if err != nil {
			break
		}
		before := len(messages)
		for m := range rest.Messages() {
			messages = append(messages, m)
		}
		if len(messages) == before {
			break
		}
	}
	return messages
}

// suspect says that a message may be what ended the workers that had it.
func suspect(m jetstream.Msg) bool {
	about, err := m.Metadata()
	return err == nil && about.NumDelivered > aloneAfter
}

// translate translates what messages ask for, sends the results, and acknowledges
// the messages after that.
func (w *worker) translate(ctx context.Context, j Job, messages []jetstream.Msg) error {
	var together []task
	var groups [][]task
	for _, m := range messages {
		t, err := w.task(ctx, j, m)
		switch {
		case ctx.Err() != nil:
			release(messages)
			return ctx.Err()
		case err != nil:
			w.notifyf("work that can't be read is dropped: %v", err)
			m.Term()
		case t.deliveries > maxDeliveries:
			o := outcome{Error: fmt.Sprintf("given up: %d workers ended while they translated it", t.deliveries-1)}
			if err := w.answer(ctx, j, t, o); err != nil {
				return err
			}
		case t.deliveries > aloneAfter:
			groups = append(groups, []task{t})
		default:
			together = append(together, t)
		}
	}
	if len(together) > 0 {
		groups = append(groups, together)
	}
	for _, tasks := range groups {
		var requests []translate.Request
		for _, t := range tasks {
			requests = append(requests, t.request)
		}
		outcomes, err := w.translator.TranslateAll(ctx, requests)
		for i := range outcomes {
			if err == nil {
				err = w.answer(ctx, j, tasks[i], pack(outcomes[i]))
			}
		}
		if err != nil {
			release(messages)
			return err
		}
	}
	return nil
}

// task is a request with its message.
type task struct {
	message    jetstream.Msg
	key        string
	request    translate.Request
	deliveries uint64 // this one included
}

func (w *worker) task(ctx context.Context, j Job, m jetstream.Msg) (task, error) {
	t := task{message: m}
	about, err := m.Metadata()
	if err != nil {
		return t, err
	}
	t.deliveries = about.NumDelivered
	var body []byte
	if t.key, body, err = w.receive(ctx, j.objectStore(), m); err != nil {
		return t, err
	}
	return t, json.Unmarshal(body, &t.request)
}

// answer sends the result of a task and acknowledges its message. A job that has
// ended meanwhile wants neither. A server that is away is waited for, for as long as
// the worker would wait for work.
func (w *worker) answer(ctx context.Context, j Job, t task, o outcome) error {
	body, err := json.Marshal(o)
	if err != nil {
		return err
	}
	if w.options.Idle > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, w.options.Idle)
		defer cancel()
	}
	err = w.send(ctx, j.resultSubject(), j.objectStore(), t.key, t.key+"-result", body)
	switch {
	case errors.Is(err, jetstream.ErrNoStreamResponse), errors.Is(err, jetstream.ErrStreamNotFound), errors.Is(err, jetstream.ErrBucketNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("%s: send the result of %s: %w", w.url, t.request.Path, err)
	}
	t.message.Ack() // where it does not arrive, the work is done twice
	return nil
}

// keepAlive says, again and again until it is stopped, that messages are worked on.
func keepAlive(ctx context.Context, messages []jetstream.Msg, interval time.Duration) (stop func()) {
	ctx, stop = context.WithCancel(ctx)
	go func() {
		for {
			sleep(ctx, interval)
			if ctx.Err() != nil {
				return
			}
			for _, m := range messages {
				if err := m.InProgress(); err != nil && !errors.Is(err, jetstream.ErrMsgAlreadyAckd) && !errors.Is(err, nats.ErrConnectionClosed) {
					break // the server is away: it is told with the next tick
				}
			}
		}
	}()
	return stop
}

// release gives work back, for another worker: not before what this one still asks
// for has run out.
func release(messages []jetstream.Msg) {
	for _, m := range messages {
		m.NakWithDelay(2 * pause) // one that is done says so and stays done
	}
}
