#!/usr/bin/env bash
# Runs the samples of every op, and the small cases of every family of GPU kernels, on the simulated OpenCL device of
# oclgrind, which reports data races, accesses out of bounds and groups that part at a barrier.
# Exit 1 on any report or failed test, or if a race that is planted first goes unnoticed; 2 where oclgrind is not there.
#
#   tests/oclgrind.sh [class ...]      classes of tests, by default those of ops and kernels, about 20 minutes of one
#                                      core; build them first: dotnet build tests -c Release
#
# What is left out, and why:
# - The values of sign, and of the gradient of abs. clang makes "c ? -1 : 0" of doubles a sitofp from i1, which for true is
#   −1 (LLVM's language reference: i1 is a signed number of one bit); oclgrind 21.10 makes it 1. PoCL runs the same text
#   right. So these rows run, and what oclgrind reports of them counts, but not their values.
# - A_target_that_is_no_class: several threads may find a fault in their data at once, and each writes it into the one
#   cell. That is a race, and meant: any of them may be told (FaultCell). ILGPU's integer atomics, which would settle it,
#   compile neither here nor on PoCL, for they want OpenCL's generic address space.
# - What has a million in its name (A_float_sum_of_a_million): the same kernels run on smaller shapes.
# - Uninitialised reads: oclgrind could look for them, thirty times as slowly. The ptx device looks for those of shared memory.
set -uo pipefail
cd "$(dirname "$0")/.."

icd=$(ls /usr/lib/oclgrind/liboclgrind-rt-icd.so /usr/lib/*/oclgrind/liboclgrind-rt-icd.so 2>/dev/null | head -1)
[ -n "$icd" ] || { echo "oclgrind is not installed; on Debian: apt-get install oclgrind" >&2; exit 2; }
tests=tests/bin/Release/net10.0/NeuralCore.Tests
[ -x "$tests" ] || { echo "$tests is missing; build it: dotnet build tests -c Release" >&2; exit 2; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The loader of OpenCL then knows oclgrind's device alone, and the tests run on no other.
export OCL_ICD_VENDORS=$icd NEURALCORE_TEST_DEVICES=opencl
export OCLGRIND_DATA_RACES=1 OCLGRIND_MAX_ERRORS=50 OCLGRIND_LOG=$log

"$tests" -class '*.RacingKernelTests' -explicit only >/dev/null
grep -q 'data race' "$log" || { echo "oclgrind did not report the planted race" >&2; exit 1; }

status=0 TIMEFORMAT='%U + %S s of a core'
others=(-displayName- '*"cpu"*' -displayName- '*"ptx"*')

# check NAME REPORTER FILTER...: runs tests of one name; each process begins the log anew.
check() {
    echo "== $1"
    : >"$log"
    time "$tests" "${@:3}" "${others[@]}" -parallelMode none -reporter "$2" -noColor || status=1
    [ -s "$log" ] || return 0
    cat "$log"
    echo "oclgrind reported $(grep -cE '^(Invalid|Read-write|Write-write|Work-group|Unaligned)' "$log") faults in $1"
    status=1
}

if [ $# -eq 0 ]; then
    samples=RegistryTests.Every_device_agrees_with_the_reference
    check ops quiet -method "*.$samples" -displayName- '*(name: "sign",*' -displayName- '*(name: "abs",*'
    check "sign and abs" silent -method "*.$samples" -displayName '*(name: "sign",*' -displayName '*(name: "abs",*' -ignoreFailures
    set -- $(basename -s .cs tests/Backends/Gpu/Gpu*Tests.cs)
fi
for class in "$@"; do check "$class" quiet -class "*.$class" -method- '*.A_target_that_is_no_class*' -method- '*_a_million_*'; done
[ $status -eq 0 ] && echo "oclgrind reported nothing"
exit $status
