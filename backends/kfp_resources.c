#include "backends/kfp_resources.h"

/* Suffixes of Kubernetes' quantities: times 2^two times 10^ten. */
static const struct suffix {
    const char *text;
    int two, ten;
} suffixes[] = {
    { "", 0, 0 },    { "m", 0, -3 },  { "k", 0, 3 },   { "M", 0, 6 },
    { "G", 0, 9 },   { "T", 0, 12 },  { "P", 0, 15 },  { "E", 0, 18 },
    { "Ki", 10, 0 }, { "Mi", 20, 0 }, { "Gi", 30, 0 }, { "Ti", 40, 0 },
    { "Pi", 50, 0 }, { "Ei", 60, 0 },
};

/* digits times 10^ten */
typedef struct decimal {
    uint64_t digits;
    int ten;
} decimal;

static bool times(decimal *d, uint64_t by)
{
    if (d->digits > UINT64_MAX / by)
        return false;
    d->digits *= by;
    return true;
}

static bool scale(decimal *d, str suffix)
{
    for (size_t i = 0; i < COUNT(suffixes); i++) {
        if (!str_eq(suffix, str_of(suffixes[i].text)))
            continue;
        d->ten += suffixes[i].ten;
        return times(d, (uint64_t)1 << suffixes[i].two);
    }
    return false;
}

/* False for an exponent form and for more digits than 64 bits hold. */
static bool read_quantity(str text, decimal *d)
{
    size_t i = 0;
    bool fraction = false;

    for (; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        if (!times(d, 10) || d->digits > UINT64_MAX - 9)
            return false;
        d->digits += (uint64_t)(c - '0');
        d->ten -= fraction;
    }
    return scale(d, str_sub(text, i, text.len));
}

/* Exact and free of the locale, unlike printf of a double. */
static str decimal_text(arena *a, decimal d)
{
    buf b = buf_new(a);
    str digits;

    while (d.ten < 0 && d.digits % 10 == 0 && d.digits) {
        d.digits /= 10;
        d.ten++;
    }
    digits = arena_printf(a, "%llu", (unsigned long long)d.digits);
    if (d.ten >= 0 || !d.digits) {
        buf_put(&b, digits);
        buf_fill(&b, '0', d.digits && d.ten > 0 ? (size_t)d.ten : 0);
        return buf_str(&b);
    }
    if (digits.len <= (size_t)-d.ten) {
        buf_put(&b, STR("0."));
        buf_fill(&b, '0', (size_t)-d.ten - digits.len);
        buf_put(&b, digits);
        return buf_str(&b);
    }
    buf_put(&b, str_sub(digits, 0, digits.len - (size_t)-d.ten));
    buf_char(&b, '.');
    buf_put(&b, str_sub(digits, digits.len - (size_t)-d.ten, digits.len));
    return buf_str(&b);
}

str quantity_decimal(arena *a, str quantity, int unit)
{
    decimal d = { 0, -unit };

    return read_quantity(quantity, &d) ? decimal_text(a, d) : STR("");
}

static void put_number(arena *a, doc *d, const char *key, str quantity,
                       int unit)
{
    str text = quantity_decimal(a, quantity, unit);

    if (text.len)
        doc_put(a, d, str_of(key), doc_number(a, text));
}

/* Each amount stands twice: the number for older readers, the text as it was
 * written for newer ones. Memory counts in 10^9 bytes there. */
static void amounts(arena *a, doc *d, str cpu, str memory, bool limit)
{
    if (cpu.len)
        put_number(a, d, limit ? "cpuLimit" : "cpuRequest", cpu, 0);
    if (memory.len)
        put_number(a, d, limit ? "memoryLimit" : "memoryRequest", memory, 9);
    if (cpu.len)
        doc_put_text(a, d, limit ? "resourceCpuLimit" : "resourceCpuRequest",
                     cpu);
    if (memory.len)
        doc_put_text(a, d,
                     limit ? "resourceMemoryLimit" : "resourceMemoryRequest",
                     memory);
}

static doc *accelerator(arena *a, const emitter *out, const ir_pod *pod)
{
    doc *d = doc_map(a);
    str type = pod->gpu_resource;

    if (str_eq(str_of(out->backend->name), STR("vertex")))
        type = ir_gpu_vertex(a, pod->gpu_type);
    doc_put_text(a, d, "type", type);
    doc_put_text(a, d, "count", pod->gpu_count);
    doc_put_text(a, d, "resourceType", type);
    doc_put_text(a, d, "resourceCount", pod->gpu_count);
    return d;
}

doc *kfp_resources(arena *a, const emitter *out, const ir_pod *pod)
{
    doc *d = doc_map(a);
    str cpu, memory;

    if (!pod)
        return NULL;
    cpu = pod->requests.cpu;
    memory = pod->requests.memory;
    amounts(a, d, pod->limits.cpu, pod->limits.memory, true);
    /* Without a request Kubernetes takes the limit, so equal ones are noise. */
    amounts(a, d, str_eq(cpu, pod->limits.cpu) ? STR("") : cpu,
            str_eq(memory, pod->limits.memory) ? STR("") : memory, false);
    if (pod->gpu_count.len)
        doc_put(a, d, STR("accelerator"), accelerator(a, out, pod));
    return d->count ? d : NULL;
}
