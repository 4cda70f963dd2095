using NeuralCore.Autograd;

namespace NeuralCore.Checking;

/// <summary>A systematic mistake of a backward pass.</summary>
/// <param name="Mistake">What is wrong, in a few words.</param>
/// <param name="Patterns">The diagnoses that name it, the foremost first; none where no pattern is meant to.</param>
/// <param name="Change">The wrong gradient in place of the right one; null stands for none at all.</param>
internal sealed record Mutation(string Mistake, IReadOnlyList<string> Patterns, Func<MutationSite, double[]?> Change)
{
    /// <summary>A mistake that one pattern names.</summary>
    public Mutation(string mistake, string pattern, Func<MutationSite, double[]?> change) : this(mistake, [pattern], change)
    {
    }

    /// <summary>In how many elements the right gradient must not vanish for the mistake to be recognisable.</summary>
    public int LeastElements { get; init; } = 1;

    /// <summary>Whether it only lends its name to others that give the same gradient.</summary>
    public bool IsAlias { get; init; }

    /// <summary>Whether the mutated op also hands its input on as a further result, so that the input is used twice.</summary>
    public bool Forks { get; init; }
}

/// <summary>Where a mutation strikes: one call of a right backward pass.</summary>
internal sealed class MutationSite
{
    private readonly Needs _needs;

    /// <summary>The call, with the right gradients.</summary>
    public MutationSite(Op op, Saved saved, Tensor?[] dys, Tensor?[] dxs, Needs needs, int input)
    {
        (Op, Saved, Dys, _needs, Input) = (op, saved, dys, needs, input);
        (Shape, Right) = (dxs[input]!.Shape, dxs[input]!.ToArray<double>());
        Gradients = [.. dxs.Select(d => d?.ToArray<double>())];
    }

    /// <summary>The op.</summary>
    public Op Op { get; }

    /// <summary>What its forward pass saved.</summary>
    public Saved Saved { get; }

    /// <summary>The upstream gradients.</summary>
    public Tensor?[] Dys { get; }

    /// <summary>The input whose gradient is struck.</summary>
    public int Input { get; }

    /// <summary>Its shape.</summary>
    public Shape Shape { get; }

    /// <summary>Its right gradient.</summary>
    public double[] Right { get; }

    /// <summary>All right gradients.</summary>
    public double[]?[] Gradients { get; }

    /// <summary>The right gradient for other upstream gradients of the first result, zeros for all others: linear in them.</summary>
    public double[] For(double[] dy)
    {
        var like = Dys[0]!;
        var dys = new Tensor?[Dys.Length];
        dys[0] = Tensor.FromDoubles(dy, like.Shape, like.Type, like.Device);
        return Op.Backward(Saved, dys, _needs)[Input]?.ToArray<double>() ?? new double[Right.Length];
    }

    /// <summary>What the other results send back.</summary>
    public double[] FromOthers()
    {
        if (Dys.Skip(1).All(d => d is null)) return new double[Right.Length];
        var first = For(Dys[0]!.ToArray<double>());
        return [.. Right.Zip(first, (all, part) => all - part)];
    }
}
