// Declarations for flatten.c. The tree-sitter types are those of api.h of the
// runtime that github.com/smacker/go-tree-sitter compiles into the program; a
// module cannot include another module's header, so the few that are needed
// stand here. tree_test.go checks the result against the Go binding.
#include <stdbool.h>
#include <stdint.h>

typedef struct TSNode {
  uint32_t context[4];
  const void *id;
  const void *tree;
} TSNode;

typedef struct TSTreeCursor {
  const void *tree;
  const void *id;
  uint32_t context[3];
} TSTreeCursor;

// One node, laid out as the Go type node.
typedef struct {
  uint32_t start, end, next, parent;
  uint16_t symbol, field, flags, depth;
} flat_node;

enum {
  FLAT_NAMED = 1,
  FLAT_MISSING = 2,
  FLAT_EXTRA = 4,
  FLAT_ERROR = 8,
};

typedef struct {
  flat_node *nodes;
  uint32_t count;
} flat_nodes;

bool flatten(TSNode root, uint32_t limit, flat_nodes *out);
