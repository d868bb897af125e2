// Package sandbox runs one program that nobody has read, such as a translation
// that a model wrote, and its compiler.
//
// A command and its files go in; its exit, its output and the files that it left
// in the folder "out" come back:
//
//	box, err := sandbox.New(sandbox.Options{})
//	result, err := box.Run(ctx, sandbox.Command{
//		Arguments: []string{"/usr/bin/python3", "main.py"},
//		Files:     map[string][]byte{"main.py": source},
//		Limits:    sandbox.Limits{Wall: 10 * time.Second, Memory: 512 << 20},
//	})
//
// Every command has a folder to itself, which is gone when it has ended, and so
// is every process that it started. What else it can't do depends on the Level:
//
//	isolated   namespaces for users, mounts, processes, network, IPC and host
//	           name; a private root that shows nothing but the tool chains, read
//	           only; a work folder in memory of bounded size; landlock; seccomp;
//	           resource limits
//	contained  landlock (nothing but the tool chains can be read, nothing but the
//	           work folder written), seccomp (no sockets), resource limits; as root
//	           another user. Other processes can be seen in /proc, not signalled
//	limited    resource limits only
//	off        a time limit only
//
// A level that the machine can't give is an *UnavailableError, never a weaker
// level. No level is a defence against an error in the kernel.
//
// The sandbox's own process is this binary run again: init_linux.c takes over
// before main, so a program that imports the package needs to do nothing for it.
package sandbox
