using NeuralCore;
using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace OwnOps;

/// <summary>A function for every verdict.</summary>
public static class Verdicts
{
    public static GradientReport Ok() => Check("exp", xs => [xs[0]!.Exp()]);

    // x², whose gradient comes back as 2x + 1.
    public static GradientReport Wrong() => Check("square", xs => [xs[0]! * xs[0]! + xs[0]! - xs[0]!.Detach()]);

    public static GradientReport Kink() => Check("abs", xs => [xs[0]!.Abs()]);

    // Of a number beside 10¹³ there remain two decimal places.
    public static GradientReport Noise() => Check("coarse", xs => [xs[0]! + 1e13 - 1e13]);

    public static GradientReport NonDeterministic() => Check("random", xs => [xs[0]! * Tensor.Normal([3], Shared, type: ElementType.Float64, device: Device.Reference)]);

    // |x| once more; but d√u/du is infinite at u = 0, and ∞ · 0 is no number.
    public static GradientReport NaN() => Check("root of square", xs => [xs[0]!.Square().Sqrt()]);

    public static GradientReport NotConnected() => Check("cut", xs => [xs[0]!.Detach().Exp()]);

    private static readonly Generator Shared = new(1);

    private static GradientReport Check(string name, GradientChecker.Function function) =>
        new GradientChecker().Check(name, function, [Tensor.From([-1.5, 0, 2], [3], Device.Reference)], ["x"]);
}
