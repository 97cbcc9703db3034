# writes the number of the first condition that holds
function bad(x) {
    print "not a number: " x > "/dev/stderr"
    exit 1
}
function sign(x) {
    sub(/^[-+]?0*/, "", x)
    return x == "" ? 0 : 1
}
function digits(x) {
    sub(/^[-+]?0*/, "", x)
    return x ""
}
function order(a, b,    s, t, x, y, r) {
    if (a !~ NUMBER) bad(a)
    if (b !~ NUMBER) bad(b)
    if (a !~ INTEGER || b !~ INTEGER)
        return a + 0 < b + 0 ? -1 : a + 0 > b + 0
    s = sign(a); if (a ~ /^-/) s = -s
    t = sign(b); if (b ~ /^-/) t = -t
    if (s != t) return s < t ? -1 : 1
    x = digits(a); y = digits(b)
    if (length(x) != length(y)) r = length(x) < length(y) ? -1 : 1
    else if (x "" == y "") r = 0
    else r = x "" < y "" ? -1 : 1
    return s * r
}
function holds(    op, a, b) {
    op = ARGV[++at]
    if (op == "not") return !holds()
    if (op == "and") { a = holds(); b = holds(); return a && b }
    if (op == "or") { a = holds(); b = holds(); return a || b }
    a = ARGV[++at] ""
    if (op == "true") return a == "true"
    b = ARGV[++at] ""
    if (op == "same") return a == b
    if (op == "eq") return order(a, b) == 0
    if (op == "lt") return order(a, b) < 0
    return order(a, b) <= 0
}
BEGIN {
    INTEGER = "^[-+]?[0-9]+$"
    NUMBER = "^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$"
    for (at = 1; at + 1 < ARGC && !holds(); n++) continue
    printf "%d", n > ARGV[1]
}
