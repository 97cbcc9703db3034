# makes a folder with the entries 0, 1, 2, ... that point to its neighbours
set -e
out=$1
shift
rm -rf "$out"
mkdir "$out"
i=0
for file do
    ln -s "../${file##*/}" "$out/$i"
    i=$((i + 1))
done
