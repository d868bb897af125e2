package queue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"transcoder/translate"
)

// Job is a conversion as the server knows it.
type Job struct {
	// ID is letters, digits and hyphens. A conversion that goes on after its publisher
	// was killed has the ID that it had, so that what is left of it is found.
	ID string

	Name     string // for people
	Settings Settings

	// AckWait is how long a worker may be silent before its work goes to another; 0
	// means DefaultAckWait.
	AckWait time.Duration

	// Replicas is how many servers of a cluster keep the work; 0 means 1.
	Replicas int
}

// DefaultAckWait is well above what a worker needs to say that it is alive, which it
// does three times as often.
const DefaultAckWait = 30 * time.Second

// What a stream of work says of its job.
const (
	nameKey     = "transcoder.name"
	identityKey = "transcoder.identity"
	versionKey  = "transcoder.version"
)

// Publisher has requests translated by the workers of a server. It is a
// convert.Translator.
type Publisher struct {
	*Connection
	job Job

	start   sync.Once
	started error
	results jetstream.ConsumeContext
	stop    context.CancelFunc

	mu      sync.Mutex
	waiting map[string][]chan<- translate.Outcome // by key
	early   map[string]translate.Outcome          // results of a killed publisher's work that nobody has asked for yet
	last    uint64                                // number of the last of those
	taken   bool                                  // a result has come
}

// Publish returns a publisher of a job. The server learns of the job with its first
// request, and forgets it when the Publisher is closed.
func (c *Connection) Publish(job Job) *Publisher {
	job.AckWait = cmp.Or(job.AckWait, DefaultAckWait)
	job.Replicas = cmp.Or(job.Replicas, 1)
	return &Publisher{Connection: c, job: job, waiting: map[string][]chan<- translate.Outcome{}, early: map[string]translate.Outcome{}}
}

// TranslateAll implements convert.Translator. It waits for workers as long as ctx
// lets it.
func (p *Publisher) TranslateAll(ctx context.Context, requests []translate.Request) ([]translate.Outcome, error) {
	p.start.Do(func() { p.started = p.open(ctx) })
	if p.started != nil {
		return nil, fmt.Errorf("%s: %w", p.url, p.started)
	}
	arrivals := make([]chan translate.Outcome, len(requests))
	for i, r := range requests {
		body, key, err := encodeRequest(r)
		if err != nil {
			return nil, err
		}
		arrivals[i] = make(chan translate.Outcome, 1)
		if !p.expect(key, arrivals[i]) {
			continue
		}
		if err := p.send(ctx, p.job.workSubject(), p.job.objectStore(), key, key+"-work", body); err != nil {
			return nil, fmt.Errorf("%s: publish %s: %w", p.url, r.Path, err)
		}
	}
	outcomes := make([]translate.Outcome, len(requests))
	for i := range requests {
		select {
		case outcomes[i] = <-arrivals[i]:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return outcomes, nil
}

// expect notes who waits for a key. It reports whether the work is to be published:
// nobody has asked for it yet, and its result is not there already.
func (p *Publisher) expect(key string, arrival chan translate.Outcome) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if o, ok := p.early[key]; ok {
		delete(p.early, key)
		arrival <- o
		return false
	}
	p.waiting[key] = append(p.waiting[key], arrival)
	return len(p.waiting[key]) == 1
}

// open makes the job on the server, or takes over what a killed publisher left of
// it: its work is published anew, its results count.
func (p *Publisher) open(ctx context.Context) error {
	j := p.job
	storage := jetstream.FileStorage
	if p.options.Server != nil { // which ends with its publisher
		storage = jetstream.MemoryStorage
	}
	metadata := map[string]string{nameKey: j.Name, identityKey: j.Settings.Identity, versionKey: j.Settings.Version}
	stream := func(name, subject string) (jetstream.Stream, error) {
		return insist(ctx, func(ctx context.Context) (jetstream.Stream, error) {
			return p.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
				Name: name, Subjects: []string{subject}, Retention: jetstream.WorkQueuePolicy, Storage: storage, Replicas: j.Replicas, Metadata: metadata,
			})
		})
	}
	results, err := stream(j.resultStream(), j.resultSubject())
	if err != nil {
		return err
	}
	if _, err := insist(ctx, func(ctx context.Context) (jetstream.ObjectStore, error) {
		return p.js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: j.objectStore(), Storage: storage, Replicas: j.Replicas})
	}); err != nil {
		return err
	}
	p.last = results.CachedInfo().State.LastSeq
	// Made anew, so that it delivers at once what the killed publisher had been given.
	if err := results.DeleteConsumer(ctx, publisherConsumer); err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return err
	}
	consumer, err := insist(ctx, func(ctx context.Context) (jetstream.Consumer, error) {
		return results.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{Durable: publisherConsumer, AckPolicy: jetstream.AckExplicitPolicy})
	})
	if err != nil {
		return err
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	p.stop = stop
	if p.results, err = consumer.Consume(func(m jetstream.Msg) { p.take(background, m) }); err != nil {
		return err
	}
	// The stream of work comes last: it is what workers look for.
	work, err := stream(j.workStream(), j.workSubject())
	if err != nil {
		return err
	}
	if err := work.Purge(ctx); err != nil {
		return err
	}
	workers, err := insist(ctx, func(ctx context.Context) (jetstream.Consumer, error) {
		return work.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
			Durable: workersConsumer, AckPolicy: jetstream.AckExplicitPolicy, AckWait: j.AckWait, MaxDeliver: -1, MaxAckPending: -1,
		})
	})
	if err != nil {
		return err
	}
	go p.remind(background, workers)
	return nil
}

// take hands a result to those who wait for it. The acknowledgment takes it off the
// server: a publisher that is killed before the journal has it asks for it again.
func (p *Publisher) take(ctx context.Context, m jetstream.Msg) {
	key, body, err := p.receive(ctx, p.job.objectStore(), m)
	var packed outcome
	if err == nil {
		err = json.Unmarshal(body, &packed)
	}
	switch {
	case ctx.Err() != nil:
		return
	case err != nil: // whoever waits for it must not do so for ever
		packed = outcome{Error: "the result can't be read: " + err.Error()}
	}
	number := uint64(0)
	if about, err := m.Metadata(); err == nil {
		number = about.Sequence.Stream
	}
	o := packed.unpack()
	p.mu.Lock()
	all := p.waiting[key]
	delete(p.waiting, key)
	if len(all) == 0 && err == nil && number <= p.last {
		p.early[key] = o
	}
	p.taken = true
	p.mu.Unlock()
	for _, arrival := range all {
		arrival <- o
	}
	m.Ack()
}

// remind says, once, that no worker takes the work.
func (p *Publisher) remind(ctx context.Context, workers jetstream.Consumer) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(reminder):
		}
		p.mu.Lock()
		taken := p.taken
		p.mu.Unlock()
		if taken {
			return
		}
		info, err := workers.Info(ctx)
		if err == nil && info.NumWaiting == 0 && info.NumAckPending == 0 {
			p.notifyf("no worker has taken work from %s yet", p.url)
			return
		}
	}
}

// reminder is how long a publisher waits for its first worker before it says so.
const reminder = 10 * time.Second

// Close removes the job from the server.
func (p *Publisher) Close() {
	if p.results == nil {
		return
	}
	p.results.Stop()
	p.stop()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	// Errors are the server's, which may be gone: what is left is taken over by the
	// job's next publisher.
	p.js.DeleteStream(ctx, p.job.workStream())
	p.js.DeleteStream(ctx, p.job.resultStream())
	p.js.DeleteObjectStore(ctx, p.job.objectStore())
}
