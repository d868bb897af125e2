// The sandbox's own process, in C and before the Go runtime starts.
//
// A sandbox is this binary run again under the name INIT_NAME: the constructor
// below takes over before Go's threads exist. That has three reasons. What is
// done between fork and exec (limits, credentials, landlock, seccomp) applies to
// one thread and can't be done by Go code after a fork. A process that has
// threads can't enter some namespaces. And it starts in a millisecond, where the
// initialisation of a large Go program's packages costs more than many a run.
//
//	Go process                     supervisor (this file)            program
//	clone, new namespaces ------>  read the order from fd 3
//	                               private root, work folder
//	                               fork ---------------------------> limits, credentials,
//	                               wait, watch memory, CPU time,     landlock, seccomp,
//	                               processes, time, fd 3             exec
//	                               kill what is left
//	<----- result, files (fd 4) -- collect out/
//
// In a pid namespace the supervisor is process 1: when it ends, for whatever
// reason, the kernel kills all that the program has started. Without one it is
// the subreaper of the program's orphans and kills them itself.


#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "init_linux.h"

#define CONTROL 3
#define REPORT 4

// Kernel interfaces that are younger than the headers of common distributions.
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

struct attributes { uint64_t set, clear, propagation, userns; }; // struct mount_attr
#define ATTRIBUTE_RDONLY 1
#define ATTRIBUTE_NOSUID 2
#define ATTRIBUTE_NODEV 4

struct ruleset { uint64_t fs, net, scoped; };                            // struct landlock_ruleset_attr
struct beneath { uint64_t access; int32_t fd; } __attribute__((packed)); // struct landlock_path_beneath_attr

// The order, as decoded from fd 3.
struct record { uint32_t tag, length; char *data; };
static struct record *records;
static size_t recordCount;
static uint64_t flags, limits[LIMIT_COUNT];
static const char *base = "", *work = "";
static uint32_t user; // that the program runs as, where FLAG_SETUID is set

static void writeAll(int fd, const void *data, size_t n) {
	const char *p = data;
	while (n > 0) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno == EINTR) continue;
		if (k <= 0) return; // nobody listens any more
		p += k, n -= (size_t)k;
	}
}

static int readAll(int fd, void *data, size_t n) {
	char *p = data;
	while (n > 0) {
		ssize_t k = read(fd, p, n);
		if (k < 0 && errno == EINTR) continue;
		if (k <= 0) return -1;
		p += k, n -= (size_t)k;
	}
	return 0;
}

// fail reports why no program could be started, and ends the process.
static void fail(int fd, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));
static void fail(int fd, const char *format, ...) {
	int code = errno;
	char text[1024];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n < 0) n = 0;
	if (n >= (int)sizeof text) n = sizeof text - 1;
	if (code) n += snprintf(text + n, sizeof text - (size_t)n, ": %s", strerror(code));
	if (n >= (int)sizeof text) n = sizeof text - 1;
	if (fd == REPORT) {
		uint64_t header[REPORT_COUNT] = {0};
		header[REPORT_KIND] = KIND_SETUP;
		header[REPORT_CODE] = (uint64_t)n;
		writeAll(fd, header, sizeof header);
	}
	writeAll(fd, text, (size_t)n);
	_exit(125);
}

// An order is a length in bytes, then records of tag, length and data, each
// followed by a zero byte.
static void readOrder(void) {
	uint64_t size;
	errno = 0;
	if (readAll(CONTROL, &size, sizeof size) || size > ((uint64_t)1 << 31)) fail(REPORT, "read the order's length");
	char *buffer = malloc(size + 1);
	if (!buffer || readAll(CONTROL, buffer, size)) fail(REPORT, "read the order");
	for (size_t at = 0; at + 8 <= size;) {
		struct record r;
		memcpy(&r.tag, buffer + at, 4);
		memcpy(&r.length, buffer + at + 4, 4);
		r.data = buffer + at + 8;
		at += 8 + (size_t)r.length + 1;
		if (at > size) fail(REPORT, "the order is cut short");
		if (recordCount % 64 == 0 && !(records = realloc(records, (recordCount + 64) * sizeof *records))) fail(REPORT, "memory");
		records[recordCount++] = r;
		switch (r.tag) {
		case TAG_FLAGS: memcpy(&flags, r.data, 8); break;
		case TAG_LIMITS: memcpy(limits, r.data, r.length < sizeof limits ? r.length : sizeof limits); break;
		case TAG_BASE: base = r.data; break;
		case TAG_WORK: work = r.data; break;
		case TAG_USER: memcpy(&user, r.data, 4); break;
		}
	}
}

// join writes a path below base into a buffer of PATH_MAX bytes.
static char *join(char *buffer, const char *path) {
	if (snprintf(buffer, PATH_MAX, "%s/%s", base, path + (*path == '/')) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		fail(REPORT, "%s", path);
	}
	return buffer;
}

static void makeParents(char *path) {
	for (char *p = path + 1; *p; p++)
		if (*p == '/') {
			*p = 0;
			mkdir(path, 0755);
			*p = '/';
		}
}

static void protect(const char *path, uint64_t set) {
	struct attributes a = {.set = set};
	if (syscall(SYS_mount_setattr, AT_FDCWD, path, AT_RECURSIVE, &a, sizeof a)) fail(REPORT, "make %s read-only", path);
}

// bindPath makes a path of the host visible in the private root. A path that
// isn't there is left out: the order lists what a tool chain may need.
static void bindPath(const char *path, uint64_t set) {
	char target[PATH_MAX];
	struct stat info;
	if (stat(path, &info)) return;
	makeParents(join(target, path));
	if (S_ISDIR(info.st_mode)) {
		mkdir(target, 0755);
	} else {
		int fd = open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
		if (fd >= 0) close(fd);
	}
	if (mount(path, target, NULL, MS_BIND | MS_REC, NULL)) fail(REPORT, "bind %s", path);
	protect(target, set);
}

static void buildRoot(void) {
	char path[PATH_MAX], options[128];
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) fail(REPORT, "make mounts private");
	if (mount("tmpfs", base, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,nr_inodes=4096,mode=0755")) fail(REPORT, "mount a root on %s", base);
	for (size_t i = 0; i < recordCount; i++) {
		if (records[i].tag == TAG_BIND) bindPath(records[i].data, ATTRIBUTE_RDONLY | ATTRIBUTE_NOSUID | ATTRIBUTE_NODEV);
		if (records[i].tag == TAG_LINK) { // target, zero, path
			const char *to = records[i].data, *from = to + strlen(to) + 1;
			makeParents(join(path, from));
			if (symlink(to, path) && errno != EEXIST) fail(REPORT, "link %s", from);
		}
	}
	static const char *devices[] = {"/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"};
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) bindPath(devices[i], ATTRIBUTE_NOSUID);
	mkdir(join(path, "/proc"), 0555);
	// The pid namespace's own; subset=pid leaves out all that is about the machine.
	if (mount("proc", path, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "subset=pid") &&
	    mount("proc", path, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
		fail(REPORT, "mount a proc file system");
	mkdir(join(path, work), 0755);
	snprintf(options, sizeof options, "size=%llu,nr_inodes=%llu,mode=0777", (unsigned long long)limits[LIMIT_DISK], (unsigned long long)limits[LIMIT_FILES]);
	if (mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, options)) fail(REPORT, "mount a work folder");
	if (chdir(base) || syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) || chdir("/")) fail(REPORT, "change the root");
	if (symlink("work/tmp", "/tmp") && errno != EEXIST) fail(REPORT, "link /tmp");
	if (mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL)) fail(REPORT, "make the root read-only");
	if (sethostname("sandbox", 7)) fail(REPORT, "set the host name");
}

// fillWork writes the order's files. Folders are made as they are needed; they
// and the files belong to the program.
static void fillWork(void) {
	if (chdir(work)) fail(REPORT, "enter %s", work);
	umask(0);
	if ((mkdir("tmp", 0777) || mkdir("out", 0777)) && errno != EEXIST) fail(REPORT, "make folders in %s", work);
	for (size_t i = 0; i < recordCount; i++) {
		if (records[i].tag != TAG_FILE) continue; // name, zero, content
		char *name = records[i].data, *content = name + strlen(name) + 1;
		size_t size = records[i].length - (size_t)(content - name);
		for (char *p = name; *p; p++)
			if (*p == '/') {
				*p = 0;
				mkdir(name, 0777);
				*p = '/';
			}
		int fd = open(name, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0755);
		if (fd < 0) fail(REPORT, "write %s", name);
		ssize_t n = 0;
		for (size_t at = 0; at < size; at += (size_t)n)
			if ((n = write(fd, content + at, size - at)) <= 0) fail(REPORT, "write %s", name);
		close(fd);
	}
}

// The file system rights of landlock's ABI versions 1 to 5.
#define LANDLOCK_EXECUTE 1ULL
#define LANDLOCK_WRITE_FILE 2ULL
#define LANDLOCK_READ ((1ULL << 2) | (1ULL << 3))
#define LANDLOCK_TRUNCATE (1ULL << 14)
#define LANDLOCK_ALL ((1ULL << 16) - 1)
#define LANDLOCK_OF_FILES (LANDLOCK_EXECUTE | LANDLOCK_WRITE_FILE | (1ULL << 2) | LANDLOCK_TRUNCATE | (1ULL << 15))

static void allow(int error, int rules, const char *path, uint64_t access) {
	struct stat info;
	struct beneath rule = {.access = access, .fd = open(path, O_PATH | O_CLOEXEC)};
	if (rule.fd < 0) return; // what can't be opened needs no rule
	if (!fstat(rule.fd, &info) && !S_ISDIR(info.st_mode)) rule.access &= LANDLOCK_OF_FILES;
	if (syscall(SYS_landlock_add_rule, rules, 1, &rule, 0)) fail(error, "landlock: allow %s", path);
	close(rule.fd);
}

static void landlock(int error) {
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
	if (abi < 0) fail(error, "landlock");
	static const uint64_t added[] = {(1ULL << 13) - 1, 1ULL << 13, LANDLOCK_TRUNCATE, 0, 1ULL << 15};
	struct ruleset r = {0};
	for (long version = 1; version <= abi && version <= 5; version++) r.fs |= added[version - 1];
	if (abi >= 4) r.net = 3;    // bind and connect of TCP: no rule allows any
	if (abi >= 6) r.scoped = 3; // abstract sockets and signals stay among the program's own processes
	size_t size = abi >= 6 ? sizeof r : abi >= 4 ? 16 : 8;
	int rules = (int)syscall(SYS_landlock_create_ruleset, &r, size, 0);
	if (rules < 0) fail(error, "landlock: make rules");
	for (size_t i = 0; i < recordCount; i++)
		if (records[i].tag == TAG_BIND) allow(error, rules, records[i].data, r.fs & (LANDLOCK_EXECUTE | LANDLOCK_READ));
	if (flags & FLAG_NAMESPACES) {
		allow(error, rules, "/", r.fs & (1ULL << 3)); // list folders: all are ours
		allow(error, rules, "/proc", r.fs & LANDLOCK_READ);
	}
	static const char *devices[] = {"/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"};
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) allow(error, rules, devices[i], r.fs & ((1ULL << 2) | LANDLOCK_WRITE_FILE | LANDLOCK_TRUNCATE));
	allow(error, rules, work, r.fs & LANDLOCK_ALL);
	if (syscall(SYS_landlock_restrict_self, rules, 0)) fail(error, "landlock: restrict");
	close(rules);
}

// limit lowers a resource limit; a hard limit that is lower already stays.
static void limit(int error, int resource, uint64_t value) {
	struct rlimit r;
	if (value == 0) return;
	if (getrlimit(resource, &r)) fail(error, "read a resource limit");
	if (r.rlim_max == RLIM_INFINITY || r.rlim_max > value) r.rlim_max = value;
	r.rlim_cur = r.rlim_max;
	if (setrlimit(resource, &r)) fail(error, "set resource limit %d", resource);
}

static void dropPrivileges(int error) {
	if (flags & FLAG_SETUID) {
		if (setgroups(0, NULL) || setresgid(user, user, user) || setresuid(user, user, user)) fail(error, "change to user %u", user);
	}
	if (flags & (FLAG_NAMESPACES | FLAG_SETUID)) { // the rest of what a namespace's creator may do
		for (int c = 0; c < 64; c++) prctl(PR_CAPBSET_DROP, c, 0, 0, 0);
		prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
		uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
		if (syscall(SYS_capset, header, none)) fail(error, "drop capabilities");
	}
}

// become turns the forked child into the program. error is a pipe that closes on
// exec.
static void become(int error) {
	char **argv = calloc(recordCount + 1, sizeof *argv), **envp = calloc(recordCount + 1, sizeof *envp);
	struct record *filter = NULL;
	int argc = 0, envc = 0;
	if (!argv || !envp) fail(error, "memory");
	for (size_t i = 0; i < recordCount; i++) {
		if (records[i].tag == TAG_ARGUMENT) argv[argc++] = records[i].data;
		if (records[i].tag == TAG_VARIABLE) envp[envc++] = records[i].data;
		if (records[i].tag == TAG_FILTER) filter = &records[i];
	}
	setsid();
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	umask(022);
	errno = 0;
	if (flags & FLAG_LIMITS) {
		limit(error, RLIMIT_CPU, (limits[LIMIT_CPU] + 999999) / 1000000 + 1); // the watch is finer
		limit(error, RLIMIT_DATA, limits[LIMIT_DATA]);
		limit(error, RLIMIT_AS, limits[LIMIT_ADDRESS_SPACE]);
		limit(error, RLIMIT_FSIZE, limits[LIMIT_DISK]);
		limit(error, RLIMIT_STACK, limits[LIMIT_STACK]);
		limit(error, RLIMIT_NOFILE, 256);
		limit(error, RLIMIT_MEMLOCK, 64 << 10);
		limit(error, RLIMIT_MSGQUEUE, 64 << 10);
		struct rlimit nothing = {0, 0};
		setrlimit(RLIMIT_CORE, &nothing);
	}
	dropPrivileges(error);
	// The kernel counts processes per user of a user namespace. Outside one the count
	// is that of all commands together, and the watch keeps each to its share.
	if (flags & FLAG_NAMESPACES) limit(error, RLIMIT_NPROC, limits[LIMIT_PROCESSES]);
	else if (flags & FLAG_SETUID) limit(error, RLIMIT_NPROC, 16 * limits[LIMIT_PROCESSES]);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) fail(error, "no_new_privs");
	if (flags & FLAG_LANDLOCK) landlock(error);
	if (filter) {
		struct { unsigned short length; void *code; } program = {(unsigned short)(filter->length / 8), filter->data};
		if (prctl(PR_SET_SECCOMP, 2 /* SECCOMP_MODE_FILTER */, &program, 0, 0)) fail(error, "seccomp");
	}
	execve(argv[0], argv, envp);
	fail(error, "run %s", argv[0]);
}

// usage is what the program's living processes use together.
struct usage { uint64_t cpu, memory, tasks; }; // microseconds, bytes, threads

struct process { int pid, parent, ours; uint64_t cpu, memory, tasks; };

// scan adds up the program's processes; it kills them where told to. In a pid
// namespace all processes but the supervisor are the program's; without one its
// descendants are.
static struct usage scan(int deadly) {
	struct usage sum = {0};
	static struct process *list;
	static size_t room;
	size_t count = 0;
	int self = getpid();
	DIR *dir = opendir("/proc");
	if (!dir) return sum;
	for (struct dirent *entry; (entry = readdir(dir));) {
		char path[64], text[1024];
		int pid = atoi(entry->d_name);
		if (pid <= 0 || pid == self) continue;
		snprintf(path, sizeof path, "/proc/%d/stat", pid);
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0) continue;
		ssize_t n = read(fd, text, sizeof text - 1);
		close(fd);
		if (n <= 0) continue;
		text[n] = 0;
		char *rest = strrchr(text, ')'); // the name before it may hold anything
		int parent;
		unsigned long long user, system, tasks;
		long long childUser, childSystem, pages;
		if (!rest || sscanf(rest + 1, " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %lld %lld %*d %*d %llu %*d %*u %*u %lld",
		                    &parent, &user, &system, &childUser, &childSystem, &tasks, &pages) != 7)
			continue;
		if (count == room) {
			struct process *more = realloc(list, (room = 2 * room + 64) * sizeof *list);
			if (!more) break;
			list = more;
		}
		uint64_t tick = 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
		list[count++] = (struct process){pid, parent, parent == self || (flags & FLAG_NAMESPACES), (user + system + (uint64_t)childUser + (uint64_t)childSystem) * tick,
		                                 (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE), tasks};
	}
	closedir(dir);
	for (int changed = 1; changed;) {
		changed = 0;
		for (size_t i = 0; i < count; i++)
			for (size_t j = 0; !list[i].ours && j < count; j++)
				if (list[j].ours && list[j].pid == list[i].parent) list[i].ours = changed = 1;
	}
	for (size_t i = 0; i < count; i++) {
		if (!list[i].ours) continue;
		sum.cpu += list[i].cpu;
		sum.memory += list[i].memory;
		sum.tasks += list[i].tasks;
		if (deadly) kill(list[i].pid, SIGKILL);
	}
	return sum;
}

// diskUse returns the bytes below a folder of the host, where no file system of
// a fixed size bounds them.
static uint64_t diskUse(int at, const char *name, int depth) {
	uint64_t sum = 0;
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir) {
		if (fd >= 0) close(fd);
		return 0;
	}
	for (struct dirent *entry; (entry = readdir(dir));) {
		struct stat info;
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") || fstatat(fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW)) continue;
		sum += (uint64_t)info.st_blocks * 512;
		if (S_ISDIR(info.st_mode) && depth > 0) sum += diskUse(fd, entry->d_name, depth - 1);
	}
	closedir(dir);
	return sum;
}

static uint64_t now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static uint64_t microseconds(struct timeval t) { return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec; }

// end kills every process that is left and waits until all are gone.
static void end(void) {
	for (int round = 0; round < 2000; round++) {
		if (flags & FLAG_NAMESPACES) kill(-1, SIGKILL);
		else scan(1);
		pid_t gone;
		while ((gone = waitpid(-1, NULL, WNOHANG)) > 0) {}
		if (gone < 0 && errno == ECHILD) return;
		usleep(1000);
	}
}

// watch waits for the program's end, or brings it about. It returns the reason.
static uint64_t watch(pid_t program, uint64_t start, int *status, uint64_t *peak, uint64_t *cpu) {
	sigset_t child;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	// Elsewhere than in a pid namespace a look at all processes is costly.
	uint64_t interval = flags & FLAG_NAMESPACES ? 10000 : 50000, reason = REASON_NONE;
	int ended = 0;
	for (uint64_t next = start + interval; !ended && reason == REASON_NONE;) {
		uint64_t t = now();
		struct timespec wait = {0, t < next ? (long)(next - t) * 1000 : 0};
		sigtimedwait(&child, NULL, &wait);
		int s;
		for (pid_t gone; (gone = waitpid(-1, &s, WNOHANG)) > 0;)
			if (gone == program) *status = s, ended = 1;
		t = now();
		if (ended || t < next) continue;
		next = t + interval;
		struct pollfd control = {.fd = CONTROL, .events = POLLIN};
		if (poll(&control, 1, 0) > 0) reason = REASON_ASKED;
		if (limits[LIMIT_WALL] && t - start > limits[LIMIT_WALL]) reason = REASON_WALL;
		if (!(flags & FLAG_LIMITS)) continue;
		struct usage u = scan(0);
		struct rusage reaped;
		getrusage(RUSAGE_CHILDREN, &reaped);
		u.cpu += microseconds(reaped.ru_utime) + microseconds(reaped.ru_stime);
		if (u.memory > *peak) *peak = u.memory;
		if (u.cpu > *cpu) *cpu = u.cpu;
		if (limits[LIMIT_CPU] && u.cpu > limits[LIMIT_CPU]) reason = REASON_CPU;
		if (limits[LIMIT_MEMORY] && u.memory > limits[LIMIT_MEMORY]) reason = REASON_MEMORY;
		if (limits[LIMIT_PROCESSES] && u.tasks > limits[LIMIT_PROCESSES]) reason = REASON_PROCESSES;
		if (!(flags & FLAG_NAMESPACES) && limits[LIMIT_DISK] && diskUse(AT_FDCWD, ".", 8) > limits[LIMIT_DISK]) reason = REASON_DISK;
	}
	end();
	return reason;
}

// collect sends the regular files of the folder out: name's length, size, name,
// content. A name of length 0 ends them.
static void collect(void) {
	uint64_t none[2] = {0, 0}, total = 0;
	int fd = open("out", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		struct stat info;
		int file = openat(fd, entry->d_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (file < 0) continue;
		if (!fstat(file, &info) && S_ISREG(info.st_mode) && info.st_nlink == 1 && (total += (uint64_t)info.st_size) <= limits[LIMIT_OUTPUT_FILES]) {
			char *content = malloc((size_t)info.st_size + 1);
			if (content && !readAll(file, content, (size_t)info.st_size)) {
				uint64_t header[2] = {strlen(entry->d_name), (uint64_t)info.st_size};
				writeAll(REPORT, header, sizeof header);
				writeAll(REPORT, entry->d_name, header[0]);
				writeAll(REPORT, content, (size_t)info.st_size);
			}
			free(content);
		}
		close(file);
	}
	writeAll(REPORT, none, sizeof none);
}

static void supervise(void) {
	signal(SIGPIPE, SIG_IGN);
	fcntl(CONTROL, F_SETFD, FD_CLOEXEC);
	fcntl(REPORT, F_SETFD, FD_CLOEXEC);
	syscall(SYS_close_range, 5, ~0U, 0);
	readOrder();
	if (flags & FLAG_NAMESPACES) buildRoot();
	else if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) fail(REPORT, "become a subreaper");
	fillWork();
	sigset_t child;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	int error[2];
	if (pipe2(error, O_CLOEXEC)) fail(REPORT, "pipe");
	uint64_t start = now();
	pid_t program = fork();
	if (program < 0) fail(REPORT, "fork");
	if (program == 0) {
		close(error[0]);
		become(error[1]);
	}
	close(error[1]);
	// Nobody but the program holds its streams: their end is the program's end.
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = 0; fd < 3; fd++)
		if (null >= 0) dup2(null, fd);
		else close(fd);
	char text[1024];
	ssize_t n = read(error[0], text, sizeof text - 1);
	if (n > 0) {
		text[n] = 0;
		errno = 0;
		fail(REPORT, "%s", text);
	}
	close(error[0]);
	int status = 0;
	uint64_t peak = 0, cpu = 0, reason = watch(program, start, &status, &peak, &cpu);
	struct rusage used;
	getrusage(RUSAGE_CHILDREN, &used);
	uint64_t header[REPORT_COUNT] = {0};
	header[REPORT_KIND] = reason != REASON_NONE ? KIND_KILLED : WIFSIGNALED(status) ? KIND_SIGNAL : KIND_EXIT;
	header[REPORT_CODE] = reason != REASON_NONE ? reason : (uint64_t)(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	header[REPORT_WALL] = now() - start;
	header[REPORT_CPU] = microseconds(used.ru_utime) + microseconds(used.ru_stime);
	if (header[REPORT_CPU] < cpu) header[REPORT_CPU] = cpu;
	header[REPORT_MEMORY] = (uint64_t)used.ru_maxrss << 10;
	if (header[REPORT_MEMORY] < peak) header[REPORT_MEMORY] = peak;
	writeAll(REPORT, header, sizeof header);
	collect();
}

__attribute__((constructor)) static void enter(int argc, char **argv) {
	if (argc < 1 || !argv || !argv[0] || strcmp(argv[0], INIT_NAME)) return;
	supervise();
	_exit(0);
}
