#!/usr/bin/env bash
# Runs the samples of every op, and the small cases of every GPU kernel, on the simulated OpenCL device of oclgrind, which
# reports data races, accesses out of bounds, uninitialised reads of memory and groups that part at a barrier.
# Exit 1 on any report, or if a race that is planted first goes unnoticed; 2 where oclgrind is not there.
#
#   tests/oclgrind.sh [class ...]      classes of tests, by default those of ops and kernels; build them first:
#                                      dotnet build tests -c Release
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
: >"$log"

status=0
if [ $# -eq 0 ]; then
    "$tests" -method '*.RegistryTests.Every_device_agrees_with_the_reference' -parallel none || status=1
    set -- '*.Gpu*Tests'
fi
for class in "$@"; do "$tests" -class "$class" -parallel none || status=1; done
if [ -s "$log" ]; then
    cat "$log"
    echo "oclgrind reported $(grep -cE '^(Invalid|Read-write|Write-write|Uninitialized|Work-group)' "$log") faults"
    exit 1
fi
echo "oclgrind reported nothing"
exit "$status"
