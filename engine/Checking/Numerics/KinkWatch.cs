namespace NeuralCore.Checking;

/// <summary>Watches the gap between the one-sided slopes while the step is halved: a smooth function closes it, a kink keeps it.</summary>
internal struct KinkWatch
{
    // A gap counts that stands out of the rounding error so far, and of the slopes by so much.
    private const double NoiseFactor = 100, LeastShare = 1e-6, Agreement = 0.05;

    private Sample _before;
    private double _extrapolatedBefore;
    private int _samples, _steady;

    /// <summary>The slope to the left, extrapolated.</summary>
    public double Left { get; private set; }

    /// <summary>The slope to the right, extrapolated.</summary>
    public double Right { get; private set; }

    /// <summary>Whether the gap kept its size twice in a row.</summary>
    public readonly bool IsSure => _steady >= 2;

    /// <summary>Whether it kept its size the last time.</summary>
    public readonly bool IsSuspected => _steady >= 1;

    /// <summary>Takes the next sample, at half the step of the last.</summary>
    public void Add(in Sample sample)
    {
        if (_samples > 0)
        {
            // Left and right slopes are D ∓ g/2, with an error of order h each; 2s(h/2) − s(h) takes that away.
            var gap = 2 * sample.Gap - _before.Gap;
            var central = 2 * sample.Central - _before.Central;
            (Left, Right) = (central - gap / 2, central + gap / 2);
            var size = Math.Max(Math.Abs(Left), Math.Abs(Right));
            var stands = Math.Abs(gap) > NoiseFactor * sample.Noise && Math.Abs(gap) > LeastShare * size;
            var stays = Math.Abs(sample.Gap - _before.Gap) <= Agreement * Math.Abs(gap)
                && (_samples < 2 || Math.Abs(gap - _extrapolatedBefore) <= Agreement * Math.Abs(gap));
            _steady = stands && stays ? _steady + 1 : 0;
            _extrapolatedBefore = gap;
        }
        _before = sample;
        _samples++;
    }
}
