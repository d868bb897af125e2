#include "parse.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

typedef struct TSParser TSParser;
typedef struct TSTree TSTree;

extern TSParser *ts_parser_new(void);
extern bool ts_parser_set_language(TSParser *self, const void *language);
extern void ts_parser_set_cancellation_flag(TSParser *self, const size_t *flag);
extern void ts_parser_set_timeout_micros(TSParser *self, uint64_t micros);
extern void ts_parser_reset(TSParser *self);
extern TSTree *ts_parser_parse_string(TSParser *self, const TSTree *old, const char *source, uint32_t length);
extern TSNode ts_tree_root_node(const TSTree *self);

// A bounded_parser is what one parse after another needs: memory and a flag.
// tree-sitter's own parser is made anew for each, inside the arena; that costs a
// microsecond.
struct bounded_parser {
  arena arena;
  size_t stop; // tree-sitter's cancellation flag
};

bounded_parser *bounded_parser_new(void) { return calloc(1, sizeof(bounded_parser)); }

void bounded_parser_delete(bounded_parser *self) {
  arena_release(&self->arena);
  free(self);
}

// bounded_parser_stop makes the parse that is running return; any thread may
// call it.
void bounded_parser_stop(bounded_parser *self) { __atomic_store_n(&self->stop, 1, __ATOMIC_RELAXED); }

// One call of bounded_parse, for a thread.
typedef struct {
  bounded_parser *self;
  const void *language;
  const char *source;
  uint32_t length;
  parse_limits limits;
  uint64_t end; // of the thread's CPU time, in microseconds
  flat_nodes flat;
  int status;
} parse_job;

// tree-sitter's own timeout goes by the clock. It stands behind the limit of CPU time,
// for a loop that would allocate nothing.
enum { CLOCK_PER_CPU = 20 };

static bool stopped(parse_job *job) { return __atomic_load_n(&job->self->stop, __ATOMIC_RELAXED); }

// cpu_micros returns the CPU time of this thread. The limit is one of CPU time: on a
// busy machine an honest source may take any time by the clock.
static uint64_t cpu_micros(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static bool should_stop(void *argument) {
  parse_job *job = argument;
  return stopped(job) || cpu_micros() > job->end;
}

static void *parse_run(void *argument) {
  parse_job *job = argument;
  arena *memory = &job->self->arena;
  memory->budget = job->limits.bytes;
  memory->stop = should_stop;
  memory->stop_argument = job;
  job->end = cpu_micros() + job->limits.micros;
  int reason = setjmp(memory->on_full);
  if (reason == 0) {
    arena_begin(memory);
    TSParser *parser = ts_parser_new();
    ts_parser_set_language(parser, job->language);
    ts_parser_set_cancellation_flag(parser, &job->self->stop);
    ts_parser_set_timeout_micros(parser, job->limits.micros * CLOCK_PER_CPU);
    TSTree *tree = ts_parser_parse_string(parser, NULL, job->source, job->length);
    if (tree) {
      bool ok = flatten(ts_tree_root_node(tree), job->limits.nodes, &job->flat);
      job->status = ok ? PARSE_OK : job->flat.count == job->limits.nodes ? PARSE_OUT_OF_NODES : PARSE_OUT_OF_MEMORY;
    } else {
      job->status = stopped(job) ? PARSE_STOPPED : PARSE_OUT_OF_TIME;
      ts_parser_reset(parser); // frees the scanner, which Python's takes from malloc
    }
  } else {
    job->status = reason == ARENA_FULL ? PARSE_OUT_OF_MEMORY : stopped(job) ? PARSE_STOPPED : PARSE_OUT_OF_TIME;
  }
  arena_end(memory);
  return NULL;
}

// tree-sitter frees and merges its parse stacks by recursion, up to one C frame
// of about 100 bytes for each token on the stack: "([{" 100,000 times, read as
// Java, overflows the usual 8 MB. Sources too large for that run on a thread
// whose stack (address space, not memory, until it is used) has room for the
// worst.
enum { SMALL_SOURCE = 8 << 10, STACK_PER_BYTE = 512, STACK_BASE = 1 << 20 };

static bool parse_on_thread(parse_job *job) {
  pthread_attr_t attributes;
  pthread_t thread;
  sigset_t all, before;
  if (pthread_attr_init(&attributes)) return false;
  bool ok = !pthread_attr_setstacksize(&attributes, STACK_BASE + (size_t)job->length * STACK_PER_BYTE);
  if (ok) {
    sigfillset(&all); // signals belong to Go's threads
    pthread_sigmask(SIG_SETMASK, &all, &before);
    ok = !pthread_create(&thread, &attributes, parse_run, job);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  pthread_attr_destroy(&attributes);
  if (ok) pthread_join(thread, NULL);
  return ok;
}

// bounded_parse parses and flattens. It returns NULL with the reason in *status
// where a limit or bounded_parser_stop ended it; the parser can be used again
// either way. The caller frees the nodes.
flat_node *bounded_parse(bounded_parser *self, const void *language, const char *source, uint32_t length, parse_limits limits,
                         uint32_t *count, int *status) {
  parse_job job = {.self = self, .language = language, .source = source, .length = length, .limits = limits, .status = PARSE_OUT_OF_MEMORY};
  if (length <= SMALL_SOURCE)
    parse_run(&job);
  else
    parse_on_thread(&job);
  __atomic_store_n(&self->stop, 0, __ATOMIC_RELAXED);
  *status = job.status;
  if (job.status != PARSE_OK) {
    free(job.flat.nodes);
    return NULL;
  }
  *count = job.flat.count;
  return job.flat.nodes;
}
