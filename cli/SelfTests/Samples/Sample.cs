using NeuralCore.Autograd;
using NeuralCore.Backends.Gpu;
using NeuralCore.Ops;

namespace NeuralCore.Cli.SelfTests.Samples;

/// <summary>A call of an op that every device has to answer alike.</summary>
/// <param name="Name">The op's name.</param>
/// <param name="Call">The op and how to draw its inputs.</param>
/// <param name="Tolerance">The relative error that a float may have per √(terms summed).</param>
/// <param name="Tile">The tile that a GPU's products take; null for the one it chooses.</param>
internal sealed record Sample(string Name, OpSample Call, double Tolerance, GemmVariant? Tile = null)
{
    /// <summary>Every sample of the registry: all ops, all their cases, small.</summary>
    public static IReadOnlyList<Sample> Registered { get; } =
        [.. from info in OpRegistry.All from call in info.Samples select new Sample(info.Name, call, info.Tolerance)];

    /// <summary>Shapes that fit no tile, group or vector.</summary>
    public static IReadOnlyList<Sample> Ragged { get; } = [.. RaggedCalls.All.Select(Of)];

    /// <summary>Products and convolutions in every tile there is, fitting or not.</summary>
    public static IReadOnlyList<Sample> Tiled { get; } =
        [.. from call in RaggedCalls.Products from tile in GemmVariants.All select Of(call) with { Tile = tile }];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Sample> All { get; } = [.. Registered, .. Ragged, .. Tiled];

    /// <summary>Whether doubles occur in it whatever the type of its other numbers.</summary>
    public bool NeedsFloat64 => Call.Op is CastOp { Type: ElementType.Float64 } || Call.Inputs.Any(input => input?.Type == ElementType.Float64);

    /// <inheritdoc/>
    public override string ToString() => Tile is null ? $"{Call}" : $"{Call} in tiles of {Tile}";

    private static Sample Of(OpSample call)
    {
        var info = OpRegistry.All.First(info => info.Samples.Any(sample => sample.Op.GetType() == call.Op.GetType()));
        return new(info.Name, call, info.Tolerance);
    }
}
