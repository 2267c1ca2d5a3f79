#!/usr/bin/env bash
# Fuzzes each layer for ten minutes, or for SECONDS_EACH, with the samples as its corpus.
#
#     tests/scripts/fuzz.sh [LAYER…]
#
# Needs a nightly compiler and cargo-fuzz (`cargo install cargo-fuzz`). Without them the bodies of the targets run over
# mutated files as an ordinary test, and the script says so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
layers=("$@")
[ "${#layers[@]}" -gt 0 ] || layers=(bytes csv xml items price date html template)
samples=${SHELFSYNC_SAMPLES:-examples}

if ! cargo +nightly fuzz --version >/dev/null 2>&1; then
    printf 'SKIPPED: no nightly compiler with cargo-fuzz; mutated files instead of fuzzing\n' >&2
    for layer in "${layers[@]}"; do
        SHELFSYNC_LAYER=$layer SHELFSYNC_MUTANTS=${SHELFSYNC_MUTANTS:-20000} \
            cargo test --locked --release --test fuzz no_mutant
    done
    exit
fi
for layer in "${layers[@]}"; do
    corpus=fuzz/corpus/$layer
    mkdir -p "$corpus"
    case $layer in
    bytes | csv | xml | items) find "$samples" -type f -size -256k -exec cp -n {} "$corpus" \; ;;
    *) ;;
    esac
    cargo +nightly fuzz run "$layer" -- -max_total_time="${SECONDS_EACH:-600}" -timeout=20 -rss_limit_mb=2048
done
