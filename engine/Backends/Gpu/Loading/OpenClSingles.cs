using System.Globalization;
using System.Text.RegularExpressions;

namespace NeuralCore.Backends.Gpu;

/// <summary>Float kernels for a device without cl_khr_fp64: their settings (a slope, a probability) arrive as doubles, which it reads as bits.</summary>
/// <remarks>
/// All that a float kernel does with a double is to read it from its arguments, to narrow it to a float, and to compare it
/// with a constant for being the same. On the 64 bits of the double, as an integer, that needs no double.
/// </remarks>
internal static partial class OpenClSingles
{
    // To nearest, ties to even, as the conversion does: a double's m · 2^(e − 1075) with 53 bits of m becomes 24 bits or, below
    // 2^−126, as many as are left. What is rounded up beyond 24 bits carries into the exponent, from the largest to infinity.
    private const string Narrow =
        """

        float narrow(ulong bits)
        {
        	uint sign = (uint)(bits >> 63) << 31;
        	int e = (int)(bits >> 52) & 0x7FF;
        	ulong m = bits & 0xFFFFFFFFFFFFFUL;
        	if (e == 0x7FF) return as_float(sign | (m == 0 ? 0x7F800000U : 0x7FC00000U));
        	if (e > 1023 + 127) return as_float(sign | 0x7F800000U);
        	if (e < 1023 - 150) return as_float(sign);
        	m |= 1UL << 52;
        	int least = 1023 - 126;
        	int shift = e < least ? 29 + least - e : 29;
        	ulong kept = m >> shift, tie = 1UL << (shift - 1), rest = m & (2 * tie - 1);
        	kept += rest > tie || (rest == tie && (kept & 1)) ? 1 : 0;
        	uint exponent = e < least ? 0 : (uint)(e - least) << 23;
        	return as_float(sign | (exponent + (uint)kept));
        }

        """;

    /// <summary>The same kernel without doubles, as far as it only reads them.</summary>
    public static string Mend(string source)
    {
        source = Enabling().Replace(source, "");
        if (!Double().IsMatch(source)) return source;

        source = Narrowing().Replace(source, "narrow($1)");
        source = Comparing().Replace(source, match => $"{match.Groups[1].Value} {match.Groups[2].Value} {Bits(match.Groups[3].Value)}");
        source = Declaring().Replace(source, "$1ulong");
        var kernel = source.IndexOf("kernel void", StringComparison.Ordinal);
        return source.Insert(kernel, Narrow.ReplaceLineEndings("\n"));
    }

    /// <summary>What is wrong with the mended text, or null.</summary>
    public static string? Fault(string source) =>
        Double().IsMatch(source) ? "it computes with Float64, which the device does not (it lacks cl_khr_fp64); use Float32 tensors" : null;

    // −0 equals 0 but for its bits, so 0 is refused.
    private static string Bits(string constant)
    {
        var value = double.Parse(constant, CultureInfo.InvariantCulture);
        return value == 0 ? $"(double) {constant}" : $"0x{BitConverter.DoubleToUInt64Bits(value):X}UL";
    }

    [GeneratedRegex(@"^#pragma OPENCL EXTENSION cl_khr_fp64.*\n", RegexOptions.Multiline)]
    private static partial Regex Enabling();

    [GeneratedRegex(@"\bdouble\b")]
    private static partial Regex Double();

    [GeneratedRegex(@"\(float\)\(double\) (var\d+)\b")]
    private static partial Regex Narrowing();

    [GeneratedRegex(@"\(double\) (var\d+) (!=|==) \(double\) (-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?=;)")]
    private static partial Regex Comparing();

    [GeneratedRegex(@"^(\s*)double(?= \w+;\s*$)", RegexOptions.Multiline)]
    private static partial Regex Declaring();
}
