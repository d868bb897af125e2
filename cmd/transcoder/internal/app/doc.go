// Package app is the command line: one file a command, and the wiring of the
// packages that do the work.
//
// A command is an options struct, a constructor NewCmdX that fills it from flags
// and arguments, and xRun, which does the work with the options alone and can be
// tested without a command line. What fails is returned as an error; exit.go
// alone decides what it prints and with which code the process ends.
//
//	os.Exit(app.Main(os.Args[1:], app.SystemStreams()))
package app
