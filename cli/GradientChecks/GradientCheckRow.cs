using NeuralCore.Checking;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>One line of the table: one call, checked.</summary>
/// <param name="Name">The op's or model's name.</param>
/// <param name="Call">The call with its shapes.</param>
/// <param name="Order">1 for the gradient, 2 for the gradient's gradient.</param>
/// <param name="Seed">The seed of the inputs.</param>
/// <param name="Report">What the gradients' check found.</param>
/// <param name="Devices">How the devices compared, if any were named.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record GradientCheckRow(
    string Name, string Call, int Order, ulong Seed, GradientReport Report, DeviceReport? Devices, double Seconds)
{
    /// <summary>Of a whole model the check, with the ops at fault.</summary>
    public ModelGradientReport? Model { get; init; }

    /// <summary>Whether gradient and devices are right.</summary>
    public bool IsOk => Report.IsOk && Devices is null or { IsOk: true };

    /// <summary>The worst verdict of all elements.</summary>
    public string Verdict => !Report.IsOk ? Report.Tensors.First(t => !t.IsOk).Worst!.Verdict.ToString()
        : Devices is { IsOk: false } ? "Devices"
        : Report.Findings.Any(f => f.Verdict == Checking.Verdict.Kink) ? "Kink"
        : Report.Findings.Any(f => f.Verdict == Checking.Verdict.Noise) ? "Noise"
        : "Ok";

    /// <summary>The largest relative estimate of a numeric error.</summary>
    public double NumericError => Report.Tensors.Select(t => t.Worst is { } worst && worst.Scale > 0 ? worst.NumericError / worst.Scale : 0).DefaultIfEmpty(0).Max();
}
