// Transcoder translates source code between Python, C++ and Java.
package main

import (
	"os"

	"transcoder/cmd/transcoder/internal/app"
)

func main() { os.Exit(app.Main(os.Args[1:], app.SystemStreams())) }
