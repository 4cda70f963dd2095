using NeuralCore.Autograd;

namespace NeuralCore.Checking;

/// <summary>A function under check, with its inputs and one random cotangent: L(x) = Σ ⟨fᵢ(x), cᵢ⟩, counted.</summary>
/// <remarks>
/// An all-ones cotangent would miss every mistake that a sum hides: a permuted gradient, a softmax gradient of zero. With
/// fan-out each input also reaches L directly, so that a gradient that is written instead of added shows.
/// </remarks>
internal sealed class CheckedCall
{
    private const double SinglePrecision = 1.1920929e-07, DoublePrecision = 2.220446049250313e-16;

    private readonly GradientChecker.Function _function;
    private readonly Action? _beforeEach;
    private readonly Tensor?[] _direct;
    private readonly Tensor[] _cotangents;

    /// <summary>Calls the function once to learn its results, and draws the cotangents; <paramref name="beforeEach"/> is called, and may throw, before each later evaluation.</summary>
    public CheckedCall(GradientChecker.Function function, IReadOnlyList<Tensor?> inputs, Generator generator, bool fanOut, Action? beforeEach = null)
    {
        (_function, _beforeEach) = (function, beforeEach);
        Inputs = Leaves(inputs);
        Outputs = function(Inputs);
        Evaluations = 1;
        _cotangents = [.. Outputs.Select(y => Like(y, generator))];
        _direct = [.. Inputs.Select(x => fanOut && IsChecked(x) ? Like(x!, generator) : null)];
        Weights = CurrentWeights();
        Middle = Flat(Outputs, Inputs);
        Epsilon = Outputs.Concat(Inputs.OfType<Tensor>()).Any(x => x.Type == ElementType.Float32) ? SinglePrecision : DoublePrecision;
    }

    // The same loss at other inputs.
    private CheckedCall(CheckedCall like, IReadOnlyList<Tensor?> inputs)
    {
        (_function, _beforeEach, _cotangents, _direct) = (like._function, like._beforeEach, like._cotangents, like._direct);
        (Weights, Epsilon, Rounding) = (like.Weights, like.Epsilon, like.Rounding);
        Inputs = Leaves(inputs);
        Outputs = _function(Inputs);
        Evaluations = 1;
        Middle = Flat(Outputs, Inputs);
        if (Middle.Length != Weights.Length)
            throw new ShapeException($"the results have {Middle.Length} elements at these inputs; expected {Weights.Length} as before");
    }

    /// <summary>A call of the function at inputs up to a sixty-fourth larger, under cotangents of its own: what a careless cache would still hold later.</summary>
    public static CheckedCall Nearby(GradientChecker.Function function, IReadOnlyList<Tensor?> inputs, Generator generator, bool fanOut)
    {
        return new(function, [.. inputs.Select(x => IsChecked(x) ? Moved(x!) : x)], generator, fanOut);

        Tensor Moved(Tensor x) =>
            Tensor.FromDoubles([.. x.ToArray<double>().Select(v => v * (1 + generator.NextDouble() / 64))], x.Shape, x.Type, x.Device);
    }

    /// <summary>The inputs as leaves of the graph.</summary>
    public Tensor?[] Inputs { get; }

    /// <summary>The results of the first call.</summary>
    public IReadOnlyList<Tensor> Outputs { get; }

    /// <summary>c: a weight for each output element, then for each input element that reaches L directly.</summary>
    public double[] Weights { get; }

    /// <summary>The places of the results among the weights.</summary>
    public IReadOnlyList<Block> Blocks
    {
        get
        {
            List<Block> blocks = [];
            foreach (var y in Outputs)
                blocks.Add(new(Outputs.Count == 1 ? "the result" : $"result {blocks.Count}", y.Shape, (int)blocks.Sum(b => b.Shape.Count)));
            return blocks;
        }
    }

    /// <summary>What an input's direct way to L adds to its gradient; null where there is none.</summary>
    public double[]? Direct(int input) => _direct[input]?.ToArray<double>();

    /// <summary>Whether the cotangents still hold what they were drawn with; a backward pass that works in place changes them.</summary>
    public bool CotangentsAreUntouched => CurrentWeights().AsSpan().SequenceEqual(Weights);

    /// <summary>What the weights weigh, at the inputs themselves.</summary>
    public double[] Middle { get; }

    /// <summary>The relative rounding error of the results: a float anywhere makes it that of a float.</summary>
    public double Epsilon { get; }

    /// <summary>The absolute rounding error that was measured; 0 if it is no more than the type brings along.</summary>
    public double Rounding { get; init; }

    /// <summary>How often the function was computed.</summary>
    public long Evaluations { get; private set; }

    /// <summary>The shapes in which the gradients of the last <see cref="Differentiate"/> came back.</summary>
    public IReadOnlyList<Shape?> GradientShapes { get; private set; } = [];

    /// <summary>Whether an input is one to differentiate by.</summary>
    public static bool IsChecked(Tensor? x) => x is not null && x.Type.IsFloating();

    /// <summary>What the weights weigh, with input number <paramref name="input"/> replaced by other values.</summary>
    public double[] At(int input, double[] values)
    {
        _beforeEach?.Invoke();
        using var scope = new MemoryScope();
        using var mode = new NoGradScope();
        var x = Inputs[input]!;
        var inputs = (Tensor?[])Inputs.Clone();
        inputs[input] = Tensor.FromDoubles(values, x.Shape, x.Type, x.Device);
        Evaluations++;
        return Flat(_function(inputs), inputs);
    }

    /// <summary>What the weights weigh, with the inputs moved along directions, so many times as long as those are; null leaves one where it is.</summary>
    public double[] At(double[]?[] directions, double distance)
    {
        _beforeEach?.Invoke();
        using var scope = new MemoryScope();
        using var mode = new NoGradScope();
        Tensor?[] inputs = [.. Inputs.Zip(directions, (x, d) => d is null ? x : Tensor.FromDoubles([.. x!.ToArray<double>().Zip(d, (v, step) => v + distance * step)], x.Shape, x.Type, x.Device))];
        Evaluations++;
        return Flat(_function(inputs), inputs);
    }

    /// <summary>The same loss at other inputs; a graph of its own.</summary>
    public CheckedCall With(IReadOnlyList<Tensor?> inputs) => new(this, [.. inputs.Select(x => x?.Detach())]);

    /// <summary>The same call once more; a graph of its own.</summary>
    public CheckedCall Again() => new(this, [.. Inputs.Select(x => x?.Detach())]);

    /// <summary>Whether the same inputs give the same results once more, bit for bit.</summary>
    public bool Repeats()
    {
        using var scope = new MemoryScope();
        using var mode = new NoGradScope();
        Evaluations++;
        var again = Flat(_function(Inputs), Inputs);
        return again.AsSpan().SequenceEqual(Middle) || again.Zip(Middle).All(p => p.First.Equals(p.Second));
    }

    /// <summary>The gradients of L by every checked input, from the graph of the first call; null where no path leads.</summary>
    public double[]?[] Differentiate(bool retainGraph)
    {
        List<Tensor> roots = [.. Outputs];
        List<Tensor?> upstream = [.. _cotangents];
        for (var i = 0; i < Inputs.Length; i++)
            if (_direct[i] is { } d) (roots, upstream) = ([.. roots, Inputs[i]!], [.. upstream, d]);
        Tensor[] leaves = [.. Inputs.Where(IsChecked).Select(x => x!)];
        var connected = Enumerable.Range(0, roots.Count).Where(i => roots[i].RequiresGrad).ToArray();
        var gradients = connected.Length == 0
            ? new Tensor?[leaves.Length]
            : Gradients.Of([.. connected.Select(i => roots[i])], leaves, [.. connected.Select(i => upstream[i])], createGraph: false, retainGraph, handsOutMisshapen: true);
        GradientShapes = [.. gradients.Select(g => g?.Shape)];
        return [.. gradients.Select(g => g?.ToArray<double>())];
    }

    // A tensor that is given twice is two variables.
    private static Tensor?[] Leaves(IReadOnlyList<Tensor?> inputs)
    {
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        return [.. inputs.Select(x => x is null || !x.Type.IsFloating() || (seen.Add(x) && x.RequiresGrad) ? x : x.Detach().WithGrad())];
    }

    private double[] CurrentWeights() => [.. _cotangents.Concat(_direct.OfType<Tensor>()).SelectMany(c => c.ToArray<double>())];

    /// <summary>The gradients without what the inputs' direct ways to L add.</summary>
    public double[]?[] OwnGradients()
    {
        double[]?[] all = Differentiate(retainGraph: false), direct = [.. Enumerable.Range(0, Inputs.Length).Where(i => IsChecked(Inputs[i])).Select(Direct)];
        return [.. all.Zip(direct, (g, d) => g is null || g.Length != (d?.Length ?? g.Length) ? g : WrongGradient.Own(g, d))];
    }

    private double[] Flat(IReadOnlyList<Tensor> outputs, Tensor?[] inputs) =>
        [.. outputs.Concat(inputs.Where((_, i) => _direct[i] is not null).Select(x => x!)).SelectMany(y => y.ToArray<double>())];

    private static Tensor Like(Tensor x, Generator generator) => Tensor.Normal(x.Shape, generator, type: x.Type, device: x.Device);
}
