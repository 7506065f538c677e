#!/bin/sh
# Makes the small files of MUTR's and SOC's reference values out of the whole ones:
#
#     sh Tests/Reference/small_goldens.sh ../shared/families/golden
set -e
here=$(dirname "$0")
whole=$1
trim() {
    from=$whole/$1.safetensors to=$2.safetensors most=$3
    shift 3
    python3 "$here/trim_golden.py" "$from" "$to" --most "$most" "$@"
}
fixtures=$here/../ReferFormerTests/Fixtures
shipped=$here/../../Vocab/Resources/reference
for case in a t1 t4; do trim mutr_tiny.$case "$fixtures/mutr_tiny.$case" 6000; done
cp "$whole/mutr_tiny.davis.safetensors" "$fixtures"
trim mutr_tiny.a "$shipped/mutr_tiny" 1500
for kind in video_swin convnext convmae; do
    trim mutr_tiny_$kind.a "$shipped/mutr_tiny_$kind" 1500 --frames mutr_tiny
done
unused="lang. bb.mask enc.mask in.mask out.text_sentence_feature"
for case in a a2d_b2; do
    trim soc_tiny.$case "$fixtures/soc_tiny.$case" 2048 --stride 7 --drop $unused
done
trim soc_tiny.a "$shipped/soc_tiny" 2048 --stride 101 --drop $unused
