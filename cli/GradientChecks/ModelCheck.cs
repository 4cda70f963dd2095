using System.Diagnostics;
using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Models;
using NeuralCore.Nn;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>The check of one model of the registry on a random batch, in training mode.</summary>
internal sealed record ModelCheck(ModelInfo Info, ModelOptions Options, Shape? Input, int Batch, ulong Seed, Device Device)
{
    private const double LongSeconds = 10;

    /// <summary>Builds the model, foresees the cost, and checks.</summary>
    /// <exception cref="UsageException">The model does not take such an input.</exception>
    public GradientCheckRow Run(Terminal terminal, CancellationToken cancellation)
    {
        var shape = Input ?? Info.Input(Options);
        var model = ModelRegistry.Create(Info.Name, Options).Initialize(Seed).To(Device).To(ElementType.Float64);
        var x = Tensor.Normal(new Shape(Batch).Concat(shape), new Generator(Seed, Generator.Streams.Data), type: ElementType.Float64, device: Device);
        var checker = new ModelGradientChecker { Seed = Seed };
        var watch = Stopwatch.StartNew();
        Once(model, x);
        watch.Restart();
        Once(model, x);
        var (evaluations, each) = (checker.Evaluations(model, x), watch.Elapsed.TotalSeconds);
        if (evaluations * each > LongSeconds)
            terminal.Error.WriteLine(FormattableString.Invariant(
                $"about {evaluations:n0} evaluations of {Info.Name}, {each * 1000:n0} ms each: some {Math.Ceiling(evaluations * each / 60):n0} minutes; a smaller --input or --batch is faster"));
        cancellation.ThrowIfCancellationRequested();
        watch.Restart();
        var report = checker.Check(model, x, cancellation);
        foreach (var culprit in report.Culprits) terminal.Error.WriteLine($"{culprit.Path}: {culprit.Op} has a wrong gradient of its own");
        return new(Info.Name, $"{Info.Name} {x.Shape}", 1, Seed, report.Gradients, null, watch.Elapsed.TotalSeconds);
    }

    private static void Once(Module model, Tensor x)
    {
        using var scope = new MemoryScope();
        using var mode = new NoGradScope();
        model.Forward(x);
    }
}
