using System.Diagnostics;
using NeuralCore.Checking;
using NeuralCore.Models;
using NeuralCore.Nn;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>The check of one model of the registry on a random batch, in training mode.</summary>
internal sealed record ModelCheck(ModelInfo Info, ModelOptions Options, Shape Input, int Batch, ulong Seed, Device Device)
{
    /// <summary>Builds the model, tells what the check will cost, and checks.</summary>
    /// <exception cref="InterruptedException">The user interrupted.</exception>
    public GradientCheckRow Run(Terminal terminal, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var model = Info.Create(Options).Initialize(Seed).To(Device).To(ElementType.Float64);
        var x = Tensor.Normal(new Shape(Batch).Concat(Input), new Generator(Seed, Generator.Streams.Data), type: ElementType.Float64, device: Device);
        var checker = new ModelGradientChecker { Seed = Seed };
        var cost = checker.Foresee(model, x, cancellation);
        Forecast.Tell(terminal, Info.Name, [cost], "corners of the function (ReLU, max pooling) take more; a smaller --input or --batch is faster");
        var evaluations = 0L;
        try
        {
            var watch = Stopwatch.StartNew();
            var report = CheckProgress.Show(terminal, cost.Evaluations, progress =>
            {
                progress.At(0, Info.Name);
                return (checker with { Progress = n => progress.At(evaluations = n) }).Check(model, x, cancellation);
            });
            return new(Info.Name, $"{Info.Name} {x.Shape}{(Device == Device.Cpu ? "" : $" on {Device.Name}")}", 1, Seed, report.Gradients, null, watch.Elapsed.TotalSeconds) { Model = report };
        }
        catch (OperationCanceledException interruption)
        {
            throw new InterruptedException(FormattableString.Invariant($"interrupted after {evaluations:n0} of about {cost.Evaluations:n0} evaluations of {Info.Name}"), interruption);
        }
    }
}
