# takes a value out of a file
cat "$2" > "$1"
