using NeuralCore.Autograd;

namespace NeuralCore.Checking;

/// <summary>Compares gradients with finite differences, element by element, in double, under a random cotangent.</summary>
/// <remarks>
/// With c random, L(x) = Σ ⟨fᵢ(x), cᵢ⟩. An all-ones cotangent would miss every mistake that a sum hides: a permuted
/// gradient, a softmax gradient of zero. The numeric derivative is Richardson's combination (4·D(h/2) − D(h))/3 of two
/// central differences, with an error of order h⁴.
/// </remarks>
public sealed class GradientChecker
{
    /// <summary>A function of tensors to be checked.</summary>
    public delegate IReadOnlyList<Tensor> Function(IReadOnlyList<Tensor?> inputs);

    /// <summary>The step h of the differences.</summary>
    public double Step { get; init; } = 1e-3;

    /// <summary>The largest relative error that counts as agreement.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>The seed of the cotangents.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether each input also reaches the loss directly, so that a gradient that is written instead of added shows.</summary>
    public bool FanOut { get; init; }

    /// <summary>Checks an op on one of its samples.</summary>
    public GradientReport Check(OpSample sample, Device device)
    {
        var inputs = SampleInputs.Draw(sample, new Generator(Seed, Generator.Streams.Data), ElementType.Float64, device);
        return Check(sample.ToString(), xs => Smooth(sample.Op, Dispatcher.Run(sample.Op, [.. xs])), inputs);
    }

    /// <summary>Checks the gradient's own gradient on one of an op's samples: the first-order gradient as a function of inputs and cotangents.</summary>
    public GradientReport CheckSecondOrder(OpSample sample, Device device)
    {
        var inputs = SampleInputs.Draw(sample, new Generator(Seed, Generator.Streams.Data), ElementType.Float64, device);
        return CheckSecondOrder($"gradient of {sample}", xs => Smooth(sample.Op, Dispatcher.Run(sample.Op, [.. xs])), inputs);
    }

    /// <summary>Checks d f / d inputs for every floating input.</summary>
    public GradientReport Check(string subject, Function function, IReadOnlyList<Tensor?> inputs)
    {
        var leaves = Leaves(inputs);
        var outputs = function(leaves);
        var generator = new Generator(Seed, Generator.Streams.Augment);
        Tensor[] cotangents = [.. outputs.Select(y => Like(y, generator))];
        Tensor?[] direct = [.. leaves.Select(x => FanOut && IsChecked(x) ? Like(x!, generator) : null)];

        Tensor[] wanted = [.. leaves.Where(IsChecked).Select(x => x!)];
        var analytic = Differentiate(outputs, cotangents, leaves, direct, wanted);

        double Loss(IReadOnlyList<Tensor?> xs)
        {
            using var scope = new MemoryScope();
            using var mode = new NoGradScope();
            var loss = 0.0;
            var ys = function(xs);
            for (var i = 0; i < ys.Count; i++) loss += Dot(ys[i].ToArray<double>(), cotangents[i].ToArray<double>());
            for (var i = 0; i < xs.Count; i++)
                if (direct[i] is { } d) loss += Dot(xs[i]!.ToArray<double>(), d.ToArray<double>());
            return loss;
        }

        List<GradientFinding> findings = [];
        for (int i = 0, k = 0; i < leaves.Length; i++)
            if (IsChecked(leaves[i])) findings.Add(Compare(i, leaves, analytic[k++], Loss));
        return new(subject, findings);
    }

    /// <summary>Checks the first-order gradients of f as functions of the inputs and of the cotangents.</summary>
    public GradientReport CheckSecondOrder(string subject, Function function, IReadOnlyList<Tensor?> inputs)
    {
        IReadOnlyList<Tensor> probe;
        using (new NoGradScope()) probe = function(inputs);
        var generator = new Generator(Seed, Generator.Streams.Shuffle);
        Tensor[] cotangents = [.. probe.Select(y => Like(y, generator))];
        return Check(subject, Gradient, [.. inputs, .. cotangents]);

        IReadOnlyList<Tensor> Gradient(IReadOnlyList<Tensor?> all)
        {
            using var mode = new NoGradScope(records: true);
            Tensor?[] xs = [.. all.Take(inputs.Count).Select(Wanted)];
            var outputs = function(xs);
            Tensor[] leaves = [.. xs.Where(IsChecked).Select(x => x!)];
            var gradients = Gradients.Of(outputs, leaves, [.. all.Skip(inputs.Count)], createGraph: true);
            return [.. gradients.Select((g, i) => g ?? Tensor.Zeros(leaves[i].Shape, leaves[i].Type, leaves[i].Device))];
        }

        // Inside a numeric evaluation the inputs are plain tensors; the inner gradient still has to be taken.
        static Tensor? Wanted(Tensor? x) => x is null || !x.Type.IsFloating() || x.RequiresGrad ? x : x.Detach().WithGrad();
    }

    private GradientFinding Compare(int input, Tensor?[] leaves, double[] analytic, Func<IReadOnlyList<Tensor?>, double> loss)
    {
        var x = leaves[input]!;
        var numeric = Differences(input, leaves, loss);
        var scale = 1e-3 * numeric.Max(Math.Abs) + 1e-9;
        var (worst, error) = (0L, 0.0);
        for (var i = 0; i < numeric.Length; i++)
        {
            var e = Math.Abs(analytic[i] - numeric[i]) / Math.Max(scale, Math.Max(Math.Abs(analytic[i]), Math.Abs(numeric[i])));
            if (e <= error) continue;
            (worst, error) = (i, e);   // also taken when e is NaN, and then nothing replaces it
            if (double.IsNaN(e)) break;
        }
        return new(input, x.Shape, worst, analytic.Length > 0 ? analytic[worst] : 0, numeric.Length > 0 ? numeric[worst] : 0, error, Tolerance, numeric.Length);
    }

    private double[] Differences(int input, Tensor?[] leaves, Func<IReadOnlyList<Tensor?>, double> loss)
    {
        var x = leaves[input]!;
        var values = x.ToArray<double>();
        var xs = (Tensor?[])leaves.Clone();
        var numeric = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (d1, d2) = (Central(i, Step), Central(i, Step / 2));
            numeric[i] = (4 * d2 - d1) / 3;
        }
        return numeric;

        double Central(int i, double h)
        {
            var center = values[i];
            values[i] = center + h;
            xs[input] = Tensor.From(values, x.Shape, x.Device);
            var above = loss(xs);
            values[i] = center - h;
            xs[input] = Tensor.From(values, x.Shape, x.Device);
            var below = loss(xs);
            values[i] = center;
            return (above - below) / (2 * h);
        }
    }

    private static List<double[]> Differentiate(
        IReadOnlyList<Tensor> outputs, Tensor[] cotangents, Tensor?[] leaves, Tensor?[] direct, Tensor[] wanted)
    {
        List<Tensor> roots = [.. outputs];
        List<Tensor?> upstream = [.. cotangents];
        for (var i = 0; i < leaves.Length; i++)
            if (direct[i] is { } d) (roots, upstream) = ([.. roots, leaves[i]!], [.. upstream, d]);
        var connected = Enumerable.Range(0, roots.Count).Where(i => roots[i].RequiresGrad).ToArray();
        var gradients = connected.Length == 0
            ? new Tensor?[wanted.Length]
            : Gradients.Of([.. connected.Select(i => roots[i])], wanted, [.. connected.Select(i => upstream[i])]);
        return [.. gradients.Select((g, i) => g?.ToArray<double>() ?? new double[wanted[i].Count])];
    }

    private static Tensor?[] Leaves(IReadOnlyList<Tensor?> inputs) =>
        [.. inputs.Select(x => x is null || !x.Type.IsFloating() ? x : x.Detach().WithGrad())];

    private static IReadOnlyList<Tensor> Smooth(Op op, Tensor[] outputs) =>
        [.. outputs.Where((y, i) => y.Type.IsFloating() && op.CarriesGradient(i))];

    private static bool IsChecked(Tensor? x) => x is not null && x.Type.IsFloating();

    private static Tensor Like(Tensor x, Generator generator) => Tensor.Normal(x.Shape, generator, type: x.Type, device: x.Device);

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
