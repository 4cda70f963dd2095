using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>An optimizer's step in place on many parameters: a group of threads takes one piece of one parameter, which a table names.</summary>
/// <param name="f">The rule.</param>
/// <param name="table">The pieces, as ints.</param>
/// <param name="views">The memory in which all parameters, all gradients and all states of each kind lie.</param>
internal readonly struct UpdateAllKernel<F, V>(F f, ArrayView<int> table, UpdateViews<V> views) : IKernel
    where F : struct, IUpdate
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var piece = UpdatePiece.In(table, Grid.IdxX);
        for (var i = Group.IdxX; i < piece.Count; i += GroupSize)
            views.Apply(f, piece.P + i, piece.G + i, piece.S0 + i, piece.S1 + i, piece.S2 + i);
    }
}
