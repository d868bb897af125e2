package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"transcoder/translate"
	"transcoder/translate/convert"
	"transcoder/translate/convert/queue"
)

// QueueOptions say where the NATS server is that convert and worker share.
type QueueOptions struct {
	URL           string
	Creds         string
	CA, Cert, Key string
}

func addQueueFlags(flags *pflag.FlagSet, o *QueueOptions, use string) {
	flags.StringVar(&o.URL, "nats", "", use)
	flags.StringVar(&o.Creds, "nats-creds", "", "`FILE` with the credentials of a NATS user")
	flags.StringVar(&o.CA, "nats-ca", "", "PEM `FILE` of the authority that vouches for the other side's certificate")
	flags.StringVar(&o.Cert, "nats-cert", "", "PEM `FILE` of this side's certificate")
	flags.StringVar(&o.Key, "nats-key", "", "PEM `FILE` of the key of --nats-cert")
}

func (o *QueueOptions) check() error {
	if (o.Cert == "") != (o.Key == "") {
		return usageErrorf("--nats-cert and --nats-key belong together")
	}
	for flag, name := range map[string]string{"nats-creds": o.Creds, "nats-ca": o.CA, "nats-cert": o.Cert, "nats-key": o.Key} {
		if name == "" {
			continue
		}
		if _, err := os.Stat(name); err != nil {
			return inputError(fmt.Errorf("--%s %s: %w", flag, name, reason(err)))
		}
	}
	return nil
}

func (o *QueueOptions) connect(io *IOStreams, server *queue.Server) (*queue.Connection, error) {
	return queue.Connect(queue.Options{
		URL: o.URL, Server: server, Creds: o.Creds, CA: o.CA, Cert: o.Cert, Key: o.Key,
		Notify: func(line string) { io.Messagef("%s", printable(line)) },
	})
}

// queueError gives the errors of package queue their exit codes.
func queueError(err error) error {
	var connect *queue.ConnectError
	var settings *queue.SettingsError
	var known *failure
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.As(err, &known):
		return err
	case errors.As(err, &connect):
		return inputError(err)
	case errors.As(err, &settings):
		return usageErrorf("%w", err)
	}
	return outputError(err)
}

// queueWindows is how many windows a publisher has under way: some for each of a
// hundred workers. They are 16 MiB of source.
const queueWindows = 256

func (o *ConvertOptions) windows() int {
	if o.Queue.URL != "" || o.Listen != "" {
		return queueWindows
	}
	return 0
}

// openQueue connects to the server, or starts one, and returns what has other
// machines translate.
func (o *ConvertOptions) openQueue() (translator convert.Translator, identity string, done func(), err error) {
	c, _, err := loadModel(o.Model, o.Embedded)
	if err != nil {
		return nil, "", nil, err
	}
	identity = o.model().identity(c.ID())
	job := queue.Job{
		Name: o.Out, Settings: queue.Settings{Identity: identity, Version: versionText()}, AckWait: o.AckWait, Replicas: o.Replicas,
	}
	shard, err := o.shard()
	if err != nil {
		return nil, "", nil, err
	}
	if job.ID, err = jobID(o.Out, shard); err != nil {
		return nil, "", nil, err
	}
	var closing []func()
	done = func() {
		for i := len(closing) - 1; i >= 0; i-- {
			closing[i]()
		}
	}
	var server *queue.Server
	if o.Listen != "" {
		folder, err := os.MkdirTemp("", "transcoder-queue-")
		if err != nil {
			return nil, "", nil, outputError(err)
		}
		closing = append(closing, func() { os.RemoveAll(folder) })
		server, err = queue.NewServer(queue.ServerOptions{Address: o.Listen, Folder: folder, CA: o.Queue.CA, Cert: o.Queue.Cert, Key: o.Queue.Key})
		if err != nil {
			done()
			return nil, "", nil, usageErrorf("--nats-listen: %w", err)
		}
		closing = append(closing, server.Close)
		o.IO.Messagef("workers: transcoder worker --nats %s", server.URL())
	}
	connection, err := o.Queue.connect(o.IO, server)
	if err != nil {
		done()
		return nil, "", nil, queueError(err)
	}
	publisher := connection.Publish(job)
	closing = append(closing, connection.Close, publisher.Close)
	return coded{publisher}, identity, done, nil
}

// coded gives a publisher's errors their exit codes.
type coded struct{ *queue.Publisher }

// TranslateAll implements convert.Translator.
func (c coded) TranslateAll(ctx context.Context, requests []translate.Request) ([]translate.Outcome, error) {
	outcomes, err := c.Publisher.TranslateAll(ctx, requests)
	return outcomes, queueError(err)
}

// jobFile holds a number that an output folder is known by on a NATS server.
const jobFile = "job"

// jobID returns the name of a conversion on a NATS server: the same for every run of
// a folder's shard, so that a run takes over what a killed one left there, and
// another for a copy of the folder.
func jobID(out string, shard convert.Shard) (string, error) {
	name := filepath.Join(out, convert.Folder, jobFile)
	fail := func(err error) error { return outputError(fmt.Errorf("write %s: %w", name, reason(err))) }
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return "", fail(err)
	}
	number, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		number = []byte(rand.Text())
		err = writeOutput(name, number)
	}
	if err != nil {
		return "", fail(err)
	}
	path, err := filepath.Abs(out)
	if err != nil {
		return "", fail(err)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s", number, path, shard))
	return hex.EncodeToString(sum[:8]), nil
}
