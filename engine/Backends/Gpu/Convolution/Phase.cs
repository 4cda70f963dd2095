using System.Numerics;

namespace NeuralCore.Backends.Gpu;

/// <summary>The input positions r, r + s, r + 2s, … of one dimension, which all meet the same taps of a convolution with stride s.</summary>
/// <remarks>
/// Tap u joins input j = i·s + u·d − p with output i. For j = r + q·s the taps with u·d ≡ r + p (mod s) count: with
/// g = gcd(d, s) none unless g divides r + p, else every (s/g)-th from the first one on, and with u = First + t·(s/g)
/// the output is i = q + Shift − t·(d/g). So a phase is a convolution of stride 1 over dy; all phases together multiply nothing
/// with zero.
/// </remarks>
/// <param name="First">The first position, r.</param>
/// <param name="Positions">How many there are.</param>
/// <param name="FirstTap">The first tap.</param>
/// <param name="TapStep">From one tap to the next: s/g.</param>
/// <param name="Taps">How many taps there are.</param>
/// <param name="Shift">The output that joins the first position with the first tap.</param>
/// <param name="Spread">From one tap's output to the next one's: −d/g.</param>
internal readonly record struct Phase(int First, int Positions, int FirstTap, int TapStep, int Taps, int Shift, int Spread)
{
    /// <summary>The phases of a dimension that hold any position.</summary>
    public static Phase[] Of(int input, int kernel, int stride, int padding, int dilation) =>
        [.. Enumerable.Range(0, Math.Min(stride, input)).Select(first => Of(first, input, kernel, stride, padding, dilation))];

    private static Phase Of(int first, int input, int kernel, int stride, int padding, int dilation)
    {
        var common = (int)BigInteger.GreatestCommonDivisor(dilation, stride);
        var (positions, step, spread) = ((input - first - 1) / stride + 1, stride / common, -dilation / common);
        for (var tap = 0; tap < Math.Min(kernel, step); tap++)
            if ((first + padding - tap * dilation) % stride == 0)
                return new(first, positions, tap, step, (kernel - tap - 1) / step + 1, (first + padding - tap * dilation) / stride, spread);
        return new(first, positions, 0, step, 0, 0, spread);
    }
}
