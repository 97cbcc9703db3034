# keeps a value in a file
printf %s "$2" > "$1"
