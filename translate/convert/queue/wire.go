package queue

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"transcoder/translate"
)

// Settings are what translations depend on beside their requests. Publisher and
// workers must have the same.
type Settings struct {
	Identity string // the model, and how the verifier is set
	Version  string // of the program
}

// The names of what a job has on the server, by its ID.
const subjects = "transcoder."

func (j Job) workSubject() string   { return subjects + j.ID + ".work" }
func (j Job) resultSubject() string { return subjects + j.ID + ".result" }
func (j Job) workStream() string    { return "transcoder-" + j.ID + "-work" }
func (j Job) resultStream() string  { return "transcoder-" + j.ID + "-result" }
func (j Job) objectStore() string   { return "transcoder-" + j.ID }

// anyWork are the subjects of the work of all jobs.
const anyWork = subjects + "*.work"

// The consumers of the two streams.
const (
	workersConsumer   = "workers"
	publisherConsumer = "publisher"
)

// Headers of messages.
const (
	keyHeader    = "Transcoder-Key"
	objectHeader = "Transcoder-Object" // the name in the object store, where the body is there
)

// outcome is a translate.Outcome as it travels: what records and outputs are made
// of.
type outcome struct {
	Error       string                 `json:"error,omitempty"`
	Code        string                 `json:"code,omitempty"`
	Functions   []translate.Function   `json:"functions,omitempty"`
	Diagnostics []translate.Diagnostic `json:"diagnostics,omitempty"`
}

// pack takes off what a conversion does not ask for: tokens and lines, most of the
// bytes.
func pack(o translate.Outcome) outcome {
	if o.Err != nil {
		return outcome{Error: o.Err.Error()}
	}
	packed := outcome{Code: o.Result.Code, Diagnostics: o.Result.Diagnostics}
	for _, fn := range o.Result.Functions {
		hypotheses := fn.Hypotheses
		fn.Hypotheses = nil
		for _, h := range hypotheses {
			h.Tokens, h.Lines = nil, nil
			if h.Check != nil {
				check := *h.Check
				check.Detail = nil
				h.Check = &check
			}
			fn.Hypotheses = append(fn.Hypotheses, h)
		}
		packed.Functions = append(packed.Functions, fn)
	}
	return packed
}

func (o outcome) unpack() translate.Outcome {
	if o.Error != "" {
		return translate.Outcome{Err: errors.New(o.Error)}
	}
	return translate.Outcome{Result: &translate.Result{Code: o.Code, Functions: o.Functions, Diagnostics: o.Diagnostics}}
}

// encodeRequest returns the body of a request and its key.
func encodeRequest(r translate.Request) (body []byte, key string, err error) {
	if body, err = json.Marshal(r); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(body)
	return body, hex.EncodeToString(sum[:16]), nil
}

// headerRoom is what headers and protocol take of a message at most.
const headerRoom = 4 << 10

// send publishes a message, whose body goes through the object store where it is
// larger than the server takes. It stays there until the job is removed. Messages
// have no Nats-Msg-Id: the server would drop the result of a key that is asked for a
// second time, as after a publisher was killed.
func (c *Connection) send(ctx context.Context, subject, store, key, name string, body []byte) error {
	message := nats.NewMsg(subject)
	message.Header.Set(keyHeader, key)
	message.Data = body
	if int64(len(body)) > c.nats.MaxPayload()-headerRoom {
		_, err := insist(ctx, func(ctx context.Context) (*jetstream.ObjectInfo, error) {
			objects, err := c.js.ObjectStore(ctx, store)
			if err != nil {
				return nil, err
			}
			return objects.PutBytes(ctx, name, body)
		})
		if err != nil {
			return err
		}
		message.Header.Set(objectHeader, name)
		message.Data = nil
	}
	_, err := insist(ctx, func(ctx context.Context) (*jetstream.PubAck, error) {
		return c.js.PublishMsg(ctx, message)
	})
	return err
}

// receive returns key and body of a message; the key also where there is no body.
func (c *Connection) receive(ctx context.Context, store string, message jetstream.Msg) (key string, body []byte, err error) {
	key, name := message.Headers().Get(keyHeader), message.Headers().Get(objectHeader)
	if key == "" {
		return "", nil, fmt.Errorf("a message on %s has no %s", message.Subject(), keyHeader)
	}
	if name == "" {
		return key, message.Data(), nil
	}
	body, err = insist(ctx, func(ctx context.Context) ([]byte, error) {
		objects, err := c.js.ObjectStore(ctx, store)
		if err != nil {
			return nil, err
		}
		return objects.GetBytes(ctx, name)
	})
	return key, body, err
}
