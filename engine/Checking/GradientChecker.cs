using NeuralCore.Autograd;

namespace NeuralCore.Checking;

/// <summary>Compares gradients with differences of the function itself, in double, under a random cotangent, each within the numeric derivative's own error.</summary>
/// <remarks>
/// Every element of every floating input is compared where <see cref="Budget"/> allows it; a larger tensor by random
/// directions and a sample of its elements. <see cref="LineDerivative"/> says how a derivative is taken and how sure it is.
/// </remarks>
public sealed record GradientChecker
{
    private const double NegligibleShare = 1e-6;

    /// <summary>A function of tensors to be checked; the same inputs give the same results.</summary>
    public delegate IReadOnlyList<Tensor> Function(IReadOnlyList<Tensor?> inputs);

    /// <summary>The first step of the differences; it is halved until the derivative stands still.</summary>
    public double Step { get; init; } = 1e-2;

    /// <summary>The relative difference that is never held against a gradient: what rounding in a backward pass may cost.</summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>The seed of the cotangents, directions and sampled elements.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether each input also reaches the loss directly, so that a gradient that is written instead of added shows.</summary>
    public bool FanOut { get; init; }

    /// <summary>How much a check may cost.</summary>
    public CheckBudget Budget { get; init; } = new();

    /// <summary>Ends a check between two evaluations with <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Told of every evaluation of the function how many there are, up to about the number that Foresee gives; a diagnosis takes more.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Whether a wrong gradient is looked at for the pattern of its error, which calls the function some more.</summary>
    public bool Diagnose { get; init; } = true;

    /// <summary>Whether the function is first differentiated at inputs nearby; a model changes its parameters for that, which its graph does not survive.</summary>
    internal bool CallsElsewhere { get; init; } = true;

    /// <summary>Checks an op on one of its samples.</summary>
    public GradientReport Check(OpSample sample, Device device) =>
        Check(sample.Op, SampleInputs.Draw(sample, new Generator(Seed, Generator.Streams.Data), ElementType.Float64, device));

    /// <summary>Checks an op on inputs of one's own; null stands for an absent optional one. An op of the registry knows the inputs' names.</summary>
    public GradientReport Check(Op op, IReadOnlyList<Tensor?> inputs, IReadOnlyList<string>? names = null) => Check(
        $"{op} ({string.Join(", ", inputs.Select(x => x?.Shape.ToString() ?? "–"))})",
        Call(op), inputs, names ?? Names(op), op);

    /// <summary>Checks the gradient's own gradient on one of an op's samples: the first-order gradient as a function of inputs and cotangents.</summary>
    public GradientReport CheckSecondOrder(OpSample sample, Device device)
    {
        var inputs = SampleInputs.Draw(sample, new Generator(Seed, Generator.Streams.Data), ElementType.Float64, device);
        return CheckSecondOrder($"gradient of {sample}", Call(sample.Op), inputs, Names(sample.Op));
    }

    /// <summary>What <see cref="Check(OpSample, Device)"/>, or the check of second order, will cost.</summary>
    public ForeseenCost Foresee(OpSample sample, Device device, bool secondOrder = false)
    {
        var inputs = SampleInputs.Draw(sample, new Generator(Seed, Generator.Streams.Data), ElementType.Float64, device);
        var (function, all) = secondOrder ? Differentiated(Call(sample.Op), inputs) : (Call(sample.Op), inputs);
        return Foresee(function, all);
    }

    /// <summary>What <see cref="Check(string, Function, IReadOnlyList{Tensor?}, IReadOnlyList{string}?)"/> will cost if nothing is wrong; it calls the function a few times to know.</summary>
    public ForeseenCost Foresee(Function function, IReadOnlyList<Tensor?> inputs) =>
        ForeseenCost.Measure(Budget.Evaluations(inputs.Where(CheckedCall.IsChecked).Select(x => x!.Count)), () =>
        {
            Cancellation.ThrowIfCancellationRequested();
            using var scope = new MemoryScope();
            using var mode = new NoGradScope();
            foreach (var y in function(inputs)) y.ToArray<double>();
        });

    /// <summary>Checks d f / d inputs for every floating input.</summary>
    public GradientReport Check(string subject, Function function, IReadOnlyList<Tensor?> inputs, IReadOnlyList<string>? names = null) =>
        Check(subject, function, inputs, names, null);

    // Where the function is one op, its pointwise derivatives come by the complex step.
    private GradientReport Check(string subject, Function function, IReadOnlyList<Tensor?> inputs, IReadOnlyList<string>? names, Op? op)
    {
        var generator = new Generator(Seed, Generator.Streams.Augment);

        // A backward pass that repeats an earlier answer is right the first time; so the first time is elsewhere.
        var nearby = CallsElsewhere ? CheckedCall.Nearby(function, inputs, new Generator(Seed, Generator.Streams.Shuffle), FanOut) : null;
        var before = nearby?.OwnGradients();
        var evaluations = 0L;
        var call = new CheckedCall(function, inputs, generator, FanOut, () =>
        {
            Cancellation.ThrowIfCancellationRequested();
            Progress?.Invoke(++evaluations);
        })
        {
            Rounding = nearby is null ? 0 : CoarseRounding.Of(nearby, new Generator(Seed, Generator.Streams.Shuffle)),
        };
        var gradients = call.Differentiate(retainGraph: true);
        var again = call.Differentiate(retainGraph: false);
        var repeats = call.Repeats();
        var exact = op is null || FanOut ? null : ComplexStep.Derivatives(op, call.Inputs, call.Weights);
        // A gradient that is zero in exact arithmetic (a bias before batch normalization) is rounding beside the others.
        var largest = gradients.SelectMany(g => g ?? []).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        var negligible = NegligibleShare * largest;
        Dictionary<int, TensorCheck> tensors = [];
        for (int i = 0, k = 0; i < call.Inputs.Length; i++)
        {
            if (!CheckedCall.IsChecked(call.Inputs[i])) continue;
            var name = Name(names, i);
            var shape = call.Inputs[i]!.Shape;
            var returned = call.GradientShapes[k];
            var (gradient, second) = (gradients[k], again[k++]);
            tensors[i] =
                returned is { } other && other != shape
                    ? Refused(name, shape, 0, Verdict.Wrong, $"the gradient came back as {other}")
                : !repeats
                    ? Refused(name, shape, 0, Verdict.NonDeterministic, "the same inputs gave two different results")
                : Difference(gradient, second) is { } at
                    ? Refused(name, shape, at, Verdict.NonDeterministic,
                        $"the same backward pass gave {Words.Number(gradient![at])} and then {Words.Number(second![at])} at {new Position(at, shape)}")
                : new TensorComparison(new TensorProbe(call, i, Step), name, shape, gradient, exact?[i], negligible, new Judge(Tolerance), generator, Budget).Run();
        }
        var report = new GradientReport(subject, [.. tensors.Values], call.Evaluations);
        if (report.IsOk || !Diagnose) return report;
        var context = new DiagnosisContext(call, tensors, Step, Budget.DiagnosisEvaluations)
        {
            Op = op,
            Repeats = repeats,
            Before = before,
            InputsBefore = nearby?.Inputs,
            Gradients = [gradients, again],
            Recheck = others => (this with { Diagnose = false }).Check(subject, function, others, names),
        };
        return report with { Diagnoses = Diagnoser.Run(context), Evaluations = call.Evaluations };
    }

    /// <summary>Checks the first-order gradients of f as functions of the inputs and of the cotangents, which are called dy.</summary>
    public GradientReport CheckSecondOrder(string subject, Function function, IReadOnlyList<Tensor?> inputs, IReadOnlyList<string>? names = null)
    {
        var (gradient, all) = Differentiated(function, inputs);
        var results = all.Count - inputs.Count;
        return Check(
            subject, gradient, all,
            [.. inputs.Select((_, i) => Name(names, i)), .. Enumerable.Range(0, results).Select(i => results == 1 ? "dy" : $"dy {i}")]);
    }

    // The gradient as a function of the inputs and of the cotangents, and those.
    private (Function Gradient, IReadOnlyList<Tensor?> Inputs) Differentiated(Function function, IReadOnlyList<Tensor?> inputs)
    {
        IReadOnlyList<Tensor> probe;
        using (new NoGradScope()) probe = function(inputs);
        var generator = new Generator(Seed, Generator.Streams.Shuffle);
        Tensor[] cotangents = [.. probe.Select(y => Tensor.Normal(y.Shape, generator, type: y.Type, device: y.Device))];
        return (Gradient, [.. inputs, .. cotangents]);

        IReadOnlyList<Tensor> Gradient(IReadOnlyList<Tensor?> all)
        {
            using var mode = new NoGradScope(records: true);
            Tensor?[] xs = [.. all.Take(inputs.Count).Select(Wanted)];
            var outputs = function(xs);
            Tensor[] leaves = [.. xs.Where(CheckedCall.IsChecked).Select(x => x!)];
            var gradients = Gradients.Of(outputs, leaves, [.. all.Skip(inputs.Count)], createGraph: true);
            return [.. gradients.Select((g, i) => g ?? Tensor.Zeros(leaves[i].Shape, leaves[i].Type, leaves[i].Device))];
        }

        // Inside a numeric evaluation the inputs are plain tensors; the inner gradient still has to be taken.
        static Tensor? Wanted(Tensor? x) => x is null || !x.Type.IsFloating() || x.RequiresGrad ? x : x.Detach().WithGrad();
    }

    // The one finding for a tensor whose numbers need not be compared.
    private static TensorCheck Refused(string name, Shape shape, long element, Verdict verdict, string remark)
    {
        var finding = new GradientFinding(name, new(element, shape), double.NaN, double.NaN, double.NaN, 1, verdict) { Remark = remark };
        return new(name, shape, 0, 0, finding, [finding]);
    }

    private static int? Difference(double[]? a, double[]? b)
    {
        if (a is null || b is null || a.Length != b.Length) return null;
        for (var i = 0; i < a.Length; i++)
            if (BitConverter.DoubleToInt64Bits(a[i]) != BitConverter.DoubleToInt64Bits(b[i])) return i;
        return null;
    }

    private static string Name(IReadOnlyList<string>? names, int input) => names is not null && input < names.Count ? names[input] : $"input {input}";

    // The names that the registry's op gives its inputs.
    private static IReadOnlyList<string>? Names(Op op) =>
        op is IOp ? ((OpInfo)op.GetType().GetProperty(nameof(IOp.Info))!.GetValue(null)!).Inputs : null;

    // The op as a function, of whose results those are kept that carry a gradient.
    private static Function Call(Op op) =>
        xs => [.. Dispatcher.Run(op, [.. xs]).Where((y, i) => y.Type.IsFloating() && op.CarriesGradient(i))];
}
