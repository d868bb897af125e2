// An arena that bounds the memory of one tree-sitter parse and frees all of it
// at once.
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct chunk chunk;
typedef struct large large;

enum { SMALL_CLASSES = 65, CLASSES = SMALL_CLASSES + 6 };

typedef struct {
  char *next, *end;            // free part of the current chunk
  void *free_blocks[CLASSES];  // freed blocks by size class
  chunk *chunks, *spare;       // chunks in use; chunks kept for the next parse
  large *larges;               // blocks that have their own malloc
  int64_t used, budget;        // bytes
  int64_t spare_bytes;
  uint32_t unasked;            // blocks until stop is asked again
  bool (*stop)(void *);        // asked at every thousandth block; true ends the parse
  void *stop_argument;
  jmp_buf on_full;             // longjmp goes here with ARENA_FULL or ARENA_STOPPED
} arena;

enum { ARENA_FULL = 1, ARENA_STOPPED = 2 };

void arena_install(void);
void arena_begin(arena *self);
void arena_end(arena *self);
void arena_release(arena *self);
