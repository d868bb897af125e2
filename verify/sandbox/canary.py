# What a hostile program would try. The first argument names the attempt; the
# program prints REACHED and what it got hold of, or nothing.
import os, socket, sys, time

attempt, arguments = sys.argv[1], sys.argv[2:]


def reached(what):
    print("REACHED", what, flush=True)


def attempt_read(secret):
    places = [secret, "/etc/passwd", "/etc/shadow", "/etc/hostname", "/proc/1/environ", "/proc/%d/environ" % os.getppid(), "/sys/kernel/notes", "/dev/kmsg"]
    for path in places + ["/proc/1/root" + secret, "/proc/self/root/.." + secret]:
        try:
            with open(path, "rb") as f:
                if f.read(16):
                    reached(path)
        except OSError:
            pass


def attempt_write(folder):
    for path in [folder, "/usr", "/etc", "/", "/var/tmp", "/dev", "/dev/shm", "/proc/sys/kernel", os.path.dirname(sys.executable)]:
        name = os.path.join(path, "transcoder-canary")
        for write in (lambda: open(name, "w").close(), lambda: os.mkdir(name), lambda: os.symlink("/", name)):
            try:
                write()
                reached(name)
            except OSError:
                pass
    for change in (lambda: os.chmod(folder, 0o700), lambda: os.utime(folder), lambda: os.rename(folder, folder + "x"), lambda: os.truncate(sys.executable, 0)):
        try:
            change()
            reached(folder)
        except OSError:
            pass


def attempt_tcp(port):
    for protocol in (0, 262):  # 262 is MPTCP, which landlock lets through
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol) as s:
                s.settimeout(2)
                s.connect(("127.0.0.1", int(port)))
                reached("TCP port, protocol %d" % protocol)
        except OSError:
            pass


def attempt_udp(port):
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.sendto(b"canary", ("127.0.0.1", int(port)))
    except OSError:
        pass  # whether it arrived is for the other end to say


def attempt_unix(path):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            with socket.socket(socket.AF_UNIX, kind) as s:
                s.connect(path)
                reached(path)
        except OSError:
            pass


def attempt_signal(pid):
    for target in (int(pid), os.getppid()):
        try:
            if target > 1:
                os.kill(target, 0)
                reached("process %d" % target)
        except OSError:
            pass


def attempt_fork():
    while True:
        try:
            os.fork()
        except OSError:
            time.sleep(0.01)


def fork():
    while True:
        try:
            return os.fork()
        except BlockingIOError:  # at contained, the fork bomb beside it has taken the user's share
            time.sleep(0.01)


def attempt_survive():
    if fork() == 0:
        os.setsid()
        if fork() == 0:
            time.sleep(600)
    time.sleep(600)


def attempt_memory():
    blocks = []
    while True:
        try:
            blocks.append(bytearray(8 << 20))
        except MemoryError:
            sys.exit(1)


def attempt_memory_of_many():
    children = 0
    while children < 64:
        try:
            if os.fork() == 0:
                break
            children += 1
        except OSError:
            break
    block = bytearray(32 << 20)
    time.sleep(600)


def attempt_disk():
    for number in range(64):
        try:
            with open("out/%d" % number, "wb") as f:
                for _ in range(32):
                    f.write(bytes(1 << 20))
                    f.flush()
        except OSError:
            pass
    time.sleep(5)


def attempt_output():
    while True:
        os.write(1, b"x" * 65536)


globals()["attempt_" + attempt](*arguments)
