namespace NeuralCore.Checking;

/// <summary>Decides what a pair of derivatives means.</summary>
/// <param name="tolerance">The relative difference that is never held against a gradient: what rounding in the backward pass may cost.</param>
internal readonly struct Judge(double tolerance)
{
    // The estimate of an error is itself an estimate.
    private const double ErrorFactor = 10;

    // A numeric derivative less sure than this, relative to the scale, proves nothing.
    private const double MostUncertainty = 1e-2;

    /// <summary>The verdict on one derivative; <paramref name="scale"/> is what the difference is relative to.</summary>
    public Verdict Of(double analytic, in LineDerivative numeric, double scale)
    {
        if (!double.IsFinite(analytic) || !double.IsFinite(numeric.Value)) return Verdict.NaN;
        if (numeric.IsKink) return Verdict.Kink;
        var difference = Math.Abs(analytic - numeric.Value);
        if (difference <= tolerance * scale) return Verdict.Ok;
        if (numeric.Error > MostUncertainty * scale) return difference <= ErrorFactor * numeric.Error ? Verdict.Noise : Verdict.Wrong;
        return difference <= ErrorFactor * numeric.Error ? Verdict.Ok : Verdict.Wrong;
    }

    /// <summary>Whether a value lies between the slopes of a kink.</summary>
    public bool IsSubgradient(double analytic, in LineDerivative numeric, double scale)
    {
        var room = tolerance * scale + 1e-3 * Math.Abs(numeric.Right - numeric.Left);
        return analytic >= Math.Min(numeric.Left, numeric.Right) - room && analytic <= Math.Max(numeric.Left, numeric.Right) + room;
    }
}
