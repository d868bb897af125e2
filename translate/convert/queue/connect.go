package queue

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Options say where the server is and who asks.
type Options struct {
	URL string // nats://host:4222 or tls://host:4222; several, of one cluster, with commas between

	// Server is one in this process, instead of URL.
	Server *Server

	Creds string // file with a user's JWT and key; "" for none

	// PEM files: CA is who vouches for the server, "" for those that the system
	// trusts; Cert and Key are this client's own, where the server asks for one.
	CA, Cert, Key string

	// Notify hears what happens to the connection and the work, a line at a time. It
	// may be nil.
	Notify func(line string)
}

// ConnectError is a server that can't be reached, or does not let us in.
type ConnectError struct {
	URL string // without its password
	Err error
}

func (e *ConnectError) Error() string { return e.URL + ": " + e.Err.Error() }
func (e *ConnectError) Unwrap() error { return e.Err }

// Connection is one to a server. A server that goes away is waited for.
type Connection struct {
	options Options
	nats    *nats.Conn
	js      jetstream.JetStream
	url     string // without its password
}

// Connect connects to a server, and fails at once where there is none.
func Connect(o Options) (*Connection, error) {
	c := &Connection{options: o, url: public(o.URL)}
	if o.Server != nil {
		c.url = o.Server.URL()
	}
	if c.options.Notify == nil {
		c.options.Notify = func(string) {}
	}
	options := []nats.Option{
		nats.Name("transcoder"), nats.MaxReconnects(-1), nats.ReconnectWait(time.Second),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil { // nil: we ended it
				c.notifyf("%s: the connection is lost (%v); trying again", c.url, err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { c.notifyf("%s: connected again", c.url) }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { c.notifyf("%s: %v", c.url, err) }),
	}
	switch {
	case o.Server != nil:
		options = append(options, nats.InProcessServer(o.Server.server))
	default:
		if o.CA != "" {
			options = append(options, nats.RootCAs(o.CA))
		}
		if o.Cert != "" || o.Key != "" {
			options = append(options, nats.ClientCert(o.Cert, o.Key))
		}
	}
	if o.Creds != "" {
		options = append(options, nats.UserCredentials(o.Creds))
	}
	var err error
	if c.nats, err = nats.Connect(o.URL, options...); err != nil {
		return nil, &ConnectError{c.url, err}
	}
	if c.js, err = jetstream.New(c.nats); err != nil {
		c.Close()
		return nil, &ConnectError{c.url, err}
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := c.js.AccountInfo(ctx); err != nil {
		c.Close()
		return nil, &ConnectError{c.url, err}
	}
	return c, nil
}

// Close ends the connection.
func (c *Connection) Close() { c.nats.Close() }

func (c *Connection) notifyf(format string, args ...any) {
	c.options.Notify(fmt.Sprintf(format, args...))
}

// public takes user and password off URLs.
func public(urls string) string {
	all := strings.Split(urls, ",")
	for i, text := range all {
		if u, err := url.Parse(strings.TrimSpace(text)); err == nil && u.User != nil {
			u.User = nil
			all[i] = u.String()
		}
	}
	return strings.Join(all, ",")
}

// patience is how long an answer of the server is waited for before it is asked
// again.
const patience = 5 * time.Second

// insist calls ask until the server answers, be it with an error: one that is being
// started anew is waited for. What is asked must do no harm when it is done twice.
func insist[T any](ctx context.Context, ask func(context.Context) (T, error)) (T, error) {
	for {
		answer, err := try(ctx, ask)
		switch {
		case ctx.Err() != nil:
			return answer, ctx.Err()
		case !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, nats.ErrTimeout) && !errors.Is(err, nats.ErrNoResponders) &&
			!errors.Is(err, nats.ErrReconnectBufExceeded) && !errors.Is(err, nats.ErrDisconnected):
			return answer, err
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second / 2):
		}
	}
}

func try[T any](ctx context.Context, ask func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return ask(ctx)
}
