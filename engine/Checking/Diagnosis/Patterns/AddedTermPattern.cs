using System.Globalization;

namespace NeuralCore.Checking;

/// <summary>The right gradient and something that does not belong there: a round number, or a round multiple of the input.</summary>
/// <remarks>Only a round one; what a mean or a norm leaves that was treated as a constant is a sum too, but no round number.</remarks>
internal sealed class AddedTermPattern : PredictionPattern
{
    private const int EnoughElements = 3;

    /// <inheritdoc/>
    public override string Name => "added-term";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        if (gradient.WrongCount < EnoughElements) yield break;
        var values = gradient.Context.Call.Inputs[gradient.Input]!.ToArray<double>();
        double[] x = [.. gradient.Elements.Select(e => values[e])];
        if (Round(gradient, _ => 1) is var number && number != 0)
            yield return new([.. gradient.Numeric.Select(n => n + number)],
                () => $"every element is {Words.Number(Math.Abs(number))} {(number > 0 ? "more" : "less")} than it should be: the backward pass adds a constant of its own, an ε perhaps");
        if (Round(gradient, p => x[p]) is var factor && factor != 0)
            yield return new([.. gradient.Numeric.Zip(x, (n, v) => n + factor * v)],
                () => $"{Words.Number(factor)}·{gradient.Name} is added to every element: a weight decay, or the gradient of a penalty that the function does not hold");
    }

    // The multiple of something that the errors are, by their median, in two digits.
    private static double Round(WrongGradient gradient, Func<int, double> of)
    {
        double[] multiples = [.. gradient.Wrong.Where(p => gradient.IsCompared[p] && of(p) != 0).Select(p => (gradient.Analytic[p] - gradient.Numeric[p]) / of(p)).Order()];
        return multiples.Length == 0 ? 0 : double.Parse(multiples[multiples.Length / 2].ToString("e1", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
