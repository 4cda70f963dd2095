namespace NeuralCore.Models;

/// <summary>How networks are thinned out by a width multiplier α (Howard et al. 2017, arXiv:1704.04861, §3.3).</summary>
internal static class WidthMultiplier
{
    /// <summary>α·full, rounded, at least one channel.</summary>
    public static int Thin(int full, double alpha) => Math.Max(1, (int)Math.Round(alpha * full));

    /// <summary>The multiple of 8 nearest to the wished number, at least 8 and not below nine tenths of it: MobileNetV2's and V3's rule, kind to vector units.</summary>
    public static int Divisible(double wished)
    {
        var rounded = Math.Max(8, (int)(wished + 4) / 8 * 8);
        return rounded < 0.9 * wished ? rounded + 8 : rounded;
    }
}
