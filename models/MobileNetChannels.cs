namespace NeuralCore.Models;

/// <summary>How the MobileNets thin their layers out by the width multiplier α (Howard et al. 2017, arXiv:1704.04861, §3.3).</summary>
internal static class MobileNetChannels
{
    /// <summary>Refuses a multiplier that is no positive number.</summary>
    /// <exception cref="UsageException">So it is.</exception>
    public static void CheckAlpha(string model, double alpha)
    {
        if (!(alpha is > 0 and <= 16)) throw new UsageException($"{model}'s width multiplier alpha is above 0 and at most 16; got {FormattableString.Invariant($"{alpha}")}");
    }

    /// <summary>The multiple of 8 nearest to the wished number, at least 8 and not below nine tenths of it: V2's and V3's rule, kind to vector units.</summary>
    public static int Divisible(double wished)
    {
        var rounded = Math.Max(8, (int)(wished + 4) / 8 * 8);
        return rounded < 0.9 * wished ? rounded + 8 : rounded;
    }
}
