using System.Diagnostics;
using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>Which ops are checked, and how.</summary>
/// <param name="Ops">The ops.</param>
/// <param name="SecondOrder">Whether the gradient's gradient is checked too.</param>
/// <param name="Draws">How many draws of each sample.</param>
/// <param name="Seed">The seed of the first draw.</param>
/// <param name="Devices">The devices to hold against the reference; the gradients are taken on the first, or on the CPU.</param>
internal sealed record OpChecks(IReadOnlyList<OpInfo> Ops, bool SecondOrder, int Draws, ulong Seed, IReadOnlyList<Device> Devices)
{
    /// <summary>How many rows there will be.</summary>
    public int Count => Ops.Sum(o => o.Samples.Count(IsChecked)) * Draws * (SecondOrder ? 2 : 1);

    /// <summary>Checks one call after the other.</summary>
    public IEnumerable<GradientCheckRow> Run() =>
        from info in Ops
        from sample in info.Samples
        where IsChecked(sample)
        from draw in Enumerable.Range(0, Draws)
        from order in SecondOrder ? new[] { 1, 2 } : [1]
        select Check(info, sample, order, Seed + (ulong)draw);

    private static bool IsChecked(OpSample sample) => sample.Op.IsDifferentiable && sample.Inputs.Any(i => i is not null && i.Type?.IsFloating() != false);

    private GradientCheckRow Check(OpInfo info, OpSample sample, int order, ulong seed)
    {
        var watch = Stopwatch.StartNew();
        var checker = new GradientChecker { Seed = seed, FanOut = true, Tolerance = info.GradientTolerance };
        var device = Devices.FirstOrDefault() ?? Device.Cpu;
        var report = order == 1 ? checker.Check(sample, device) : checker.CheckSecondOrder(sample, device);
        var devices = order > 1 || Devices.Count == 0 ? null : DeviceComparison.Run(sample, info.Tolerance, Candidates(), seed);
        return new(info.Name, sample.ToString(), order, seed, report, devices, watch.Elapsed.TotalSeconds);
    }

    private List<(Device, ElementType)> Candidates() =>
        [.. Devices.SelectMany(d => new[] { (d, ElementType.Float64), (d, ElementType.Float32) })];
}
