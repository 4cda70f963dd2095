using ILGPU;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;

namespace OwnKernel;

/// <summary>y = x / √(Σ x² + ε) for each row of x [rows, columns], which a group of threads walks together.</summary>
public readonly struct UnitRowsKernel<V>(ArrayView<V> x, ArrayView<V> y, int columns, V epsilon) : IKernel
    where V : unmanaged, ILane<V>
{
    public static int GroupSize => GroupSum.Threads;

    public void Run()
    {
        var row = Grid.IdxX * columns;
        var squares = V.Of(0);
        for (var c = Group.IdxX; c < columns; c += GroupSize) squares = V.Fma(x[row + c], x[row + c], squares);
        var scale = V.Of(1) / V.Sqrt(GroupSum.Of(squares) + epsilon);
        for (var c = Group.IdxX; c < columns; c += GroupSize) y[row + c] = x[row + c] * scale;
    }
}
