# writes the elements of a JSON list, or their numbers, as a list of texts
function fail(what) {
    print what > "/dev/stderr"
    exit 1
}
function skip() {
    while (at <= end && index(" \t\r\n", substr(text, at, 1))) at++
}
function past_quote() {
    for (at++; at <= end && substr(text, at, 1) != "\""; at++)
        if (substr(text, at, 1) == "\\") at++
    at++
}
function past_value(    c, depth) {
    for (; at <= end; at++) {
        c = substr(text, at, 1)
        if (c == "\"") { past_quote(); at-- }
        else if (c == "[" || c == "{") depth++
        else if (depth && (c == "]" || c == "}")) depth--
        else if (!depth && index(",] \t\r\n", c)) return
    }
}
function escape(x,    i, c, out) {
    for (i = 1; i <= length(x); i++) {
        c = substr(x, i, 1)
        if (c == "\\" || c == "\"") c = "\\" c
        else if (index("\t\r\n", c)) c = " "
        out = out c
    }
    return out ""
}
function element(    from, x) {
    from = at
    past_value()
    x = substr(text, from, at - from)
    if (x == "" || at > end) fail("not a JSON list")
    if (x ~ /^"/) return x
    if (x == "null") return "\"\""
    if (x !~ /^(true|false|-?[0-9].*|[[{].*)$/) fail("not JSON: " x)
    return "\"" escape(x) "\""
}
BEGIN {
    text = ARGV[2]
    end = length(text)
    at = 1
    skip()
    if (substr(text, at++, 1) != "[") fail("not a JSON list")
    for (skip(); substr(text, at, 1) != "]"; skip()) {
        if (n++) {
            if (substr(text, at++, 1) != ",") fail("not a JSON list")
            skip()
        }
        x = element()
        if (ARGV[4] == "index") x = "\"" (n - 1) "\""
        if (x == "\"" ARGV[3] "\"") fail("the text " x " has a meaning of its own")
        out = out (n > 1 ? "," : "") x
    }
    if (!n) out = "\"" ARGV[3] "\""
    printf "[%s]", out > ARGV[1]
}
