using NeuralCore.Autograd;
using NeuralCore.Nn;

namespace NeuralCore.Optim;

/// <summary>Keeps gradients from growing beyond a bound, in place.</summary>
public static class GradientClipping
{
    /// <summary>Scales all gradients by min(1, max/‖g‖), where ‖g‖ is the norm of all of them together (Pascanu et al. 2013, arXiv:1211.5063, §3.2), and returns ‖g‖ before that as a number that nobody waits for until it is read.</summary>
    /// <exception cref="UsageException">The bound is not positive.</exception>
    /// <exception cref="ShapeException">The gradients are on different devices or of different types.</exception>
    public static Tensor ByNorm(IEnumerable<Parameter> parameters, double max)
    {
        if (!(max > 0)) throw new UsageException($"gradients are clipped to a positive norm; got {max}");
        using var mode = new NoGradScope();
        Tensor[] gradients = [.. parameters.Select(p => p.Grad).OfType<Tensor>()];
        if (gradients.Length == 0) return Tensor.Scalar(0);

        var like = gradients[0];
        if (Array.Find(gradients, g => g.Backend != like.Backend) is { } other)
            throw new ShapeException($"gradients have one norm on one device in one type; got {like.Type} {like.Shape} on {like.Device} and {other.Type} {other.Shape} on {other.Device}; clip those of each device by themselves");
        var norm = Tensor.Full(Shape.Scalar, 0, like.Type, like.Device);
        var part = Tensor.EmptyLike(norm, Shape.Scalar);
        foreach (var g in gradients)
        {
            g.Backend.Reduce(new SumOfSquares(), g.View, part.View, (1u << g.Rank) - 1);
            norm.Backend.Zip(new Plus(), norm.View, part.View, norm.View);
        }
        norm.Backend.Map(new Root(), norm.View, norm.View);
        part.Backend.Map(new ClipFactor(max), norm.View, part.View);
        foreach (var g in gradients)
        {
            g.Backend.Zip(new Times(), g.View, part.View, g.View);
            g.Storage.Touch("GradientClipping.ByNorm");
        }
        GC.KeepAlive(part);
        return norm;
    }

    /// <summary>Clamps every element of all gradients to [−max, max].</summary>
    /// <exception cref="UsageException">The bound is not positive.</exception>
    public static void ByValue(IEnumerable<Parameter> parameters, double max)
    {
        if (!(max > 0)) throw new UsageException($"gradients are clipped to a positive value; got {max}");
        foreach (var g in parameters.Select(p => p.Grad).OfType<Tensor>())
        {
            g.Backend.Map(new Clamp(max), g.View, g.View);
            g.Storage.Touch("GradientClipping.ByValue");
        }
    }

    internal readonly struct SumOfSquares : IReduction
    {
        public double Seed => 0;

        public V Step<V>(V accumulator, V x) where V : unmanaged, ILane<V> => V.Fma(x, x, accumulator);

        public V Merge<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }

    internal readonly struct Plus : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }

    internal readonly struct Times : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a * b;
    }

    internal readonly struct Root : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Sqrt(x);
    }

    // PyTorch divides by ‖g‖ + 1e-6.
    internal readonly struct ClipFactor(double max) : IUnary
    {
        public V Invoke<V>(V norm) where V : unmanaged, ILane<V> => V.Min(V.Of(1), V.Of(max) / (norm + V.Of(1e-6)));
    }

    internal readonly struct Clamp(double max) : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Max(-V.Of(max), V.Min(V.Of(max), x));
    }
}
