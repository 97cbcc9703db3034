#include "ir/reach.h"

ir_node *ir_node_within(ir_node *n, const ir_region *region)
{
    while (n && n->parent != region)
        n = n->parent ? n->parent->owner : NULL;
    return n;
}

static const ir_region *around(const ir_region *region)
{
    return region->owner ? region->owner->parent : NULL;
}

static uint32_t depth_of(const ir_region *region)
{
    uint32_t depth = 0;

    for (; region; region = around(region))
        depth++;
    return depth;
}

static void leave(ir_reach *r)
{
    ir_node *left = r->top->parent->owner;

    r->top = left;
    r->loops += left->kind == IR_LOOP;
    if (!r->inner && (left->kind == IR_LOOP || left->kind == IR_BRANCH))
        r->inner = left;
    if (!r->branch && left->kind == IR_BRANCH)
        r->branch = left;
}

ir_reach ir_reach_of(const ir_region *reader, ir_node *wanted)
{
    ir_reach r = { .top = wanted };
    uint32_t mine = depth_of(reader), other = depth_of(wanted->parent);

    for (; mine > other; mine--)
        reader = around(reader);
    for (; other > mine; other--)
        leave(&r);
    while (r.top->parent != reader && reader->owner && r.top->parent->owner) {
        if (reader->owner == r.top->parent->owner)
            r.shared = reader->owner;
        reader = around(reader);
        leave(&r);
    }
    return r;
}
