package verify

import "golang.org/x/sys/unix"

// signalName names a signal, such as SIGSEGV.
func signalName(number int) string { return unix.SignalName(unix.Signal(number)) }
