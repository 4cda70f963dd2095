namespace NeuralCore.Checking;

/// <summary>One tensor whose gradient is wrong, as the patterns see it: what came back, what should have, and which predictions fit.</summary>
/// <remarks>Arrays run over the compared elements, whose numbers are <see cref="Elements"/>; on a large tensor these are not all.</remarks>
internal sealed class WrongGradient
{
    // A prediction explains an element that leaves at most this share of its error.
    private const double Residual = 1e-5;

    // The estimate of a numeric error is itself an estimate.
    private const double ErrorFactor = 5;

    // What rounding may cost, in a backward pass and in a prediction.
    private const double Rounding = 1e-9, PredictionRounding = 1e-6;

    private readonly double[] _error;
    private readonly Lazy<Contributions?> _contributions;

    /// <summary>The wrong gradient of one input of the call.</summary>
    public WrongGradient(DiagnosisContext context, int input, TensorCheck check)
    {
        (Context, Input, Check) = (context, input, check);
        var derivatives = check.Derivatives;
        (Elements, _error) = (derivatives.Elements, derivatives.NumericError);
        var direct = context.Call.Direct(input);
        Direct = direct is null ? null : [.. Elements.Select(e => direct[e])];
        (Analytic, Numeric) = (Own(derivatives.Analytic, Direct), Own(derivatives.Numeric, Direct));
        var verdicts = check.Findings.ToDictionary(f => f.Index.Flat, f => f.Verdict);
        IsWrong = [.. Elements.Select(e => verdicts.GetValueOrDefault(e, Verdict.Ok) is Verdict.Wrong or Verdict.NotConnected)];
        IsCompared = [.. Elements.Select(e => verdicts.GetValueOrDefault(e, Verdict.Ok) is not (Verdict.Kink or Verdict.NaN or Verdict.Noise))];
        Largest = Enumerable.Range(0, Elements.Length).Where(p => IsCompared[p]).Select(p => Math.Max(Math.Abs(Analytic[p]), Math.Abs(Numeric[p]))).DefaultIfEmpty(0).Max();
        _contributions = new(() => Contributions.Of(this));
    }

    /// <summary>The check that it belongs to.</summary>
    public DiagnosisContext Context { get; }

    /// <summary>The input's number.</summary>
    public int Input { get; }

    /// <summary>What the check found.</summary>
    public TensorCheck Check { get; }

    /// <summary>The tensor's name.</summary>
    public string Name => Check.Name;

    /// <summary>The tensor's shape.</summary>
    public Shape Shape => Check.Shape;

    /// <summary>The numbers of the compared elements in row-major order.</summary>
    public long[] Elements { get; }

    /// <summary>What the input's direct way to the loss adds beside the function, which none of the others hold; null where there is no such way.</summary>
    public double[]? Direct { get; }

    /// <summary>What the backward pass returned.</summary>
    public double[] Analytic { get; }

    /// <summary>What it should have.</summary>
    public double[] Numeric { get; }

    /// <summary>Which elements are wrong.</summary>
    public bool[] IsWrong { get; }

    /// <summary>Which have a derivative to compare with: no corner, and a number on both sides.</summary>
    public bool[] IsCompared { get; }

    /// <summary>The largest derivative, right or wrong.</summary>
    public double Largest { get; }

    /// <summary>Whether every element was compared.</summary>
    public bool IsComplete => Elements.Length == Shape.Count && Elements.Length > 0;

    /// <summary>How many elements are wrong.</summary>
    public int WrongCount => IsWrong.Count(w => w);

    /// <summary>The positions of the wrong elements in the arrays.</summary>
    public IEnumerable<int> Wrong => Enumerable.Range(0, IsWrong.Length).Where(p => IsWrong[p]);

    /// <summary>Whether this tensor's check ended with a verdict anywhere.</summary>
    public bool Has(Verdict verdict) => Check.Findings.Any(f => f.Verdict == verdict);

    /// <summary>How much each element of the results adds to each element of the gradient; null where there would be too many.</summary>
    public Contributions? Contributions => _contributions.Value;

    /// <summary>Derivatives without what came directly.</summary>
    public static double[] Own(double[] derivatives, double[]? direct) => direct is null ? derivatives : [.. derivatives.Zip(direct, (v, d) => v - d)];

    /// <summary>An element's place.</summary>
    public Position At(int position) => new(Elements[position], Shape);

    /// <summary>The size that differences at an element are relative to.</summary>
    public double Scale(int position) =>
        Math.Max(Math.Max(Math.Abs(Analytic[position]), Math.Abs(Numeric[position])), 1e-3 * Largest);

    /// <summary>Whether an element's derivative is more than rounding, in the backward pass's eyes or in truth.</summary>
    public bool IsNotable(int position) => IsCompared[position] && Math.Max(Math.Abs(Analytic[position]), Math.Abs(Numeric[position])) > 1e-6 * Largest;

    /// <summary>Of the elements that are wrong, or would be if a prediction of the backward pass's answer were true, the share that it predicts.</summary>
    /// <param name="prediction">The value that a mistake would give to each compared element; NaN where that is not known.</param>
    public double Explains(ReadOnlySpan<double> prediction)
    {
        int concerned = 0, explained = 0;
        for (var p = 0; p < Elements.Length; p++)
        {
            if (!IsCompared[p] || double.IsNaN(prediction[p])) continue;
            var room = ErrorFactor * _error[p];
            var error = Math.Abs(Analytic[p] - Numeric[p]);
            if (!IsWrong[p] && Math.Abs(prediction[p] - Numeric[p]) <= room + PredictionRounding * Scale(p)) continue;
            concerned++;
            if (IsWrong[p] && Math.Abs(Analytic[p] - prediction[p]) <= room + Rounding * Scale(p) + Residual * error) explained++;
        }
        return concerned == 0 ? 0 : (double)explained / concerned;
    }

    /// <summary>Of the elements that are wrong or lie in a region, the share that is and does both; elements where both derivatives vanish do not count.</summary>
    public double Covers(Func<int, bool> isInside)
    {
        int union = 0, both = 0;
        for (var p = 0; p < Elements.Length; p++)
        {
            if (!IsNotable(p)) continue;
            var inside = isInside(p);
            if (!inside && !IsWrong[p]) continue;
            union++;
            if (inside && IsWrong[p]) both++;
        }
        return union == 0 ? 0 : (double)both / union;
    }

    /// <summary>The one number by which some elements are off, if there is one: the median of analytic/numeric where that reproduces them all.</summary>
    public double? Factor(IEnumerable<int> positions)
    {
        int[] all = [.. positions.Where(p => IsCompared[p] && Math.Abs(Numeric[p]) > 1e-3 * Largest)];
        if (all.Length == 0) return null;
        double[] ratios = [.. all.Select(p => Analytic[p] / Numeric[p]).Order()];
        return ratios[ratios.Length / 2];
    }
}
