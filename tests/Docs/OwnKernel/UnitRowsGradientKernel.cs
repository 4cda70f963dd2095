using ILGPU;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;

namespace OwnKernel;

/// <summary>dx = s·dy − s³·x·Σ dy·x with s = 1/√(Σ x² + ε), for each row.</summary>
public readonly struct UnitRowsGradientKernel<V>(ArrayView<V> dy, ArrayView<V> x, ArrayView<V> dx, int columns, V epsilon) : IKernel
    where V : unmanaged, ILane<V>
{
    public static int GroupSize => GroupSum.Threads;

    public void Run()
    {
        var row = Grid.IdxX * columns;
        var (squares, products) = (V.Of(0), V.Of(0));
        for (var c = Group.IdxX; c < columns; c += GroupSize)
        {
            squares = V.Fma(x[row + c], x[row + c], squares);
            products = V.Fma(dy[row + c], x[row + c], products);
        }
        var scale = V.Of(1) / V.Sqrt(GroupSum.Of(squares) + epsilon);
        var along = scale * scale * GroupSum.Of(products);
        for (var c = Group.IdxX; c < columns; c += GroupSize) dx[row + c] = scale * (dy[row + c] - along * x[row + c]);
    }
}
