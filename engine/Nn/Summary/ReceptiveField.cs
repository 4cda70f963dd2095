using System.Globalization;

namespace NeuralCore.Nn;

/// <summary>The part of a model's input that one element of a result depends on, per spatial axis of the input, outermost first.</summary>
/// <param name="Axes">Height and width of a plane; depth too of a volume.</param>
public sealed record ReceptiveField(IReadOnlyList<FieldAxis> Axes)
{
    /// <summary>Its size: <c>11</c>, <c>13×9×9</c>, <c>all</c>.</summary>
    public string SizeText => Text(axis => axis.Size, "all");

    /// <summary>How far the fields of neighbouring elements lie apart: <c>4</c>, <c>1×2×2</c>; <c>–</c> where there are no neighbours.</summary>
    public string StrideText => Text(axis => axis.Stride, "–");

    /// <inheritdoc/>
    public override string ToString() => $"{SizeText}, stride {StrideText}";

    private string Text(Func<FieldAxis, double?> number, string none)
    {
        string[] texts = [.. Axes.Select(axis => number(axis)?.ToString("0.##", CultureInfo.InvariantCulture) ?? none).Distinct()];
        return texts.Length == 1 ? texts[0] : string.Join('×', Axes.Select(axis => number(axis)?.ToString("0.##", CultureInfo.InvariantCulture) ?? none));
    }
}

/// <summary>One axis of a <see cref="ReceptiveField"/>.</summary>
/// <param name="Size">The extent in input elements, padding counted; null for the whole axis, however long.</param>
/// <param name="Stride">The distance of neighbours' fields in input elements, below 1 where a result is finer than the input; null where the axis has been summed up.</param>
public readonly record struct FieldAxis(double? Size, double? Stride);
