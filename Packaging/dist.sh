#!/usr/bin/env bash
# Makes of an installed tree a tarball and a Debian package: `make dist` calls it.
#
#     Packaging/dist.sh TREE VERSION OUTPUT
#
# TREE is what `make install DESTDIR=TREE PREFIX=/usr` leaves; OUTPUT receives the two files. The
# packages that the program's libraries come from are looked up on this machine.
set -euo pipefail
tree=$(realpath "$1") version=$2
mkdir -p "$3"
output=$(realpath "$3")
cd "$(dirname "$0")/.."

architecture=$(dpkg --print-architecture)
maintainer=${MAINTAINER:-$(git log -1 --format='%an <%ae>')}
# The same files give the same packages.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

strip --strip-unneeded "$tree/usr/lib/refseg/refseg"
documents=$tree/usr/share/doc/refseg
install -d "$documents"
install -m 644 Packaging/copyright MODEL_CARD.md "$documents"

# What the program is linked with, as packages of this Debian.
install -d "$work/debian"
printf 'Source: refseg\n\nPackage: refseg\nArchitecture: any\n' > "$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O "$tree/usr/lib/refseg/refseg" 2> shlibdeps.log) || {
    cat "$work/shlibdeps.log" >&2
    exit 1
}
depends=${depends#shlibs:Depends=}

# The tarball: a prefix to unpack anywhere.
name=refseg-$version-linux-$(uname -m)
install -d "$work/$name"
cp -a "$tree/usr/." "$work/$name/"
install -m 644 LICENSE CHANGELOG.md "$work/$name/"
(
    . /etc/os-release
    cat <<END
refseg $version for Linux on $(uname -m)

The program is bin/refseg; the folder works wherever it is unpacked, and as a prefix:

    sudo cp -R bin lib share /usr/local/

It needs these packages, by the names of $PRETTY_NAME, on which it was built:

    $(tr ',' '\n' <<< "$depends" | sed 's/^ *//; s/ (.*//' | sort | paste -sd ' ')

and for videos, ffmpeg. \`refseg doctor\` tells what is missing.
END
) > "$work/$name/INSTALL.txt"
tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -czf "$output/$name.tar.gz" "$name"

# The Debian package, in Debian's own places.
revision=$version-1
package=$output/refseg_${revision}_$architecture.deb
install -d "$tree/usr/share/zsh/vendor-completions"
mv "$tree/usr/share/zsh/site-functions/_refseg" "$tree/usr/share/zsh/vendor-completions/"
rmdir "$tree/usr/share/zsh/site-functions"
sed -i '1{/^#!/d}' "$tree/usr/share/bash-completion/completions/refseg"
gzip -9nf "$tree/usr/share/man/man1/refseg.1"
gzip -9nc CHANGELOG.md > "$documents/changelog.gz"
gzip -9nc > "$documents/changelog.Debian.gz" <<END
refseg ($revision) unstable; urgency=medium

  * What changed stands in changelog.gz.

 -- $maintainer  $(date -R -d "@$SOURCE_DATE_EPOCH")
END
install -d "$tree/DEBIAN"
(cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) > "$tree/DEBIAN/md5sums"
cat > "$tree/DEBIAN/control" <<END
Package: refseg
Version: $revision
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk --exclude=DEBIAN "$tree" | cut -f1)
Depends: $depends
Recommends: ffmpeg
Suggests: espeak-ng
Section: video
Priority: optional
Description: cut out of a video what a sentence refers to
 Reads a video, an image or a folder of frames and a sentence, typed or spoken,
 such as "the blue car on the grass", and writes a mask of what it refers to for
 every frame. Runs on plain processors; nothing is sent anywhere, and the model
 comes with the package.
 .
 Published checkpoints of ReferFormer run as they are, and models are scored on
 published benchmarks.
END
chmod -R u=rwX,go=rX "$tree"
dpkg-deb --build --root-owner-group "$tree" "$package" > /dev/null

ls -l "$output/$name.tar.gz" "$package"
