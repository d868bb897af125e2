#include "arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Why tree-sitter does not simply use malloc: its recovery from errors can take
// more than 20 GB for a malformed source of 1 MB ("template<" 100,000 times, read
// as Java), inside one operation that looks at no cancellation flag, and it
// aborts the process when malloc fails. Between arena_begin and arena_end all
// that it allocates on this thread comes from the arena; over the budget the
// arena leaves the parse by longjmp, and nothing leaks because everything lies in
// the arena. Freeing a tree node by node, a tenth of a parse, falls away as well.
//
// Outside of that the blocks are malloc's, so the binding's own parsers, in this
// program's tests, still work.

extern void ts_set_allocator(void *(*)(size_t), void *(*)(size_t, size_t), void *(*)(void *, size_t), void (*)(void *));

enum {
  CHUNK_SIZE = 256 << 10,
  CHUNK_BYTES = CHUNK_SIZE - 64, // leaves room for malloc's own header
  SPARE_LIMIT = 8 << 20,         // bytes of chunks kept between parses
  SMALL_LIMIT = 1 << 10,         // block sizes up to here are multiples of 16, above powers of two
  LARGE_LIMIT = 64 << 10,        // blocks above have their own malloc
  BLOCKS_BETWEEN_STOPS = 1000,   // a parse makes millions a second
};

struct chunk {
  chunk *next;
  char bytes[CHUNK_BYTES - sizeof(chunk *)];
};

// A block is a header with its class, then what the caller sees. tree-sitter
// needs an alignment of 8.
typedef struct {
  uint64_t class;
} header;

struct large {
  large *previous, *next;
  size_t size;
  header header; // class is LARGE
};

enum { LARGE = CLASSES };

static _Thread_local arena *current;

static void leave(arena *self, int reason) {
  longjmp(self->on_full, reason);
}

static void charge(arena *self, int64_t bytes) {
  self->used += bytes;
  if (self->used > self->budget) leave(self, ARENA_FULL);
}

// class_of returns the class of a block of total bytes, its header included, and
// rounds total up to the class's size.
static uint64_t class_of(size_t *total) {
  if (*total <= SMALL_LIMIT) {
    *total = (*total + 15) & ~(size_t)15;
    return *total / 16;
  }
  uint64_t class = SMALL_CLASSES;
  size_t size = 2 * SMALL_LIMIT;
  for (; size < *total; size *= 2) class ++;
  *total = size;
  return class;
}

static size_t class_size(uint64_t class) {
  return class < SMALL_CLASSES ? class * 16 : (size_t)(2 * SMALL_LIMIT) << (class - SMALL_CLASSES);
}

static void refill(arena *self) {
  charge(self, CHUNK_SIZE);
  chunk *c = self->spare;
  if (c) {
    self->spare = c->next;
    self->spare_bytes -= CHUNK_SIZE;
  } else if (!(c = malloc(sizeof *c))) {
    leave(self, ARENA_FULL);
  }
  c->next = self->chunks;
  self->chunks = c;
  self->next = c->bytes;
  self->end = c->bytes + sizeof c->bytes;
}

static void link_large(arena *self, large *l, size_t size) {
  l->previous = NULL;
  l->next = self->larges;
  l->size = size;
  l->header.class = LARGE;
  if (l->next) l->next->previous = l;
  self->larges = l;
}

static void unlink_large(arena *self, large *l) {
  if (l->previous)
    l->previous->next = l->next;
  else
    self->larges = l->next;
  if (l->next) l->next->previous = l->previous;
  self->used -= (int64_t)l->size;
}

static large *large_of(void *p) { return (large *)((char *)p - sizeof(large)); }

static void *arena_malloc(arena *self, size_t size) {
  if (self->unasked-- == 0) {
    self->unasked = BLOCKS_BETWEEN_STOPS;
    if (self->stop(self->stop_argument)) leave(self, ARENA_STOPPED);
  }
  size_t total = size + sizeof(header);
  if (total < size) leave(self, ARENA_FULL);
  if (total > LARGE_LIMIT) {
    charge(self, (int64_t)size);
    large *l = malloc(sizeof *l + size);
    if (!l) leave(self, ARENA_FULL);
    link_large(self, l, size);
    return l + 1;
  }
  uint64_t class = class_of(&total);
  void *block = self->free_blocks[class];
  if (block) {
    memcpy(&self->free_blocks[class], block, sizeof(void *));
    return block;
  }
  if ((size_t)(self->end - self->next) < total) refill(self);
  header *h = (header *)self->next;
  self->next += total;
  h->class = class;
  return h + 1;
}

static void arena_free(arena *self, void *p) {
  uint64_t class = ((header *)p - 1)->class;
  if (class == LARGE) {
    large *l = large_of(p);
    unlink_large(self, l);
    free(l);
    return;
  }
  memcpy(p, &self->free_blocks[class], sizeof(void *));
  self->free_blocks[class] = p;
}

static void *arena_realloc(arena *self, void *p, size_t size) {
  if (!p) return arena_malloc(self, size);
  uint64_t class = ((header *)p - 1)->class;
  size_t old = class == LARGE ? large_of(p)->size : class_size(class) - sizeof(header);
  if (class != LARGE && size <= old) return p;
  if (class == LARGE && size > LARGE_LIMIT) {
    large *l = large_of(p);
    charge(self, (int64_t)size - (int64_t)l->size);
    charge(self, (int64_t)l->size); // unlinking takes it off
    unlink_large(self, l);
    large *moved = realloc(l, sizeof *l + size);
    link_large(self, moved ? moved : l, moved ? size : old);
    if (!moved) leave(self, ARENA_FULL);
    return moved + 1;
  }
  void *q = arena_malloc(self, size);
  memcpy(q, p, old < size ? old : size);
  arena_free(self, p);
  return q;
}

static void *checked(void *p, size_t size) {
  if (!p && size > 0) {
    fprintf(stderr, "tree-sitter failed to allocate %zu bytes\n", size);
    abort();
  }
  return p;
}

static void *hook_malloc(size_t size) {
  return current ? arena_malloc(current, size) : checked(malloc(size), size);
}

static void *hook_calloc(size_t count, size_t size) {
  if (!current) return checked(calloc(count, size), count * size);
  if (size && count > SIZE_MAX / size) leave(current, ARENA_FULL);
  return memset(arena_malloc(current, count * size), 0, count * size);
}

static void *hook_realloc(void *p, size_t size) {
  return current ? arena_realloc(current, p, size) : checked(realloc(p, size), size);
}

static void hook_free(void *p) {
  if (!current)
    free(p);
  else if (p)
    arena_free(current, p);
}

// arena_install makes tree-sitter allocate through the arena of the thread,
// where it has one. Call it before any parse.
void arena_install(void) { ts_set_allocator(hook_malloc, hook_calloc, hook_realloc, hook_free); }

// arena_begin makes the arena the thread's. The caller has set budget, stop and
// on_full.
void arena_begin(arena *self) { current = self; }

// arena_end takes the arena from the thread and frees all its blocks; a few
// chunks stay for the next parse.
void arena_end(arena *self) {
  current = NULL;
  while (self->larges) {
    large *l = self->larges;
    self->larges = l->next;
    free(l);
  }
  while (self->chunks) {
    chunk *c = self->chunks;
    self->chunks = c->next;
    if (self->spare_bytes < SPARE_LIMIT) {
      c->next = self->spare;
      self->spare = c;
      self->spare_bytes += CHUNK_SIZE;
    } else {
      free(c);
    }
  }
  memset(self->free_blocks, 0, sizeof self->free_blocks);
  self->next = self->end = NULL;
  self->used = 0;
}

// arena_release frees the chunks that were kept.
void arena_release(arena *self) {
  while (self->spare) {
    chunk *c = self->spare;
    self->spare = c->next;
    free(c);
  }
  self->spare_bytes = 0;
}
