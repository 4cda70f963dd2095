using System.Diagnostics;
using System.Globalization;
using NeuralCore.Cli.SelfTests.Samples;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>How long whole training steps take beside this machine's CPU: what the user waits for.</summary>
internal sealed class StepSpeedCheck : ISelfCheck
{
    private const double Seconds = 1;

    private static readonly (string Model, string Options, Shape Input)[] Models =
    [
        ("hybridsn_small", "", [64, 1, 15, 11, 11]),
        ("mobilenet_v1_cifar", "", [32, 3, 32, 32]),
    ];

    /// <inheritdoc/>
    public string Name => "speed of a training step";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        if (stand.IsInterpreted) return CheckResult.Skip("an interpreter's speed says nothing of a device's");
        List<string> lines = ["| network | examples | ms a step | on the CPU | times as fast |", "|---|---:|---:|---:|---:|"], told = [];
        foreach (var (name, options, input) in Models)
        {
            var (here, cpu) = (Step(stand, stand.Device, name, options, input), Step(stand, Device.Cpu, name, options, input));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"| {name} | {input[0]} | {1e3 * here:f1} | {1e3 * cpu:f1} | {cpu / here:g3} |"));
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {1e3 * here:f1} ms, {cpu / here:g3} times as fast as the CPU"));
        }
        return new(CheckOutcome.Passed, string.Join("; ", told), lines);
    }

    // The seconds of the middle one of all steps in about a second, without the first, which compiles.
    private static double Step(SelfTestStand stand, Device device, string name, string options, Shape input)
    {
        var model = Networks.Create(name, options).Initialize(1).UseGenerator(new Generator(9, Generator.Streams.Dropout)).To(device).Train();
        var x = Tensor.Normal(input, new Generator(2, Generator.Streams.Data), device: device);
        var targets = Tensor.From([.. Enumerable.Range(0, input[0]).Select(n => n % 2L)], [input[0]], device);
        var optimizer = new Adam(model, 1e-3);
        Run();
        List<double> times = [];
        for (var start = Stopwatch.GetTimestamp(); times.Count == 0 || Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds;)
        {
            stand.Cancellation.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            Run();
            times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        times.Sort();
        return times[times.Count / 2];

        void Run()
        {
            using var scope = new MemoryScope();
            optimizer.ZeroGrad();
            var loss = model.Forward(x).CrossEntropy(targets);
            loss.Backward();
            optimizer.Step();
            loss.Item();
        }
    }
}
