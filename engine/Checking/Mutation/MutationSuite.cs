using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Checking;

/// <summary>Plants systematic mistakes in the backward pass of every op, and counts how many the checker sees and names: the test of the test.</summary>
/// <remarks>
/// A mistake counts where it changes the gradient of the call by more than rounding; others are equivalent to the right op
/// and left out. Where two mistakes give one and the same gradient in a call, the name of either is right: nothing that
/// looks at the gradient could tell them apart. What ops are made of when they are differentiated twice (the gradient of a
/// convolution, of GELU, of a normalization) are ops of the registry too: so mistakes of second order are among these.
/// </remarks>
public sealed class MutationSuite
{
    // Below this share of its largest element a gradient has not changed.
    private const double Rounding = 1e-12;

    // Mistakes whose gradients agree this well are one.
    private const double Sameness = 1e-9;

    /// <summary>The seed of inputs, cotangents and of what the mistakes draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>At most so many calls of an op are taken, those with the most elements left out first.</summary>
    public int SamplesPerOp { get; init; } = int.MaxValue;

    /// <summary>Whether the inputs also reach the loss directly.</summary>
    public bool FanOut { get; init; }

    /// <summary>Where the ops run.</summary>
    public Device Device { get; init; } = Device.Reference;

    /// <summary>Told after every call of an op: how many are done, of how many.</summary>
    public Action<int, int>? Progress { get; init; }

    /// <summary>Ends the run between two evaluations with <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>What the run over some ops will cost: the check of every mistake, without what it takes to name them.</summary>
    public ForeseenCost Foresee(IEnumerable<OpInfo> ops)
    {
        var (evaluations, seconds) = (0L, 0.0);
        foreach (var sample in ops.SelectMany(Samples))
        {
            var inputs = SampleInputs.Draw(sample, new Generator(Seed, Generator.Streams.Data), ElementType.Float64, Device);
            var mistakes = Enumerable.Range(0, inputs.Length).Where(i => CheckedCall.IsChecked(inputs[i])).Sum(i => Mistakes(sample, inputs, i).Count(m => !m.IsAlias));
            var one = new GradientChecker { Seed = Seed, Cancellation = Cancellation }.Foresee(sample, Device);
            evaluations += mistakes * one.Evaluations;
            seconds += mistakes * one.Seconds;
        }
        return new(evaluations, evaluations == 0 ? 0 : seconds / evaluations);
    }

    /// <summary>Runs over all ops of the registry.</summary>
    public MutationScore Run() => Run(OpRegistry.All);

    /// <summary>Runs over some ops.</summary>
    public MutationScore Run(IEnumerable<OpInfo> ops)
    {
        (OpInfo Info, OpSample Sample)[] calls = [.. ops.SelectMany(info => Samples(info).Select(sample => (info, sample)))];
        List<Mutant> mutants = [];
        var (equivalents, done) = (0, 0);
        foreach (var (info, sample) in calls)
        {
            var inputs = SampleInputs.Draw(sample, new Generator(Seed, Generator.Streams.Data), ElementType.Float64, Device);
            for (var i = 0; i < inputs.Length; i++)
            {
                if (!CheckedCall.IsChecked(inputs[i])) continue;
                var (found, same) = Strike(info, sample, inputs, i);
                mutants.AddRange(found);
                equivalents += same;
            }
            Progress?.Invoke(++done, calls.Length);
        }
        return new(mutants, equivalents);
    }

    private IEnumerable<OpSample> Samples(OpInfo info) => info.Samples
        .Where(s => s.Op.IsDifferentiable && s.Inputs.Any(i => i is not null && i.Type?.IsFloating() != false))
        .OrderBy(s => SamplesPerOp == int.MaxValue ? 0 : s.Inputs.Sum(i => i?.Shape.Count ?? 0))
        .Take(SamplesPerOp);

    private IEnumerable<Mutation> Mistakes(OpSample sample, Tensor?[] inputs, int input) =>
        MutationCatalogue.For(sample.Op, [.. inputs.Select(x => x?.Shape)], input, sample.Op.InferShapes(inputs)[0], Seed);

    // All mistakes in the gradient of one input of one call.
    private (List<Mutant> Mutants, int Equivalents) Strike(OpInfo info, OpSample sample, Tensor?[] inputs, int input)
    {
        List<(Mutation Mutation, double[]? Right, double[]? Wrong)> struck = [];
        foreach (var mutation in Mistakes(sample, inputs, input)) struck.Add((mutation, Gradient(Right(mutation)), Gradient(mutation)));
        var changed = struck.Where(s => s.Right is not null && Change(s.Right, s.Wrong) > Rounding).ToList();
        List<Mutant> mutants = [];

        // From a catalogue of its own: a mistake with a memory begins without one.
        foreach (var (mutation, at) in Mistakes(sample, inputs, input).Zip(struck))
        {
            Cancellation.ThrowIfCancellationRequested();
            if (mutation.IsAlias || at.Right is null || Change(at.Right, at.Wrong) <= Rounding) continue;
            var patterns = at.Right.Count(v => v != 0) < mutation.LeastElements ? [] : Names(mutation, at.Right, at.Wrong, changed);
            mutants.Add(Judge(info, sample, inputs, input, mutation, patterns, Change(at.Right, at.Wrong)));
        }
        return (mutants, struck.Count(s => !s.Mutation.IsAlias) - mutants.Count);

        double[]? Gradient(Mutation mutation)
        {
            using var scope = new MemoryScope();
            if (Remembers(mutation)) CheckedCall.Nearby(Mutated, inputs, new Generator(Seed, Generator.Streams.Shuffle), FanOut).Differentiate(retainGraph: false);
            var call = new CheckedCall(Mutated, inputs, new Generator(Seed, Generator.Streams.Augment), FanOut);
            return call.Differentiate(retainGraph: false)[inputs.Take(input).Count(CheckedCall.IsChecked)];

            IReadOnlyList<Tensor> Mutated(IReadOnlyList<Tensor?> xs) => Run(new MutantOp(sample.Op, mutation, input), xs);
        }
    }

    private Mutant Judge(OpInfo info, OpSample sample, Tensor?[] inputs, int input, Mutation mutation, IReadOnlyList<string> patterns, double change)
    {
        var checker = new GradientChecker { Seed = Seed, Tolerance = info.GradientTolerance, FanOut = FanOut, Cancellation = Cancellation };
        var report = checker.Check(new MutantOp(sample.Op, mutation, input), inputs);
        var check = report.Tensors[inputs.Take(input).Count(CheckedCall.IsChecked)];
        var verdict = check.IsOk ? check.Worst?.Verdict is Verdict.Kink or Verdict.Noise ? check.Worst.Verdict : Verdict.Ok : check.Worst!.Verdict;
        var name = input < info.Inputs.Count ? info.Inputs[input] : $"input {input}";
        return new(info.Name, sample.ToString(), name, mutation.Mistake, patterns, verdict, report.Diagnoses.FirstOrDefault(d => d.Tensor == check.Name), change);
    }

    // A mistake's own name, those of others that come to the same, and what any mistake may be called that changes one element.
    private static IReadOnlyList<string> Names(
        Mutation mutation, double[] right, double[]? wrong, List<(Mutation Mutation, double[]? Right, double[]? Wrong)> changed)
    {
        if (Remembers(mutation)) return mutation.Patterns;
        var same = changed.Where(o => o.Mutation.Forks == mutation.Forks && !Remembers(o.Mutation) && IsSame(wrong, o.Wrong)).SelectMany(o => o.Mutation.Patterns);
        var isOne = wrong is not null && wrong.Zip(right).Count(p => !p.First.Equals(p.Second)) == 1;
        return [.. mutation.Patterns.Concat(same).Concat(isOne ? ["single-element"] : []).Distinct()];

        static bool IsSame(double[]? a, double[]? b) => a is null || b is null ? a is null && b is null : Change(a, b) <= Sameness;
    }

    // The same op without the mistake: what a fork adds is right.
    private static Mutation Right(Mutation mutation) => mutation with
    {
        Change = s => mutation.Forks ? [.. s.Right.Zip(s.Dys[^1]!.ToArray<double>(), (a, b) => a + b)] : s.Right,
    };

    private static bool Remembers(Mutation mutation) => mutation.Patterns.Contains("stale-buffer");

    private static double Change(double[] right, double[]? wrong)
    {
        var largest = right.Select(Math.Abs).DefaultIfEmpty(0).Max();
        if (wrong is null) return largest > 0 ? 1 : 0;
        if (wrong.Length != right.Length) return 1;
        largest = Math.Max(largest, wrong.Select(Math.Abs).DefaultIfEmpty(0).Max());
        if (wrong.Any(double.IsNaN)) return right.Any(double.IsNaN) ? 0 : 1;
        return largest == 0 ? 0 : right.Zip(wrong, (a, b) => Math.Abs(a - b)).Max() / largest;
    }

    private static IReadOnlyList<Tensor> Run(Op op, IReadOnlyList<Tensor?> inputs)
    {
        var outputs = Dispatcher.Run(op, [.. inputs]);
        return [.. outputs.Where((y, i) => y.Type.IsFloating() && op.CarriesGradient(i))];
    }
}
