// What the Go side and the supervisor of a sandbox say to each other.

#define INIT_NAME "transcoder-sandbox"

enum tag {
	TAG_FLAGS = 1, // uint64 of FLAG_ bits
	TAG_LIMITS,    // uint64 each of LIMIT_
	TAG_BASE,      // folder of the host on which the private root is mounted
	TAG_WORK,      // the work folder as the program sees it
	TAG_USER,      // uint32
	TAG_BIND,      // path of the host to show, read-only
	TAG_LINK,      // symbolic link: target, zero, path
	TAG_FILE,      // name relative to the work folder, zero, content
	TAG_ARGUMENT,  // first the program's path
	TAG_VARIABLE,  // NAME=value
	TAG_FILTER,    // seccomp program
};

enum {
	FLAG_NAMESPACES = 1, // the supervisor stands in namespaces of its own
	FLAG_LANDLOCK = 2,
	FLAG_SETUID = 4,
	FLAG_LIMITS = 8,
};

enum {
	LIMIT_WALL, // microseconds
	LIMIT_CPU,  // microseconds, of all processes
	LIMIT_MEMORY, // bytes resident, of all processes; watched
	LIMIT_DATA,   // bytes writable, of each process
	LIMIT_ADDRESS_SPACE,
	LIMIT_STACK,
	LIMIT_DISK,
	LIMIT_FILES,
	LIMIT_PROCESSES, // threads count
	LIMIT_OUTPUT_FILES,
	LIMIT_COUNT,
};

enum { REPORT_KIND, REPORT_CODE, REPORT_WALL, REPORT_CPU, REPORT_MEMORY, REPORT_COUNT };
enum { KIND_SETUP, KIND_EXIT, KIND_SIGNAL, KIND_KILLED }; // REPORT_CODE: length of the text, exit code, signal, reason
enum { REASON_NONE, REASON_ASKED, REASON_WALL, REASON_CPU, REASON_MEMORY, REASON_PROCESSES, REASON_DISK };
