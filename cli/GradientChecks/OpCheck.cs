using System.Diagnostics;
using NeuralCore.Autograd;
using NeuralCore.Checking;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>One check: a call of an op, drawn from a seed, in first or second order.</summary>
/// <param name="Info">The op.</param>
/// <param name="Sample">The call.</param>
/// <param name="Order">1 for the gradient, 2 for the gradient's gradient.</param>
/// <param name="Seed">The seed of the inputs.</param>
/// <param name="Devices">The devices to hold against the reference; the gradients are taken on the first, or on the CPU.</param>
internal sealed record OpCheck(OpInfo Info, OpSample Sample, int Order, ulong Seed, IReadOnlyList<Device> Devices)
{
    private Device Device => Devices.FirstOrDefault() ?? Device.Cpu;

    /// <summary>Whether a call has gradients to check.</summary>
    public static bool Applies(OpSample sample) =>
        sample.Op.IsDifferentiable && sample.Inputs.Any(i => i is not null && i.Type?.IsFloating() != false);

    /// <summary>What the check will cost.</summary>
    public ForeseenCost Foresee(CancellationToken cancellation) => Checker(cancellation).Foresee(Sample, Device, secondOrder: Order == 2);

    /// <summary>Checks, and compares the devices.</summary>
    public GradientCheckRow Run(CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var checker = Checker(cancellation);
        var report = Order == 1 ? checker.Check(Sample, Device) : checker.CheckSecondOrder(Sample, Device);
        var devices = Order > 1 || Devices.Count == 0 ? null : DeviceComparison.Run(Sample, Info.Tolerance, Candidates(), Seed);
        return new(Info.Name, Sample.ToString(), Order, Seed, report, devices, watch.Elapsed.TotalSeconds);
    }

    private GradientChecker Checker(CancellationToken cancellation) =>
        new() { Seed = Seed, FanOut = true, Tolerance = Info.GradientTolerance, Cancellation = cancellation };

    private List<(Device, ElementType)> Candidates() =>
        [.. Devices.SelectMany(d => new[] { (d, ElementType.Float64), (d, ElementType.Float32) })];
}
