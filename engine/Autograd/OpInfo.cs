namespace NeuralCore.Autograd;

/// <summary>What an operation says of itself; everything that walks the registry reads it: gradient checks, parity, errors, benchmarks, docs.</summary>
/// <param name="Name">The operation's name, lower case with underscores.</param>
/// <param name="Formula">What it computes, in one line.</param>
/// <param name="Samples">Calls that cover its cases, with inputs that stay away from kinks.</param>
/// <param name="Errors">Calls that must fail, with words that the message must hold.</param>
public sealed record OpInfo(string Name, string Formula, IReadOnlyList<OpSample> Samples, IReadOnlyList<OpError> Errors)
{
    /// <summary>The inputs' names, for errors and tables.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = ["x"];

    /// <summary>The relative error that float results may have per √(terms summed), against Reference in double.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>The relative difference from the true derivative that the gradient in double may have.</summary>
    public double GradientTolerance { get; init; } = 1e-9;
}

/// <summary>One call of an operation for the tests: the op, and how to draw its inputs.</summary>
/// <param name="Op">The operation with its attributes.</param>
/// <param name="Inputs">The inputs; null for an absent optional one.</param>
public sealed record OpSample(Op Op, params OpInput?[] Inputs)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Op} ({string.Join(", ", Inputs.Select(i => i?.Shape.ToString() ?? "–"))})";
}

/// <summary>How to draw one input of a sample.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Low">The least value.</param>
/// <param name="High">The bound above, not reached.</param>
public sealed record OpInput(Shape Shape, double Low = -1, double High = 1)
{
    /// <summary>The element type where it is not the tested floating one: Int64 for indices.</summary>
    public ElementType? Type { get; init; }

    /// <summary>Values from which every element stays at least 0.05 away, because the function has a kink there.</summary>
    public IReadOnlyList<double> Kinks { get; init; } = [];

    /// <summary>Whether all elements differ by at least 1e-3, so that a maximum is unique.</summary>
    public bool Distinct { get; init; }

    /// <summary>The values themselves where they are not drawn: class indices, positions.</summary>
    public IReadOnlyList<double>? Values { get; init; }
}

/// <summary>A call that must fail.</summary>
/// <param name="Op">The operation with its attributes.</param>
/// <param name="Message">Words that the error must hold.</param>
/// <param name="Inputs">The inputs.</param>
public sealed record OpError(Op Op, string Message, params OpInput?[] Inputs);
