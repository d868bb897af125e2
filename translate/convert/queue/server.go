package queue

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// ServerOptions say how a server in this process listens.
type ServerOptions struct {
	Address string // HOST:PORT; port 0 takes a free one
	Folder  string // where it keeps what is under way

	// PEM files, or "": with Cert and Key the server speaks TLS, and with CA it lets
	// in only clients whose certificates that one vouches for.
	CA, Cert, Key string
}

// Server is a NATS server in this process, with JetStream, for tests and for
// conversions on a few machines.
type Server struct {
	server *server.Server
	scheme string
}

// NewServer starts a server. Close ends it.
func NewServer(o ServerOptions) (*Server, error) {
	host, text, err := net.SplitHostPort(o.Address)
	if err != nil {
		return nil, &ConnectError{o.Address, err}
	}
	port, err := strconv.Atoi(text)
	if err != nil || port < 0 || port > 65535 {
		return nil, &ConnectError{o.Address, fmt.Errorf("port %q, expected a number up to 65535", text)}
	}
	if port == 0 {
		port = server.RANDOM_PORT
	}
	options := &server.Options{
		Host: host, Port: port, JetStream: true, StoreDir: o.Folder, NoSigs: true,
		ServerName: "transcoder", DisableJetStreamBanner: true,
	}
	scheme := "nats"
	if o.Cert != "" || o.Key != "" || o.CA != "" {
		scheme = "tls"
		if o.Cert == "" || o.Key == "" {
			return nil, &ConnectError{o.Address, errors.New("a server with TLS needs both a certificate and its key")}
		}
		options.TLSTimeout = 5
		options.TLSVerify = o.CA != ""
		options.TLSConfig, err = server.GenTLSConfig(&server.TLSConfigOpts{CertFile: o.Cert, KeyFile: o.Key, CaFile: o.CA, Verify: o.CA != ""})
		if err != nil {
			return nil, &ConnectError{o.Address, err}
		}
	}
	s, err := server.NewServer(options)
	if err != nil {
		return nil, &ConnectError{o.Address, err}
	}
	var log complaints
	s.SetLoggerV2(&log, false, false, false)
	s.Start()
	for begin := time.Now(); !s.ReadyForConnections(100 * time.Millisecond); {
		if reason := log.fatal(); reason != "" || time.Since(begin) > 10*time.Second {
			s.Shutdown()
			return nil, &ConnectError{o.Address, errors.New(cmp.Or(reason, "the server does not start"))}
		}
	}
	return &Server{s, scheme}, nil
}

// complaints is a log that keeps why a server did not start, and nothing else.
type complaints struct {
	mu   sync.Mutex
	last string
}

func (c *complaints) fatal() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// Fatalf implements server.Logger.
func (c *complaints) Fatalf(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = fmt.Sprintf(format, args...)
}

// The other methods of server.Logger.
func (*complaints) Errorf(string, ...any)  {}
func (*complaints) Warnf(string, ...any)   {}
func (*complaints) Noticef(string, ...any) {}
func (*complaints) Debugf(string, ...any)  {}
func (*complaints) Tracef(string, ...any)  {}

// URL is what clients on this machine reach the server by.
func (s *Server) URL() string {
	return fmt.Sprintf("%s://%s", s.scheme, s.server.Addr())
}

// Close ends the server.
func (s *Server) Close() {
	s.server.Shutdown()
	s.server.WaitForShutdown()
}
