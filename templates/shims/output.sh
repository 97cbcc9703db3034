# runs the program, then hands over the file it wrote
from=$1 to=$2
shift 2
"$@" && cp -R -- "$from" "$to"
