package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestKilledWorkers converts a tree with two workers over NATS and kills them with
// SIGKILL at random moments, each time one of them, which another replaces; every
// fourth kill is the publisher's, with the server in it, which is then run again.
// Every file comes out once, with the bytes of one process.
// TRANSCODER_WORKER_KILLS sets how many kills there are (4 without it).
func TestKilledWorkers(t *testing.T) {
	kills := killCount(t, "TRANSCODER_WORKER_KILLS", 4)
	folder := t.TempDir()
	model, sources, want, took := killedTree(t, folder)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()

	start := func(args ...string) (*exec.Cmd, <-chan error, *bytes.Buffer) {
		cmd := exec.Command("transcoder", args...)
		var output bytes.Buffer
		cmd.Stdout, cmd.Stderr = &output, &output
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		return cmd, ended, &output
	}
	rng := rand.New(rand.NewPCG(8, 3))
	kill, round := 0, 0
	for ; kill < kills; round++ {
		begin, before := time.Now(), kill
		out := filepath.Join(folder, fmt.Sprint("out", round))
		converting := func() (*exec.Cmd, <-chan error, *bytes.Buffer) {
			return start("convert", sources, "--to", "cpp", "--out", out, "--model", model, "--quiet", "--beam", "2",
				"--nats-listen", address, "--ack-wait", "1s")
		}
		publisher, ended, said := converting()
		type worker struct {
			cmd   *exec.Cmd
			ended <-chan error
		}
		var workers [2]worker
		hire := func(i int) {
			// A worker that comes before the server ends at once: it is started again.
			cmd, ended, _ := start("worker", "--nats", "nats://"+address, "--model", model, "--quiet")
			workers[i] = worker{cmd, ended}
		}
		for i := range workers {
			hire(i)
		}
		for done := false; !done; {
			after := time.Duration(rng.Int64N(int64(took)))
			if kill >= kills || kill-before == 3 { // three kills to a conversion
				after = time.Hour
			}
			select {
			case err := <-ended:
				if err != nil {
					t.Fatalf("kill %d: %v\n%s", kill, err, said)
				}
				done = true
			case <-workers[0].ended:
				time.Sleep(took / 10)
				hire(0)
			case <-workers[1].ended:
				time.Sleep(took / 10)
				hire(1)
			case <-time.After(after):
				kill++
				if kill%4 == 0 {
					publisher.Process.Kill()
					<-ended
					publisher, ended, said = converting()
					break
				}
				i := rng.IntN(2)
				workers[i].cmd.Process.Kill()
				<-workers[i].ended
				hire(i)
			}
		}
		for i := range workers {
			workers[i].cmd.Process.Kill()
			<-workers[i].ended
		}
		converted(t, fmt.Sprintf("round %d, %d kills", round, kill), out, want)
		if kill == before { // the next is to come sooner
			took = min(took, time.Since(begin))
		}
	}
	t.Logf("%d kills in %d conversions", kill, round)
}
