using System.Globalization;
using System.Reflection;
using NeuralCore.Autograd;
using NeuralCore.Checking;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Writes an op's call, and the check of its gradient, as the C# expression that makes it, to be pasted into a test.</summary>
internal static class CSharpText
{
    /// <summary>The expression for a sample, or for anything that an op has as an attribute.</summary>
    public static string Of(object? value) => value switch
    {
        null => "null",
        OpSample sample => $"new OpSample({string.Join(", ", [Of(sample.Op), .. sample.Inputs.Select(input => Of((object?)input))])})",
        OpInput input => Input(input),
        bool flag => flag ? "true" : "false",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        Enum name => $"{name.GetType().Name}.{name}",
        Shape shape => shape.ToString(),
        Sizes { Length: 1 } size => $"{size[0]}",
        Sizes sizes => $"{(sizes.Length > 3 ? "new Sizes" : "")}({string.Join(", ", sizes.AsSpan().ToArray())})",
        Dims { IsAll: true } => "Dims.All",
        Dims dims => dims.ToString(),
        Device device => $"Device.{(device == Device.Reference ? nameof(Device.Reference) : nameof(Device.Cpu))}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Constructed(value),
    };

    /// <summary>The expression for a check of a sample's gradient.</summary>
    public static string Of(GradientChecker checker, OpSample sample, Device device, bool secondOrder = false)
    {
        var usual = new GradientChecker();
        List<string> settings = [$"Seed = {checker.Seed}"];
        if (checker.FanOut) settings.Add("FanOut = true");
        if (checker.Tolerance != usual.Tolerance) settings.Add($"Tolerance = {Of(checker.Tolerance)}");
        return $"new GradientChecker {{ {string.Join(", ", settings)} }}.{(secondOrder ? "CheckSecondOrder" : "Check")}({Of(sample)}, {Of(device)})";
    }

    // A record by its primary constructor, whose parameters are properties; those that keep their defaults at the end are left out.
    private static string Constructed(object value)
    {
        var type = value.GetType();
        var parameters = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters();
        List<(string Text, bool IsDefault)> arguments = [];
        foreach (var parameter in parameters)
        {
            var argument = type.GetProperty(parameter.Name!)!.GetValue(value);
            arguments.Add((Of(argument), parameter.HasDefaultValue && Equals(parameter.DefaultValue, argument)));
        }
        while (arguments is [.., { IsDefault: true }]) arguments.RemoveAt(arguments.Count - 1);
        return $"new {type.Name}({string.Join(", ", arguments.Select(a => a.Text))})";
    }

    private static string Input(OpInput input)
    {
        var like = new OpInput(input.Shape);
        var range = (input.Low, input.High) == (like.Low, like.High) ? "" : $", {Of(input.Low)}, {Of(input.High)}";
        List<string> rest = [];
        if (input.Type is { } type) rest.Add($"Type = {Of(type)}");
        if (input.Kinks.Count > 0) rest.Add($"Kinks = {List(input.Kinks)}");
        if (input.Distinct) rest.Add("Distinct = true");
        if (input.Values is { } values) rest.Add($"Values = {List(values)}");
        return $"new OpInput({input.Shape}{range}){(rest.Count == 0 ? "" : $" {{ {string.Join(", ", rest)} }}")}";
    }

    private static string List(IReadOnlyList<double> values) => $"[{string.Join(", ", values.Select(v => Of(v)))}]";
}
