// Declarations for parse.c: one bounded tree-sitter parse in one call.
#include "arena.h"
#include "flatten.h"

typedef struct bounded_parser bounded_parser;

// What stopped a parse.
enum {
  PARSE_OK,
  PARSE_STOPPED,       // bounded_parser_stop was called
  PARSE_OUT_OF_MEMORY, // it needed more than its bytes, or the system has no more
  PARSE_OUT_OF_TIME,   // it needed more than its microseconds of CPU time
  PARSE_OUT_OF_NODES,  // its tree has more than its nodes
};

typedef struct {
  int64_t bytes;
  uint64_t micros;
  uint32_t nodes;
} parse_limits;

bounded_parser *bounded_parser_new(void);
void bounded_parser_delete(bounded_parser *self);
void bounded_parser_stop(bounded_parser *self);
flat_node *bounded_parse(bounded_parser *self, const void *language, const char *source, uint32_t length, parse_limits limits,
                         uint32_t *count, int *status);
