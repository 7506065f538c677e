#!/bin/sh
# Makes the small files of MUTR's reference values out of the whole ones:
#
#     sh Tests/Reference/mutr_goldens.sh ../shared/families/golden
set -e
here=$(dirname "$0")
whole=$1
trim() { python3 "$here/trim_golden.py" "$whole/$1.safetensors" "$2.safetensors" --most "$3" $4; }
fixtures=$here/../ReferFormerTests/Fixtures
shipped=$here/../../Vocab/Resources/reference
for case in a t1 t4; do trim mutr_tiny.$case "$fixtures/mutr_tiny.$case" 6000; done
cp "$whole/mutr_tiny.davis.safetensors" "$fixtures"
trim mutr_tiny.a "$shipped/mutr_tiny" 1500
for kind in video_swin convnext convmae; do
    trim mutr_tiny_$kind.a "$shipped/mutr_tiny_$kind" 1500 "--frames mutr_tiny"
done
