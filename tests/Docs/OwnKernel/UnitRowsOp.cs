using NeuralCore;
using NeuralCore.Autograd;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Ops;

namespace OwnKernel;

/// <summary>Each row of x [N, C] scaled to length 1: y = x / √(Σ x² + ε).</summary>
public sealed record UnitRowsOp(double Epsilon = 1e-12) : Op
{
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) =>
        inputs[0]!.Rank == 2 ? [inputs[0]!.Shape] : throw new ShapeException($"x is [N, C]; got {inputs[0]!.Shape}");

    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        saved.Save(x);
        if (x.Backend is not IGpuBackend gpu) return [x / Lengths(x)];

        var y = Tensor.EmptyLike(x, x.Shape);
        if (x.Type == ElementType.Float32) Launch<GpuF32>(gpu, x, y);
        else Launch<GpuF64>(gpu, x, y);
        return [y];
    }

    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new UnitRowsGradientOp(this), dys[0], saved[0])];

    internal Tensor Lengths(Tensor x) => ((x * x).Sum(1, keepDim: true) + Epsilon).Sqrt();

    private void Launch<V>(IGpuBackend gpu, Tensor x, Tensor y) where V : unmanaged, ILane<V> =>
        gpu.Launch(
            new UnitRowsKernel<V>(gpu.Elements<V>(x.View), gpu.Elements<V>(y.View), x.Shape[1], V.Of(Epsilon)),
            new Groups(x.Shape[0]));
}

public static class UnitRowsExtensions
{
    extension(Tensor x)
    {
        /// <summary>Each row of x [N, C] scaled to length 1.</summary>
        public Tensor UnitRows() => Dispatcher.Apply(new UnitRowsOp(), x);
    }
}
