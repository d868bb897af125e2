#include "flatten.h"

#include <stdlib.h>

extern TSTreeCursor ts_tree_cursor_new(TSNode node);
extern void ts_tree_cursor_delete(TSTreeCursor *self);
extern TSNode ts_tree_cursor_current_node(const TSTreeCursor *self);
extern uint16_t ts_tree_cursor_current_field_id(const TSTreeCursor *self);
extern bool ts_tree_cursor_goto_parent(TSTreeCursor *self);
extern bool ts_tree_cursor_goto_next_sibling(TSTreeCursor *self);
extern bool ts_tree_cursor_goto_first_child(TSTreeCursor *self);
extern uint16_t ts_node_symbol(TSNode self);
extern uint32_t ts_node_start_byte(TSNode self);
extern uint32_t ts_node_end_byte(TSNode self);
extern bool ts_node_is_named(TSNode self);
extern bool ts_node_is_missing(TSNode self);
extern bool ts_node_is_extra(TSNode self);
extern bool ts_node_is_error(TSNode self);

// flatten lists the nodes under root in preorder, root first, into out, which
// holds what was allocated at every moment: the cursor's allocator may leave by
// longjmp. The caller frees out->nodes. It returns false with out->count == limit
// when the tree has more than limit nodes, and false with less when memory runs
// out.
bool flatten(TSNode root, uint32_t limit, flat_nodes *out) {
  uint32_t n = 0, cap = 1024, parent = 0, depth = 0;
  flat_node *nodes = malloc(cap * sizeof *nodes);
  out->nodes = nodes;
  out->count = 0;
  if (!nodes) return false;
  TSTreeCursor c = ts_tree_cursor_new(root);
  for (;;) {
    if (n == cap) {
      cap *= 2;
      flat_node *grown = realloc(nodes, (size_t)cap * sizeof *nodes);
      if (!grown) break;
      out->nodes = nodes = grown;
    }
    if (n == limit) {
      out->count = limit;
      break;
    }
    TSNode node = ts_tree_cursor_current_node(&c);
    flat_node *f = &nodes[n];
    f->start = ts_node_start_byte(node);
    f->end = ts_node_end_byte(node);
    f->next = 0;
    f->parent = parent;
    f->symbol = ts_node_symbol(node);
    f->field = ts_tree_cursor_current_field_id(&c);
    f->flags = (ts_node_is_named(node) ? FLAT_NAMED : 0) |
               (ts_node_is_missing(node) ? FLAT_MISSING : 0) |
               (ts_node_is_extra(node) ? FLAT_EXTRA : 0) |
               (ts_node_is_error(node) ? FLAT_ERROR : 0);
    f->depth = depth > UINT16_MAX ? UINT16_MAX : depth;
    uint32_t self = n++;
    if (ts_tree_cursor_goto_first_child(&c)) {
      parent = self;
      depth++;
      continue;
    }
    nodes[self].next = n;
    uint32_t at = self;
    while (!ts_tree_cursor_goto_next_sibling(&c)) {
      if (at == 0 || !ts_tree_cursor_goto_parent(&c)) {
        nodes[0].next = n;
        ts_tree_cursor_delete(&c);
        out->count = n;
        return true;
      }
      at = nodes[at].parent;
      depth--;
      nodes[at].next = n;
      parent = nodes[at].parent;
    }
  }
  ts_tree_cursor_delete(&c);
  return false;
}
