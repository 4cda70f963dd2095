using NeuralCore.Autograd;
using NeuralCore.Nn;

namespace NeuralCore.Checking;

/// <summary>Checks the gradients of a whole model: its input's and every parameter's, and names the op at fault if one is wrong.</summary>
/// <remarks>
/// The model runs in double and in its current mode. Batch statistics are part of the function; dropout draws the same mask
/// at every call; running statistics are as before when the check is over. Rectifiers and maxima make a network's output a
/// function with many corners: the steps are small, and what corners cost shows in the numeric errors.
/// </remarks>
public sealed record ModelGradientChecker
{
    /// <summary>The first step of the differences.</summary>
    public double Step { get; init; } = 1e-3;

    /// <summary>The relative difference that is never held against a gradient.</summary>
    public double Tolerance { get; init; } = 1e-7;

    /// <summary>The seed of the cotangent, the directions, the sampled elements and the dropout masks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How much of each parameter is compared.</summary>
    public CheckBudget Budget { get; init; } = new() { MostElements = 8, SampledElements = 2, Projections = 1, DiagnosisEvaluations = 100 };

    /// <summary>Told of every evaluation of the model how many there are.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>What the check will cost if nothing is wrong; it computes the model a few times to know.</summary>
    public ForeseenCost Foresee(Module model, Tensor x, CancellationToken cancellation = default)
    {
        var buffers = Buffers(model);
        try
        {
            return ForeseenCost.Measure(
                Budget.Evaluations([x.Count, .. model.Parameters().Where(p => p.RequiresGrad).Select(p => p.Shape.Count)]),
                () =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    using var scope = new MemoryScope();
                    using var mode = new NoGradScope();
                    model.Forward(x).ToArray<double>();
                });
        }
        finally
        {
            Restore(buffers);
        }
    }

    /// <summary>Checks a model [in double] on a batch x.</summary>
    /// <param name="model">The model; its parameters are as before when the check is over.</param>
    /// <param name="x">The batch.</param>
    /// <param name="cancellation">Ends the check between two evaluations.</param>
    /// <exception cref="UsageException">The model or the batch is not in double.</exception>
    public ModelGradientReport Check(Module model, Tensor x, CancellationToken cancellation = default)
    {
        (string Name, Parameter Parameter)[] parameters = [.. model.NamedParameters().Where(p => p.Parameter.RequiresGrad)];
        if (x.Type != ElementType.Float64 || parameters.Any(p => p.Parameter.Type != ElementType.Float64))
            throw new UsageException("gradients are checked in double; convert model and input with To(ElementType.Float64)");
        var buffers = Buffers(model);
        var checker = new GradientChecker { Step = Step, Tolerance = Tolerance, Seed = Seed, Budget = Budget, Cancellation = cancellation, Progress = Progress, CallsElsewhere = false };
        try
        {
            var report = checker.Check(
                model.ToString(), Run, [x, .. parameters.Select(p => p.Parameter.Value)], ["input", .. parameters.Select(p => p.Name)]);
            return new(report, report.IsOk ? [] : LocalCheck.Run(Seed, cancellation, () => Run([x, .. parameters.Select(p => p.Parameter.Value)])));
        }
        finally
        {
            Restore(buffers);
        }

        IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor?> inputs)
        {
            model.UseGenerator(new Generator(Seed, Generator.Streams.Dropout));
            List<(Tensor Value, Tensor Before)> changed = [];
            for (var i = 0; i < parameters.Length; i++)
            {
                var value = parameters[i].Parameter.Value;
                if (ReferenceEquals(inputs[i + 1], value)) continue;
                changed.Add((value, Copy(value)));
                value.CopyFrom(inputs[i + 1]!);
            }
            try
            {
                return [model.Forward(inputs[0]!)];
            }
            finally
            {
                foreach (var (value, before) in changed) value.CopyFrom(before);
            }
        }
    }

    private static (Tensor Value, Tensor Before)[] Buffers(Module model) =>
        [.. model.NamedStates().Where(s => s.State is StateBuffer).Select(s => (s.State.Value, Copy(s.State.Value)))];

    private static void Restore((Tensor Value, Tensor Before)[] buffers)
    {
        foreach (var (value, before) in buffers) value.CopyFrom(before);
    }

    private static Tensor Copy(Tensor x) => Tensor.Empty(x.Shape, x.Type, x.Device).CopyFrom(x).Keep();
}
