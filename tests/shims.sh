#!/bin/sh
# shims.sh FOLDER AWK...: the programs of templates/shims that helper tasks run,
# with each awk that is there.
folder=$1
shift
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
failed=0

expect() {
    if [ "$2" != "$3" ]; then
        printf '%s: %s: got [%s], expected [%s]\n' "$awk" "$1" "$2" "$3"
        failed=1
    fi
}

# run PROGRAM WORD...: what it writes, or "fails"
run() {
    program=$(cat "$folder/$1")
    shift
    : > "$out/result"
    if $awk "$program" "$out/result" "$@" 2> "$out/error"; then
        cat "$out/result"
    else
        echo fails
    fi
}

choose() {
    wanted=$1
    shift
    expect "choose $*" "$(run choose.awk "$@")" "$wanted"
}

split() {
    expect "split $1" "$(run split.awk "$1" no-element)" "$2"
}

index() {
    expect "index $1" "$(run split.awk "$1" no-element index)" "$2"
}

join() {
    wanted=$1
    shift
    expect "join $*" "$(run join.awk "$@")" "$wanted"
}

for awk do
    command -v "${awk%% *}" > "$out/found" || continue
    choose 0 lt 9 10
    choose 1 lt 10 9
    choose 1 lt -5 -6
    choose 0 lt -3 0
    choose 1 lt 0 -0
    choose 0 lt 9007199254740993 9007199254740994
    choose 1 lt 0.10 0.1
    choose 0 lt 1e2 100.5
    choose 0 le 3 3
    choose 0 eq 007 +7
    choose 0 eq 1 1.0
    choose 1 same 1 1.0
    choose 0 same '$(x) "y"' '$(x) "y"'
    choose 0 same -v -v
    choose 1 true TRUE
    choose 0 and true true not same a b
    choose 1 or true false same a b not true false
    choose 2 same a b same a c
    choose fails lt abc 3
    choose 0 same a a lt abc 3
    split '[]' '["no-element"]'
    split ' [ ] ' '["no-element"]'
    split '["a","b\"c\\", 3, 2.50 ,true,null]' \
        '["a","b\"c\\","3","2.50","true",""]'
    split '[{"k": "v\"x]", "l":[1, 2]}, [1,[2]]]' \
        '["{\"k\": \"v\\\"x]\", \"l\":[1, 2]}","[1,[2]]"]'
    split '["é\u00e9"]' '["é\u00e9"]'
    index '["a", {"b": [1]}, 3]' '["0","1","2"]'
    index '[]' '["no-element"]'
    for wrong in '' x '["a"' '["a" "b"]' '["a",]' '[1,,2]' '[abc]' '["a' \
        '["no-element"]'; do
        split "$wrong" fails
    done
    join '["a\"b\\c",-x,q=1]' word '["' text 'a"b\c' word '",' word -x \
        word , text q=1 word ']'
    join '\u0009é\u000a$' text '	é
$'
done
exit $failed
