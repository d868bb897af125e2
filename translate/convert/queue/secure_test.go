package queue

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"
)

// authority makes certificates.
type authority struct {
	t      *testing.T
	folder string
	number int64
	cert   *x509.Certificate
	key    *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, folder: t.TempDir()}
	a.issue("ca")
	return a
}

// issue writes NAME.pem and NAME.key. The first certificate is the authority's own.
func (a *authority) issue(name string) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	a.number++
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(a.number), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:    x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if a.cert == nil {
		cert.IsCA, cert.BasicConstraintsValid, cert.KeyUsage = true, true, x509.KeyUsageCertSign
		a.cert, a.key = cert, key
	}
	data, err := x509.CreateCertificate(rand.Reader, cert, a.cert, &key.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	a.write(name+".pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: data}))
	a.write(name+".key", pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret}))
}

func (a *authority) path(name string) string { return filepath.Join(a.folder, name) }

func (a *authority) write(name string, data []byte) {
	a.t.Helper()
	if err := os.WriteFile(a.path(name), data, 0o600); err != nil {
		a.t.Fatal(err)
	}
}

// converse has a worker translate for a publisher, each on its own connection.
func converse(t *testing.T, publisher, worker Options) {
	t.Helper()
	var c [2]*Connection
	for i, o := range []Options{publisher, worker} {
		var err error
		if c[i], err = Connect(o); err != nil {
			t.Fatal(err)
		}
		defer c[i].Close()
	}
	end := work(t, c[1], &parrot{}, settings)
	p := c[0].Publish(Job{ID: "job", Settings: settings})
	all := requests(3)
	got, err := p.TranslateAll(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	check(t, got, all)
	p.Close()
	if err := end(); err != nil {
		t.Error(err)
	}
}

// TestClientCertificates has a server of this process that lets in only those with a
// certificate.
func TestClientCertificates(t *testing.T) {
	a := newAuthority(t)
	a.issue("server")
	a.issue("worker")
	s, err := NewServer(ServerOptions{
		Address: "127.0.0.1:0", Folder: t.TempDir(), CA: a.path("ca.pem"), Cert: a.path("server.pem"), Key: a.path("server.key"),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	converse(t, Options{Server: s}, Options{URL: s.URL(), CA: a.path("ca.pem"), Cert: a.path("worker.pem"), Key: a.path("worker.key")})
	for reason, o := range map[string]Options{
		"without a certificate":     {URL: s.URL(), CA: a.path("ca.pem")},
		"without the authority's":   {URL: s.URL(), Cert: a.path("worker.pem"), Key: a.path("worker.key")},
		"with a key that is not it": {URL: s.URL(), CA: a.path("ca.pem"), Cert: a.path("worker.pem"), Key: a.path("server.key")},
	} {
		if c, err := Connect(o); err == nil {
			c.Close()
			t.Errorf("%s: it is let in", reason)
		}
	}
}

// TestDeployment starts a server with the configuration that docs/machines.md names,
// its certificates and accounts made here, and converses through it.
func TestDeployment(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "deploy", "nats.conf"))
	if err != nil {
		t.Fatal(err)
	}
	a := newAuthority(t)
	a.issue("server")
	accounts, creds := credentials(t)
	a.write("accounts.conf", accounts)
	a.write("worker.creds", creds)
	conf := strings.NewReplacer("/etc/nats", a.folder, "/var/lib/nats", a.folder, "0.0.0.0:4222", "127.0.0.1:-1").Replace(string(text))
	a.write("nats.conf", []byte(conf))
	options, err := server.ProcessConfigFile(a.path("nats.conf"))
	if err != nil {
		t.Fatal(err)
	}
	options.NoSigs = true
	s, err := server.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer func() {
		s.Shutdown()
		s.WaitForShutdown()
	}()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server does not start")
	}
	url := "tls://" + s.Addr().String()
	with := Options{URL: url, CA: a.path("ca.pem"), Creds: a.path("worker.creds")}
	converse(t, with, with)
	if c, err := Connect(Options{URL: url, CA: a.path("ca.pem")}); err == nil {
		c.Close()
		t.Error("without credentials: it is let in")
	}
}

// credentials makes what nsc would: the accounts of a server's configuration, and
// the credentials of a user of one.
func credentials(t *testing.T) (accounts, user []byte) {
	t.Helper()
	pair := func(prefix nkeys.PrefixByte) (nkeys.KeyPair, string) {
		k, err := nkeys.CreatePair(prefix)
		if err != nil {
			t.Fatal(err)
		}
		public, err := k.PublicKey()
		if err != nil {
			t.Fatal(err)
		}
		return k, public
	}
	sign := func(claims jwt.Claims, by nkeys.KeyPair) string {
		token, err := claims.Encode(by)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	operator, operatorID := pair(nkeys.PrefixByteOperator)
	_, systemID := pair(nkeys.PrefixByteAccount)
	account, accountID := pair(nkeys.PrefixByteAccount)
	userPair, userID := pair(nkeys.PrefixByteUser)
	claims := jwt.NewAccountClaims(accountID)
	claims.Limits.JetStreamLimits = jwt.JetStreamLimits{DiskStorage: 1 << 30, Streams: -1, Consumer: -1}
	text := "operator: " + sign(jwt.NewOperatorClaims(operatorID), operator) + "\nsystem_account: " + systemID +
		"\nresolver: MEMORY\nresolver_preload: {\n" +
		systemID + ": " + sign(jwt.NewAccountClaims(systemID), operator) + "\n" +
		accountID + ": " + sign(claims, operator) + "\n}\n"
	seed, err := userPair.Seed()
	if err != nil {
		t.Fatal(err)
	}
	user, err = jwt.FormatUserConfig(sign(jwt.NewUserClaims(userID), account), seed)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(text), user
}
