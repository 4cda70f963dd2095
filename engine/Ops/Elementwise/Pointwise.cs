namespace NeuralCore.Ops;

/// <summary>Runs a pointwise struct over tensors into a new one: what every elementwise op's forward pass comes down to.</summary>
/// <remarks>Kernels see addresses: an operand that the op made only for this call is kept alive until they are done.</remarks>
internal static class Pointwise
{
    /// <summary>f(x).</summary>
    public static Tensor Map<F>(F f, Tensor x) where F : struct, IUnary
    {
        var y = Tensor.EmptyLike(x, x.Shape);
        x.Backend.Map(f, x.View, y.View);
        GC.KeepAlive(x);
        return y;
    }

    /// <summary>f(a, b), broadcast against each other.</summary>
    public static Tensor Zip<F>(F f, Tensor a, Tensor b) where F : struct, IBinary
    {
        var y = Tensor.EmptyLike(a, Shape.Broadcast(a.Shape, b.Shape));
        a.Backend.Zip(f, a.View, b.View, y.View);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return y;
    }

    /// <summary>f(a, b, c), broadcast against each other.</summary>
    public static Tensor Zip<F>(F f, Tensor a, Tensor b, Tensor c) where F : struct, ITernary
    {
        var y = Tensor.EmptyLike(a, Shape.Broadcast(Shape.Broadcast(a.Shape, b.Shape), c.Shape));
        a.Backend.Zip(f, a.View, b.View, c.View, y.View);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
        return y;
    }
}
