//go:build amd64 && !noasm

package kernels

import "runtime"

func detect() features { return features{} }

// pause waits a moment in a spinning loop.
func pause() { runtime.Gosched() }
