namespace NeuralCore.Checking;

/// <summary>Holds one tensor's analytic gradient against its numeric one: every element where that is affordable, else random directions and a sample of elements.</summary>
internal sealed class TensorComparison(TensorProbe probe, string name, Shape shape, double[]? gradient, double[]? exact, double floor, Judge judge, Generator generator, CheckBudget budget)
{
    // A tensor's derivatives are compared relative to themselves, but small ones to a thousandth of the largest.
    private const double SmallestShare = 1e-3;

    // A function may round this much.
    private const double ComplexStepError = 1e-14;

    // A wrong stretch this short is looked at element by element.
    private const int ShortestStretch = 8;

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
        var numeric = probe.ByElement(i);
        if (exact is not null && !numeric.IsKink) numeric = numeric with { Value = exact[i], Error = ComplexStepError * Math.Abs(exact[i]) };
        return _numeric[i] = numeric;
    }

    // A projection that fails is halved until the wrong elements stand alone, or enough of them were found.
    private void Descend(double[] direction, int first, int length)
    {
        var numeric = probe.Along(direction, first, length);
        double analytic = 0, direct = 0, size = 0;
        for (var i = first; i < first + length; i++)
        {
            analytic += _analytic[i] * direction[i];
            direct += Direct(i) * direction[i];
            size += Summand(i) * Summand(i) * direction[i] * direction[i];
        }
        // A random direction's derivative has the size of the gradient's norm, however it may cancel.
        var scale = Math.Max(Math.Max(Math.Sqrt(size), Math.Abs(direct)), Math.Max(Math.Abs(analytic), Math.Abs(numeric.Value)));
        var verdict = judge.Of(analytic, numeric, Math.Max(scale, floor));
        if (MayBeRounding(verdict, analytic, numeric))
            verdict = judge.Of(analytic, numeric = probe.Along(direction, first, length, measured: true), Math.Max(scale, floor));
        if (verdict is Verdict.Ok or Verdict.Noise) return;
        if (length == probe.Count && verdict is not Verdict.Kink)
            _failedProjection = new(name, new(0, shape), analytic, numeric.Value, numeric.Error, Math.Max(scale, floor), verdict) { IsAlongDirection = true };
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
        GradientFinding[] all = [.. _numeric.Select(pair => Compare(pair.Key, pair.Value, Math.Max(SmallestShare * largest, floor)))];
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
        var scale = Math.Max(least, Math.Max(Summand(i), Math.Abs(numeric.Value)));
        var verdict = judge.Of(analytic, numeric, scale);
        if (exact is null && MayBeRounding(verdict, analytic, numeric))
            verdict = judge.Of(analytic, numeric = probe.ByElement(i, measured: true), scale);
        if (gradient is null && verdict is Verdict.Wrong) verdict = Verdict.NotConnected;
        var finding = new GradientFinding(name, new(i, shape), analytic, numeric.Value, numeric.Error, scale, verdict);
        return verdict != Verdict.Kink ? finding : finding with
        {
            Slopes = (numeric.Left, numeric.Right),
            IsSubgradient = judge.IsSubgradient(analytic, numeric, scale),
        };
    }

    // Of elements that are wrong by the same share, rounding is not to choose: tenths of a decimal place are the same.
    private static double Size(GradientFinding finding) =>
        finding.Verdict is Verdict.Ok || finding.Relative == 0 ? finding.Relative : Math.Pow(10, Math.Round(10 * Math.Log10(finding.Relative)) / 10);

    // Where results cancelled (x − x), the function rounds more than their size tells. Whether a difference that is nothing
    // beside the largest gradient comes from there has to be measured.
    private bool MayBeRounding(Verdict verdict, double analytic, in LineDerivative numeric) =>
        verdict is Verdict.Wrong && Math.Abs(analytic - numeric.Value) < floor;

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
