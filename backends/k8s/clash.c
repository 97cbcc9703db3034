#include "backends/k8s/k8s.h"

void k8s_each_clash(const doc *written, const doc *said, k8s_clash *report,
                    void *context)
{
    if (written->kind != DOC_MAP || said->kind != DOC_MAP) {
        if (!doc_equal(written, said))
            report(said, context);
        return;
    }
    doc_each (child, written) {
        const doc *other = doc_get(said, child->key);

        if (other)
            k8s_each_clash(child, other, report, context);
    }
}
