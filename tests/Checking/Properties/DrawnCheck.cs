using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>One gradient check that was drawn: a call of an op, and how its gradient is checked.</summary>
/// <param name="Op">The name of the op's generator.</param>
/// <param name="State">The random state that the draw was made from, as CsCheck writes it.</param>
/// <param name="Sample">The call.</param>
/// <param name="Seed">The checker's seed, which the values of the inputs come from.</param>
internal sealed record DrawnCheck(string Op, string State, OpSample Sample, ulong Seed)
{
    // Most tensors drawn are smaller; a wrong element of a larger one shows along random directions.
    private static readonly CheckBudget Budget = new() { MostElements = 64 };

    /// <summary>The device that computes.</summary>
    public Device Device { get; init; } = Device.Reference;

    /// <summary>Whether each input also reaches the loss directly.</summary>
    public bool FanOut { get; init; }

    /// <summary>Whether the gradient's own gradient is checked.</summary>
    public bool SecondOrder { get; init; }

    /// <summary>What is checked: the op, its attributes, shapes and so on, without the values.</summary>
    public string Call => $"{(SecondOrder ? "gradient of " : "")}{Sample}{(FanOut ? ", inputs used twice" : "")}{(Device == Device.Reference ? "" : $", on {Device}")}";

    /// <summary>Names this draw for the environment variable that has it made again.</summary>
    public string Name => $"{Op}:{State}";

    /// <summary>The check, as a line of C#.</summary>
    public string Line => CSharpText.Of(Checker, Sample, Device, SecondOrder);

    private GradientChecker Checker => new()
    {
        Seed = Seed,
        FanOut = FanOut,
        Tolerance = OpRegistry.All.SingleOrDefault(info => info.Name == Op)?.GradientTolerance ?? new GradientChecker().Tolerance,
        Budget = Budget,
    };

    /// <summary>What is wrong; null if nothing is.</summary>
    /// <param name="diagnose">Whether a wrong gradient is looked at for its pattern.</param>
    public string? Failure(bool diagnose)
    {
        using var scope = new MemoryScope();
        var checker = Checker with { Diagnose = diagnose };
        try
        {
            var report = SecondOrder ? checker.CheckSecondOrder(Sample, Device) : checker.Check(Sample, Device);
            return report.IsOk ? null : string.Join('\n', [.. report.Tensors.Where(t => !t.IsOk), .. report.Diagnoses]);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.ToString();
        }
    }
}
