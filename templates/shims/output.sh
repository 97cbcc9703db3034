# runs the program, then hands over the files it wrote
run() { while [ "$1" != -- ]; do shift 2; done; shift; "$@"; }
run "$@" || exit
while [ "$1" != -- ]; do
    cp -R -- "$1" "$2" || exit
    shift 2
done
