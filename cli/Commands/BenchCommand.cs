using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NeuralCore.Autograd;
using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore bench step MODEL</c>: times a whole training step, or a forward pass.</summary>
internal static class BenchCommand
{
    private const int WarmUp = 3;

    public static Command Create(Terminal terminal)
    {
        var model = CommonOptions.Model();
        var batch = CheckedOptions.Whole("--batch", "The examples of a step (128).", 1);
        var threads = CommonOptions.Threads();
        var inference = new Option<bool>("--inference") { Description = "Time the forward pass in evaluation mode." };
        var input = CommonOptions.Input();
        var seconds = CheckedOptions.Real("--seconds", "How long to measure.", 10, value => value > 0, "a number above 0");
        var seed = CommonOptions.Seed();
        var option = CommonOptions.ModelOption();
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        var step = new Command("step", "Times forward, loss, backward and optimizer.") { model, batch, threads, inference, input, seconds, seed, option, device, json };
        step.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            var (info, options) = CommonOptions.ParseModel(parsed.GetRequiredValue(model), parsed.GetValue(option));
            var shape = CommonOptions.ParseInput(parsed.GetValue(input)) ?? info.Input(options);
            var result = Measure(info, options, shape, parsed.GetValue(batch) ?? 128, parsed.GetValue(inference), parsed.GetValue(seconds),
                parsed.GetValue(seed), CommonOptions.ParseDevice(parsed.GetRequiredValue(device)), cancellation);
            terminal.Output.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(result, JsonText.Line) : result.ToString());
            return ExitCodes.Ok;
        }, CancellationToken.None));
        return new Command("bench", "Measures speed.") { step };
    }

    private static StepTiming Measure(
        ModelInfo info, ModelOptions options, Shape shape, int batch, bool inference, double seconds, ulong seed, Device device, CancellationToken cancellation)
    {
        var (model, summary) = CommonOptions.Summarize(info, options, shape);
        if (shape.Count > Array.MaxLength / batch)
            throw new UsageException($"--batch {batch} of {shape} are more numbers than a tensor holds; expected a smaller batch");
        model.To(device).Initialize(seed).Train(!inference);
        var generator = new Generator(seed, Generator.Streams.Data);
        var x = Tensor.Normal(new Shape(batch).Concat(shape), generator, device: device).Keep();
        var classes = summary.Layers[0].Output!.Value[^1];
        var targets = Tensor.From([.. Enumerable.Range(0, batch).Select(_ => (long)generator.NextInt(classes))], [batch], device).Keep();
        var optimizer = new Adam(model, 1e-3);

        List<double> times = [];
        long allocated = 0;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < WarmUp || times.Count < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (i == WarmUp) (start, allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
            var began = Stopwatch.GetTimestamp();
            if (inference) Infer(model, x);
            else Train(model, optimizer, x, targets);
            if (i >= WarmUp) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        allocated = (GC.GetTotalAllocatedBytes() - allocated) / times.Count;
        times.Sort();

        // The first layer needs no gradient for its input; everything else is passed three times.
        var first = summary.Layers.First(layer => layer.Macs > 0).Macs;
        var flop = 2.0 * batch * (inference ? summary.Macs : 3 * summary.Macs - first);
        var median = times[times.Count / 2];
        return new(info.Name, batch, Threads.Count, inference ? "inference" : "training", median, times[0], times[^1],
            flop / median / 1e6, Process.GetCurrentProcess().PeakWorkingSet64 / (1 << 20), allocated);
    }

    private static void Train(Module model, Optimizer optimizer, Tensor x, Tensor targets)
    {
        using var scope = new MemoryScope();
        optimizer.ZeroGrad();
        var (_, loss) = model.ForwardWithLoss(x, targets, (y, t) => y.CrossEntropy(t));
        loss.Backward();
        optimizer.Step();
        loss.Item();
    }

    private static void Infer(Module model, Tensor x)
    {
        using var scope = new MemoryScope();
        using var mode = new NoGradScope();
        model.Forward(x);
    }

    /// <summary>What was measured; gflops is 10⁹ floating operations (two to a multiply-add) a second.</summary>
    private sealed record StepTiming(
        string Model, int Batch, int Threads, string Mode, double MedianMs, double MinMs, double MaxMs, double Gflops, long PeakRssMiB, long GcBytesPerStep)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Model} batch {Batch}, {Threads} threads, {Mode}: median {MedianMs:f1} ms (min {MinMs:f1}, max {MaxMs:f1}), {Gflops:f1} GFLOP/s, peak {PeakRssMiB} MiB resident, {GcBytesPerStep} bytes of garbage a step");
    }
}
