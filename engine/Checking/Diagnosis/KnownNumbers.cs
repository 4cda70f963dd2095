using System.Reflection;
using NeuralCore.Autograd;

namespace NeuralCore.Checking;

/// <summary>What a number may stand for in a call: an extent, a count of elements, an attribute.</summary>
internal static class KnownNumbers
{
    /// <summary>The numbers that a call holds, each with what it is; a number may occur more than once.</summary>
    public static IEnumerable<(double Value, string Meaning)> Of(DiagnosisContext context)
    {
        var call = context.Call;
        for (var i = 0; i < call.Inputs.Length; i++)
            if (call.Inputs[i] is { } x)
                foreach (var extent in Of(x.Shape, $"{context.NameOf(i)} {x.Shape}")) yield return extent;
        foreach (var block in call.Blocks)
            foreach (var extent in Of(block.Shape, $"{block.Name} {block.Shape}")) yield return extent;
        if (context.Op is { } op)
            foreach (var attribute in Attributes(op)) yield return attribute;
    }

    private static IEnumerable<(double, string)> Of(Shape shape, string name)
    {
        for (var d = 0; d < shape.Rank; d++) yield return (shape[d], d == 0 && shape.Rank > 1 ? $"dimension 0, the batch perhaps, of {name}" : $"dimension {d} of {name}");
        yield return (shape.Count, $"the number of elements of {name}");
        if (shape.Rank < 3) yield break;
        yield return (shape.CountOf(2, shape.Rank), $"the number of elements per channel and sample of {name}");
        yield return (shape.Count / shape[1], $"the number of elements per channel of {name}");
        yield return (shape.Count / shape[0], $"the number of elements per sample of {name}");
    }

    private static IEnumerable<(double, string)> Attributes(Op op)
    {
        foreach (var property in op.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0) continue;
            var value = property.GetValue(op) switch { double d => d, float f => f, int i => i, _ => 0.0 };
            if (value != 0) yield return (value, $"the attribute {property.Name} of {op}");
        }
    }
}
