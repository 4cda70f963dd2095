using NeuralCore;
using NeuralCore.Autograd;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Ops;

namespace OwnKernel;

/// <summary>The gradient of <see cref="UnitRowsOp"/> from dy and x: dx = s·(dy − y·Σ dy·y) with s = 1/√(Σ x² + ε), y = s·x.</summary>
public sealed record UnitRowsGradientOp(UnitRowsOp Op) : Op
{
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[1]!.Shape];

    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (dy, x) = (inputs[0]!, inputs[1]!);
        saved.Save(dy, x);
        if (x.Backend is not IGpuBackend gpu) return [Formula(dy, x)];

        var dx = Tensor.EmptyLike(x, x.Shape);
        if (x.Type == ElementType.Float32) Launch<GpuF32>(gpu, dy, x, dx);
        else Launch<GpuF64>(gpu, dy, x, dx);
        return [dx];
    }

    // The map from dy to dx is its own adjoint. With g the gradient for dx, that for x is
    // s²·(3·y·(y·dy)(y·g) − y·(dy·g) − dy·(y·g) − g·(y·dy)), where a dot is the sum along the row.
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (g, dy, x) = (dys[0]!, saved[0], saved[1]);
        if (!needs[1]) return [Dispatcher.Apply(this, g, x), null];
        var lengths = Op.Lengths(x);
        var y = x / lengths;
        var (ydy, yg, dyg) = (Dot(y, dy), Dot(y, g), Dot(dy, g));
        return [Dispatcher.Apply(this, g, x), (y * (3 * ydy * yg - dyg) - dy * yg - g * ydy) / (lengths * lengths)];
    }

    private Tensor Formula(Tensor dy, Tensor x)
    {
        var lengths = Op.Lengths(x);
        var y = x / lengths;
        return (dy - y * Dot(dy, y)) / lengths;
    }

    private static Tensor Dot(Tensor a, Tensor b) => (a * b).Sum(1, keepDim: true);

    private void Launch<V>(IGpuBackend gpu, Tensor dy, Tensor x, Tensor dx) where V : unmanaged, ILane<V> =>
        gpu.Launch(
            new UnitRowsGradientKernel<V>(
                gpu.Elements<V>(dy.View), gpu.Elements<V>(x.View), gpu.Elements<V>(dx.View), x.Shape[1], V.Of(Op.Epsilon)),
            new Groups(x.Shape[0]));
}
