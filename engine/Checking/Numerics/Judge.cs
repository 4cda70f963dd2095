namespace NeuralCore.Checking;

/// <summary>Decides what a pair of derivatives means.</summary>
/// <param name="tolerance">The relative difference that is never held against a gradient: what rounding in the backward pass may cost.</param>
internal readonly struct Judge(double tolerance)
{
    /// <summary>The verdict on one derivative; <paramref name="scale"/> is what the difference is relative to.</summary>
    public Verdict Of(double analytic, in LineDerivative numeric, double scale)
    {
        if (!double.IsFinite(analytic) || !double.IsFinite(numeric.Value)) return Verdict.NaN;
        if (numeric.IsKink) return Verdict.Kink;
        var difference = Math.Abs(analytic - numeric.Value);
        if (difference <= tolerance * scale) return Verdict.Ok;
        var isWithin = difference <= LineDerivative.ErrorFactor * numeric.Error;
        if (!isWithin) return Verdict.Wrong;
        // What is known so badly proves nothing.
        return numeric.Error > LineDerivative.MostUncertainty * scale ? Verdict.Noise : Verdict.Ok;
    }

    /// <summary>Whether a value lies between the slopes of a kink.</summary>
    public bool IsSubgradient(double analytic, in LineDerivative numeric, double scale)
    {
        var room = tolerance * scale + 1e-3 * Math.Abs(numeric.Right - numeric.Left);
        return analytic >= Math.Min(numeric.Left, numeric.Right) - room && analytic <= Math.Max(numeric.Left, numeric.Right) + room;
    }
}
