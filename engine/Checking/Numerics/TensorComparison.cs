namespace NeuralCore.Checking;

/// <summary>Holds one tensor's analytic gradient against its numeric one: every element where that is affordable, else random directions and a sample of elements.</summary>
internal sealed class TensorComparison(TensorProbe probe, string name, Shape shape, double[]? gradient, double[]? exact, double negligible, Judge judge, Generator generator, CheckBudget budget)
{
    // A tensor's derivatives are compared relative to themselves, but small ones to a thousandth of the largest.
    private const double SmallestShare = 1e-3;

    // A function may round this much.
    private const double ComplexStepError = 1e-14;

    // Beside upstream gradients of size 1 a slope like this one is rounding, unless differences know it well.
    private const double Tiny = 1e-12;

    // An estimate of a rounding error is itself an estimate, and what it makes of a slope is twice that over the step.
    private const double HiddenFactor = 20;

    // A wrong stretch this short is looked at element by element.
    private const int ShortestStretch = 8;

    private readonly double _floor = Math.Max(negligible, Tiny);
    private readonly double[] _analytic = gradient ?? new double[probe.Count];
    private readonly SortedDictionary<int, LineDerivative> _numeric = [];
    private GradientFinding? _failedProjection;

    /// <summary>Compares.</summary>
    public TensorCheck Run()
    {
        var projections = 0;
        if (budget.TakesAll(probe.Count))
            for (var i = 0; i < probe.Count; i++) Probe(i);
        else
        {
            foreach (var i in Sampled(budget.SampledElements)) Probe(i);
            for (; projections < budget.Projections; projections++) Descend(Direction(), 0, probe.Count);
        }
        return Result(projections);
    }

    // Differences tell a kink; where there is none, the complex step is closer.
    private LineDerivative Probe(int i)
    {
        if (_numeric.TryGetValue(i, out var known)) return known;
        return _numeric[i] = Exact(i, probe.ByElement(i, probe.Steps(i).First));
    }

    private LineDerivative Exact(int i, in LineDerivative numeric) =>
        exact is null || numeric.IsKink ? numeric : numeric with { Value = exact[i], Error = ComplexStepError * Math.Abs(exact[i]) };

    // A projection that fails is halved until the wrong elements stand alone, or enough of them were found.
    private void Descend(double[] direction, int first, int length)
    {
        var steps = probe.Steps(first, length);
        var numeric = probe.Along(direction, first, length, steps.First);
        double analytic = 0, direct = 0, size = 0;
        for (var i = first; i < first + length; i++)
        {
            analytic += _analytic[i] * direction[i];
            direct += Direct(i) * direction[i];
            size += Summand(i) * Summand(i) * direction[i] * direction[i];
        }
        // A random direction's derivative has the size of the gradient's norm, however it may cancel.
        var scale = Math.Max(Math.Max(Math.Sqrt(size), Math.Abs(direct)), Math.Max(Math.Abs(analytic), Math.Abs(numeric.Value)));
        var verdict = judge.Of(analytic, numeric, Math.Max(scale, _floor));
        if (MayBeRounding(verdict, analytic, numeric))
            verdict = judge.Of(analytic, numeric = probe.Along(direction, first, length, steps.First, measured: true), Math.Max(scale, _floor));
        if (MayLookCloser(verdict, analytic, numeric, Math.Max(scale, _floor)))
            verdict = judge.Of(analytic, numeric = Closer(numeric, steps, h => probe.Along(direction, first, length, h)), Math.Max(scale, _floor));
        if (verdict is Verdict.Ok or Verdict.Noise) return;
        if (length == probe.Count && verdict is not Verdict.Kink)
            _failedProjection = new(name, new(0, shape), analytic, numeric.Value, numeric.Error, Math.Max(scale, _floor), verdict) { IsAlongDirection = true };
        if (_numeric.Count >= budget.MostElements) return;
        if (length <= ShortestStretch)
        {
            for (var i = first; i < first + length; i++) Probe(i);
            return;
        }
        Descend(direction, first, length / 2);
        Descend(direction, first + length / 2, length - length / 2);
    }

    private TensorCheck Result(int projections)
    {
        var largest = _numeric.Values.Where(n => double.IsFinite(n.Value)).Select(n => Math.Abs(n.Value))
            .Concat(_numeric.Keys.Select(i => Math.Abs(_analytic[i])).Where(double.IsFinite)).DefaultIfEmpty(0).Max();
        GradientFinding[] all = [.. _numeric.Select(pair => Compare(pair.Key, pair.Value, Math.Max(SmallestShare * largest, _floor)))];
        var worst = all.OrderByDescending(f => Badness(f.Verdict)).ThenByDescending(Size).ThenByDescending(f => f.Absolute).FirstOrDefault();
        GradientFinding[] findings = [.. all.Where(f => f.Verdict != Verdict.Ok)];

        // What a direction shows and no compared element does is wrong all the same.
        if (_failedProjection is { } failed && findings.All(f => f.Verdict is Verdict.Kink or Verdict.Noise))
            (worst, findings) = (failed, [failed, .. findings]);
        return new(name, shape, all.Length, projections, worst, findings)
        {
            Derivatives = new(
                [.. _numeric.Keys.Select(i => (long)i)], [.. all.Select(f => f.Analytic)],
                [.. all.Select(f => f.Numeric)], [.. all.Select(f => f.NumericError)], [.. all.Select(f => f.Scale)]),
        };
    }

    private GradientFinding Compare(int i, LineDerivative numeric, double least)
    {
        var analytic = _analytic[i];
        var (steps, scale) = (probe.Steps(i), Scale(numeric));
        var verdict = judge.Of(analytic, numeric, scale);
        if (exact is null && MayBeRounding(verdict, analytic, numeric))
            verdict = judge.Of(analytic, numeric = probe.ByElement(i, steps.First, measured: true), scale);
        if ((exact is null || numeric.IsKink) && MayLookCloser(verdict, analytic, numeric, scale))
        {
            numeric = Exact(i, Closer(numeric, steps, h => probe.ByElement(i, h)));
            verdict = judge.Of(analytic, numeric, scale = Scale(numeric));
        }
        if (exact is null && IsWrongThoughTiny(verdict, analytic, numeric, scale) && probe.ByElement(i, steps.First, measured: true) is { IsSure: true } sure)
            verdict = judge.Of(analytic, numeric = sure, scale = OwnScale(sure));
        if (gradient is null && verdict is Verdict.Wrong) verdict = Verdict.NotConnected;
        var finding = new GradientFinding(name, new(i, shape), analytic, numeric.Value, numeric.Error, scale, verdict);
        return verdict != Verdict.Kink ? finding : finding with
        {
            Slopes = (numeric.Left, numeric.Right),
            IsSubgradient = judge.IsSubgradient(analytic, numeric, scale),
        };

        double Scale(in LineDerivative numeric) => Math.Max(least, OwnScale(numeric));
        double OwnScale(in LineDerivative numeric) => Math.Max(negligible, Math.Max(Summand(i), Math.Abs(numeric.Value)));
        bool IsWrongThoughTiny(Verdict verdict, double analytic, in LineDerivative numeric, double scale) =>
            verdict is Verdict.Ok && scale <= Tiny && numeric.Value != 0 && judge.Of(analytic, numeric, OwnScale(numeric)) is Verdict.Wrong;
    }

    // Of elements that are wrong by the same share, rounding is not to choose: tenths of a decimal place are the same.
    private static double Size(GradientFinding finding) =>
        finding.Verdict is Verdict.Ok || finding.Relative == 0 ? finding.Relative : Math.Pow(10, Math.Round(10 * Math.Log10(finding.Relative)) / 10);

    // Where results cancelled (x − x), the function rounds more than their size tells. Whether a difference that is nothing
    // beside the largest gradient comes from there has to be measured; or one that results could hide which do not move.
    private bool MayBeRounding(Verdict verdict, double analytic, in LineDerivative numeric) =>
        verdict is Verdict.Wrong && Math.Abs(analytic - numeric.Value) < Math.Max(_floor, HiddenFactor * probe.HiddenSlope);

    // Nothing is held against a gradient that steps of another length deny.
    private bool MayLookCloser(Verdict verdict, double analytic, in LineDerivative numeric, double scale) => probe.SeesCloser && verdict switch
    {
        Verdict.Wrong => true,
        Verdict.NaN => double.IsFinite(analytic),
        Verdict.Kink => !judge.IsSubgradient(analytic, numeric, scale),
        _ => false,
    };

    // An oscillation, two corners or the end of the domain may lie within the first steps; then they show another derivative
    // than the shorter ones, or none.
    private static LineDerivative Closer(LineDerivative numeric, StepLengths steps, Func<double, LineDerivative> at)
    {
        foreach (var step in steps.Closer)
        {
            var closer = at(step);
            if (closer.Supersedes(numeric)) numeric = closer;
            else if (numeric.IsSure && double.IsFinite(closer.Value)) break;
        }
        return numeric;
    }

    // With fan-out the derivative is own + direct. The two may cancel, their rounding does not: it is relative to the larger,
    // and |own| ≤ |own + direct| + |direct|.
    private double Summand(int i) => Math.Max(Math.Abs(_analytic[i]), Math.Abs(Direct(i)));

    private double Direct(int i) => probe.Direct?[i] ?? 0;

    private static int Badness(Verdict verdict) => verdict switch
    {
        Verdict.NaN => 5,
        Verdict.NotConnected => 4,
        Verdict.Wrong => 3,
        Verdict.Kink => 2,
        Verdict.Noise => 1,
        _ => 0,
    };

    private IEnumerable<int> Sampled(int count) => Enumerable.Range(0, count).Select(_ => (int)(generator.NextDouble() * probe.Count)).Distinct();

    // Of length 1, so that a step moves the whole tensor as far as it moves a single element.
    private double[] Direction()
    {
        var direction = new double[probe.Count];
        generator.Normal(direction);
        var norm = Math.Sqrt(direction.Sum(v => v * v));
        for (var i = 0; i < direction.Length; i++) direction[i] /= norm;
        return direction;
    }
}
