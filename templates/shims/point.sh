# makes a link to a neighbour
set -e
rm -rf "$1"
ln -s "${2##*/}" "$1"
