# writes JSON: words as they are, texts with their escapes
function quote(x,    i, c, out) {
    for (i = 1; i <= length(x); i++) {
        c = substr(x, i, 1)
        if (c == "\\" || c == "\"") c = "\\" c
        else if (c in control) c = control[c]
        out = out c
    }
    return out ""
}
BEGIN {
    for (i = 1; i < 32; i++) control[sprintf("%c", i)] = sprintf("\\u%04x", i)
    printf "" > ARGV[1]
    for (i = 2; i + 1 < ARGC; i += 2) {
        word = ARGV[i + 1]
        if (ARGV[i] == "text") word = quote(word)
        printf "%s", word > ARGV[1]
    }
}
