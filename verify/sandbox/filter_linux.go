package sandbox

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"strings"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// denied are system calls that no compiler, interpreter or program under test
// has a use for. They fail with EPERM, so that a program that tries its luck goes
// on. socket is among them whatever its family: kernels before 6.15 can't keep a
// program from UDP, MPTCP or a path's Unix socket by landlock.
const denied = `socket bind listen accept accept4 connect
mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr swapon swapoff
unshare setns ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_open pidfd_getfd pidfd_send_signal
bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
add_key request_key keyctl kexec_load kexec_file_load init_module finit_module delete_module reboot
acct quotactl syslog sethostname setdomainname iopl ioperm vhangup lookup_dcookie
settimeofday clock_settime clock_adjtime adjtimex name_to_handle_at open_by_handle_at fanotify_init
mknod mknodat nfsservctl personality migrate_pages move_pages mbind set_mempolicy
chown fchown lchown fchownat setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr`

// deniedOfHost are denied beside them where the program sees the host's files:
// landlock does not know a file's mode and times. A linker that can't make its
// output executable goes on, and files of a command are executable.
const deniedOfHost = ` chmod fchmod fchmodat fchmodat2 utime utimes futimesat utimensat`

// newNamespaces are the flags of clone that make namespaces.
const newNamespaces = unix.CLONE_NEWUSER | unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET |
	unix.CLONE_NEWIPC | unix.CLONE_NEWUTS | unix.CLONE_NEWCGROUP

// filter returns a level's seccomp program as the kernel takes it: 8 bytes an
// instruction.
func filter(level Level) ([]byte, error) {
	info, err := arch.GetInfo("")
	if err != nil {
		return nil, fmt.Errorf("seccomp on %s: %w", runtime.GOARCH, err)
	}
	list := denied
	if level != Isolated {
		list += deniedOfHost
	}
	var names []string
	for name := range strings.FieldsSeq(list) {
		if _, ok := info.SyscallNames[name]; ok {
			names = append(names, name)
		}
	}
	var clones []seccomp.NameWithConditions
	for bit := 1; bit <= newNamespaces; bit <<= 1 {
		if bit&newNamespaces != 0 {
			clones = append(clones, seccomp.NameWithConditions{Name: "clone",
				Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.BitsSet, Value: uint64(bit)}}})
		}
	}
	policy := seccomp.Policy{
		DefaultAction: seccomp.ActionAllow,
		Syscalls: []seccomp.SyscallGroup{
			{Names: names, Action: seccomp.ActionErrno | seccomp.Action(unix.EPERM)},
			{NamesWithCondtions: clones, Action: seccomp.ActionErrno | seccomp.Action(unix.EPERM)},
			// clone3's flags lie in memory, where a filter can't look: the C library
			// falls back to clone.
			{Names: []string{"clone3"}, Action: seccomp.ActionErrno | seccomp.Action(unix.ENOSYS)},
		},
	}
	instructions, err := policy.Assemble()
	if err != nil {
		return nil, fmt.Errorf("seccomp: %w", err)
	}
	// The assembler lets calls of another architecture (i386's on x86-64) go by the
	// default action, which allows here. They end the program instead.
	head := []bpf.Instruction{
		bpf.LoadAbsolute{Off: 4, Size: 4}, // seccomp_data.arch
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(info.ID), SkipTrue: 1},
		bpf.RetConstant{Val: uint32(seccomp.ActionKillProcess)},
	}
	raw, err := bpf.Assemble(append(head, instructions...))
	if err != nil {
		return nil, fmt.Errorf("seccomp: %w", err)
	}
	var program []byte
	for _, i := range raw {
		program = binary.NativeEndian.AppendUint16(program, i.Op)
		program = append(program, i.Jt, i.Jf)
		program = binary.NativeEndian.AppendUint32(program, i.K)
	}
	return program, nil
}
